import {
  type Frame,
  outerSplits,
  type Pipeline,
  pipelinePlanSchema,
  type Split,
  takeRows,
  type ValidationPlan,
  validationSchema,
} from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { crossValidation } from '../packages/learning/src/resampling/folds.ts';

const subjects = 150;
const features = 1500;

/** A table like that of a radiomic study: groups of columns that resemble each other, five of which tell the outcome. */
export function studyTable(): Frame {
  const random = createRandom('bench learning');
  const columns: Float64Array[] = [];
  let shared = new Float64Array(subjects);
  for (let j = 0; j < features; j++) {
    if (j % 15 === 0) shared = Float64Array.from({ length: subjects }, () => random.normal());
    columns.push(shared.map((value) => 0.8 * value + 0.6 * random.normal()));
  }
  const signal = Float64Array.from({ length: subjects }, (_, row) =>
    [0, 300, 600, 900, 1200].reduce((sum, j) => sum + 0.6 * columns[j]![row]!, 1.2 * random.normal()),
  );
  const cut = [...signal].sort((a, b) => a - b)[Math.round(subjects * 0.6)]!;
  return {
    rows: subjects,
    columns: columns.map((values, j) => ({ name: `x${j}`, kind: 'numeric', values })),
    outcome: {
      kind: 'classes',
      classes: ['no', 'yes'],
      codes: Int32Array.from(signal, (value) => (value >= cut ? 1 : 0)),
    },
    groups: Int32Array.from({ length: subjects }, (_, row) => row),
  };
}

/** Penalties of the lasso, as means over rows. */
export const lambdas = Array.from({ length: 20 }, (_, k) => 0.25 * 0.02 ** (k / 19));
export const leaves = [1, 5];
export const costs = [0.1, 1, 10];
export const trees = 500;

/** Lasso, random forest and support vectors, each with its grid, on scaled columns. */
export function studyPlan(repeats: number): ValidationPlan {
  const steps: Pipeline['steps'] = [{ step: 'scale', settings: {} }];
  const plan = (name: string, estimator: string, settings: object, over: object) =>
    pipelinePlanSchema.parse({
      name,
      steps,
      model: { estimator, settings },
      search: { kind: 'grid', over },
      calibration: 'none',
    });
  return validationSchema.parse({
    pipelines: [
      plan('lasso', 'logistic-regression', { alpha: 1, standardise: false }, { 'model.lambda': lambdas }),
      plan('random forest', 'random-forest', { trees }, { 'model.minimumLeaf': leaves }),
      plan('support vectors', 'support-vector-machine', {}, { 'model.cost': costs }),
    ],
    outer: { kind: 'folds', folds: 5, repeats },
    inner: { folds: 5 },
    seed: 1,
  });
}

/** Outer splits with the inner splits that searches make in each: rows of the whole table. */
export function studySplits(frame: Frame, plan: ValidationPlan) {
  return outerSplits(frame, plan).map(({ training, test, repeat, fold }: Split) => {
    const random = createRandom(plan.seed).split('outer fold', repeat, fold).split('search').split('inner');
    const inner = crossValidation(takeRows(frame, training), { folds: plan.inner.folds, repeats: 1 }, random);
    return { training, test, inner: inner.map((split) => ({ training: split.training, test: split.test })) };
  });
}
