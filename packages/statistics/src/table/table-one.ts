import { StatisticsError } from '../error.ts';
import { logRank } from '../survival/log-rank.ts';
import { chiSquareTest } from '../tests/contingency.ts';
import { fisherExact } from '../tests/fisher-exact.ts';
import { analysisOfVariance, kruskalWallis } from '../tests/groups.ts';
import { mannWhitney } from '../tests/mann-whitney.ts';
import type { TestResult } from '../tests/result.ts';
import { tTest } from '../tests/t-test.ts';
import { type Description, describeColumn } from './describe.ts';
import { standardisedCategoryDifference, standardisedDifference } from './standardised-difference.ts';
import { type Column, columnOf, isMissing, type Table } from './table.ts';

/** A row of "Table 1": a column described over all and by group, with how much the groups differ. */
export interface TableOneRow {
  readonly name: string;
  readonly overall: Description;
  /** In the order of the groups. */
  readonly groups: readonly Description[];
  /** Numbers as mean and sd, or as median and quartiles. */
  readonly summary: 'mean' | 'median' | 'counts' | 'time-to-event';
  /** Standardised difference; of more than two groups the mean over pairs. NaN for time-to-event. */
  readonly standardisedDifference: number;
  readonly test: TestResult;
}

/** Columns by group. */
export interface TableOne {
  readonly groups: readonly string[];
  readonly sizes: readonly number[];
  readonly rows: readonly TableOneRow[];
}

/** What goes into Table 1. */
export interface TableOneOptions {
  /** A category or ordinal column whose categories are the groups; rows without one are left out. */
  readonly by: string;
  /** All others unless told. */
  readonly columns?: readonly string[];
  /** Numeric columns told as mean and sd and tested by t or F; the others as median and quartiles, tested by ranks. */
  readonly means?: readonly string[];
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((first, i) => items.slice(i + 1).map((second): [T, T] => [first, second]));
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function rowOf(column: Column, lists: readonly (readonly number[])[], asMean: boolean): TableOneRow {
  const all = lists.flat();
  const common = {
    name: column.name,
    overall: describeColumn(column, all),
    groups: lists.map((list) => describeColumn(column, list)),
  };
  if (column.kind === 'numeric') {
    const values = lists.map((list) => list.map((i) => column.values[i]!));
    const [first, second] = values as [number[], number[]];
    const two = values.length === 2;
    const test = asMean
      ? two
        ? tTest(first, second)
        : analysisOfVariance(values)
      : two
        ? mannWhitney(first, second)
        : kruskalWallis(values);
    return {
      ...common,
      summary: asMean ? 'mean' : 'median',
      standardisedDifference: average(pairs(values).map(([a, b]) => standardisedDifference(a, b))),
      test,
    };
  }
  if (column.kind === 'time-to-event') {
    const kept = lists.map((list) => list.filter((i) => !isMissing(column, i)));
    const rows = kept.flat();
    const labels = kept.flatMap((list, g) => list.map(() => g));
    const data = { times: rows.map((i) => column.times[i]!), events: rows.map((i) => column.events[i]!) };
    return { ...common, summary: 'time-to-event', standardisedDifference: NaN, test: logRank(data, labels) };
  }
  const counts = lists.map((list) =>
    column.categories.map((_, code) => list.filter((i) => column.codes[i] === code).length),
  );
  const chi = chiSquareTest(counts);
  const exact = chi.smallestExpected < 5 ? fisherExact(counts) : undefined;
  return {
    ...common,
    summary: 'counts',
    standardisedDifference: average(pairs(counts).map(([a, b]) => standardisedCategoryDifference(a, b))),
    // Where a count expected is below 5 the exact test, if the table is small enough for it.
    test: exact !== undefined && !Number.isNaN(exact.p) ? exact : chi,
  };
}

/**
 * "Table 1": each column over all and by group, with standardised differences and tests. The tests describe; many
 * small p-values are to be expected of many columns.
 */
export function tableOne(table: Table, { by, columns, means = [] }: TableOneOptions): TableOne {
  const grouping = columnOf(table, by);
  if (grouping.kind !== 'category' && grouping.kind !== 'ordinal') {
    throw new StatisticsError('ARGUMENT_INVALID', `${by} cannot make the groups: it is ${grouping.kind}.`, {
      column: by,
      remedy: 'Declare it a category.',
    });
  }
  const members = grouping.categories.map((_, code) =>
    Array.from(grouping.codes.keys()).filter((i) => grouping.codes[i] === code),
  );
  const used = members.map((_, g) => g).filter((g) => members[g]!.length > 0);
  if (used.length < 2) {
    throw new StatisticsError('DATA_UNSUITABLE', `${by} has fewer than two groups with rows.`, {
      column: by,
    });
  }
  for (const name of means) columnOf(table, name);
  const lists = used.map((g) => members[g]!);
  const names = columns ?? table.columns.map(({ name }) => name).filter((name) => name !== by);
  return {
    groups: used.map((g) => grouping.categories[g]!),
    sizes: lists.map((list) => list.length),
    rows: names.map((name) => rowOf(columnOf(table, name), lists, means.includes(name))),
  };
}
