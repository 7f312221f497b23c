import * as z from 'zod';
import type { Matrix, TrainingData } from '../../contract.ts';
import { rowWeights } from '../training.ts';
import { growTree } from '../trees/grow.ts';
import { addTree, type Tree } from '../trees/tree.ts';
import { binColumns } from './bins.ts';
import { newtonSplitter } from './newton-splitter.ts';

/** Settings that every boosted model has. */
export const boostingSettings = {
  rounds: z.int().positive().max(100_000).default(100).describe('Number of rounds.'),
  rate: z.number().positive().max(1).default(0.1).describe('Factor of what each tree adds.'),
  maximumDepth: z.int().positive().default(3).describe('Questions from the root to a leaf at most.'),
  minimumLeaf: z.int().positive().default(5).describe('Rows that a leaf has at least.'),
  minimumCurvature: z.number().nonnegative().default(1e-3).describe('Curvature that a leaf has at least.'),
  lambda: z
    .number()
    .nonnegative()
    .finite()
    .default(1)
    .describe('Added to the curvature of each leaf: draws its value towards 0.'),
  gamma: z.number().nonnegative().finite().default(0).describe('What a question has to gain.'),
  bins: z.int().min(2).max(65_536).default(255).describe('Bins that a column is cut into at most.'),
  rowPart: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('Part of the rows that each round draws, without replacement.'),
  columnPart: z.number().positive().max(1).default(1).describe('Part of the columns that each tree draws.'),
};

export interface BoostingSettings {
  readonly rounds: number;
  readonly rate: number;
  readonly maximumDepth: number;
  readonly minimumLeaf: number;
  readonly minimumCurvature: number;
  readonly lambda: number;
  readonly gamma: number;
  readonly bins: number;
  readonly rowPart: number;
  readonly columnPart: number;
}

/** Derivatives of the loss (not the likelihood) of rows by their predictors, output after output. */
export type LossDerivatives = (
  predictors: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
) => void;

export interface Boosted {
  /** Round after round, in each a tree for each output. */
  readonly trees: readonly Tree[];
  readonly importance: Float64Array;
  /** Predictors of the training rows, output after output. */
  readonly predictors: Float64Array;
}

/** Boosts trees from constant predictors on (Friedman 2001; Newton leaves). */
export function boost(
  data: TrainingData,
  base: Float64Array,
  derivatives: LossDerivatives,
  settings: BoostingSettings,
): Boosted {
  const outputs = base.length;
  const { rows, columns } = data.x;
  const x = binColumns(data.x, settings.bins);
  const weights = rowWeights(data);
  const predictors = new Float64Array(rows * outputs);
  for (let k = 0; k < outputs; k++) predictors.fill(base[k], k * rows, (k + 1) * rows);
  const gradient = new Float64Array(rows * outputs);
  const curvature = new Float64Array(rows * outputs);
  const importance = new Float64Array(columns);
  const trees: Tree[] = [];
  const present = Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
  for (let round = 0; round < settings.rounds; round++) {
    derivatives(predictors, gradient, curvature);
    const random = data.random.split('round', round);
    const chosen =
      settings.rowPart < 1
        ? Int32Array.from(
            random.sample(present.length, Math.max(1, Math.round(settings.rowPart * present.length))),
            (at) => present[at],
          ).sort()
        : present;
    for (let k = 0; k < outputs; k++) {
      const splitter = newtonSplitter(
        x,
        gradient.subarray(k * rows, (k + 1) * rows),
        curvature.subarray(k * rows, (k + 1) * rows),
        weights,
        settings,
      );
      const open = columnFilter(splitter, columns, settings.columnPart, random.split('columns', k));
      const tree = growTree(
        x,
        Int32Array.from(chosen),
        open,
        {
          maximumDepth: settings.maximumDepth,
          minimumLeaf: settings.minimumLeaf,
          minimumSplit: 2,
          features: columns,
        },
        importance,
      );
      trees.push(tree);
      addTree(tree, data.x, 1, 1, predictors.subarray(k * rows, (k + 1) * rows));
    }
  }
  const total = importance.reduce((sum, value) => sum + value, 0);
  if (total > 0) for (let j = 0; j < columns; j++) importance[j] /= total;
  return { trees, importance, predictors };
}

/** The same splitter, blind to the columns that the tree did not draw. */
function columnFilter(
  splitter: ReturnType<typeof newtonSplitter>,
  columns: number,
  part: number,
  random: TrainingData['random'],
): ReturnType<typeof newtonSplitter> {
  if (part >= 1) return splitter;
  const drawn = new Uint8Array(columns);
  for (const j of random.sample(columns, Math.max(1, Math.round(part * columns)))) drawn[j] = 1;
  return {
    outputs: 1,
    cut: splitter.cut,
    get weight() {
      return splitter.weight;
    },
    begin: splitter.begin,
    evaluate: (column) => (drawn[column] === 1 ? splitter.evaluate(column) : NaN),
    values: splitter.values,
  };
}

/** Predictors of rows, row by row. */
export function boostedPredictors(trees: readonly Tree[], base: Float64Array, x: Matrix): Float64Array {
  const outputs = base.length;
  const each = Array.from(base, (value) => new Float64Array(x.rows).fill(value));
  for (let t = 0; t < trees.length; t++) addTree(trees[t], x, 1, 1, each[t % outputs]);
  const out = new Float64Array(x.rows * outputs);
  for (let k = 0; k < outputs; k++) for (let i = 0; i < x.rows; i++) out[i * outputs + k] = each[k][i];
  return out;
}
