import * as z from 'zod';
import type { Estimator, FittedModel, Json, Matrix, TrainingData } from '../../contract.ts';
import { foldRows, innerFolds } from '../inner-folds.ts';
import {
  classPredictions,
  classTask,
  continuousValues,
  floats,
  integers,
  matrixRows,
  rowWeights,
  type StateRecord,
  trainingRows,
} from '../training.ts';
import { type Kernel, type KernelRows, eachKernelRow, kernelPart, kernelRows } from './kernel.ts';
import { couplePairs, fitSigmoid, type Sigmoid } from './platt.ts';
import { solveDual } from './smo.ts';

const id = 'support-vector-machine';
const settings = z.strictObject({
  kernel: z.enum(['rbf', 'linear']).default('rbf').describe('Radial or linear.'),
  cost: z.number().positive().finite().default(1).describe('Price of a row on the wrong side of the margin.'),
  gamma: z
    .union([z.number().positive().finite(), z.literal('scale'), z.literal('columns')])
    .default('scale')
    .describe(
      'Width of the radial kernel; `scale` is 1 / (columns x variance of all values), `columns` is 1 / columns.',
    ),
  epsilon: z
    .number()
    .nonnegative()
    .finite()
    .default(0.1)
    .describe('Of a continuous outcome, the error that costs nothing.'),
  folds: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe('Inner folds whose decision values the probabilities are calibrated on.'),
  tolerance: z
    .number()
    .positive()
    .max(0.1)
    .default(1e-3)
    .describe('Violation of optimality at which the fit stops.'),
});
type Settings = z.output<typeof settings>;

/** Sum over support vectors of weight times kernel, less rho. */
interface Machine {
  /** Positions among the kept support vectors. */
  readonly at: Int32Array;
  readonly weight: Float64Array;
  readonly rho: number;
}

interface Fit {
  readonly kernel: Kernel;
  readonly vectors: Matrix;
  readonly machines: readonly Machine[];
  readonly sigmoids: readonly Sigmoid[];
  readonly classes?: { readonly count: number; readonly present: Int32Array };
}

function gammaOf(x: Matrix, setting: Settings['gamma']): number {
  if (typeof setting === 'number') return setting;
  if (setting === 'columns') return 1 / x.columns;
  const { data } = x;
  let mean = 0;
  for (let at = 0; at < data.length; at++) mean += data[at];
  mean /= data.length;
  let variance = 0;
  for (let at = 0; at < data.length; at++) variance += (data[at] - mean) * (data[at] - mean);
  variance /= data.length;
  return variance > 0 ? 1 / (x.columns * variance) : 1;
}

interface Trained {
  readonly weight: Float64Array;
  readonly rho: number;
}

/** Two classes: `positive` rows above the plane. Weights of all rows, 0 for those that are no support vectors. */
function trainPair(
  kernel: KernelRows,
  positive: Uint8Array,
  prices: Float64Array,
  tolerance: number,
): Trained {
  const n = kernel.size;
  const sign = Float64Array.from(positive, (is) => (is === 1 ? 1 : -1));
  const { alpha, rho } = solveDual(
    {
      kernel,
      row: Int32Array.from({ length: n }, (_, i) => i),
      sign,
      linear: new Float64Array(n).fill(-1),
      bound: prices,
    },
    tolerance,
  );
  return { weight: alpha.map((value, i) => value * sign[i]), rho };
}

/** Decision values of rows that each inner fold leaves out, and the sigmoid over them. */
function calibrate(
  data: TrainingData,
  kernel: KernelRows,
  positive: Uint8Array,
  prices: Float64Array,
  options: Settings,
): Sigmoid {
  const units = data.groups === undefined ? data.x.rows : new Set(data.groups).size;
  const decisions = new Float64Array(data.x.rows);
  if (units >= 2) {
    for (const { inside, outside } of foldRows(innerFolds(data, Math.min(options.folds, units)))) {
      const side = Uint8Array.from(outside, (row) => positive[row]);
      // A fold that leaves one class alone says that class, as in libsvm.
      if (!side.includes(0) || !side.includes(1)) {
        for (const row of inside) decisions[row] = side.includes(1) ? 1 : -1;
        continue;
      }
      const part = Float64Array.from(outside, (row) => prices[row]);
      const { weight, rho } = trainPair(kernelPart(kernel, outside), side, part, options.tolerance);
      for (const row of inside) {
        const values = kernel.row(row);
        let sum = -rho;
        for (let s = 0; s < outside.length; s++) if (weight[s] !== 0) sum += weight[s] * values[outside[s]];
        decisions[row] = sum;
      }
    }
  }
  return fitSigmoid(decisions, positive, rowWeights(data));
}

