import * as z from 'zod';
import type { Estimator, FittedModel, Json, TrainingData } from '../../contract.ts';
import { softmaxRows } from '../linear/linear-predictor.ts';
import { classPredictions, classTask, floats, integers, rowWeights, type StateRecord } from '../training.ts';
import { growTree } from '../trees/grow.ts';
import { withPlacedColumns } from '../trees/placed-columns.ts';
import { type Presorted, presort } from '../trees/presorted.ts';
import { impuritySplitter } from '../trees/splitters.ts';
import { leafOf, type Tree, treeFrom, treeState } from '../trees/tree.ts';

const id = 'adaboost';
const settings = z.strictObject({
  rounds: z.int().positive().max(100_000).default(50).describe('Number of trees.'),
  rate: z.number().positive().finite().default(1).describe('Factor of the weight of each tree.'),
  maximumDepth: z.int().positive().default(1).describe('Questions from the root to a leaf at most.'),
});

interface Fit {
  readonly classes: number;
  readonly present: Int32Array;
  readonly trees: readonly Tree[];
  readonly votes: Float64Array;
  readonly importance: Float64Array;
}

/** The likeliest class at a node; of equals the first. */
function verdict(tree: Tree, leaf: number, k: number): number {
  let best = 0;
  for (let c = 1; c < k; c++) if (tree.value[leaf * k + c] > tree.value[leaf * k + best]) best = c;
  return best;
}

function model({ classes, present, trees, votes, importance }: Fit): FittedModel {
  const k = present.length;
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  return {
    estimator: id,
    predict(x) {
      const values = new Float64Array(x.rows * k);
      for (let t = 0; t < trees.length; t++) {
        for (let i = 0; i < x.rows; i++) {
          const chosen = verdict(trees[t], leafOf(trees[t], x.data, i * x.columns), k);
          for (let c = 0; c < k; c++) values[i * k + c] += c === chosen ? votes[t] : -votes[t] / (k - 1);
        }
      }
      for (let at = 0; at < values.length; at++) values[at] /= total;
      const margin = k === 2 ? Float64Array.from({ length: x.rows }, (_, i) => values[2 * i + 1]) : undefined;
      for (let at = 0; at < values.length; at++) values[at] /= k - 1;
      return classPredictions(classes, present, softmaxRows(values, k), margin);
    },
    state: () => ({
      classes,
      present: [...present],
      trees: trees.map(treeState),
      votes: [...votes],
      importance: [...importance],
    }),
    importance,
  };
}

function fitRounds(
  data: TrainingData,
  x: Presorted,
  { rounds, rate, maximumDepth }: z.output<typeof settings>,
): FittedModel {
  const { classes, codes, present } = classTask(id, data);
  const k = present.length;
  const weights = rowWeights(data);
  const rows = Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) weights[i] /= whole;
  const trees: Tree[] = [];
  const votes: number[] = [];
  const importance = new Float64Array(x.columns);
  for (let round = 0; round < rounds; round++) {
    const own = new Float64Array(x.columns);
    const tree = growTree(
      x,
      Int32Array.from(rows),
      impuritySplitter(x, { impurity: 'gini', y: codes, outputs: k }, weights, 1),
      { maximumDepth, minimumLeaf: 1, minimumSplit: 2, features: x.columns },
      own,
    );
    let error = 0;
    let total = 0;
    const wrong = new Uint8Array(x.rows);
    for (const i of rows) {
      total += weights[i];
      if (verdict(tree, leafOf(tree, data.x.data, i * x.columns), k) === codes[i]) continue;
      wrong[i] = 1;
      error += weights[i];
    }
    error /= total;
    // Worse than chance: nothing more to learn. A first tree stays, so that there is a model.
    const useless = error >= 1 - 1 / k;
    if (useless && trees.length > 0) break;
    const perfect = error <= 0;
    const vote = perfect || useless ? 1 : rate * (Math.log((1 - error) / error) + Math.log(k - 1));
    trees.push(tree);
    votes.push(vote);
    const gained = own.reduce((sum, value) => sum + value, 0);
    if (gained > 0) for (let j = 0; j < own.length; j++) importance[j] += (vote * own[j]) / gained;
    if (perfect || useless) break;
    let next = 0;
    for (const i of rows) {
      if (wrong[i] === 1) weights[i] *= Math.exp(vote);
      next += weights[i];
    }
    for (const i of rows) weights[i] /= next;
  }
  const total = importance.reduce((sum, value) => sum + value, 0);
  if (total > 0) for (let j = 0; j < importance.length; j++) importance[j] /= total;
  return model({ classes: classes.length, present, trees, votes: Float64Array.from(votes), importance });
}

/**
 * AdaBoost of small trees for two classes or more (SAMME; Zhu et al. 2009). Probabilities are the softmax of the mean
 * votes; scores of two classes are the mean vote, from -1 to 1.
 */
export const adaboost: Estimator<typeof settings> = {
  id,
  name: 'AdaBoost',
  outcomes: ['classes', 'ordinal'],
  settings,
  fit: (data, options) => withPlacedColumns(presort(data.x), (x) => fitRounds(data, x, options)),
  restore(state: Json) {
    const { classes, present, trees, votes, importance } = state as StateRecord;
    return model({
      classes: classes as number,
      present: integers(present),
      trees: (trees as readonly Json[]).map(treeFrom),
      votes: floats(votes),
      importance: floats(importance),
    });
  },
};
