import { quantileOfSorted, sorted } from '@rachis/statistics';

/**
 * Bins that hold about as many values each: the number of inner quantiles (definition 7) below a value. Equal values
 * share a bin, so that there may be fewer.
 */
export function quantileBins(values: ArrayLike<number>, bins: number): Int32Array {
  const ascending = sorted(values);
  const edges = Array.from({ length: bins - 1 }, (_, at) => quantileOfSorted(ascending, (at + 1) / bins));
  return Int32Array.from(values as ArrayLike<number> & Iterable<number>, (value) => {
    let bin = 0;
    for (const edge of edges) if (edge < value) bin++;
    return bin;
  });
}

/** Mutual information of two lists of codes from 0, in nats, from their counts. */
export function mutualInformation(
  first: Int32Array,
  firstCodes: number,
  second: Int32Array,
  secondCodes: number,
): number {
  const n = first.length;
  const both = new Float64Array(firstCodes * secondCodes);
  const ofFirst = new Float64Array(firstCodes);
  const ofSecond = new Float64Array(secondCodes);
  for (let i = 0; i < n; i++) {
    both[first[i]! * secondCodes + second[i]!]!++;
    ofFirst[first[i]!]!++;
    ofSecond[second[i]!]!++;
  }
  let sum = 0;
  for (let a = 0; a < firstCodes; a++) {
    for (let b = 0; b < secondCodes; b++) {
      const count = both[a * secondCodes + b]!;
      if (count > 0) sum += (count / n) * Math.log((count * n) / (ofFirst[a]! * ofSecond[b]!));
    }
  }
  // Rounding may leave a trace below 0 where there is none.
  return Math.max(0, sum);
}

/** Mutual information of two normal variables with this correlation, in nats; finite for a correlation of 1. */
export function gaussianInformation(correlation: number): number {
  return -0.5 * Math.log(Math.max(1 - correlation ** 2, Number.EPSILON));
}
