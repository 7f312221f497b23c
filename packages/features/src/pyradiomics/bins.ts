import type { NumberKind } from './image.ts';

/** Values of a region by bin, from 1; the bins that occur, ascending; the largest. */
export interface BinnedRegion {
  /** Bin of each voxel of the box, 0 outside the region. */
  readonly bins: Uint16Array;
  readonly levels: readonly number[];
  readonly largest: number;
}

/** Python's modulo, with the rounding of single precision where the image has it. */
function modulo(value: number, width: number, single: boolean): number {
  const divisor = single ? Math.fround(width) : width;
  const rest = value % divisor;
  const result = rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
  return single ? Math.fround(result) : result;
}

/** Edges of bins of a width: multiples of it from below the smallest value, until beyond the largest. */
function edgesOfWidth(low: number, high: number, width: number, kind: NumberKind): Float64Array {
  const single = kind === 'float32';
  const round = single ? Math.fround : (value: number) => value;
  const from = round(low - modulo(low, width, single));
  const to = round(high + (single ? Math.fround(2 * width) : 2 * width));
  const count = Math.max(0, Math.ceil((to - from) / width));
  const step = from + width - from;
  return Float64Array.from({ length: count }, (_, i) => from + i * step);
}

/** Edges of a number of bins between the smallest and largest value; the last one raised by 1. */
function edgesOfCount(low: number, high: number, count: number, kind: NumberKind): Float64Array {
  const round = kind === 'float32' ? Math.fround : (value: number) => value;
  const [from, to] = low === high ? [round(low - 0.5), round(high + 0.5)] : [low, high];
  const step = round(round(to - from) / count);
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => round(round(i * step) + from));
  edges[count] = round(to + 1);
  return edges;
}

/** How a region is binned. */
export interface BinSettings {
  readonly binWidth: number;
  readonly binCount: number | null;
}

/** Number of edges at or below a value. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bins the voxels of a region, as `imageoperations.binImage` does. */
export function binRegion(
  values: Float64Array,
  mask: Uint8Array,
  kind: NumberKind,
  { binWidth, binCount }: BinSettings,
): BinnedRegion {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (mask[i] === 0) continue;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  let edges =
    binCount === null ? edgesOfWidth(low, high, binWidth, kind) : edgesOfCount(low, high, binCount, kind);
  if (edges.length === 1) edges = Float64Array.of(edges[0]! - 0.5, edges[0]! + 0.5);
  if (edges.length > 65535) throw new RangeError(`${edges.length} bins`);
  const bins = new Uint16Array(values.length);
  const seen = new Uint8Array(edges.length + 2);
  for (let i = 0; i < values.length; i++) {
    if (mask[i] === 0) continue;
    const bin = binOf(edges, values[i]!);
    bins[i] = bin;
    seen[bin] = 1;
  }
  const levels: number[] = [];
  for (let bin = 0; bin < seen.length; bin++) if (seen[bin]) levels.push(bin);
  return { bins, levels, largest: levels.at(-1) ?? 0 };
}
