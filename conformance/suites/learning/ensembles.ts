import type { Matrix, TrainingData } from '@rachis/learning';
import { estimatorOf, type FittedModel, readSettings } from '@rachis/learning';
import { boostedCox } from '../../../packages/learning/src/models/boosting/boosted-cox.ts';
import type { Case, Computations } from '../statistics/fixture.ts';
import {
  classOutcome,
  continuousOutcome,
  dataSets,
  inRows,
  matrix,
  survivalOutcome,
  training,
} from './data.ts';

const sets = dataSets('learning-ensembles');

interface DataSet {
  readonly x: number[][];
  readonly new: number[][];
  readonly y: number[];
  readonly classes: number[];
  readonly value: number[];
  readonly time: number[];
  readonly event: number[];
  readonly weights: number[];
}
const setOf = (input: Case['input']): DataSet => sets.get(input.data) as never;

function dataOf(input: Case['input']): TrainingData {
  const set = setOf(input);
  const outcome =
    (input.outcome ?? 'value') === 'value'
      ? continuousOutcome(set.value)
      : classOutcome(set[input.outcome as 'y' | 'classes']);
  return training(set.x, outcome, input.weighted ? set.weights : undefined);
}

function fitted(id: string, data: TrainingData, settings: object): FittedModel {
  const estimator = estimatorOf(id);
  return estimator.fit(data, readSettings(estimator, settings));
}

function said(model: FittedModel, x: Matrix) {
  const { scores, probabilities } = model.predict(x);
  return probabilities === undefined
    ? { scores }
    : { probabilities: inRows(probabilities.data, probabilities.columns) };
}

/** Boosting, stacking and support vector regression, value by value. */
export const ensembles: Computations = {
  data: () => ({}),
  histogram_boosting: (input) => ({
    sklearn: said(fitted('gradient-boosting', dataOf(input), input.settings), matrix(setOf(input).new)),
  }),
  exact_boosting: (input) => ({
    sklearn: said(fitted('gradient-boosting', dataOf(input), input.settings), matrix(setOf(input).x)),
  }),
  stacking: (input) => {
    const data = dataOf(input);
    const { rows } = data.x;
    const neighbours = { estimator: 'nearest-neighbours', settings: { neighbours: 7 } };
    // Their penalties are on coefficients as they are: 1/(n cost) of the logistic, ridge/n of the linear model.
    const penalised = (estimator: string, lambda: number) => ({
      estimator,
      settings: { alpha: 0, lambda, standardise: false },
    });
    const settings =
      input.outcome === 'value'
        ? {
            members: [penalised('linear-regression', 0), neighbours],
            final: penalised('linear-regression', input.ridge / rows),
          }
        : {
            members: [
              { estimator: 'linear-discriminant', settings: { shrinkage: 'none' } },
              neighbours,
              penalised('logistic-regression', 0),
            ],
            final: penalised('logistic-regression', 1 / (rows * input.cost)),
          };
    const model = fitted('stacking', data, { ...settings, folds: input.folds });
    return { sklearn: said(model, matrix(setOf(input).new)) };
  },
  support_values: (input) => {
    const { kernel, cost, epsilon } = input;
    const settings = { kernel, cost, epsilon, tolerance: 1e-10 };
    return {
      cvxopt: said(
        fitted('support-vector-machine', dataOf({ ...input, outcome: 'value' }), settings),
        matrix(setOf(input).new),
      ),
    };
  },
};

/** xgboost sums gradients in single precision. */
export const singlePrecision: Computations = {
  boosted_cox: (input) => {
    const { time, event } = setOf(input);
    const data = training(input.ranks, survivalOutcome(time, event));
    const model = boostedCox.fit(data, readSettings(boostedCox, input.settings));
    return { xgboost: said(model, data.x) };
  },
};
