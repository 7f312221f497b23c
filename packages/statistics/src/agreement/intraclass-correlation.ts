import { fQuantile, fUpper } from '../distributions/f.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { type MeanSquares, meanSquares } from './mean-squares.ts';
import { completeRatings, droppedNote, type Ratings } from './ratings.ts';

/**
 * Forms of the intraclass correlation (Shrout and Fleiss 1979). First figure: 1 measures of no fixed identity,
 * 2 measures drawn from many, absolute agreement, 3 these very measures, consistency. Second: one measure, or the
 * mean of all k.
 */
export type IntraclassForm = '1,1' | '2,1' | '3,1' | '1,k' | '2,k' | '3,k';

/** All forms, in the order in which tables print them. */
export const intraclassForms: readonly IntraclassForm[] = ['1,1', '2,1', '3,1', '1,k', '2,k', '3,k'];

/** An intraclass correlation with its interval and the F test that it is 0. */
export interface IntraclassCorrelation extends Estimate {
  readonly f: number;
  readonly degrees1: number;
  readonly degrees2: number;
  readonly p: number;
}

/** All six forms from one table. */
export interface IntraclassCorrelations {
  readonly subjects: number;
  readonly measures: number;
  /** Subjects left out, since a measure is missing or infinite. */
  readonly dropped: number;
  readonly level: number;
  readonly forms: Readonly<Record<IntraclassForm, IntraclassCorrelation>>;
}

const spearmanBrown = (single: number, k: number) => (k * single) / (1 + (k - 1) * single);

/** Interval of form 2 by Satterthwaite's degrees of freedom (McGraw and Wong 1996, table 7). */
function agreementInterval(squares: MeanSquares, value: number, level: number): [number, number] {
  const { subjects: n, measures: k, rows, columns, residual } = squares;
  const a = n * (1 + (k - 1) * value) - k * value;
  const v =
    ((n - 1) * (k - 1) * (k * value * columns + a * residual) ** 2) /
    ((n - 1) * (k * value * columns) ** 2 + (a * residual) ** 2);
  const high = fQuantile((1 + level) / 2, n - 1, v);
  const low = fQuantile((1 + level) / 2, v, n - 1);
  const mixed = k * columns + (k * n - k - n) * residual;
  return [
    (n * (rows - high * residual)) / (high * mixed + n * rows),
    (n * (low * rows - residual)) / (mixed + n * low * rows),
  ];
}

/** Interval of forms 1 and 3 from their F statistic. */
function ratioInterval(f: number, d1: number, d2: number, k: number, level: number): [number, number] {
  const low = f / fQuantile((1 + level) / 2, d1, d2);
  const high = f * fQuantile((1 + level) / 2, d2, d1);
  const toCorrelation = (x: number) => (x === Infinity ? 1 : (x - 1) / (x + k - 1));
  return [toCorrelation(low), toCorrelation(high)];
}

function formsOf(squares: MeanSquares, level: number, note: string | undefined) {
  const { subjects: n, measures: k, rows, columns, residual, within } = squares;
  const make = (
    value: number,
    [lower, upper]: [number, number],
    test: { f: number; degrees1: number; degrees2: number },
  ): IntraclassCorrelation => ({
    value,
    lower,
    upper,
    ...test,
    p: fUpper(test.f, test.degrees1, test.degrees2),
    ...(note === undefined ? {} : { reason: note }),
  });
  const oneWay = { f: rows / within, degrees1: n - 1, degrees2: n * (k - 1) };
  const twoWay = { f: rows / residual, degrees1: n - 1, degrees2: (n - 1) * (k - 1) };
  const single1 = (rows - within) / (rows + (k - 1) * within);
  const single2 = (rows - residual) / (rows + (k - 1) * residual + (k * (columns - residual)) / n);
  const single3 = (rows - residual) / (rows + (k - 1) * residual);
  const interval1 = ratioInterval(oneWay.f, oneWay.degrees1, oneWay.degrees2, k, level);
  const interval3 = ratioInterval(twoWay.f, twoWay.degrees1, twoWay.degrees2, k, level);
  const interval2: [number, number] =
    residual === 0 && columns === 0 ? [1, 1] : agreementInterval(squares, single2, level);
  const averaged = ([lower, upper]: [number, number]): [number, number] => [
    spearmanBrown(lower, k),
    spearmanBrown(upper, k),
  ];
  return {
    '1,1': make(single1, interval1, oneWay),
    '2,1': make(single2, interval2, twoWay),
    '3,1': make(single3, interval3, twoWay),
    '1,k': make((rows - within) / rows, averaged(interval1), oneWay),
    '2,k': make((rows - residual) / (rows + (columns - residual) / n), averaged(interval2), twoWay),
    '3,k': make((rows - residual) / rows, averaged(interval3), twoWay),
  };
}

/**
 * The six intraclass correlations of n subjects by k measures, each with a confidence interval (0.95 unless told)
 * and F test. Subjects with a missing or infinite measure are left out and counted. A table that has no answer
 * (fewer than two subjects or measures, no differences between subjects) gives NaN with a reason.
 * Sources: Shrout and Fleiss 1979; McGraw and Wong 1996.
 */
export function intraclassCorrelations(
  ratings: Ratings,
  { level = 0.95 }: { readonly level?: number } = {},
): IntraclassCorrelations {
  checkLevel(level);
  const { rows, measures, dropped } = completeRatings(ratings);
  const result = (forms: IntraclassCorrelations['forms']): IntraclassCorrelations => ({
    subjects: rows.length,
    measures,
    dropped,
    level,
    forms,
  });
  const none = (reason: string) => {
    const empty = { ...unavailable(reason), f: NaN, degrees1: NaN, degrees2: NaN, p: NaN };
    return result(
      Object.fromEntries(intraclassForms.map((form) => [form, empty])) as IntraclassCorrelations['forms'],
    );
  };
  if (measures < 2) return none(`${measures} measures a subject; agreement needs at least two.`);
  if (rows.length < 2) {
    return none(
      `${rows.length} of ${ratings.length} subjects have all their measures; agreement needs at least two.`,
    );
  }
  const first = rows[0]![0]!;
  if (rows.every((row) => Array.from(row).every((value) => value === first))) {
    return none(`All values are ${first}.`);
  }
  const squares = meanSquares(rows, measures);
  if (!Object.values(squares).every(Number.isFinite)) return none('The values are too large to be squared.');
  if (squares.rows === 0) return none('The subjects do not differ: their means are all equal.');
  return result(formsOf(squares, level, droppedNote(dropped, ratings.length)));
}
