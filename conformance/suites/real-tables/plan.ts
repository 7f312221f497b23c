import {
  outerSplits,
  type Pipeline,
  type PipelinePlan,
  pipelinePlanSchema,
  takeRows,
  type ValidationPlan,
  validationSchema,
} from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { crossValidation } from '../../../packages/learning/src/resampling/folds.ts';
import type { RealTable } from './tables.ts';

const steps: Pipeline['steps'] = [
  { step: 'impute', settings: {} },
  { step: 'scale', settings: {} },
];

const lambdas = [0.3, 0.1, 0.03, 0.01];
const logistic = {
  estimator: 'logistic-regression',
  settings: { alpha: 0, lambda: 0.1, standardise: false },
};
const forest = { estimator: 'random-forest', settings: { trees: 200 } };
const neighbours = { estimator: 'nearest-neighbours', settings: { neighbours: 7 } };

type Model = readonly [name: string, estimator: string, settings: object, over: Record<string, unknown[]>];

const ofClasses: readonly Model[] = [
  ['ridge', 'logistic-regression', { alpha: 0, standardise: false }, { 'model.lambda': lambdas }],
  ['lasso', 'logistic-regression', { alpha: 1, standardise: false }, { 'model.lambda': lambdas }],
  [
    'linear SVM',
    'support-vector-machine',
    { kernel: 'linear', tolerance: 1e-6 },
    { 'model.cost': [0.001, 0.01, 0.1] },
  ],
  ['radial SVM', 'support-vector-machine', {}, { 'model.cost': [0.1, 1, 10] }],
  ['discriminant', 'linear-discriminant', { shrinkage: 'ledoit-wolf' }, {}],
  ['neighbours', 'nearest-neighbours', {}, { 'model.neighbours': [3, 7, 15] }],
  ['naive Bayes', 'gaussian-naive-bayes', {}, {}],
  ['tree', 'decision-tree', { minimumLeaf: 5 }, { 'model.maximumDepth': [2, 4] }],
  ['random forest', 'random-forest', { trees: 300 }, { 'model.minimumLeaf': [1, 5] }],
  ['extra trees', 'extra-trees', { trees: 300 }, { 'model.minimumLeaf': [1, 5] }],
  ['AdaBoost', 'adaboost', { rounds: 50 }, {}],
  ['boosting', 'gradient-boosting', { minimumLeaf: 5, lambda: 1 }, { 'model.maximumDepth': [1, 3] }],
  ['bagging', 'bagging', { models: 100 }, {}],
  ['voting', 'voting', { members: [logistic, forest, neighbours] }, {}],
  [
    'stacking',
    'stacking',
    {
      members: [logistic, forest, neighbours],
      final: { ...logistic, settings: { ...logistic.settings, lambda: 0.01 } },
    },
    {},
  ],
];

const ofSurvival: readonly Model[] = [
  [
    'Cox ridge',
    'cox-regression',
    { alpha: 0, ties: 'breslow', standardise: false },
    { 'model.lambda': [1, ...lambdas] },
  ],
  [
    'Cox lasso',
    'cox-regression',
    { alpha: 1, ties: 'breslow', standardise: false },
    { 'model.lambda': [0.2, 0.1, 0.05, 0.02] },
  ],
  ['survival forest', 'random-survival-forest', { trees: 200 }, { 'model.minimumLeaf': [5, 15] }],
  [
    'boosted Cox',
    'boosted-cox',
    { minimumLeaf: 5, lambda: 1 },
    { 'model.rounds': [25, 100], 'model.maximumDepth': [1, 2] },
  ],
];

const ofValues: readonly Model[] = [
  [
    'linear ridge',
    'linear-regression',
    { alpha: 0, standardise: false },
    { 'model.lambda': [1, 0.1, 0.01, 0.001] },
  ],
  [
    'linear lasso',
    'linear-regression',
    { alpha: 1, standardise: false },
    { 'model.lambda': [0.3, 0.1, 0.03, 0.01] },
  ],
  ['support vectors of values', 'support-vector-machine', {}, { 'model.cost': [0.1, 1, 10] }],
  ['neighbours of values', 'nearest-neighbours', {}, { 'model.neighbours': [3, 7, 15] }],
  ['tree of values', 'decision-tree', { minimumLeaf: 5 }, { 'model.maximumDepth': [2, 4] }],
  ['forest of values', 'random-forest', { trees: 300 }, { 'model.minimumLeaf': [1, 5] }],
  ['extra trees of values', 'extra-trees', { trees: 300, features: 'all' }, { 'model.minimumLeaf': [1, 5] }],
  [
    'boosting of values',
    'gradient-boosting',
    { minimumLeaf: 5, lambda: 1 },
    { 'model.maximumDepth': [1, 3] },
  ],
  ['bagging of values', 'bagging', { models: 100 }, {}],
];

const ofOrder: readonly Model[] = [['proportional odds', 'ordinal-regression', { lambda: 0 }, {}]];

const ofCompeting: readonly Model[] = [['Fine-Gray', 'fine-gray', { lambda: 0 }, {}]];

function modelsFor(frame: RealTable['frame']): readonly Model[] {
  const outcome = frame.outcome!;
  if (outcome.kind === 'continuous') return ofValues;
  if (outcome.kind === 'ordinal') return ofOrder;
  if (outcome.kind !== 'survival') return ofClasses;
  return outcome.events.includes(2) ? ofCompeting : ofSurvival;
}

/** Nested validation of one model after the other, 3 x 5 folds with 3 inside. */
export function planFor({ frame }: RealTable): ValidationPlan {
  const models = modelsFor(frame);
  return validationSchema.parse({
    pipelines: models.map(
      ([name, estimator, settings, over]): PipelinePlan =>
        pipelinePlanSchema.parse({
          name,
          steps,
          model: { estimator, settings },
          ...(Object.keys(over).length === 0 ? {} : { search: { kind: 'grid', over } }),
          calibration: 'none',
        }),
    ),
    outer: { kind: 'folds', folds: 5, repeats: 3 },
    inner: { folds: 3 },
    seed: 20261126,
  });
}

/** Rows of the outer splits, with those of the inner splits of each. */
export function splitsFor({ frame }: RealTable, plan: ValidationPlan) {
  return outerSplits(frame, plan).map(({ training, test, repeat, fold }) => {
    const random = createRandom(plan.seed).split('outer fold', repeat, fold).split('search').split('inner');
    const inner = crossValidation(takeRows(frame, training), { folds: plan.inner.folds, repeats: 1 }, random);
    return {
      training,
      test,
      inner: inner.map((split) => ({ training: split.training, test: split.test })),
    };
  });
}
