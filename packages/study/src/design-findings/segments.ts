import { type Frame, thinDecomposition } from '@rachis/learning';
import {
  nearestRows,
  type PackedRows,
  quantileOfSorted,
  type RowBetween,
  rowsBetween,
} from '@rachis/statistics';
import { continuousColumns, fewestColumns, sampled } from './space.ts';

/** Rows on segments that chance makes in a table, on average; a finding wants several. */
const falseRows = 0.01;

const mostColumns = 60;
const mostDirections = 24;
const mostRows = 2500;

/** Directions with a spread below this part of the largest are rounding. */
const leastSpread = 0.03;

/** How far off its place on the line a row may be in the middle one of its columns, as a part of their quartile range: rounding. */
const mostOff = 0.05;

const nextToEnd = 0.02;

interface Whitened {
  readonly rows: number[];
  readonly placed: PackedRows;
  readonly columns: readonly { readonly values: Float64Array; readonly ascending: Float64Array }[];
}

/** Rows with equal spread in every direction: a linear change, so that a segment stays one. Complete columns alone. */
function whitened(frame: Frame, first: Int32Array): Whitened | undefined {
  const all = Array.from(first.keys()).filter((row) => first[row] === row);
  const rows = all.length > mostRows ? sampled(all, mostRows, 'rows on segments') : all;
  // A made row has every value.
  const columns = continuousColumns(frame.columns, rows, {
    leastKnown: 1,
    most: mostColumns,
    seed: 'columns of segments',
  });
  if (rows.length < 20 || columns.length < fewestColumns) return undefined;
  const width = columns.length;
  const data = new Float64Array(rows.length * width);
  columns.forEach(({ values }, k) => {
    let mean = 0;
    for (const row of rows) mean += values[row]! / rows.length;
    let square = 0;
    for (const row of rows) square += (values[row]! - mean) ** 2 / rows.length;
    const scale = Math.sqrt(square) || 1;
    rows.forEach((row, i) => {
      data[i * width + k] = (values[row]! - mean) / scale;
    });
  });
  const { values, vectors } = thinDecomposition(data, rows.length, width, leastSpread);
  const kept = Math.min(values.length, mostDirections, Math.floor(rows.length / 3));
  if (kept < fewestColumns) return undefined;
  const placed = new Float64Array(rows.length * kept);
  for (let i = 0; i < rows.length; i++) {
    for (let d = 0; d < kept; d++) {
      let along = 0;
      for (let k = 0; k < width; k++) along += data[i * width + k]! * vectors[d * width + k]!;
      placed[i * kept + d] = along / values[d]!;
    }
  }
  return { rows, columns, placed: { rows: rows.length, columns: kept, data: placed } };
}

/**
 * Whether a row lies on the line in its columns one by one: where one column has far outliers, rows are on a line with
 * them in that column alone.
 */
function isOnLine({ columns }: Whitened, { row, from, to }: RowBetween): boolean {
  const scaled = columns.flatMap(({ values, ascending }) => {
    const range = quantileOfSorted(ascending, 0.75) - quantileOfSorted(ascending, 0.25);
    if (!(range > 0)) return [];
    return [{ way: (values[to]! - values[from]!) / range, gone: (values[row]! - values[from]!) / range }];
  });
  // The middle of what the columns say: no single one decides.
  const parts = scaled
    .filter(({ way }) => Math.abs(way) > 0.1)
    .map(({ way, gone }) => gone / way)
    .sort((a, b) => a - b);
  if (parts.length < fewestColumns) return false;
  const part = parts[parts.length >> 1]!;
  const off = scaled.map(({ way, gone }) => Math.abs(gone - part * way)).sort((a, b) => a - b);
  // Next to an end is a copy of it, on the line to everybody.
  return part > nextToEnd && part < 1 - nextToEnd && off[off.length >> 1]! < mostOff;
}

/** Rows of a frame on the segment between two others; of rows that are equal the first alone. */
export function segmentsOf(frame: Frame, first: Int32Array): RowBetween[] {
  const space = whitened(frame, first);
  if (space === undefined) return [];
  const { rows, placed } = space;
  const nearest = nearestRows(placed, rows.length > 1000 ? 5 : 8);
  return rowsBetween(placed, nearest, falseRows)
    .map(({ row, from, to, sine }) => ({ row: rows[row]!, from: rows[from]!, to: rows[to]!, sine }))
    .filter((one) => isOnLine(space, one));
}
