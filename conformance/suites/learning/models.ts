import { estimatorOf, type FittedModel, readSettings, type TrainingData } from '@rachis/learning';
import { shrinkageOfCentred } from '@rachis/statistics';
import type { Case, Computations } from '../statistics/fixture.ts';
import { classOutcome, continuousOutcome, dataSets, inRows, matrix, training } from './data.ts';

const sets = dataSets('learning-sklearn');
// biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
const setOf = (input: Case['input']): any => sets.get(input.data);

function dataOf(input: Case['input']): TrainingData {
  const set = setOf(input);
  const values = set[input.outcome ?? 'value'];
  const outcome = (input.outcome ?? 'value') === 'value' ? continuousOutcome(values) : classOutcome(values);
  return training(set.x, outcome, input.weighted ? set.weights : undefined);
}

function fitted(id: string, data: TrainingData, settings: object): FittedModel {
  const estimator = estimatorOf(id);
  return estimator.fit(data, readSettings(estimator, settings));
}

function said(model: FittedModel, input: Case['input']) {
  const { scores, probabilities } = model.predict(matrix(setOf(input).new));
  if (probabilities === undefined) return { scores };
  return { scores, probabilities: inRows(probabilities.data, probabilities.columns) };
}

/** Models without chance, value by value. */
export const models: Computations = {
  data: () => ({}),
  lda: (input) => {
    const model = fitted('linear-discriminant', dataOf(input), { shrinkage: input.shrinkage });
    return { sklearn: { ...said(model, input), coefficients: model.coefficients } };
  },
  ledoit_wolf: (input) => {
    const { data, rows, columns } = matrix(setOf(input).x);
    const centred = data.map((value, at) => {
      let mean = 0;
      for (let i = 0; i < rows; i++) mean += data[i * columns + (at % columns)]! / rows;
      return value - mean;
    });
    return { sklearn: { shrinkage: shrinkageOfCentred(centred, rows, columns).shrinkage } };
  },
  knn: (input) => {
    const { neighbours, votes } = input;
    return { sklearn: said(fitted('nearest-neighbours', dataOf(input), { neighbours, votes }), input) };
  },
  gnb: (input) => {
    const model = said(fitted('gaussian-naive-bayes', dataOf(input), {}), input);
    return { sklearn: { ...model, log_odds: model.scores } };
  },
  tree: (input) => {
    const { impurity, depth } = input;
    const model = fitted('decision-tree', dataOf(input), { impurity, maximumDepth: depth, minimumLeaf: 3 });
    return { sklearn: { ...said(model, input), importance: model.importance } };
  },
  adaboost: (input) => {
    const model = fitted('adaboost', dataOf(input), { rounds: input.rounds, rate: input.rate });
    const { votes } = model.state() as { votes: number[] };
    return { sklearn: { ...said(model, input), model_weights: votes } };
  },
  ridge_logistic: (input) => {
    // Their penalty is on the columns as they are: 1/(n cost).
    const data = dataOf({ ...input, outcome: 'y' });
    const settings = { alpha: 0, lambda: 1 / (data.x.rows * input.cost), standardise: false };
    const model = fitted('logistic-regression', data, settings);
    const { intercepts } = model.state() as { intercepts: number[] };
    return { sklearn: { coefficients: model.coefficients, intercept: intercepts[0] } };
  },
};

/** Support vector machines: libsvm keeps kernels in single precision. */
export const supportVectors: Computations = {
  svc: (input) => {
    const { kernel, cost, gamma } = input;
    const model = fitted('support-vector-machine', dataOf(input), { kernel, cost, gamma, tolerance: 1e-10 });
    const { rows } = model.state() as { rows: number };
    return { sklearn: { decision: said(model, input).scores, vectors: rows } };
  },
};

/** The dual objective at our solution, from the kernel of its support vectors. */
export const dualObjectives: Computations = {
  svc: (input) => {
    const { kernel, cost, gamma } = input;
    const model = fitted('support-vector-machine', dataOf(input), { kernel, cost, gamma, tolerance: 1e-10 });
    const state = model.state() as {
      gamma: number;
      rows: number;
      columns: number;
      vectors: number[];
      machines: { at: number[]; weight: number[] }[];
    };
    const { at, weight } = state.machines[0]!;
    const rows = inRows(state.vectors, state.columns);
    const value = (a: number[], b: number[]): number =>
      kernel === 'linear'
        ? a.reduce((sum, v, j) => sum + v * b[j]!, 0)
        : Math.exp(-state.gamma * a.reduce((sum, v, j) => sum + (v - b[j]!) ** 2, 0));
    let objective = 0;
    for (let s = 0; s < at.length; s++) {
      objective -= Math.abs(weight[s]!);
      for (let t = 0; t < at.length; t++) {
        objective += (weight[s]! * weight[t]! * value(rows[at[s]!]!, rows[at[t]!]!)) / 2;
      }
    }
    return { sklearn: { objective } };
  },
};
