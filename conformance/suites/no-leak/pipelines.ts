import { type PipelinePlan, pipelinePlanSchema } from '@rachis/learning';

type Choice = { readonly step: string; readonly settings?: Record<string, unknown> };

/** What every table goes through, in this order. */
const common: readonly Choice[] = [
  { step: 'keep-columns', settings: { domains: ['radiomic', 'clinical'] } },
  { step: 'impute-chained', settings: { domains: ['clinical'], draw: 1, iterations: 3 } },
  { step: 'impute' },
  { step: 'encode' },
  { step: 'scale' },
  { step: 'combat' },
  { step: 'variance-filter' },
  { step: 'stability-list', settings: { names: Array.from({ length: 900 }, (_, j) => `x${j}`) } },
  { step: 'correlation-filter' },
  { step: 'correlation-clusters', settings: { threshold: 0.8 } },
  { step: 'univariate-filter', settings: { keep: 'top', count: 40 } },
];

/** In turn, table after table. */
export const selections: readonly Choice[] = [
  { step: 'mrmr', settings: { count: 8 } },
  { step: 'principal-components', settings: { components: 5 } },
  { step: 'elastic-net-selection', settings: { folds: 3 } },
  { step: 'stability-selection', settings: { subsamples: 20 } },
  { step: 'stepwise-selection', settings: { resamples: 10 } },
  { step: 'recursive-elimination', settings: { keep: 5 } },
  { step: 'boruta', settings: { rounds: 20, trees: 20 } },
  {
    step: 'score',
    settings: {
      folds: 3,
      pipeline: { model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } } },
    },
  },
];

const balances: readonly Choice[] = [
  { step: 'smote' },
  { step: 'class-weights' },
  { step: 'oversample' },
  { step: 'borderline-smote' },
  { step: 'undersample' },
  { step: 'adasyn' },
];

const models = [
  { estimator: 'logistic-regression', over: { 'model.alpha': [0.5, 1] } },
  { estimator: 'random-forest', settings: { trees: 30 }, over: { 'model.minimumLeaf': [1, 5] } },
  { estimator: 'support-vector-machine', over: { 'model.cost': [0.1, 1] } },
  { estimator: 'linear-discriminant', over: { 'model.shrinkage': ['none', 'ledoit-wolf'] } },
  { estimator: 'gradient-boosting', settings: { rounds: 20 }, over: { 'model.maximumDepth': [1, 3] } },
];

/** Every step that is used on some table. */
export const stepsUsed = (): ReadonlySet<string> =>
  new Set([...common, ...selections, ...balances].map(({ step }) => step));

/** The whole pipeline of a table: common steps, one selection, one way to balance, one model with its search. */
export function pipelineOf(table: number): PipelinePlan {
  const { over, ...model } = models[table % models.length]!;
  const steps = [
    ...common,
    selections[table % selections.length]!,
    // Another pace than the selections', so that all pairs are met.
    balances[Math.floor(table / selections.length) % balances.length]!,
  ];
  return pipelinePlanSchema.parse({ name: `table ${table}`, steps, model, search: { kind: 'grid', over } });
}
