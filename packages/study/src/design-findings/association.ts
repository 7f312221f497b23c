import type { FrameColumn } from '@rachis/learning';
import { chiSquareUpper, fisherTwoByTwo, normalTwoSided, rank } from '@rachis/statistics';
import type { OutcomeScore } from './outcome-scores.ts';

/** How a column alone goes with the outcome. */
export interface Association {
  /** Area under the curve, 0.5 to 1, whichever way round; of numbers and survival half of 1 + |rank correlation|. */
  readonly area: number;
  /** Probability of as much where they have nothing to do with each other. */
  readonly p: number;
  /** The class that it tells from the others. */
  readonly about: string;
  readonly sides: readonly [number, number];
  readonly binary: boolean;
}

const nothing: Association = { area: 0.5, p: 1, about: '', sides: [0, 0], binary: true };

/** Fewer rows than this on a side say nothing. */
const fewest = 5;

/** Correlation of two lists, and z of it under permutation: exact mean and variance for any scores. */
function permuted(x: ArrayLike<number>, y: ArrayLike<number>): { r: number; z: number } {
  const n = x.length;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < n; i++) {
    mx += x[i]! / n;
    my += y[i]! / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const a = x[i]! - mx;
    const b = y[i]! - my;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  if (!(xx > 0 && yy > 0)) return { r: 0, z: 0 };
  const r = xy / Math.sqrt(xx * yy);
  return { r, z: r * Math.sqrt(n - 1) };
}

/** Area under the curve of ranks for 0 and 1, 0.5 to 1. */
function areaOf(ranks: ArrayLike<number>, labels: ArrayLike<number>): number {
  let ones = 0;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 1) continue;
    ones++;
    sum += ranks[i]!;
  }
  const area = (sum - (ones * (ones + 1)) / 2) / (ones * (labels.length - ones));
  return Math.max(area, 1 - area);
}

/** Both of two values: the normal distribution is no guide where one of them is rare. */
function exact(ranks: Float64Array, labels: Float64Array, share: number): number | undefined {
  const least = ranks.reduce((a, b) => Math.min(a, b));
  const most = ranks.reduce((a, b) => Math.max(a, b));
  if (share < 1 || ranks.some((value) => value !== least && value !== most)) return undefined;
  const counts = [0, 0, 0, 0];
  ranks.forEach((value, i) => {
    counts[2 * Number(value === most) + labels[i]!]!++;
  });
  const [a, b, c, d] = counts as [number, number, number, number];
  return fisherTwoByTwo(a, b, c, d);
}

function numeric(
  ranks: Float64Array,
  score: OutcomeScore,
  own: Float64Array,
  share: number,
): Association | undefined {
  let sides = score.sides;
  if (score.binary) {
    const ones = own.reduce((sum, value) => sum + value, 0);
    sides = [ones, own.length - ones];
  }
  if (Math.min(...sides) < fewest) return undefined;
  const { r, z } = permuted(ranks, own);
  return {
    area: score.binary ? areaOf(ranks, own) : 0.5 + Math.abs(r) / 2,
    p: (score.binary ? exact(ranks, own, share) : undefined) ?? normalTwoSided(z * Math.sqrt(share)),
    about: score.about,
    sides,
    binary: score.binary,
  };
}

/** Categories of fewer than five rows count as one: the chi-square distribution wants as many. */
function merged(codes: Float64Array): { codes: Int32Array; count: number } {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const places = new Map<number, number>();
  const rest = [...counts.values()].some((count) => count < fewest);
  for (const [code, count] of counts) {
    if (count >= fewest) places.set(code, places.size + (rest ? 1 : 0));
  }
  return {
    codes: Int32Array.from(codes, (code) => places.get(code) ?? 0),
    count: places.size + (rest ? 1 : 0),
  };
}

/** Kruskal and Wallis' test of any score; of 0 and 1 it is Pearson's. The area is of what the other rows of a category say. */
function categories(
  codes: Float64Array,
  score: OutcomeScore,
  own: Float64Array,
  share: number,
): Association | undefined {
  const { codes: groups, count } = merged(codes);
  const n = own.length;
  if (count < 2 || count > n / 4) return undefined;
  let sides = score.sides;
  if (score.binary) {
    const ones = own.reduce((sum, value) => sum + value, 0);
    sides = [ones, n - ones];
  }
  if (Math.min(...sides) < fewest) return undefined;
  const mean = own.reduce((sum, value) => sum + value, 0) / n;
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  let total = 0;
  own.forEach((value, i) => {
    sums[groups[i]!]! += value - mean;
    sizes[groups[i]!]!++;
    total += (value - mean) ** 2;
  });
  const between = sums.reduce((sum, value, g) => sum + (sizes[g] === 0 ? 0 : value ** 2 / sizes[g]!), 0);
  if (!(total > 0)) return undefined;
  // A row's own outcome must not speak for its category.
  const said = own.map((value, i) => {
    const g = groups[i]!;
    return sizes[g]! < 2 ? 0 : (sums[g]! - (value - mean)) / (sizes[g]! - 1);
  });
  const { ranks } = rank(said);
  const { r } = permuted(ranks, own);
  const straight = r > 0;
  const area = score.binary ? areaOf(ranks, own) : 0.5 + Math.abs(r) / 2;
  return {
    area: straight ? area : 0.5,
    p: chiSquareUpper((share * (n - 1) * between) / total, count - 1),
    about: score.about,
    sides,
    binary: score.binary,
  };
}

/**
 * How a column goes with the outcome: of several classes with the one that it tells best, p times their number. `share`:
 * subjects over rows; several rows of one subject say no more than one does.
 */
export function associationOf(
  { kind, values }: Pick<FrameColumn, 'kind' | 'values'>,
  scores: readonly OutcomeScore[],
  share = 1,
): Association {
  const complete = !values.some(Number.isNaN);
  const rows = complete ? undefined : Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  const own = rows === undefined ? values : Float64Array.from(rows, (row) => values[row]!);
  if (own.length < 2 * fewest) return nothing;
  const ranks = kind === 'numeric' ? rank(own).ranks : undefined;
  let best = nothing;
  for (const score of scores) {
    const told = rows === undefined ? score.values : Float64Array.from(rows, (row) => score.values[row]!);
    const found =
      ranks === undefined ? categories(own, score, told, share) : numeric(ranks, score, told, share);
    if (found !== undefined && found.p < best.p) best = found;
  }
  return { ...best, p: Math.min(1, best.p * scores.length) };
}
