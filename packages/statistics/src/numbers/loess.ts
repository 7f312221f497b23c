import { leastSquares } from './linear.ts';
import { orderOf } from './ranks.ts';

/** How a curve is smoothed. */
export interface LoessOptions {
  /** Share of the points in each neighbourhood; 0.75 unless told. */
  readonly span?: number;
  /** Exact local fit at every point instead of blending between a few, as R does unless told. */
  readonly exact?: boolean;
}

/** Value and slope of the local quadratic at a point, tricube weights over the nearest share of points. */
function localFit(x: Float64Array, y: Float64Array, at: number, span: number): [number, number] {
  const n = x.length;
  const near = Math.min(n, Math.floor(n * span + 1e-5));
  const distances = x.map((value) => Math.abs(value - at));
  const ordered = distances.slice().sort();
  const width = ordered[near - 1]! * Math.max(1, span);
  const rows: Float64Array[] = [];
  const values: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    const share = distances[i]! / width;
    if (!(share < 1) && width > 0) continue;
    if (width === 0 && distances[i]! > 0) continue;
    const from = x[i]! - at;
    rows.push(Float64Array.of(1, from, from * from));
    values.push(y[i]!);
    weights.push(width === 0 ? 1 : (1 - share ** 3) ** 3);
  }
  const coefficients = leastSquares(rows, values, weights);
  return [coefficients[0]!, coefficients[1]!];
}

/** Cut points of a tree that halves the points until a cell has few. Source: Cleveland and Grosse 1991. */
function vertices(ascending: Float64Array, cell: number): number[] {
  const n = ascending.length;
  const low = ascending[0]!;
  const high = ascending[n - 1]!;
  const margin = 0.005 * Math.max(high - low, Math.max(Math.abs(low), Math.abs(high)) * 1e-10 + 1e-30);
  const found = [low - margin, high + margin];
  const divide = (from: number, to: number, left: number, right: number): void => {
    if (to - from + 1 <= cell) return;
    const half = Math.floor((from + to + 2) / 2) - 1;
    // The nearest place to the middle where neighbours differ, looked for on both sides in turn, upwards first.
    let offset = 0;
    while (half + offset >= from && half + offset < to) {
      if (ascending[half + offset] !== ascending[half + offset + 1]) break;
      offset = -offset;
      if (offset >= 0) offset++;
    }
    const inside = half + offset >= from && half + offset < to;
    const middle = inside ? half + offset : half;
    const cut = ascending[middle]!;
    if (cut === left || cut === right) return;
    found.push(cut);
    divide(from, middle, left, cut);
    divide(middle + 1, to, cut, right);
  };
  divide(0, n - 1, found[0]!, found[1]!);
  return found.sort((a, b) => a - b);
}

/**
 * Loess: local quadratic regression of y on x with tricube weights, at the points asked (those given unless told).
 * As R's `loess(span = 0.75, degree = 2)`: fitted at the vertices of a tree and blended between by cubics, unless
 * `exact`. Points outside the range of x give NaN. Source: Cleveland and Grosse 1991.
 */
export function loess(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  at: ArrayLike<number> = x,
  { span = 0.75, exact = false }: LoessOptions = {},
): Float64Array {
  const order = orderOf(x);
  const xs = Float64Array.from(order, (i) => x[i]!);
  const ys = Float64Array.from(order, (i) => y[i]!);
  const n = xs.length;
  const outside = (value: number) => !(value >= xs[0]! && value <= xs[n - 1]!);
  if (n < 4 || xs[0] === xs[n - 1]) return new Float64Array(at.length).fill(NaN);
  if (exact) {
    return Float64Array.from(at, (value) => (outside(value) ? NaN : localFit(xs, ys, value, span)[0]));
  }
  const cell = Math.max(1, Math.floor(n * span * 0.2));
  const knots = vertices(xs, cell);
  const fits = knots.map((knot) => localFit(xs, ys, knot, span));
  return Float64Array.from(at, (value) => {
    if (outside(value)) return NaN;
    let k = 0;
    while (k < knots.length - 2 && value > knots[k + 1]!) k++;
    const width = knots[k + 1]! - knots[k]!;
    const h = (value - knots[k]!) / width;
    const [v0, g0] = fits[k]!;
    const [v1, g1] = fits[k + 1]!;
    return (
      (1 - h) ** 2 * (1 + 2 * h) * v0 +
      h * h * (3 - 2 * h) * v1 +
      (h * (1 - h) ** 2 * g0 - h * h * (1 - h) * g1) * width
    );
  });
}
