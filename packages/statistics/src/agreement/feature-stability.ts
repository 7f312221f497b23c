import { checkLevel } from '../estimate.ts';
import {
  type IntraclassCorrelation,
  type IntraclassForm,
  intraclassCorrelations,
} from './intraclass-correlation.ts';
import type { Ratings } from './ratings.ts';

/** When a feature counts as stable. */
export interface StabilityRule {
  /** Rescans and perturbations: 1,1; readers as a sample: 2,1 (the default is 1,1). */
  readonly form?: IntraclassForm;
  /** 0.75 unless told: good agreement after Koo and Li 2016. */
  readonly threshold?: number;
  /** What must reach the threshold: the interval's lower bound (the default) or the estimate itself. */
  readonly read?: 'lower' | 'value';
  readonly level?: number;
}

/** The verdict on one feature. */
export interface FeatureStability {
  readonly name: string;
  readonly stable: boolean;
  readonly correlation: IntraclassCorrelation;
  /** Subjects that were complete, and those left out. */
  readonly subjects: number;
  readonly dropped: number;
}

/**
 * Which features stay the same when measured again: the intraclass correlation of each, read against a threshold by
 * its lower bound unless told. A feature without a correlation is not stable and keeps the reason. Use subjects that
 * are in no test set. Sources: Koo and Li 2016; Zwanenburg et al. 2019.
 */
export function featureStability(
  features: Iterable<readonly [name: string, ratings: Ratings]>,
  { form = '1,1', threshold = 0.75, read = 'lower', level = 0.95 }: StabilityRule = {},
): FeatureStability[] {
  checkLevel(level);
  if (!(threshold >= -1 && threshold <= 1)) {
    throw new RangeError(`A threshold of agreement lies between -1 and 1, not ${threshold}.`);
  }
  return Array.from(features, ([name, ratings]) => {
    const { forms, subjects, dropped } = intraclassCorrelations(ratings, { level });
    const correlation = forms[form];
    // NaN is not at least the threshold.
    return { name, stable: correlation[read] >= threshold, correlation, subjects, dropped };
  });
}
