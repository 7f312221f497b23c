import type { Box } from './box.ts';
import {
  type Grid,
  indexToPatient,
  invertMatrix3,
  type Matrix3,
  patientToIndex,
  type Vector3,
} from './grid.ts';
import type { InterpolationMethod, Outside } from './resample.ts';
import { cubicWeights, filterAxis, splinePadding, splineReach } from './spline.ts';
import type { VoxelArray } from './volume.ts';

/** Where a grid's voxels lie in another's: `start + steps * index`, in voxels of the other. */
function placement(source: Grid, grid: Grid): { start: Vector3; steps: Matrix3 } {
  const inverse = invertMatrix3(source.direction);
  const clean = (value: number): number => {
    // Rounding must not couple axes that are parallel.
    const whole = Math.round(value);
    return Math.abs(value - whole) < 1e-12 ? whole : value;
  };
  const steps: number[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += inverse[3 * row + k]! * grid.direction[3 * k + column]!;
      steps.push(clean((clean(sum) * grid.spacing[column]!) / source.spacing[row]!));
    }
  }
  return { start: patientToIndex(source, grid.origin), steps: steps as unknown as Matrix3 };
}

/** The part of the source that samples need, as doubles, edge voxels repeated beyond the image. */
function readBlock(data: VoxelArray, source: Vector3, low: readonly number[], n: readonly number[]) {
  const block = new Float64Array(n[0]! * n[1]! * n[2]!);
  const clamp = (i: number, size: number) => (i < 0 ? 0 : i >= size ? size - 1 : i);
  const columns = Int32Array.from({ length: n[0]! }, (_, x) => clamp(low[0]! + x, source[0]));
  let to = 0;
  for (let z = 0; z < n[2]!; z++) {
    for (let y = 0; y < n[1]!; y++) {
      const row = source[0] * (clamp(low[1]! + y, source[1]) + source[1] * clamp(low[2]! + z, source[2]));
      for (let x = 0; x < n[0]!; x++) block[to++] = data[row + columns[x]!]!;
    }
  }
  return block;
}

/** What sampling needs of the source: a block of it, and where samples lie. */
interface Sampling {
  readonly size: Vector3;
  readonly block: Float64Array;
  /** Where the block begins in the source. */
  readonly low: Vector3;
  /** Size of the block. */
  readonly n: Vector3;
  /** Source voxels that count along each axis: 1, 2 or 4. */
  readonly taps: Vector3;
  /** Position of the box's first voxel in the source, and the step from voxel to voxel. */
  readonly first: Vector3;
  readonly steps: Matrix3;
  readonly outside: Outside;
}

/** As `resample`: positions a rounding error away from a voxel centre or edge are put on it. */
function near(value: number): number {
  const snapped = Math.round(value * 2) / 2;
  return Math.abs(value - snapped) < 1e-9 ? snapped : value;
}

/** A position brought inside the image, on a voxel where its axis is not interpolated; NaN where nothing is seen. */
function settle(position: number, last: number, taps: number, outside: Outside): number {
  const at = near(position);
  if (at < 0) return outside === 'zero' ? Number.NaN : 0;
  if (at > last) return outside === 'zero' ? Number.NaN : last;
  return taps === 1 ? Math.min(last, Math.floor(at + 0.5)) : at;
}

/** A value between two; one without weight adds nothing, whatever it holds. */
const between = (a: number, b: number, share: number): number =>
  share === 0 ? a : (1 - share) * a + share * b;

/** Trilinear or nearest samples. */
function sampleLinear(sampling: Sampling, box: Box, result: Float64Array): void {
  const { size, block, low, n, taps, first, steps, outside } = sampling;
  const [lastX, lastY, lastZ] = [size[0] - 1, size[1] - 1, size[2] - 1];
  const row = n[0];
  const slice = n[0] * n[1];
  let to = 0;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      const fromX = first[0] + steps[1] * j + steps[2] * k;
      const fromY = first[1] + steps[4] * j + steps[5] * k;
      const fromZ = first[2] + steps[7] * j + steps[8] * k;
      for (let i = 0; i < box.size[0]; i++, to++) {
        const x = settle(fromX + steps[0] * i, lastX, taps[0], outside);
        const y = settle(fromY + steps[3] * i, lastY, taps[1], outside);
        const z = settle(fromZ + steps[6] * i, lastZ, taps[2], outside);
        if (!(x + y + z >= 0)) continue;
        const ix = Math.floor(x);
        const iy = Math.floor(y);
        const iz = Math.floor(z);
        const fx = x - ix;
        // A share of 0 looks at the voxel itself twice: there may be none beyond.
        const dx = fx === 0 ? 0 : 1;
        const dy = y === iy ? 0 : row;
        const dz = z === iz ? 0 : slice;
        const at = ix - low[0] + row * (iy - low[1]) + slice * (iz - low[2]);
        const lower = between(
          between(block[at]!, block[at + dx]!, fx),
          between(block[at + dy]!, block[at + dy + dx]!, fx),
          y - iy,
        );
        if (dz === 0) {
          result[to] = lower;
          continue;
        }
        const above = at + dz;
        const upper = between(
          between(block[above]!, block[above + dx]!, fx),
          between(block[above + dy]!, block[above + dy + dx]!, fx),
          y - iy,
        );
        result[to] = between(lower, upper, z - iz);
      }
    }
  }
}

