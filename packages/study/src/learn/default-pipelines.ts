import { type Outcome, type PipelinePlan, pipelinePlanSchema } from '@rachis/learning';

const plan = (given: unknown): PipelinePlan => pipelinePlanSchema.parse(given);

const fill = [{ step: 'impute' }, { step: 'encode' }];
const comparable = [...fill, { step: 'variance-filter' }, { step: 'scale' }];
const apart = [...comparable, { step: 'correlation-filter' }];

const forest = (estimator: string) => ({
  name: estimator === 'random-forest' ? 'Random forest' : 'Random survival forest',
  steps: fill,
  model: { estimator, settings: { trees: 500 } },
  search: { kind: 'grid', over: { 'model.minimumLeaf': [1, 5] } },
});

const supportVectors = {
  name: 'Support vectors',
  steps: apart,
  model: { estimator: 'support-vector-machine' },
  search: { kind: 'grid', over: { 'model.cost': [0.1, 1, 10] } },
};

// The penalty is chosen inside of inner folds, where most of the time of a run goes: half the folds and half the penalties
// of glmnet's defaults cost a quarter and made no difference on five real tables (docs/learning.md).
const penalised = (name: string, estimator: string) => ({
  name,
  steps: comparable,
  model: { estimator, settings: { folds: 5, lambdas: 50 } },
  search: { kind: 'grid', over: { 'model.alpha': [0.5, 1] } },
});

/** The pipelines of a quick answer: a linear one, a forest, and support vectors where there are any for the outcome. */
export function defaultPipelines(outcome: Outcome): PipelinePlan[] {
  switch (outcome.kind) {
    case 'survival':
      return [penalised('Penalised Cox', 'cox-regression'), forest('random-survival-forest')].map(plan);
    case 'continuous':
      return [
        penalised('Penalised regression', 'linear-regression'),
        forest('random-forest'),
        supportVectors,
      ].map(plan);
    case 'ordinal':
      return [
        {
          name: 'Ordinal regression',
          steps: [...apart, { step: 'univariate-filter', settings: { keep: 'top', count: 5 } }],
          model: { estimator: 'ordinal-regression' },
          search: { kind: 'grid', over: { 'univariate-filter.count': [3, 5, 10] } },
        },
        forest('random-forest'),
        supportVectors,
      ].map(plan);
    default:
      return [
        penalised('Penalised logistic', 'logistic-regression'),
        forest('random-forest'),
        supportVectors,
      ].map(plan);
  }
}
