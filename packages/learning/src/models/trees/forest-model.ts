import type { FittedModel, Json, Matrix } from '../../contract.ts';
import { classPredictions, floats, integers, type StateRecord } from '../training.ts';
import { addTree, type Tree, treeFrom, treeState } from './tree.ts';

/** Trees whose leaf values are averaged: class shares, or a number. */
export interface ForestFit {
  readonly estimator: string;
  readonly trees: readonly Tree[];
  /** Classes of the outcome and which of them occur; without them a continuous outcome. */
  readonly classes?: { readonly count: number; readonly present: Int32Array };
  readonly importance: Float64Array;
  /** How often each row was drawn for each tree, where trees have draws of their own. */
  readonly draws?: () => readonly Uint16Array[];
}

/** A fitted model with its trees, for exact explanations. */
export interface TreeEnsembleModel extends FittedModel {
  readonly ensemble: TreeEnsemble;
  /** Of a fit, not of a model that was restored. */
  readonly draws?: () => readonly Uint16Array[];
}

/** Trees as a sum: prediction = base + sum of scale times leaf values, `outputs` numbers a leaf. */
export interface TreeEnsemble {
  readonly trees: readonly Tree[];
  readonly outputs: number;
  /** Factor of each tree. */
  readonly scale: Float64Array;
  /** For each output. */
  readonly base: Float64Array;
  /** Where each tree adds to one output alone (its leaves hold one number), that output. */
  readonly output?: Int32Array;
}

/** A model that averages trees. */
export function forestModel(fit: ForestFit): TreeEnsembleModel {
  const { trees, classes, importance, draws } = fit;
  const outputs = classes?.present.length ?? 1;
  const scale = new Float64Array(trees.length).fill(1 / trees.length);
  return {
    estimator: fit.estimator,
    ...(draws === undefined ? {} : { draws }),
    ensemble: { trees, outputs, scale, base: new Float64Array(outputs) },
    predict(x: Matrix) {
      const sums = new Float64Array(x.rows * outputs);
      for (const tree of trees) addTree(tree, x, outputs, 1, sums);
      for (let at = 0; at < sums.length; at++) sums[at] /= trees.length;
      return classes === undefined
        ? { scores: sums }
        : classPredictions(classes.count, classes.present, sums);
    },
    state: () => ({
      estimator: fit.estimator,
      trees: trees.map(treeState),
      importance: [...importance],
      ...(classes === undefined ? {} : { classes: classes.count, present: [...classes.present] }),
    }),
    importance,
  };
}

/** A model that averages trees, from its state. */
export function restoreForest(state: Json): TreeEnsembleModel {
  const { estimator, trees, importance, classes, present } = state as StateRecord;
  return forestModel({
    estimator: estimator as string,
    trees: (trees as readonly Json[]).map(treeFrom),
    importance: floats(importance),
    ...(classes === undefined ? {} : { classes: { count: classes as number, present: integers(present) } }),
  });
}
