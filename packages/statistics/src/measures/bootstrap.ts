import { checkLevel, type Estimate } from '../estimate.ts';
import { quantileOfSorted, sorted } from '../numbers/quantile.ts';
import type { Random } from '../random/random.ts';

/** How an interval is made from resamples. */
export interface BootstrapOptions {
  readonly random: Random;
  /** 2000 unless told. */
  readonly resamples?: number;
  readonly level?: number;
  /** Rows of a group (a patient's lesions) are drawn together. */
  readonly groups?: ArrayLike<string | number>;
  /** Rows of each stratum (class) are drawn apart, so that no resample lacks one. */
  readonly strata?: ArrayLike<string | number>;
}

function listsBy(labels: ArrayLike<string | number>, rows: ArrayLike<number>): number[][] {
  const lists = new Map<string | number, number[]>();
  for (let k = 0; k < rows.length; k++) {
    const label = labels[rows[k]!]!;
    const list = lists.get(label);
    if (list) list.push(rows[k]!);
    else lists.set(label, [rows[k]!]);
  }
  return [...lists.values()];
}

/** Rows of resample `index`; the same for a seed whoever asks and in whatever order. */
export function resampledRows(count: number, index: number, options: BootstrapOptions): Uint32Array {
  const random = options.random.split('resample', index);
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  const strata = options.strata === undefined ? [Array.from(all)] : listsBy(options.strata, all);
  if (options.groups !== undefined && options.strata !== undefined) {
    for (const rows of listsBy(options.groups, all)) {
      if (rows.every((i) => options.strata![i] === options.strata![rows[0]!])) continue;
      throw new RangeError(`Group ${options.groups[rows[0]!]} stands in two strata: draw by groups alone.`);
    }
  }
  const drawn: number[] = [];
  for (const rows of strata) {
    const units = options.groups === undefined ? rows.map((i) => [i]) : listsBy(options.groups, rows);
    for (let k = 0; k < units.length; k++)
      for (const row of units[random.integer(units.length)]!) drawn.push(row);
  }
  return Uint32Array.from(drawn);
}

/**
 * Percentile bootstrap interval of any measure of rows (Efron 1981). Resamples in which the measure has no value are
 * left out; where more than one in twenty is, there is no interval and the reason says so.
 */
export function bootstrapInterval(
  count: number,
  measure: (rows: Uint32Array) => number,
  options: BootstrapOptions,
): Estimate {
  const { resamples = 2000, level = 0.95 } = options;
  checkLevel(level);
  const value = measure(Uint32Array.from({ length: count }, (_, i) => i));
  const values = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) values[b] = measure(resampledRows(count, b, options));
  const kept = sorted(values.filter((one) => !Number.isNaN(one)));
  if (kept.length < 0.95 * resamples) {
    const reason = `The measure has no value in ${resamples - kept.length} of ${resamples} resamples.`;
    return { value, lower: NaN, upper: NaN, reason };
  }
  return {
    value,
    lower: quantileOfSorted(kept, (1 - level) / 2),
    upper: quantileOfSorted(kept, (1 + level) / 2),
  };
}
