import type { Frame, FrameColumn } from '@rachis/learning';
import { createRandom, type PackedRows, quantileOfSorted } from '@rachis/statistics';

/** Fewer columns than this cannot tell a copy from somebody alike. */
export const fewestColumns = 4;

/** Work of comparing all rows with each other, in differences of two numbers. */
const mostWork = 2e8;

interface Scaled {
  readonly name: string;
  readonly centre: number;
  readonly spread: number;
}

/** Rows that are equal in every numeric column stand once; the result is each row's first row like it. */
export function firstOfEqual(columns: readonly FrameColumn[], rows: number): Int32Array {
  const numeric = columns.filter(({ kind }) => kind === 'numeric');
  // Two hashes of the bits of all numbers; rows that share them are compared.
  const one = new Int32Array(rows).fill(0x811c9dc5);
  const two = new Int32Array(rows).fill(0x27d4eb2f);
  const number = new Float64Array(1);
  const bits = new Int32Array(number.buffer);
  for (const { values } of numeric) {
    for (let row = 0; row < rows; row++) {
      // Every missing value has the same bits, and so have 0 and -0.
      number[0] = values[row]! + 0;
      if (Number.isNaN(number[0])) number[0] = NaN;
      one[row] = Math.imul(Math.imul(one[row]! ^ bits[0]!, 0x01000193) ^ bits[1]!, 0x01000193);
      two[row] = Math.imul(Math.imul(two[row]! + bits[1]!, 0x9e3779b1) ^ bits[0]!, 0x85ebca6b);
    }
  }
  const equal = (a: number, b: number) =>
    numeric.every(({ values }) => Object.is(values[a]! + 0, values[b]! + 0));
  const first = new Int32Array(rows);
  const known = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = `${one[row]} ${two[row]}`;
    const alike = known.get(key) ?? [];
    const own = alike.find((other) => equal(other, row));
    if (own === undefined) known.set(key, [...alike, row]);
    first[row] = own ?? row;
  }
  return first;
}

/** A column with its known values in ascending order. */
export type SortedColumn = FrameColumn & { readonly ascending: Float64Array };

/** A continuous column: a number known in most rows of which at least half differ. Others repeat in people who are alike. */
function continuous(
  column: FrameColumn,
  rows: readonly number[],
  leastKnown: number,
): SortedColumn | undefined {
  if (column.kind !== 'numeric') return undefined;
  const all = new Float64Array(rows.length);
  let known = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column.values[rows[i]!]!;
    if (Number.isFinite(value)) all[known++] = value;
  }
  if (known < Math.max(10, leastKnown * rows.length)) return undefined;
  const ascending = all.slice(0, known).sort();
  let distinct = 1;
  for (let i = 1; i < known; i++) if (ascending[i] !== ascending[i - 1]) distinct++;
  return distinct >= known / 2 ? { ...column, ascending } : undefined;
}

/** Continuous columns in the order of the table; of many as many as are asked for, by chance but always the same. */
export function continuousColumns(
  columns: readonly FrameColumn[],
  rows: readonly number[],
  { leastKnown = 0.7, most = Infinity, seed = 'columns' } = {},
): SortedColumn[] {
  const order = Array.from(columns.keys());
  if (columns.length > most) createRandom(seed).shuffle(order);
  const found: { at: number; column: SortedColumn }[] = [];
  for (const at of order) {
    if (found.length >= most) break;
    const column = continuous(columns[at]!, rows, leastKnown);
    if (column !== undefined) found.push({ at, column });
  }
  return found.sort((a, b) => a.at - b.at).map(({ column }) => column);
}

/** Some of many, by chance but always the same. */
export function sampled<T>(items: readonly T[], most: number, seed: string): T[] {
  if (items.length <= most) return [...items];
  return [...createRandom(seed).sample(items.length, most)].sort((a, b) => a - b).map((at) => items[at]!);
}

/**
 * Columns that rows are compared in, with median and quartile range of their own; long tails are drawn in by asinh. As
 * many columns as the number of rows allows; those that are left out are drawn by chance.
 */
export class CompareSpace {
  readonly columns: readonly Scaled[];

  constructor(columns: readonly FrameColumn[], rows: readonly number[], comparedWith = rows.length) {
    const pairs = (rows.length * Math.max(rows.length, comparedWith)) / 2;
    const most = Math.max(16, Math.min(200, Math.floor(mostWork / Math.max(1, pairs))));
    const found = continuousColumns(columns, rows, { most, seed: 'columns to compare rows in' });
    this.columns = found.flatMap(({ name, ascending }) => {
      const range = quantileOfSorted(ascending, 0.75) - quantileOfSorted(ascending, 0.25);
      const spread = range > 0 ? range / 1.349 : (ascending.at(-1)! - ascending[0]!) / 4;
      return spread > 0 ? [{ name, centre: quantileOfSorted(ascending, 0.5), spread }] : [];
    });
  }

  /** Whether there are enough columns to tell rows apart. */
  get tells(): boolean {
    return this.columns.length >= fewestColumns;
  }

  /** Rows of a frame in this space; missing where it lacks a column. */
  place({ columns }: Pick<Frame, 'columns'>, rows: readonly number[]): PackedRows {
    const byName = new Map(columns.map((column) => [column.name, column]));
    const width = this.columns.length;
    const data = new Float64Array(rows.length * width).fill(NaN);
    this.columns.forEach(({ name, centre, spread }, k) => {
      const column = byName.get(name);
      if (column?.kind !== 'numeric') return;
      rows.forEach((row, i) => {
        data[i * width + k] = Math.asinh((column.values[row]! - centre) / spread);
      });
    });
    return { rows: rows.length, columns: width, data };
  }
}
