import { isConstant, mean, standardDeviation, variance } from '../numbers/moments.ts';
import { quantileOfSorted, sorted } from '../numbers/quantile.ts';
import { completeRatings, type Ratings } from './ratings.ts';

/** A number, or NaN and why there is none. */
export interface Measured {
  readonly value: number;
  readonly reason?: string;
}

const missing = (reason: string): Measured => ({ value: NaN, reason });

/** Ratios to the mean mean nothing where 0 is not the least value possible; values of both signs show that. */
function ratioProblem(values: ArrayLike<number>): string | undefined {
  const all = Array.from(values);
  if (all.some((value) => !Number.isFinite(value))) return 'A value is missing or infinite.';
  if (all.every((value) => value === 0)) return 'All values are 0.';
  if (all.some((value) => value > 0) && all.some((value) => value < 0)) {
    return 'Values of both signs: their mean is no scale to divide by.';
  }
  return undefined;
}

/** Coefficient of variation in percent: 100 sd / |mean|, sample standard deviation. */
export function coefficientOfVariation(values: ArrayLike<number>): Measured {
  const problem = values.length < 2 ? 'Fewer than two values.' : ratioProblem(values);
  if (problem) return missing(problem);
  return { value: (100 * standardDeviation(values)) / Math.abs(mean(values)) };
}

/** Quartile coefficient of dispersion (Q3 - Q1) / (Q3 + Q1), quartiles by interpolation (definition 7). */
export function quartileDispersion(values: ArrayLike<number>): Measured {
  const problem = values.length < 2 ? 'Fewer than two values.' : ratioProblem(values);
  if (problem) return missing(problem);
  const ascending = sorted(values);
  const low = quantileOfSorted(ascending, 0.25);
  const high = quantileOfSorted(ascending, 0.75);
  if (low + high === 0) return missing('Both quartiles are 0.');
  return { value: (high - low) / Math.abs(high + low) };
}

/** Range in percent of the mean: 100 (max - min) / |mean| (Galavis et al. 2010). */
export function percentRange(values: ArrayLike<number>): Measured {
  const problem = values.length < 2 ? 'Fewer than two values.' : ratioProblem(values);
  if (problem) return missing(problem);
  const ascending = sorted(values);
  const range = ascending[ascending.length - 1]! - ascending[0]!;
  return { value: (100 * range) / Math.abs(mean(values)) };
}

/** How far repeated measures of one subject lie apart. */
export interface Repeatability {
  /** Standard deviation within subjects, in the measure's own unit. */
  readonly withinSubjectDeviation: Measured;
  /** Within-subject coefficient of variation: root of the mean of (sd / mean)^2 over subjects; a fraction. */
  readonly withinSubjectVariation: Measured;
  /** 95% of differences between two measures of a subject are below this: 1.96 sqrt(2) sd within. */
  readonly repeatabilityCoefficient: Measured;
  readonly subjects: number;
  readonly dropped: number;
}

/**
 * Repeatability of measures made again on the same subjects. Subjects with a missing measure are left out.
 * Sources: Bland and Altman 1996; Raunig et al. 2015.
 */
export function repeatability(ratings: Ratings): Repeatability {
  const { rows, measures, dropped } = completeRatings(ratings);
  const common = { subjects: rows.length, dropped };
  if (measures < 2 || rows.length < 1) {
    const none = missing('Repeatability needs a subject with at least two measures.');
    return {
      withinSubjectDeviation: none,
      withinSubjectVariation: none,
      repeatabilityCoefficient: none,
      ...common,
    };
  }
  const deviation = Math.sqrt(mean(rows.map((row) => variance(row))));
  const problem = ratioProblem(rows.flatMap((row) => Array.from(row)));
  const zeroMean = rows.some((row) => mean(row) === 0);
  const relative = () =>
    Math.sqrt(mean(rows.map((row) => (isConstant(row) ? 0 : variance(row) / mean(row) ** 2))));
  return {
    withinSubjectDeviation: { value: deviation },
    withinSubjectVariation:
      problem !== undefined
        ? missing(problem)
        : zeroMean
          ? missing('The mean of a subject is 0.')
          : { value: relative() },
    repeatabilityCoefficient: { value: 1.96 * Math.SQRT2 * deviation },
    ...common,
  };
}