/** Samples of a cubic spline, whose coefficients the block holds along the axes with four taps. */
function sampleSpline(sampling: Sampling, box: Box, result: Float64Array): void {
  const { size, block, low, n, taps, first, steps, outside } = sampling;
  const stride = [1, n[0], n[0] * n[1]];
  // Offsets and weights of up to four taps an axis, for the voxel at hand.
  const offset = [new Int32Array(4), new Int32Array(4), new Int32Array(4)];
  const weight = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const place = (a: 0 | 1 | 2, position: number): boolean => {
    const last = size[a] - 1;
    const o = offset[a]!;
    const w = weight[a]!;
    if (taps[a] === 1) {
      const at = settle(position, last, 1, outside);
      o[0] = (at - low[a]) * stride[a]!;
      w[0] = 1;
      return Number.isNaN(at);
    }
    const at = near(position);
    const kept = Math.min(last + splinePadding - 3, Math.max(3 - splinePadding, at));
    const floor = Math.floor(kept);
    const weights = cubicWeights(kept - floor);
    for (let k = 0; k < 4; k++) {
      o[k] = (floor - 1 + k - low[a]) * stride[a]!;
      w[k] = weights[k]!;
    }
    return outside === 'zero' && (at < 0 || at > last);
  };
  const [ox, oy, oz] = offset as [Int32Array, Int32Array, Int32Array];
  const [wx, wy, wz] = weight as [Float64Array, Float64Array, Float64Array];
  const [tx, ty, tz] = taps;
  let to = 0;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      for (let i = 0; i < box.size[0]; i++, to++) {
        const beyondX = place(0, first[0] + steps[0] * i + steps[1] * j + steps[2] * k);
        const beyondY = place(1, first[1] + steps[3] * i + steps[4] * j + steps[5] * k);
        const beyondZ = place(2, first[2] + steps[6] * i + steps[7] * j + steps[8] * k);
        if (beyondX || beyondY || beyondZ) continue;
        let sum = 0;
        for (let c = 0; c < tz; c++) {
          for (let b = 0; b < ty; b++) {
            const share = wz[c]! * wy[b]!;
            const row = oz[c]! + oy[b]!;
            for (let a = 0; a < tx; a++) sum += share * wx[a]! * block[row + ox[a]!]!;
          }
        }
        result[to] = sum;
      }
    }
  }
}

/**
 * Values of `data` (on `source`) at the voxels `box` of any other grid of the same patient space: rotated, shifted, of
 * other spacing. The box may reach beyond the grid's own size. Methods and edges are those of `resample`; along an axis
 * of the source that all samples meet at voxel centres, nothing is interpolated.
 */
export function sampleOnto(
  data: VoxelArray,
  source: Grid,
  grid: Grid,
  box: Box,
  method: InterpolationMethod,
  outside: Outside = 'edge',
): Float64Array {
  const { start, steps } = placement(source, grid);
  const size = source.size;
  const first = [0, 1, 2].map(
    (a) => start[a]! + [0, 1, 2].reduce((sum, k) => sum + steps[3 * a + k]! * box.start[k]!, 0),
  ) as unknown as Vector3;
  const low: number[] = [];
  const n: number[] = [];
  const taps: number[] = [];
  for (let a = 0; a < 3; a++) {
    let least = first[a]!;
    let most = first[a]!;
    for (let k = 0; k < 3; k++) {
      const reach = steps[3 * a + k]! * (box.size[k]! - 1);
      if (reach < 0) least += reach;
      else most += reach;
    }
    const atCentres =
      [0, 1, 2].every((k) => Number.isInteger(steps[3 * a + k]!)) && Number.isInteger(near(first[a]!));
    const used = method === 'nearest' || atCentres ? 1 : method === 'linear' ? 2 : 4;
    const beyond = used === 4 ? splinePadding : 0;
    const before = used === 4 ? splineReach + 1 : 1;
    const after = used === 4 ? splineReach + 2 : 1;
    const from = Math.max(-beyond, Math.min(size[a]! - 1, Math.floor(least) - before));
    const to = Math.min(size[a]! - 1 + beyond, Math.max(0, Math.ceil(most) + after));
    low.push(from);
    n.push(to - from + 1);
    taps.push(used);
  }
  const block = readBlock(data, size, low, n);
  for (let a = 0; a < 3; a++) if (taps[a] === 4) filterAxis(block, n, a);
  const result = new Float64Array(box.size[0] * box.size[1] * box.size[2]);
  const sampling: Sampling = {
    size,
    block,
    low: low as unknown as Vector3,
    n: n as unknown as Vector3,
    taps: taps as unknown as Vector3,
    first,
    steps,
    outside,
  };
  if (taps.includes(4)) sampleSpline(sampling, box, result);
  else sampleLinear(sampling, box, result);
  return result;
}

/** Smallest box of a grid's voxels (not cut at its size) that holds a box of another grid grown by one voxel. */
export function boxOnto(source: Grid, box: Box, grid: Grid): Box {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const most = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let corner = 0; corner < 8; corner++) {
    const at = [0, 1, 2].map((a) =>
      corner & (1 << a) ? box.start[a]! + box.size[a]! : box.start[a]! - 1,
    ) as unknown as Vector3;
    patientToIndex(grid, indexToPatient(source, at)).forEach((value, a) => {
      least[a] = Math.min(least[a]!, value);
      most[a] = Math.max(most[a]!, value);
    });
  }
  // A hair inwards and back out, so that rounding does not add a voxel.
  const start = least.map((value) => Math.ceil(value - 1e-9));
  const size = most.map((value, a) => Math.max(1, Math.floor(value + 1e-9) - start[a]! + 1));
  return { start: start as unknown as Vector3, size: size as unknown as Vector3 };
}
