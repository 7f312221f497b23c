import type { FittedModel } from '../contract.ts';
import { floats, type StateRecord } from '../models/training.ts';

/** A model that is linear in its columns: predictor k is intercepts[k] + x coefficients[k]. */
export interface LinearParts {
  readonly intercepts: Float64Array;
  /** Outputs by columns, one output after the other. */
  readonly coefficients: Float64Array;
  /** What a unit of the predictor is. */
  readonly scale: string;
  /** What exp(coefficient) is, where it is something. */
  readonly ratio?: string;
  /** Codes of the classes that the outputs are of, where there is more than one. */
  readonly classes?: Int32Array;
}

const scales: Readonly<Record<string, readonly [string, string?]>> = {
  'logistic-regression': ['log odds', 'odds ratio'],
  'ordinal-regression': ['log odds of a later class', 'odds ratio'],
  'linear-regression': ['units of the outcome'],
  'linear-discriminant': ['log odds', 'odds ratio'],
  'cox-regression': ['log hazard', 'hazard ratio'],
  'fine-gray': ['log subdistribution hazard', 'subdistribution hazard ratio'],
  'support-vector-machine': ['decision value'],
};

/** The linear predictors of a model over `columns` columns, or undefined where it has none. */
export function linearParts(model: FittedModel, columns: number): LinearParts | undefined {
  const [scale, ratio] = scales[model.estimator] ?? ['score'];
  const words = { scale, ...(ratio === undefined ? {} : { ratio }) };
  const { coefficients } = model;
  if (coefficients !== undefined) {
    const nothing = { rows: 1, columns, data: new Float64Array(columns) };
    return { ...words, coefficients, intercepts: model.predict(nothing).scores.slice() };
  }
  if (model.estimator !== 'logistic-regression' && model.estimator !== 'linear-discriminant')
    return undefined;
  // Of several classes: a predictor each, whose softmax are the probabilities.
  const state = model.state() as StateRecord;
  return {
    scale: 'predictor of the class (softmax)',
    intercepts: floats(state.intercepts),
    coefficients: floats(state.coefficients),
    classes: Int32Array.from(state.present as readonly number[]),
  };
}