/** The kernel matrix of some data for some settings; one for all that ask with the same kernel. */
type KernelFor = (options: Settings) => { readonly kernel: Kernel; readonly whole: KernelRows };

function kernelsOf(x: Matrix): KernelFor {
  const made = new Map<string, ReturnType<KernelFor>>();
  return ({ kernel: name, gamma }) => {
    const key = `${name} ${name === 'rbf' ? gamma : ''}`;
    let found = made.get(key);
    if (found === undefined) {
      const kernel: Kernel = { name, gamma: gammaOf(x, gamma) };
      found = { kernel, whole: kernelRows(kernel, x) };
      made.set(key, found);
    }
    return found;
  };
}

function fitClasses(data: TrainingData, options: Settings, kernelFor: KernelFor): Fit {
  const { classes, codes, present } = classTask(id, data);
  const { kernel, whole } = kernelFor(options);
  const weights = rowWeights(data);
  const sigmoids: Sigmoid[] = [];
  const trained: { rows: number[]; weight: Float64Array; rho: number }[] = [];
  for (let a = 0; a < present.length; a++) {
    for (let b = a + 1; b < present.length; b++) {
      const rows = Array.from(codes.keys()).filter(
        (i) => (codes[i] === a || codes[i] === b) && weights[i] > 0,
      );
      const positive = Uint8Array.from(rows, (row) => (codes[row] === b ? 1 : 0));
      const prices = Float64Array.from(rows, (row) => options.cost * weights[row]);
      const part = rows.length === data.x.rows ? whole : kernelPart(whole, rows);
      const inner = trainingRows(data, rows, data.random.split('pair', a, b));
      sigmoids.push(calibrate(inner, part, positive, prices, options));
      trained.push({ rows, ...trainPair(part, positive, prices, options.tolerance) });
    }
  }
  return {
    ...keepVectors(data.x, kernel, trained),
    sigmoids,
    classes: { count: classes.length, present },
  };
}

function fitValues(data: TrainingData, options: Settings, kernelFor: KernelFor): Fit {
  const y = continuousValues(id, data);
  const n = data.x.rows;
  const { kernel, whole } = kernelFor(options);
  const weights = rowWeights(data);
  const twice = <T>(make: (i: number, side: number) => T): T[] =>
    Array.from({ length: 2 * n }, (_, t) => make(t % n, t < n ? 1 : -1));
  const { alpha, rho } = solveDual(
    {
      kernel: whole,
      row: Int32Array.from(twice((i) => i)),
      sign: Float64Array.from(twice((_, side) => side)),
      linear: Float64Array.from(twice((i, side) => options.epsilon - side * y[i])),
      bound: Float64Array.from(twice((i) => options.cost * weights[i])),
    },
    options.tolerance,
  );
  const weight = Float64Array.from({ length: n }, (_, i) => alpha[i] - alpha[n + i]);
  return { ...keepVectors(data.x, kernel, [{ rows: Array.from(y.keys()), weight, rho }]), sigmoids: [] };
}

/** Keeps the rows that some machine needs. */
function keepVectors(
  x: Matrix,
  kernel: Kernel,
  trained: readonly { rows: number[]; weight: Float64Array; rho: number }[],
): { readonly kernel: Kernel; readonly vectors: Matrix; readonly machines: Machine[] } {
  const place = new Int32Array(x.rows).fill(-1);
  for (const { rows, weight } of trained) {
    rows.forEach((row, s) => {
      if (weight[s] !== 0) place[row] = 0;
    });
  }
  const kept = Array.from(place.keys()).filter((row) => place[row] === 0);
  kept.forEach((row, at) => {
    place[row] = at;
  });
  const machines = trained.map(({ rows, weight, rho }) => {
    const used = Array.from(rows.keys()).filter((s) => weight[s] !== 0);
    return {
      at: Int32Array.from(used, (s) => place[rows[s]]),
      weight: Float64Array.from(used, (s) => weight[s]),
      rho,
    };
  });
  return { kernel, vectors: matrixRows(x, kept), machines };
}

