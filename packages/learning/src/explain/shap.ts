import type { FittedModel, Matrix } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { type LinearParts, linearParts } from './linear-parts.ts';
import { type TreeSum, treeSum } from './tree-sum.ts';
import { type ShapleyValues, treeShap } from './tree-shap.ts';

/** Shapley values of one predictor of a model. */
export interface ShapOutput {
  /** Of several classes, the code of the class that the predictor is of. */
  readonly classCode?: number;
  /** The mean predictor, where nothing of a row is known. */
  readonly base: number;
  /** Rows by columns: base + the sum of a row is its predictor. */
  readonly values: Matrix;
}

/** How each column moves the predictor of each row away from the mean. */
export interface ShapValues {
  /** Columns that reach the model, after the steps. */
  readonly columns: readonly string[];
  /** Values of these columns, rows by columns. */
  readonly x: Matrix;
  /** What a unit of the predictor is: log odds, probability, log hazard, ... */
  readonly scale: string;
  readonly method: 'linear' | 'trees, by training shares' | 'trees, by a background';
  readonly outputs: readonly ShapOutput[];
}

/** What Shapley values need beside the rows. */
export interface ShapOptions {
  /**
   * Rows that stand for what is not known of a row, such as the training rows. Linear models need them; trees go by the
   * training shares of their branches without.
   */
  readonly background?: Frame;
}

/** Whether there are exact Shapley values of a model: it is linear, or a sum of trees. */
export const hasShap = (model: FittedModel, columns: number): boolean =>
  linearParts(model, columns) !== undefined || treeSum(model) !== undefined;

/** The mean of each column. */
function meansOf({ rows, columns, data }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) means[at % columns] += data[at] / rows;
  return means;
}

/** coefficient times (value - mean of the background), for each column: exact for columns taken as independent. */
function linearShap({ intercepts, coefficients }: LinearParts, x: Matrix, background: Matrix): ShapleyValues {
  const means = meansOf(background);
  const { columns } = x;
  return {
    base: intercepts.map((intercept, k) =>
      means.reduce((sum, mean, j) => sum + coefficients[k * columns + j] * mean, intercept),
    ),
    values: Array.from(intercepts, (_, k) =>
      x.data.map((value, at) => coefficients[k * columns + (at % columns)] * (value - means[at % columns])),
    ),
  };
}

/** Of two classes with a value each, the event alone: the other is its mirror. */
function eventAlone(sum: TreeSum): TreeSum {
  const { classes, outputs, values, base } = sum;
  if (classes === undefined || classes.count !== 2 || outputs !== 2) return sum;
  return {
    ...sum,
    outputs: 1,
    values: values.map((own) =>
      Float64Array.from({ length: own.length / 2 }, (_, node) => own[2 * node + 1]),
    ),
    base: base.slice(1),
    classes: { count: 2, codes: classes.codes.slice(1) },
  };
}

/**
 * Exact Shapley values of rows under a fitted pipeline, column by column of those that reach the model. On the scale of
 * the model's own predictor, before calibration: log odds of logistic regression and boosting, log hazard of Cox, the
 * mean probability of forests, mortality of survival forests. Of two classes that of the event; of more one for each
 * class. Linear models: coefficient times distance from the background's mean (Lundberg and Lee 2017, corollary 1);
 * trees: see `treeShap`.
 * `SETTINGS_INVALID` for a model that is neither linear nor of trees, and for a linear one without background.
 */
export function shapValues(
  pipeline: FittedPipeline,
  rows: Frame,
  { background }: ShapOptions = {},
): ShapValues {
  const { model, columns } = pipeline;
  const x = matrixOf(pipeline.prepare(rows));
  const behind = background === undefined ? undefined : matrixOf(pipeline.prepare(background));
  if (behind?.rows === 0)
    throw learningError('SETTINGS_INVALID', 'The background of SHAP values has no rows.');
  const linear = linearParts(model, columns.length);
  const made = (found: ShapleyValues, codes: Int32Array | undefined): ShapOutput[] =>
    found.values.map((data, k) => ({
      ...(codes === undefined ? {} : { classCode: codes[k] }),
      base: found.base[k],
      values: { ...x, data },
    }));
  if (linear !== undefined) {
    if (behind === undefined) {
      throw learningError('SETTINGS_INVALID', `SHAP values of ${model.estimator} need background rows.`, {
        remedy: 'Give the training rows as background.',
      });
    }
    const outputs = made(linearShap(linear, x, behind), linear.classes);
    return { columns, x, scale: linear.scale, method: 'linear', outputs };
  }
  const trees = treeSum(model);
  if (trees === undefined) {
    throw learningError('SETTINGS_INVALID', `There are no exact SHAP values of ${model.estimator}.`, {
      remedy: 'Take permutation importance, partial dependence or accumulated local effects.',
    });
  }
  const sum = eventAlone(trees);
  const codes = sum.outputs > 1 ? sum.classes?.codes : undefined;
  return {
    columns,
    x,
    scale: sum.scale,
    method: behind === undefined ? 'trees, by training shares' : 'trees, by a background',
    outputs: made(treeShap(sum, x, behind), codes),
  };
}

/** Mean of |SHAP| over rows, and over outputs where there are several, for each column. */
export function meanAbsoluteShap({
  columns,
  outputs,
}: Pick<ShapValues, 'columns' | 'outputs'>): Float64Array {
  const means = new Float64Array(columns.length);
  for (const { values } of outputs) {
    values.data.forEach((value, at) => {
      means[at % columns.length] += Math.abs(value) / (values.rows * outputs.length);
    });
  }
  return means;
}
