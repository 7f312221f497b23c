import {
  type CrossValidatedPath,
  crossValidatedPath,
  estimatorOf,
  type FittedModel,
  linearPaths,
  readSettings,
} from '@rachis/learning';
import type { Case, Computations } from '../statistics/fixture.ts';
import {
  classOutcome,
  continuousOutcome,
  dataSets,
  inRows,
  matrix,
  ordinalOutcome,
  survivalOutcome,
  training,
} from './data.ts';

const sets = dataSets('learning-models');
const rowsOf = (input: Case['input']): number[][] => sets.get(input.data)!.x as never;

/** Weighted sizes (1/n) of columns: penalties are on standardised coefficients. */
function columnScales(rows: number[][], weights: readonly number[]): number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return rows[0]!.map((_, j) => {
    const mean = rows.reduce((sum, row, i) => sum + weights[i]! * row[j]!, 0) / total;
    return Math.sqrt(rows.reduce((sum, row, i) => sum + weights[i]! * (row[j]! - mean) ** 2, 0) / total);
  });
}

const penalty = (b: ArrayLike<number>, scales: number[], alpha: number): number =>
  scales.reduce((sum, scale, j) => {
    const own = b[j]! * scale;
    return sum + ((1 - alpha) / 2) * own * own + alpha * Math.abs(own);
  }, 0);

