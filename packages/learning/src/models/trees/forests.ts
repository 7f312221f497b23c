import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import type { Estimator, TrainingData } from '../../contract.ts';
import { classTask, continuousValues, rowWeights } from '../training.ts';
import { forestModel, restoreForest } from './forest-model.ts';
import { growTree } from './grow.ts';
import { withPlacedColumns } from './placed-columns.ts';
import { type Presorted, presort } from './presorted.ts';
import { impuritySplitter, type SplitTarget } from './splitters.ts';
import type { Tree } from './tree.ts';

/** How many columns a node looks at: a count, a part of all, or their root or binary logarithm. */
export const featureCount = z.union([
  z.literal('sqrt'),
  z.literal('log2'),
  z.literal('third'),
  z.literal('all'),
  z.int().positive(),
  z.strictObject({ part: z.number().positive().max(1) }),
]);

/** The number of columns that a setting of `featureCount` means. */
export function countFeatures(setting: z.output<typeof featureCount>, columns: number): number {
  if (typeof setting === 'number') return Math.min(setting, columns);
  if (typeof setting === 'object') return Math.max(1, Math.floor(setting.part * columns));
  if (setting === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (setting === 'log2') return Math.max(1, Math.floor(Math.log2(columns)));
  if (setting === 'third') return Math.max(1, Math.floor(columns / 3));
  return columns;
}

const limits = {
  impurity: z
    .enum(['gini', 'entropy'])
    .default('gini')
    .describe('Of classes; a continuous outcome always has squared error.'),
  maximumDepth: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Questions from the root to a leaf at most; null for no limit.'),
  minimumLeaf: z.int().positive().default(1).describe('Rows that a leaf has at least.'),
  minimumSplit: z.int().min(2).default(2).describe('Rows that a node needs to be split.'),
};
const treeSettings = z.strictObject({
  ...limits,
  features: featureCount.default('all').describe('Columns looked at in each node.'),
  ties: z
    .enum(['first', 'random'])
    .default('first')
    .describe('Of equally good questions the one of the first column, or of one by chance.'),
});
const forestSettings = (bootstrap: boolean) =>
  z.strictObject({
    ...limits,
    trees: z.int().positive().max(100_000).default(500).describe('Number of trees.'),
    features: featureCount
      .nullable()
      .default(null)
      .describe(
        'Columns looked at in each node; by default the root of all for classes, a third for a continuous outcome.',
      ),
    bootstrap: z
      .boolean()
      .default(bootstrap)
      .describe('Whether each tree has its own draw of rows, with replacement.'),
  });
const randomForestSettings = forestSettings(true);
const extraTreesSettings = forestSettings(false);

interface Target extends SplitTarget {
  readonly classes?: { readonly count: number; readonly present: Int32Array };
}

function targetOf(id: string, data: TrainingData, impurity: 'gini' | 'entropy'): Target {
  if (data.outcome.kind === 'continuous') {
    return { impurity: 'squared-error', y: continuousValues(id, data), outputs: 1 };
  }
  const { classes, codes, present } = classTask(id, data);
  return { impurity, y: codes, outputs: present.length, classes: { count: classes.length, present } };
}

function normalise(importance: Float64Array): void {
  let total = 0;
  for (let j = 0; j < importance.length; j++) total += importance[j];
  if (total > 0) for (let j = 0; j < importance.length; j++) importance[j] /= total;
}

/** Adds a tree's gains to `total` as parts of their sum, and empties them: most columns are in no tree's questions. */
function takeGains(tree: Tree, gains: Float64Array, total: Float64Array): void {
  let sum = 0;
  const columns = new Set(tree.feature);
  columns.delete(-1);
  for (const column of columns) sum += gains[column];
  for (const column of columns) {
    if (sum > 0) total[column] += gains[column] / sum;
    gains[column] = 0;
  }
}

/** Draws each row so often, from a tree's own source. */
function countDraw(random: Random, counts: Float64Array | Uint16Array): void {
  for (let i = 0; i < counts.length; i++) counts[random.integer(counts.length)]++;
}

/** The draws of all trees again. */
const drawCounts = (random: Random, trees: number, rows: number): Uint16Array[] =>
  Array.from({ length: trees }, (_, t) => {
    const counts = new Uint16Array(rows);
    countDraw(random.split('tree', t), counts);
    return counts;
  });

/** The rows of a tree's draw, counted in `used` times their weight. */
function drawRows(random: Random | undefined, weights: Float64Array, used: Float64Array): Int32Array {
  const rows = weights.length;
  used.fill(random === undefined ? 1 : 0);
  if (random !== undefined) countDraw(random, used);
  const samples = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    used[i] *= weights[i];
    if (used[i] > 0) samples[count++] = i;
  }
  return samples.subarray(0, count);
}

