import * as z from 'zod';
import type { Estimator, FittedModel, Json, Matrix } from '../../contract.ts';
import { floats, integers, rowWeights, type StateRecord, survivalTask } from '../training.ts';
import { countFeatures, featureCount } from '../trees/forests.ts';
import { growTree } from '../trees/grow.ts';
import { presort } from '../trees/presorted.ts';
import { leafOf, type Tree, treeFrom, treeState } from '../trees/tree.ts';
import { stepsUpTo } from './baseline.ts';
import { logRankSplitter } from './log-rank-splitter.ts';

const id = 'random-survival-forest';
const settings = z.strictObject({
  trees: z.int().positive().max(100_000).default(500).describe('Number of trees.'),
  maximumDepth: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Questions from the root to a leaf at most; null for no limit.'),
  minimumLeaf: z.int().positive().default(3).describe('Rows that a leaf has at least.'),
  minimumSplit: z.int().min(2).default(6).describe('Rows that a node needs to be split.'),
  features: featureCount.default('sqrt').describe('Columns looked at in each node.'),
  bootstrap: z
    .boolean()
    .default(true)
    .describe('Whether each tree has its own draw of rows, with replacement.'),
});

/** The cumulative hazards of a tree's leaves: steps of node v are from `starts[v]` to `starts[v + 1]`. */
interface LeafHazards {
  readonly starts: Int32Array;
  /** Which of the event times. */
  readonly at: Int32Array;
  readonly step: Float64Array;
}

interface Fit {
  /** Times of events among the training rows. */
  readonly times: Float64Array;
  readonly trees: readonly Tree[];
  readonly hazards: readonly LeafHazards[];
}

function leafHazards(
  tree: Tree,
  x: Matrix,
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array,
  grid: Float64Array,
): LeafHazards {
  const members: number[][] = Array.from(tree.feature, () => []);
  for (let i = 0; i < x.rows; i++) if (weights[i] > 0) members[leafOf(tree, x.data, i * x.columns)].push(i);
  const starts = new Int32Array(tree.feature.length + 1);
  const at: number[] = [];
  const step: number[] = [];
  members.forEach((rows, node) => {
    rows.sort((a, b) => times[a] - times[b] || a - b);
    let risk = rows.reduce((sum, row) => sum + weights[row], 0);
    for (let k = 0; k < rows.length; ) {
      const time = times[rows[k]];
      let died = 0;
      let gone = 0;
      for (; k < rows.length && times[rows[k]] === time; k++) {
        gone += weights[rows[k]];
        if (events[rows[k]] === 1) died += weights[rows[k]];
      }
      if (died > 0) {
        at.push(stepsUpTo(grid, time) - 1);
        step.push(died / risk);
      }
      risk -= gone;
    }
    starts[node + 1] = at.length;
  });
  return { starts, at: Int32Array.from(at), step: Float64Array.from(step) };
}

/** Cumulative hazards of rows at the grid's times, mean over the trees; rows by times. */
function ensembleHazard({ times, trees, hazards }: Fit, x: Matrix): Float64Array {
  const count = times.length;
  const out = new Float64Array(x.rows * count);
  for (let i = 0; i < x.rows; i++) {
    const own = out.subarray(i * count, (i + 1) * count);
    for (let t = 0; t < trees.length; t++) {
      const leaf = leafOf(trees[t], x.data, i * x.columns);
      const { starts, at, step } = hazards[t];
      for (let k = starts[leaf]; k < starts[leaf + 1]; k++) own[at[k]] += step[k];
    }
    let sum = 0;
    for (let k = 0; k < count; k++) {
      sum += own[k];
      own[k] = sum / trees.length;
    }
  }
  return out;
}

function model(fit: Fit): FittedModel {
  const { times, trees, hazards } = fit;
  return {
    estimator: id,
    predict(x) {
      const hazard = ensembleHazard(fit, x);
      const count = times.length;
      const scores = new Float64Array(x.rows);
      for (let i = 0; i < x.rows; i++) for (let k = 0; k < count; k++) scores[i] += hazard[i * count + k];
      return {
        scores,
        survivalAt(asked) {
          const data = new Float64Array(x.rows * asked.length);
          asked.forEach((time, t) => {
            const steps = stepsUpTo(times, time);
            for (let i = 0; i < x.rows; i++) {
              data[i * asked.length + t] = steps === 0 ? 1 : Math.exp(-hazard[i * count + steps - 1]);
            }
          });
          return { rows: x.rows, columns: asked.length, data };
        },
      };
    },
    state: () => ({
      times: [...times],
      trees: trees.map(treeState),
      hazards: hazards.map(({ starts, at, step }) => ({ starts: [...starts], at: [...at], step: [...step] })),
    }),
  };
}

/**
 * Random survival forest (Ishwaran et al. 2008): trees on bootstrap draws that split by the log-rank statistic;
 * cumulative hazards (Nelson-Aalen) of leaves are averaged. Scores are ensemble mortality: the sum of the cumulative
 * hazard over the event times. Events other than 1 count as censored.
 */
export const randomSurvivalForest: Estimator<typeof settings> = {
  id,
  name: 'Random survival forest',
  outcomes: ['survival'],
  settings,
  fit(data, options) {
    const { times, events } = survivalTask(id, data);
    const weights = rowWeights(data);
    const x = presort(data.x);
    const grid = Float64Array.from(new Set(times.filter((_, i) => events[i] === 1 && weights[i] > 0))).sort();
    const trees: Tree[] = [];
    const hazards: LeafHazards[] = [];
    for (let t = 0; t < options.trees; t++) {
      const random = data.random.split('tree', t);
      const used = new Float64Array(x.rows).fill(options.bootstrap ? 0 : 1);
      if (options.bootstrap) for (let i = 0; i < x.rows; i++) used[random.integer(x.rows)]++;
      for (let i = 0; i < x.rows; i++) used[i] *= weights[i];
      if (!used.some((value) => value > 0)) used.set(weights);
      const tree = growTree(
        x,
        Int32Array.from(used.keys()).filter((i) => used[i] > 0),
        logRankSplitter(x, times, events, used, options.minimumLeaf),
        {
          maximumDepth: options.maximumDepth ?? Infinity,
          minimumLeaf: options.minimumLeaf,
          minimumSplit: options.minimumSplit,
          features: countFeatures(options.features, x.columns),
          random,
        },
      );
      trees.push(tree);
      hazards.push(leafHazards(tree, data.x, times, events, used, grid));
    }
    return model({ times: grid, trees, hazards });
  },
  restore(state: Json) {
    const { times, trees, hazards } = state as StateRecord;
    return model({
      times: floats(times),
      trees: (trees as readonly Json[]).map(treeFrom),
      hazards: (hazards as readonly StateRecord[]).map(({ starts, at, step }) => ({
        starts: integers(starts),
        at: integers(at),
        step: floats(step),
      })),
    });
  },
};
