import type { Random } from '@rachis/statistics';
import type * as z from 'zod';

/** Numbers of rows (subjects) by columns (features), row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** What is to be predicted, a value a row. */
export type Outcome =
  /** Two classes or more; codes point into `classes`. Of two classes, the second is the event. */
  | { readonly kind: 'classes'; readonly classes: readonly string[]; readonly codes: Int32Array }
  /** Classes in ascending order. */
  | { readonly kind: 'ordinal'; readonly classes: readonly string[]; readonly codes: Int32Array }
  | { readonly kind: 'continuous'; readonly values: Float64Array }
  /** Times with events: 0 censored, 1 the event, 2 and above competing ones. */
  | { readonly kind: 'survival'; readonly times: Float64Array; readonly events: Uint8Array };

export type OutcomeKind = Outcome['kind'];

/** What an estimator is fitted on. It changes none of it. */
export interface TrainingData {
  /** Without missing values: a pipeline has filled them. */
  readonly x: Matrix;
  readonly names: readonly string[];
  readonly outcome: Outcome;
  /** Weight of each row; default 1. */
  readonly weights?: Float64Array;
  /** Rows with one number belong to one subject: inner resampling keeps them together. */
  readonly groups?: Int32Array;
  /** Where every random choice comes from. */
  readonly random: Random;
}

/** What a model says of rows. */
export interface Predictions {
  /** Higher: more of the event, a later class, a larger value, a higher risk. A linear predictor where there is one. */
  readonly scores: Float64Array;
  /** Rows by classes, for outcomes with classes. Rows sum to 1. */
  readonly probabilities?: Matrix;
  /** For survival: the probability to be free of the event at each of these times, rows by times. */
  readonly survivalAt?: (times: Float64Array) => Matrix;
}

/** A value that JSON holds without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A fitted model: predicts, and is written down as JSON from which `restore` makes one that predicts the same. */
export interface FittedModel {
  readonly estimator: string;
  /** `x` has the columns of the training data. Rows do not depend on each other. */
  predict(x: Matrix): Predictions;
  state(): Json;
  /** A coefficient for each column, on the scale of the columns as given, where the model is linear. */
  readonly coefficients?: Float64Array;
  /** How much each column mattered to the fit, where the model says so. */
  readonly importance?: Float64Array;
}

/** A kind of model. `fit` is deterministic: the same data, settings and seed give the same model. */
export interface Estimator<Schema extends z.ZodType = z.ZodType> {
  /** `random-forest`; the name in settings and files. */
  readonly id: string;
  readonly name: string;
  readonly outcomes: readonly OutcomeKind[];
  /** What a user may set, with defaults. */
  readonly settings: Schema;
  fit(data: TrainingData, settings: z.output<Schema>): FittedModel;
  /**
   * Models for several settings on the same rows, where work can be shared between them: each as `fit` gives it, of
   * iterative fits within their tolerance.
   */
  fitAll?(data: TrainingData, settings: readonly z.output<Schema>[]): readonly FittedModel[];
  restore(state: Json): FittedModel;
}
