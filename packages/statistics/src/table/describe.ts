import type { Estimate } from '../estimate.ts';
import { mean, standardDeviation } from '../numbers/moments.ts';
import { quantileOfSorted, sorted } from '../numbers/quantile.ts';
import { kaplanMeier, survivalQuantile } from '../survival/kaplan-meier.ts';
import { type Column, isMissing } from './table.ts';

/** Of a numeric column. Skewness and excess kurtosis are the moments' own (divisor n). */
export interface NumericDescription {
  readonly kind: 'numeric';
  readonly present: number;
  readonly missing: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly quartile1: number;
  readonly median: number;
  readonly quartile3: number;
  readonly maximum: number;
  readonly skewness: number;
  readonly kurtosis: number;
  readonly distinct: number;
}

/** Of a category or ordinal column. */
export interface CategoryDescription {
  readonly kind: 'category' | 'ordinal';
  readonly present: number;
  readonly missing: number;
  readonly counts: readonly { readonly category: string; readonly count: number; readonly share: number }[];
}

/** Of a time-to-event column. */
export interface TimeToEventDescription {
  readonly kind: 'time-to-event';
  readonly present: number;
  readonly missing: number;
  /** Subjects with any event. */
  readonly events: number;
  /** Median survival by Kaplan and Meier. */
  readonly median: Estimate;
  /** Median follow-up by Kaplan and Meier of censoring (Schemper and Smith 1996). */
  readonly followUp: Estimate;
}

/** What a column holds. */
export type Description = NumericDescription | CategoryDescription | TimeToEventDescription;

/** Describes numbers; NaN is missing. */
export function describeNumbers(values: ArrayLike<number>): NumericDescription {
  const kept = sorted(Float64Array.from(values).filter((value) => !Number.isNaN(value)));
  const n = kept.length;
  const centre = mean(kept);
  const moment = (power: number) => kept.reduce((sum, value) => sum + (value - centre) ** power, 0) / n;
  const second = moment(2);
  let distinct = 0;
  for (let i = 0; i < n; i++) if (i === 0 || kept[i] !== kept[i - 1]) distinct++;
  return {
    kind: 'numeric',
    present: n,
    missing: values.length - n,
    mean: centre,
    standardDeviation: standardDeviation(kept),
    minimum: n === 0 ? NaN : kept[0]!,
    quartile1: quantileOfSorted(kept, 0.25),
    median: quantileOfSorted(kept, 0.5),
    quartile3: quantileOfSorted(kept, 0.75),
    maximum: n === 0 ? NaN : kept[n - 1]!,
    skewness: second > 0 ? moment(3) / second ** 1.5 : NaN,
    kurtosis: second > 0 ? moment(4) / second ** 2 - 3 : NaN,
    distinct,
  };
}

/** Describes a column, or some of its rows. */
export function describeColumn(
  column: Column,
  rows: readonly number[] = Array.from({ length: lengthOf(column) }, (_, i) => i),
): Description {
  if (column.kind === 'numeric') return describeNumbers(rows.map((i) => column.values[i]!));
  const kept = rows.filter((i) => !isMissing(column, i));
  const counted = { present: kept.length, missing: rows.length - kept.length };
  if (column.kind === 'time-to-event') {
    const times = kept.map((i) => column.times[i]!);
    const events = kept.map((i) => column.events[i]!);
    return {
      kind: 'time-to-event',
      ...counted,
      events: events.filter((event) => event > 0).length,
      median: survivalQuantile(kaplanMeier({ times, events })),
      followUp: survivalQuantile(kaplanMeier({ times, events: events.map((event) => (event > 0 ? 0 : 1)) })),
    };
  }
  const counts = column.categories.map((category, code) => {
    const count = kept.filter((i) => column.codes[i] === code).length;
    return { category, count, share: count / kept.length };
  });
  return { kind: column.kind, ...counted, counts };
}

function lengthOf(column: Column): number {
  if (column.kind === 'numeric') return column.values.length;
  return column.kind === 'time-to-event' ? column.times.length : column.codes.length;
}
