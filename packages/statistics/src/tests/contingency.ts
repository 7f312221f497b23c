import { binomialTails } from '../distributions/beta.ts';
import { chiSquareUpper } from '../distributions/chi-square.ts';
import type { GroupTest } from './groups.ts';
import { noTest } from './result.ts';

/** A table of counts: a row a group, a column a category. */
export type Counts = readonly (readonly number[])[];

/** Sums of rows and columns; refuses what is no table of counts. */
export function margins(table: Counts): { rows: number[]; columns: number[]; total: number } {
  const width = table[0]?.length ?? 0;
  if (width === 0 || table.some((row) => row.length !== width)) {
    throw new RangeError('A table of counts needs rows of equal length.');
  }
  if (table.some((row) => row.some((count) => !(Number.isInteger(count) && count >= 0)))) {
    throw new RangeError('Counts are whole numbers from 0.');
  }
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = Array.from({ length: width }, (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  return { rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}

/** The table without empty rows and columns. */
export function withoutEmpty(table: Counts): number[][] {
  const { rows, columns } = margins(table);
  return table.filter((_, i) => rows[i]! > 0).map((row) => row.filter((_, j) => columns[j]! > 0));
}

/** A chi-square test of independence. */
export interface ChiSquareTest extends GroupTest {
  /** The smallest count expected under independence; below 5 the p-value is rough: Fisher's test is better. */
  readonly smallestExpected: number;
}

/**
 * Pearson's chi-square test of independence; empty rows and columns are left out. Yates' correction for two by two
 * (as R does) unless told not to.
 */
export function chiSquareTest(
  counts: Counts,
  { correct = true }: { readonly correct?: boolean } = {},
): ChiSquareTest {
  const table = withoutEmpty(counts);
  const method = 'chi-square';
  if (table.length < 2 || table[0]!.length < 2) {
    const none = noTest(method, 'Only one row or column has counts.');
    return { ...none, degrees: NaN, smallestExpected: NaN };
  }
  const { rows, columns, total } = margins(table);
  const expected = rows.map((row) => columns.map((column) => (row * column) / total));
  const yates =
    correct && rows.length === 2 && columns.length === 2
      ? Math.min(0.5, Math.abs(table[0]![0]! - expected[0]![0]!))
      : 0;
  let statistic = 0;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      statistic += (Math.abs(count - expected[i]![j]!) - yates) ** 2 / expected[i]![j]!;
    });
  });
  const degrees = (rows.length - 1) * (columns.length - 1);
  return {
    statistic,
    p: chiSquareUpper(statistic, degrees),
    degrees,
    method: yates > 0 ? 'chi-square, Yates' : method,
    smallestExpected: expected.flat().reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  };
}

/** McNemar's test, by chi-square and exactly. */
export interface McNemar {
  /** Pairs that changed one way and the other. */
  readonly changes: readonly [number, number];
  readonly statistic: number;
  readonly p: number;
  /** Two-sided binomial p-value. */
  readonly exactP: number;
  readonly reason?: string;
}

/** McNemar's test from the two counts of pairs that differ, with continuity correction unless told. */
export function mcNemar(
  b: number,
  c: number,
  { correct = true }: { readonly correct?: boolean } = {},
): McNemar {
  if (b + c === 0) {
    return { changes: [b, c], statistic: NaN, p: NaN, exactP: 1, reason: 'No pair differs.' };
  }
  const off = Math.abs(b - c);
  const statistic = (off - (correct && off > 0 ? 1 : 0)) ** 2 / (b + c);
  const exactP = Math.min(1, 2 * binomialTails(Math.min(b, c), b + c, 0.5).lower);
  return { changes: [b, c], statistic, p: chiSquareUpper(statistic, 1), exactP };
}
