import { logChoose, logGamma } from '../distributions/gamma-function.ts';
import { checkLevel, type Estimate } from '../estimate.ts';
import { findRoot } from '../numbers/root.ts';
import { type Counts, margins, withoutEmpty } from './contingency.ts';
import { noTest, type TestResult } from './result.ts';

/** Fisher's exact test; of two by two tables with the odds ratio. */
export interface FisherExact extends TestResult {
  /** Conditional maximum-likelihood odds ratio; NaN for larger tables. */
  readonly oddsRatio: Estimate;
}

/** A table as likely as the observed one, but for rounding, counts as such. */
const asLikely = 1 + 1e-7;

/** Noncentral hypergeometric distribution of the first cell, over its whole support. */
function firstCell(table: number[][]) {
  const { rows, columns } = margins(table);
  const [m, n] = rows as [number, number];
  const k = columns[0]!;
  const low = Math.max(0, k - n);
  const high = Math.min(k, m);
  const logs = Array.from({ length: high - low + 1 }, (_, i) => {
    const x = low + i;
    return logChoose(m, x) + logChoose(n, k - x);
  });
  const at = (odds: number): number[] => {
    const raw = logs.map((value, i) => value + Math.log(odds) * (low + i));
    const top = raw.reduce((a, b) => Math.max(a, b));
    const terms = raw.map((value) => Math.exp(value - top));
    const sum = terms.reduce((total, term) => total + term, 0);
    return terms.map((term) => term / sum);
  };
  return { low, high, at };
}

function twoByTwo(table: number[][], level: number): FisherExact {
  const { low, high, at } = firstCell(table);
  const seen = table[0]![0]!;
  const odds1 = at(1);
  const limit = odds1[seen - low]! * asLikely;
  const p = Math.min(
    1,
    odds1.reduce((sum, value) => (value <= limit ? sum + value : sum), 0),
  );
  const expectation = (odds: number) => at(odds).reduce((sum, value, i) => sum + value * (low + i), 0);
  const above = (odds: number) =>
    at(odds).reduce((sum, value, i) => (low + i >= seen ? sum + value : sum), 0);
  const below = (odds: number) =>
    at(odds).reduce((sum, value, i) => (low + i <= seen ? sum + value : sum), 0);
  const alpha = (1 - level) / 2;
  const solve = (f: (odds: number) => number) => Math.exp(findRoot((u) => f(Math.exp(u)), -60, 60));
  const value = seen === low ? 0 : seen === high ? Infinity : solve((odds) => expectation(odds) - seen);
  const oddsRatio = {
    value: low === high ? NaN : value,
    lower: seen === low ? 0 : solve((odds) => above(odds) - alpha),
    upper: seen === high ? Infinity : solve((odds) => below(odds) - alpha),
  };
  return { statistic: odds1[seen - low]!, p, method: 'Fisher exact', oddsRatio };
}

/** More columns than this are not filled: the chi-square test is good then, and seconds are enough. */
const mostFillings = 400_000;

/**
 * Sums the probabilities of all tables with these margins that are no likelier than the observed one, column by
 * column. Partial tables that leave the same row sums (in any order) and have the same probability so far are one.
 */
function manyByMany(table: number[][]): FisherExact {
  const method = 'Fisher exact';
  const { rows, columns, total } = margins(table);
  const oddsRatio = { value: NaN, lower: NaN, upper: NaN, reason: 'The table is larger than two by two.' };
  const logFactorial = Float64Array.from({ length: total + 1 }, (_, i) => logGamma(i + 1));
  const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + logFactorial[count]!, 0);
  const constant = sumOf(rows) + sumOf(columns) - logFactorial[total]!;
  const observed = constant - table.reduce((sum, row) => sum + sumOf(row), 0);
  const limit = observed + Math.log(asLikely);

  interface Partial {
    readonly left: readonly number[];
    readonly log: number;
    weight: number;
  }
  let fillings = 0;
  let states = new Map<string, Partial>();
  states.set('', { left: [...rows].sort((a, b) => a - b), log: constant, weight: 1 });
  const order = [...columns].sort((a, b) => b - a);
  for (const column of order.slice(0, -1)) {
    const next = new Map<string, Partial>();
    for (const { left, log, weight } of states.values()) {
      const after = left.slice();
      const fill = (row: number, rest: number, soFar: number): void => {
        if (fillings > mostFillings) return;
        if (row === left.length - 1) {
          fillings++;
          if (rest > left[row]!) return;
          after[row] = left[row]! - rest;
          const ordered = after.slice().sort((a, b) => a - b);
          const total = soFar - logFactorial[rest]!;
          const key = `${ordered.join()}|${Math.round(total * 1e9)}`;
          const known = next.get(key);
          if (known) known.weight += weight;
          else next.set(key, { left: ordered, log: total, weight });
          return;
        }
        let room = 0;
        for (let i = row + 1; i < left.length; i++) room += left[i]!;
        for (let x = Math.max(0, rest - room); x <= Math.min(rest, left[row]!); x++) {
          after[row] = left[row]! - x;
          fill(row + 1, rest - x, soFar - logFactorial[x]!);
        }
      };
      fill(0, column, log);
      if (fillings > mostFillings) {
        return { ...noTest(method, 'The table is too large for the exact test.'), oddsRatio };
      }
    }
    states = next;
  }
  let p = 0;
  for (const { left, log, weight } of states.values()) {
    const whole = log - sumOf(left);
    if (whole <= limit) p += weight * Math.exp(whole);
  }
  return { statistic: Math.exp(observed), p: Math.min(1, p), method, oddsRatio };
}

/**
 * Fisher's exact test of a table of counts, two-sided; two by two with the conditional odds ratio and its exact
 * interval (as R). Empty rows and columns are left out. Sources: Fisher 1935; Freeman and Halton 1951; Cornfield 1956.
 */
export function fisherExact(counts: Counts, { level = 0.95 }: { readonly level?: number } = {}): FisherExact {
  checkLevel(level);
  const table = withoutEmpty(counts);
  if (counts.length === 2 && counts[0]!.length === 2)
    return twoByTwo(
      counts.map((row) => [...row]),
      level,
    );
  if (table.length < 2 || table[0]!.length < 2) {
    const reason = 'Only one row or column has counts.';
    return {
      ...noTest('Fisher exact', reason),
      p: 1,
      oddsRatio: { value: NaN, lower: NaN, upper: NaN, reason },
    };
  }
  if (table.length === 2 && table[0]!.length === 2) return twoByTwo(table, level);
  // Fewer rows mean fewer ways to fill a column.
  const wide = table.length > table[0]!.length;
  return manyByMany(wide ? table[0]!.map((_, j) => table.map((row) => row[j]!)) : table);
}