function fitForest(
  id: string,
  data: TrainingData,
  x: Presorted,
  settings: z.output<typeof randomForestSettings>,
  randomCuts: boolean,
) {
  const target = targetOf(id, data, settings.impurity);
  const weights = rowWeights(data);
  const used = new Float64Array(x.rows);
  const gains = new Float64Array(x.columns);
  const total = new Float64Array(x.columns);
  const trees: Tree[] = [];
  const wanted = settings.features ?? (target.classes === undefined ? 'third' : 'sqrt');
  const features = countFeatures(wanted, x.columns);
  let splitter = impuritySplitter(x, target, used, settings.minimumLeaf);
  for (let t = 0; t < settings.trees; t++) {
    const random = data.random.split('tree', t);
    let samples = drawRows(settings.bootstrap ? random : undefined, weights, used);
    // A draw of weightless rows alone: all rows instead.
    if (samples.length === 0) samples = drawRows(undefined, weights, used);
    if (randomCuts) splitter = impuritySplitter(x, target, used, settings.minimumLeaf, random);
    const tree = growTree(
      x,
      samples,
      splitter,
      {
        maximumDepth: settings.maximumDepth ?? Infinity,
        minimumLeaf: settings.minimumLeaf,
        minimumSplit: settings.minimumSplit,
        features,
        random,
      },
      gains,
    );
    trees.push(tree);
    takeGains(tree, gains, total);
  }
  normalise(total);
  const classes = target.classes === undefined ? {} : { classes: target.classes };
  return forestModel({
    estimator: id,
    trees,
    importance: total,
    ...classes,
    ...(settings.bootstrap ? { draws: () => drawCounts(data.random, settings.trees, x.rows) } : {}),
  });
}

/** Forests of several settings on columns that are sorted once. */
function fitForests(
  id: string,
  data: TrainingData,
  all: readonly z.output<typeof randomForestSettings>[],
  randomCuts: boolean,
) {
  return withPlacedColumns(presort(data.x), (x) =>
    all.map((settings) => fitForest(id, data, x, settings, randomCuts)),
  );
}

/** Random forest: trees on bootstrap draws, some columns a node; probabilities are mean leaf shares (Breiman 2001). */
export const randomForest: Estimator<typeof randomForestSettings> = {
  id: 'random-forest',
  name: 'Random forest',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings: randomForestSettings,
  fit: (data, settings) => fitForests('random-forest', data, [settings], false)[0],
  fitAll: (data, all) => fitForests('random-forest', data, all, false),
  restore: restoreForest,
};

/** Extremely randomised trees: one random cut a column, all rows in each tree (Geurts, Ernst and Wehenkel 2006). */
export const extraTrees: Estimator<typeof extraTreesSettings> = {
  id: 'extra-trees',
  name: 'Extra trees',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings: extraTreesSettings,
  fit: (data, settings) => fitForests('extra-trees', data, [settings], true)[0],
  fitAll: (data, all) => fitForests('extra-trees', data, all, true),
  restore: restoreForest,
};

/** One classification or regression tree (Breiman et al. 1984). Of equally good questions the first column's. */
export const decisionTree: Estimator<typeof treeSettings> = {
  id: 'decision-tree',
  name: 'Decision tree',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings: treeSettings,
  fit(data, settings) {
    const target = targetOf('decision-tree', data, settings.impurity);
    const weights = rowWeights(data);
    const importance = new Float64Array(data.x.columns);
    const features = countFeatures(settings.features, data.x.columns);
    const tree = withPlacedColumns(presort(data.x), (x) =>
      growTree(
        x,
        Int32Array.from(weights.keys()).filter((i) => weights[i] > 0),
        impuritySplitter(x, target, weights, settings.minimumLeaf),
        {
          maximumDepth: settings.maximumDepth ?? Infinity,
          minimumLeaf: settings.minimumLeaf,
          minimumSplit: settings.minimumSplit,
          features,
          ...(features < x.columns || settings.ties === 'random'
            ? { random: data.random.split('tree') }
            : {}),
        },
        importance,
      ),
    );
    normalise(importance);
    const classes = target.classes === undefined ? {} : { classes: target.classes };
    return forestModel({ estimator: 'decision-tree', trees: [tree], importance, ...classes });
  },
  restore: restoreForest,
};
