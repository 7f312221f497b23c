import type { FittedModel, Json } from '../contract.ts';
import { floats, integers, type StateRecord } from '../models/training.ts';
import type { TreeEnsembleModel } from '../models/trees/forest-model.ts';
import { type Tree, treeFrom } from '../models/trees/tree.ts';

/** A model whose predictor is a sum of leaf values: base + one leaf a tree. */
export interface TreeSum {
  readonly trees: readonly Tree[];
  readonly outputs: number;
  /** For each tree, `outputs` numbers a node, with every factor in them. */
  readonly values: readonly Float64Array[];
  /** For each output. */
  readonly base: Float64Array;
  /** What a unit of the predictor is. */
  readonly scale: string;
  /** Of classes: how many there are, and the codes that outputs are of (one output: the predictor of the second). */
  readonly classes?: { readonly count: number; readonly codes: Int32Array };
}

const classesOf = ({ classes, present }: StateRecord) =>
  classes === undefined ? undefined : { count: classes as number, codes: integers(present) };

function ensembleSum(model: TreeEnsembleModel): TreeSum {
  const { trees, outputs, scale, base, output } = model.ensemble;
  const values = trees.map((tree, t) => {
    if (output === undefined) return tree.value.map((value) => value * scale[t]);
    const own = new Float64Array(tree.feature.length * outputs);
    for (let node = 0; node < tree.feature.length; node++) {
      own[node * outputs + output[t]] = tree.value[node] * scale[t];
    }
    return own;
  });
  const classes = classesOf(model.state() as StateRecord);
  const boosted = output !== undefined || model.estimator === 'boosted-cox';
  const words = boosted ? (classes === undefined ? 'predictor' : 'log odds') : 'probability';
  return {
    trees,
    outputs,
    values,
    base,
    scale: classes === undefined && !boosted ? 'units of the outcome' : words,
    ...(classes === undefined ? {} : { classes }),
  };
}

/** AdaBoost's mean votes: of two classes that for the second, from -1 to 1; of more one a class. */
function votesSum(state: StateRecord): TreeSum {
  const trees = (state.trees as readonly Json[]).map(treeFrom);
  const votes = floats(state.votes);
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  const classes = classesOf(state)!;
  const k = classes.codes.length;
  const outputs = k === 2 ? 1 : k;
  const values = trees.map(({ feature, value }, t) => {
    const own = new Float64Array(feature.length * outputs);
    for (let node = 0; node < feature.length; node++) {
      let best = 0;
      for (let c = 1; c < k; c++) if (value[node * k + c] > value[node * k + best]) best = c;
      if (k === 2) own[node] = (best === 1 ? votes[t] : -votes[t]) / total;
      else {
        for (let c = 0; c < k; c++) {
          own[node * k + c] = (c === best ? votes[t] : -votes[t] / (k - 1)) / total;
        }
      }
    }
    return own;
  });
  return { trees, outputs, values, base: new Float64Array(outputs), scale: 'mean vote', classes };
}

/** Ensemble mortality: a leaf gives each step of its cumulative hazard to all event times from there on. */
function mortalitySum(state: StateRecord): TreeSum {
  const trees = (state.trees as readonly Json[]).map(treeFrom);
  const times = (state.times as readonly Json[]).length;
  const values = (state.hazards as readonly StateRecord[]).map(({ starts, at, step }) => {
    const [from, place, rise] = [integers(starts), integers(at), floats(step)];
    return Float64Array.from({ length: from.length - 1 }, (_, node) => {
      let sum = 0;
      for (let k = from[node]; k < from[node + 1]; k++) sum += rise[k] * (times - place[k]);
      return sum / trees.length;
    });
  });
  return { trees, outputs: 1, values, base: new Float64Array(1), scale: 'expected events (mortality)' };
}

/** A model of trees as a sum of leaf values, or undefined where it is none. */
export function treeSum(model: FittedModel): TreeSum | undefined {
  if ('ensemble' in model) return ensembleSum(model as TreeEnsembleModel);
  if (model.estimator === 'adaboost') return votesSum(model.state() as StateRecord);
  if (model.estimator === 'random-survival-forest') return mortalitySum(model.state() as StateRecord);
  return undefined;
}