const weightedMean = (values: number[], weights: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / weights.reduce((sum, w) => sum + w, 0);

const predictorOf = (row: number[], intercept: number, b: ArrayLike<number>): number =>
  row.reduce((sum, value, j) => sum + value * b[j]!, intercept);

function singlePath(input: Case['input'], kind: 'binomial' | 'gaussian') {
  const rows = rowsOf(input);
  const outcome = kind === 'binomial' ? classOutcome(input.y) : continuousOutcome(input.y);
  const path = linearPaths(training(rows, outcome, input.weights), {
    alpha: input.alpha,
    lambdas: input.lambdas,
    // As the script asks of glmnet.
    tolerance: kind === 'binomial' ? 1e-15 : 1e-18,
  });
  const scales = columnScales(rows, input.weights);
  const objective = input.lambdas.map((lambda: number, k: number) => {
    const loss = rows.map((row, i) => {
      const eta = predictorOf(row, path.intercepts[k]![0]!, path.coefficients[k]!);
      return kind === 'binomial' ? Math.log1p(Math.exp(eta)) - input.y[i] * eta : (input.y[i] - eta) ** 2 / 2;
    });
    return weightedMean(loss, input.weights) + lambda * penalty(path.coefficients[k]!, scales, input.alpha);
  });
  return {
    objective: { glmnet: { objective } },
    coefficients: {
      glmnet: {
        intercepts: path.intercepts.map((one) => one[0]!),
        coefficients: path.coefficients.map((b) => [...b]),
      },
    },
  };
}

function multinomial(input: Case['input']) {
  const rows = rowsOf(input);
  const path = linearPaths(training(rows, classOutcome(input.y), input.weights), {
    alpha: input.alpha,
    lambdas: input.lambdas,
    tolerance: 1e-15,
  });
  const scales = columnScales(rows, input.weights);
  const p = scales.length;
  const chances = (k: number, row: number[]): number[] => {
    const etas = [0, 1, 2].map((c) =>
      predictorOf(row, path.intercepts[k]![c]!, path.coefficients[k]!.subarray(c * p, (c + 1) * p)),
    );
    const total = etas.reduce((sum, eta) => sum + Math.exp(eta), 0);
    return etas.map((eta) => Math.exp(eta) / total);
  };
  const objective = input.lambdas.map((lambda: number, k: number) => {
    const loss = weightedMean(
      rows.map((row, i) => -Math.log(chances(k, row)[input.y[i]]!)),
      input.weights,
    );
    return (
      loss +
      [0, 1, 2].reduce(
        (sum, c) =>
          sum + lambda * penalty(path.coefficients[k]!.subarray(c * p, (c + 1) * p), scales, input.alpha),
        0,
      )
    );
  });
  const probabilities = input.lambdas.map((_: number, k: number) =>
    rows.slice(0, 10).map((row) => chances(k, row)),
  );
  return { objective: { glmnet: { objective } }, coefficients: { glmnet: { probabilities } } };
}

const chosen = (found: CrossValidatedPath) => ({
  deviance: found.deviance,
  error: found.error,
  minimum: found.path.lambdas[found.minimum]!,
  one: found.path.lambdas[found.oneStandardError]!,
});

function fitted(id: string, data: ReturnType<typeof training>, settings: object): FittedModel {
  const estimator = estimatorOf(id);
  return estimator.fit(data, readSettings(estimator, settings));
}

const interceptOf = (model: FittedModel, columns: number): number => {
  const at0 = model.predict({ rows: 1, columns, data: new Float64Array(columns) });
  return at0.scores[0]!;
};

/** Objectives: to one part in 10^8. */
export const objectives: Computations = {
  data: () => ({}),
  binomial: (input) => singlePath(input, 'binomial').objective,
  gaussian: (input) => singlePath(input, 'gaussian').objective,
  multinomial: (input) => multinomial(input).objective,
};

/** Coefficients of optimisers and what follows from them: to one part in 10^4. */
export const regressions: Computations = {
  data: () => ({}),
  binomial: (input) => singlePath(input, 'binomial').coefficients,
  gaussian: (input) => singlePath(input, 'gaussian').coefficients,
  multinomial: (input) => multinomial(input).coefficients,
  cox_path: (input) => {
    const data = training(rowsOf(input), survivalOutcome(input.time, input.event), input.weights);
    const path = linearPaths(data, {
      alpha: input.alpha,
      lambdas: input.lambdas,
      tolerance: 1e-15,
      ties: 'breslow',
    });
    return { glmnet: { coefficients: path.coefficients.map((b) => [...b]) } };
  },
  cross_validated: (input) => {
    const rows = rowsOf(input);
    const fold = Int32Array.from(input.fold as number[]);
    const options = { alpha: input.alpha, lambdas: input.lambdas, tolerance: 1e-14 };
    const run = (outcome: ReturnType<typeof classOutcome>, weights?: readonly number[]) =>
      chosen(crossValidatedPath(training(rows, outcome, weights), fold, { ...options, ties: 'breslow' }));
    return {
      glmnet: {
        binomial: run(classOutcome(input.y), input.weights),
        gaussian: run(continuousOutcome(input.value), input.weights),
        multinomial: run(classOutcome(input.class)),
        cox: run(survivalOutcome(input.time, input.event)),
      },
    };
  },
};

/** Fits by Newton's method: to one part in a million. */
export const plainFits: Computations = {
  data: () => ({}),
  cox: (input) => {
    const rows = rowsOf(input);
    const data = training(rows, survivalOutcome(input.time, input.event), input.weights);
    const model = fitted('cox-regression', data, { lambda: 0, ties: input.ties });
    const curves = model.predict(matrix(rows.slice(0, 5))).survivalAt!(Float64Array.from(input.ends));
    return { survival: { coefficients: model.coefficients, survival: inRows(curves.data, 4) } };
  },
  glm: (input) => {
    const rows = rowsOf(input);
    const model = fitted('logistic-regression', training(rows, classOutcome(input.y), input.weights), {
      lambda: 0,
    });
    return { stats: { coefficients: [interceptOf(model, rows[0]!.length), ...model.coefficients!] } };
  },
  lm: (input) => {
    const rows = rowsOf(input);
    const model = fitted('linear-regression', training(rows, continuousOutcome(input.y), input.weights), {
      lambda: 0,
    });
    return { stats: { coefficients: [interceptOf(model, rows[0]!.length), ...model.coefficients!] } };
  },
  ordinal: (input) => {
    const rows = rowsOf(input);
    const model = fitted('ordinal-regression', training(rows, ordinalOutcome(input.y), input.weights), {
      lambda: 0,
    });
    const { thresholds } = model.state() as { thresholds: number[] };
    const { data, columns } = model.predict(matrix(rows)).probabilities!;
    const loss = rows.reduce(
      (sum, _, i) => sum - input.weights[i] * Math.log(data[i * columns + input.y[i]]!),
      0,
    );
    return { MASS: { coefficients: model.coefficients, thresholds, loss } };
  },
  fine_gray: (input) => {
    const rows = rowsOf(input);
    const model = fitted('fine-gray', training(rows, survivalOutcome(input.time, input.event)), {
      lambda: 0,
    });
    const free = model.predict(matrix(rows.slice(0, 5))).survivalAt!(Float64Array.from(input.ends));
    return {
      cmprsk: {
        coefficients: model.coefficients,
        incidence: inRows(
          free.data.map((v) => 1 - v),
          4,
        ),
      },
    };
  },
};
