import type { AlignedGrid, AxisSamples } from './aligned-grid.ts';
import type { Box } from './box.ts';
import { cubicWeights, filterAxis, splinePadding, splineReach } from './spline.ts';
import type { VoxelArray } from './volume.ts';

/** How values between voxel centres are found. */
export type InterpolationMethod = 'nearest' | 'linear' | 'cubic-spline';

/** What lies beyond the outermost voxel centres: the edge voxels repeated, or nothing (zero). */
export type Outside = 'edge' | 'zero';

/** Samples of one axis as taps: `taps` source positions and weights for each new position. */
interface Taps {
  readonly count: number;
  readonly taps: number;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

function makeTaps(
  samples: AxisSamples,
  first: number,
  count: number,
  sourceSize: number,
  method: InterpolationMethod,
  outside: Outside,
): Taps {
  const taps = method === 'nearest' ? 1 : method === 'linear' ? 2 : 4;
  const index = new Int32Array(count * taps);
  const weight = new Float64Array(count * taps);
  for (let i = 0; i < count; i++) {
    // Positions a rounding error away from a voxel centre or edge are put on it, so that no platform decides.
    let position = samples.start + samples.step * (first + i);
    const snapped = Math.round(position * 2) / 2;
    if (Math.abs(position - snapped) < 1e-9) position = snapped;
    const beyond = outside === 'zero' && (position < 0 || position > sourceSize - 1);
    if (method !== 'cubic-spline') position = Math.min(sourceSize - 1, Math.max(0, position));
    if (method === 'nearest') {
      index[i] = Math.min(sourceSize - 1, Math.floor(position + 0.5));
      weight[i] = 1;
    } else if (method === 'linear') {
      const low = Math.min(sourceSize - 1, Math.floor(position));
      index[2 * i] = low;
      index[2 * i + 1] = Math.min(sourceSize - 1, low + 1);
      weight[2 * i] = 1 - (position - low);
      weight[2 * i + 1] = position - low;
    } else {
      const clamped = Math.min(sourceSize + splinePadding - 4, Math.max(3 - splinePadding, position));
      const low = Math.floor(clamped);
      const weights = cubicWeights(clamped - low);
      for (let k = 0; k < 4; k++) {
        index[4 * i + k] = low - 1 + k;
        weight[4 * i + k] = weights[k]!;
      }
    }
    if (beyond) weight.fill(0, taps * i, taps * (i + 1));
  }
  return { count, taps, index, weight };
}

/** Resamples lines of length `n` that lie one after another in memory. */
function resampleLines(
  data: Float64Array,
  n: number,
  { count, taps, index, weight }: Taps,
  offset: number,
): Float64Array {
  const lines = data.length / n;
  const result = new Float64Array(lines * count);
  for (let line = 0; line < lines; line++) {
    const from = line * n - offset;
    const to = line * count;
    if (taps === 1)
      for (let i = 0; i < count; i++) result[to + i] = weight[i] === 0 ? 0 : data[from + index[i]!]!;
    else if (taps === 2) {
      for (let i = 0; i < count; i++) {
        const a = weight[2 * i]!;
        const low = data[from + index[2 * i]!]!;
        result[to + i] = a === 1 ? low : a * low + weight[2 * i + 1]! * data[from + index[2 * i + 1]!]!;
      }
    } else {
      for (let i = 0; i < count; i++) {
        const at = from + index[4 * i]!;
        result[to + i] =
          weight[4 * i]! * data[at]! +
          weight[4 * i + 1]! * data[at + 1]! +
          weight[4 * i + 2]! * data[at + 2]! +
          weight[4 * i + 3]! * data[at + 3]!;
      }
    }
  }
  return result;
}

/** One axis of a separable resampling of `data` (size n), from `offset` on the source axis. */
function resampleAxis(
  data: Float64Array,
  n: readonly number[],
  axis: number,
  taps: Taps,
  offset: number,
): Float64Array {
  if (axis === 0) return resampleLines(data, n[0]!, taps, offset);
  const inner = axis === 1 ? n[0]! : n[0]! * n[1]!;
  const length = n[axis]!;
  const outer = data.length / (inner * length);
  const result = new Float64Array(outer * taps.count * inner);
  const { index, weight } = taps;
  for (let o = 0; o < outer; o++) {
    const from = o * length * inner;
    for (let i = 0; i < taps.count; i++) {
      const to = (o * taps.count + i) * inner;
      if (taps.taps === 1) {
        if (weight[i] === 0) continue;
        const a = from + (index[i]! - offset) * inner;
        for (let k = 0; k < inner; k++) result[to + k] = data[a + k]!;
      } else if (taps.taps === 2) {
        const a = from + (index[2 * i]! - offset) * inner;
        const b = from + (index[2 * i + 1]! - offset) * inner;
        const wa = weight[2 * i]!;
        const wb = weight[2 * i + 1]!;
        if (wb === 0 && wa === 1) for (let k = 0; k < inner; k++) result[to + k] = data[a + k]!;
        else for (let k = 0; k < inner; k++) result[to + k] = wa * data[a + k]! + wb * data[b + k]!;
      } else {
        const a = from + (index[4 * i]! - offset) * inner;
        const [w0, w1, w2, w3] = [weight[4 * i]!, weight[4 * i + 1]!, weight[4 * i + 2]!, weight[4 * i + 3]!];
        for (let k = 0; k < inner; k++) {
          result[to + k] =
            w0 * data[a + k]! +
            w1 * data[a + inner + k]! +
            w2 * data[a + 2 * inner + k]! +
            w3 * data[a + 3 * inner + k]!;
        }
      }
    }
  }
  return result;
}

/**
 * Values of `data` (on `aligned.source`) at the voxels `box` of the aligned grid, x fastest.
 *
 * Only the source voxels that can matter are read, so that a small region of a large image costs little; the
 * numbers are those of the whole image. Cubic splines are third-order B-splines, exact at the voxel centres (IBSI 1
 * manual, section 2.4). Beyond the outermost voxel centres, `outside` says what is seen; a spline's filter always sees
 * the edge voxels repeated.
 */
export function resample(
  data: VoxelArray,
  aligned: AlignedGrid,
  box: Box,
  method: InterpolationMethod,
  outside: Outside = 'edge',
): Float64Array {
  const { source, axes } = aligned;
  const resampled = axes.map((axis) => !(axis.start === 0 && axis.step === 1));
  const taps = axes.map((axis, a) =>
    makeTaps(axis, box.start[a]!, box.size[a]!, source.size[a]!, resampled[a] ? method : 'nearest', outside),
  );
  // The block of source voxels needed, in source indices; splines reach beyond it and beyond the image's edge.
  const low: number[] = [];
  const n: number[] = [];
  for (let a = 0; a < 3; a++) {
    const used = taps[a]!;
    let first = used.index[0]!;
    let last = used.index[used.index.length - 1]!;
    if (used.taps === 4) {
      first = Math.max(-splinePadding, first - splineReach);
      last = Math.min(source.size[a]! - 1 + splinePadding, last + splineReach);
    }
    low.push(first);
    n.push(last - first + 1);
  }
  let block: Float64Array = new Float64Array(n[0]! * n[1]! * n[2]!);
  const clamp = (i: number, size: number) => (i < 0 ? 0 : i >= size ? size - 1 : i);
  const [sx, sy, sz] = source.size;
  const inside = low[0]! >= 0 && low[0]! + n[0]! <= sx;
  let to = 0;
  for (let z = 0; z < n[2]!; z++) {
    for (let y = 0; y < n[1]!; y++) {
      const row = sx * (clamp(low[1]! + y, sy) + sy * clamp(low[2]! + z, sz));
      if (inside) block.set(data.subarray(row + low[0]!, row + low[0]! + n[0]!), to);
      else for (let x = 0; x < n[0]!; x++) block[to + x] = data[row + clamp(low[0]! + x, sx)]!;
      to += n[0]!;
    }
  }
  // The axis that shrinks the block most comes first: the others then have less to do.
  const growth = [0, 1, 2].map((a) => taps[a]!.count / n[a]!);
  for (const a of [0, 1, 2].sort((first, second) => growth[first]! - growth[second]! || first - second)) {
    if (taps[a]!.taps === 4) filterAxis(block, n, a);
    block = resampleAxis(block, n, a, taps[a]!, low[a]!);
    n[a] = taps[a]!.count;
  }
  return block;
}