/** Decision values, rows by machines. */
function decide(fit: Fit, x: Matrix): Float64Array {
  const { kernel, vectors, machines } = fit;
  const decisions = new Float64Array(x.rows * machines.length);
  eachKernelRow(kernel, x, vectors, (i, values) => {
    for (let m = 0; m < machines.length; m++) {
      const { at, weight, rho } = machines[m];
      let sum = -rho;
      for (let s = 0; s < at.length; s++) sum += weight[s] * values[at[s]];
      decisions[i * machines.length + m] = sum;
    }
  });
  return decisions;
}

function model(fit: Fit): FittedModel {
  const { kernel, vectors, machines, sigmoids, classes } = fit;
  const linear = kernel.name === 'linear' && machines.length === 1;
  const coefficients = new Float64Array(vectors.columns);
  if (linear) {
    machines[0].at.forEach((row, s) => {
      for (let j = 0; j < vectors.columns; j++) {
        coefficients[j] += machines[0].weight[s] * vectors.data[row * vectors.columns + j];
      }
    });
  }
  return {
    estimator: id,
    predict(x) {
      const decisions = decide(fit, x);
      if (classes === undefined) return { scores: decisions };
      const k = classes.present.length;
      const probabilities = new Float64Array(x.rows * k);
      const pair = new Float64Array(k * k);
      for (let i = 0; i < x.rows; i++) {
        let m = 0;
        for (let a = 0; a < k; a++) {
          for (let b = a + 1; b < k; b++, m++) {
            const f = sigmoids[m].slope * decisions[i * machines.length + m] + sigmoids[m].offset;
            const p = 1 / (1 + Math.exp(f));
            // Pairs that are certain would stop the coupling.
            const second = k === 2 ? p : Math.min(Math.max(p, 1e-7), 1 - 1e-7);
            pair[b * k + a] = second;
            pair[a * k + b] = 1 - second;
          }
        }
        if (k === 2) probabilities.set([pair[1], pair[2]], 2 * i);
        else probabilities.set(couplePairs(pair, k), i * k);
      }
      return classPredictions(classes.count, classes.present, probabilities, k === 2 ? decisions : undefined);
    },
    state: () => ({
      kernel: kernel.name,
      gamma: kernel.gamma,
      rows: vectors.rows,
      columns: vectors.columns,
      vectors: [...vectors.data],
      machines: machines.map(({ at, weight, rho }) => ({ at: [...at], weight: [...weight], rho })),
      sigmoids: sigmoids.map(({ slope, offset }) => ({ slope, offset })),
      ...(classes === undefined ? {} : { classes: classes.count, present: [...classes.present] }),
    }),
    ...(linear ? { coefficients } : {}),
  };
}

const fitOne = (data: TrainingData, options: Settings, kernelFor: KernelFor): FittedModel =>
  model(
    data.outcome.kind === 'continuous'
      ? fitValues(data, options, kernelFor)
      : fitClasses(data, options, kernelFor),
  );

/**
 * Support vector machine, linear or radial; of more than two classes one for each pair. Probabilities by Platt's sigmoid
 * on decision values of inner folds, pairs coupled after Wu, Lin and Weng (2004). Of a continuous outcome,
 * epsilon-insensitive regression. Optimised as in libsvm (Chang and Lin 2011). Scale the columns first.
 */
export const supportVectorMachine: Estimator<typeof settings> = {
  id,
  name: 'Support vector machine',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings,
  fit: (data, options) => fitOne(data, options, kernelsOf(data.x)),
  fitAll(data, all) {
    const kernelFor = kernelsOf(data.x);
    return all.map((options) => fitOne(data, options, kernelFor));
  },
  restore(state: Json) {
    const { kernel, gamma, rows, columns, vectors, machines, sigmoids, classes, present } =
      state as StateRecord;
    return model({
      kernel: { name: kernel as Kernel['name'], gamma: gamma as number },
      vectors: { rows: rows as number, columns: columns as number, data: floats(vectors) },
      machines: (machines as readonly StateRecord[]).map(({ at, weight, rho }) => ({
        at: integers(at),
        weight: floats(weight),
        rho: rho as number,
      })),
      sigmoids: sigmoids as unknown as readonly Sigmoid[],
      ...(classes === undefined ? {} : { classes: { count: classes as number, present: integers(present) } }),
    });
  },
};
