import type { Vector3 } from '@rachis/volume';
import { glcm } from '../families/glcm.ts';
import { directions2D, directions3D } from '../kernels/directions.ts';
import { type Kernels, withKernels } from '../kernels/webassembly.ts';
import type { ExtractionSettings } from '../settings.ts';
import type { MapDomain } from './domain.ts';
import { halfWidthAt, type NeighbourhoodRows } from './neighbourhood.ts';

/** Grey levels up to here have their pairs numbered in a table. */
const mostLevels = 2047;
/** Numbers of 16 bits; 0 is for pairs with a voxel outside. */
const mostCodes = 65535;
/** Pairs of a neighbourhood that the packed sums hold. */
const mostPairs = 2 ** 24 - 1;

const contrast = glcm.features.findIndex(({ id }) => id === 'glcm_contrast');
const jointEntropy = glcm.features.findIndex(({ id }) => id === 'glcm_joint_entropy');

/** Pairs one step apart that lie within a neighbourhood: rows along x of the voxels where they start. */
interface PairRow {
  readonly first: number;
  readonly last: number;
  readonly dy: number;
  readonly dz: number;
}

function pairRows(rows: NeighbourhoodRows, [sx, sy, sz]: Vector3): PairRow[] {
  const found: PairRow[] = [];
  const [, ry, rz] = rows.reach;
  for (let dz = -rz; dz <= rz; dz++) {
    for (let dy = -ry; dy <= ry; dy++) {
      const here = halfWidthAt(rows, dy, dz);
      const there = halfWidthAt(rows, dy + sy, dz + sz);
      if (here < 0 || there < 0) continue;
      const first = Math.max(-here, -there - sx);
      const last = Math.min(here, there - sx);
      if (first <= last) found.push({ first, last, dy, dz });
    }
  }
  return found;
}

/** The directions of an aggregation when a neighbourhood of one slice makes the slicewise ones alike; null: not swept. */
function sweptDirections(aggregation: string, flat: boolean): readonly Vector3[] | null {
  if (aggregation.startsWith('3D')) return directions3D;
  return flat ? directions2D : null;
}

/** Levels in a frame of zeros, in kernel memory, with the centres of maps beside. */
interface Frame {
  readonly rowStride: number;
  readonly rowsPerSlice: number;
  readonly total: number;
  readonly levels: number;
  readonly centres: number;
  readonly spans: number;
  /** Padded rows of slice z: from `rowOf(z)` up to `rowOf(z + 1)`. */
  readonly firstRow: number;
  readonly marginX: number;
}

function frameOf(
  kernels: Kernels,
  domain: MapDomain,
  levels: Uint16Array,
  rows: NeighbourhoodRows,
  distance: number,
): Frame {
  const [nx, ny, nz] = domain.region.size;
  const margin = rows.reach.map((n) => Math.max(n + 1, distance)) as unknown as Vector3;
  const rowStride = nx + 2 * margin[0];
  const rowsPerSlice = ny + 2 * margin[1];
  const slices = nz + 2 * margin[2];
  const total = rowStride * rowsPerSlice * slices;
  const levelsAt = kernels.reserve(total * 2);
  const centresAt = kernels.reserve(total);
  const spansAt = kernels.reserve(rowsPerSlice * slices * 8);
  const padded = kernels.words(levelsAt, total);
  const centres = kernels.bytes(centresAt, total);
  const spans = kernels.counts(spansAt, rowsPerSlice * slices * 2);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = y + margin[1] + rowsPerSlice * (z + margin[2]);
      const to = row * rowStride + margin[0];
      let first = nx;
      let end = 0;
      for (let x = 0; x < nx; x++, i++) {
        padded[to + x] = levels[i]!;
        centres[to + x] = domain.centres[i]!;
        if (domain.centres[i] === 0) continue;
        first = Math.min(first, x);
        end = x + 1;
      }
      if (end === 0) continue;
      spans[2 * row] = margin[0] + first;
      spans[2 * row + 1] = margin[0] + end;
    }
  }
  return {
    rowStride,
    rowsPerSlice,
    total,
    levels: levelsAt,
    centres: centresAt,
    spans: spansAt,
    firstRow: margin[2] * rowsPerSlice,
    marginX: margin[0],
  };
}

/** Numbers of the pairs of levels that occur: those of equal levels first. */
interface PairNumbers {
  /** Table `i * stride + j`. */
  readonly numbers: Uint16Array;
  readonly stride: number;
  /** Levels of each number; entry 0 is unused. */
  readonly low: Uint16Array;
  readonly high: Uint16Array;
  readonly equal: number;
}

function numberPairs(
  levels: Uint16Array,
  [nx, ny, nz]: Vector3,
  largest: number,
  steps: readonly Vector3[],
): PairNumbers | null {
  const stride = largest + 1;
  const occurs = new Uint8Array(stride * stride);
  for (const [sx, sy, sz] of steps) {
    const jump = sx + nx * (sy + ny * sz);
    for (let z = Math.max(0, -sz); z < Math.min(nz, nz - sz); z++) {
      for (let y = Math.max(0, -sy); y < Math.min(ny, ny - sy); y++) {
        const row = nx * (y + ny * z);
        for (let x = Math.max(0, -sx); x < Math.min(nx, nx - sx); x++) {
          occurs[levels[row + x]! * stride + levels[row + x + jump]!] = 1;
        }
      }
    }
  }
  const low: number[] = [0];
  const high: number[] = [0];
  const numbers = new Uint16Array(stride * stride);
  for (let i = 1; i <= largest; i++) {
    if (occurs[i * stride + i] === 0) continue;
    numbers[i * stride + i] = low.length;
    low.push(i);
    high.push(i);
  }
  const equal = low.length - 1;
  for (let i = 1; i <= largest; i++) {
    for (let j = i + 1; j <= largest; j++) {
      if (occurs[i * stride + j] === 0 && occurs[j * stride + i] === 0) continue;
      if (low.length > mostCodes) return null;
      numbers[i * stride + j] = low.length;
      numbers[j * stride + i] = low.length;
      low.push(i);
      high.push(j);
    }
  }
  return { numbers, stride, low: Uint16Array.from(low), high: Uint16Array.from(high), equal };
}

/** Tables of c log2 c in kernel memory: in fixed point, its steps, and as it is. */
function logTables(kernels: Kernels, pairs: number) {
  const largestSum = pairs * Math.log2(pairs + 1) + 2;
  const fraction = Math.min(40, 61 - Math.ceil(Math.log2(largestSum)));
  const wholeAt = kernels.reserve((pairs + 2) * 8);
  const stepsAt = kernels.reserve((pairs + 2) * 8);
  const logsAt = kernels.reserve((2 * pairs + 2) * 8);
  const { buffer } = kernels.run.memory;
  const whole = new BigInt64Array(buffer, wholeAt, pairs + 2);
  const steps = new BigInt64Array(buffer, stepsAt, pairs + 2);
  const logs = kernels.numbers(logsAt, 2 * pairs + 2);
  for (let c = 1; c < logs.length; c++) logs[c] = c * Math.log2(c);
  for (let c = 1; c < whole.length; c++) {
    whole[c] = BigInt(Math.round(c * Math.log2(c) * 2 ** fraction));
    steps[c - 1] = whole[c]! - whole[c - 1]!;
  }
  return { fraction, whole: wholeAt, steps: stepsAt, logs: logsAt };
}

/**
 * Co-occurrence features of the neighbourhood of every centre, one array a wanted feature (index in the family), in the
 * order of the centres; NaN where no pair was found. Null where this sweep does not serve: weighted directions that are merged,
 * slicewise aggregation of a neighbourhood of several slices, thousands of grey levels.
 */
export function sweepCooccurrences(
  domain: MapDomain,
  rows: NeighbourhoodRows,
  settings: ExtractionSettings,
  aggregation: string,
  wanted: readonly number[],
  onProgress: (share: number) => void,
): Float64Array[] | null {
  const { levels, largest, count: greyLevels } = domain.greyLevels;
  const merged = aggregation.endsWith('_comb');
  const directions = sweptDirections(aggregation, rows.reach[2] === 0);
  if (directions === null || (merged && settings.glcm.weighting !== 'none') || largest > mostLevels)
    return null;
  const { distance } = settings.glcm;
  const steps = directions.map((d) => d.map((n) => n * distance) as unknown as Vector3);
  const numbered = numberPairs(levels, domain.region.size, largest, steps);
  if (numbered === null) return null;
  const perDirection = steps.map((step) => pairRows(rows, step));
  const groups = merged ? [steps.map((_, d) => d)] : steps.map((_, d) => [d]);
  const pairsOf = (group: readonly number[]) =>
    group.reduce((n, d) => n + perDirection[d]!.reduce((m, { first, last }) => m + last - first + 1, 0), 0);
  const mostInGroup = Math.max(...groups.map(pairsOf));
  if (mostInGroup > mostPairs) return null;

  return withKernels((kernels) => {
    const frame = frameOf(kernels, domain, levels, rows, distance);
    const { rowStride, rowsPerSlice, firstRow } = frame;
    const [, , nz] = domain.region.size;
    const lastRow = firstRow + nz * rowsPerSlice;
    const codesAt = kernels.reserve(frame.total * 2 * (merged ? steps.length : 1));
    const numbersAt = kernels.reserve(numbered.numbers.byteLength);
    const codeCount = numbered.low.length;
    const weightsAt = kernels.reserve(codeCount * 8);
    const tableAt = kernels.reserve(codeCount * 4);
    const cellsAt = kernels.reserve(codeCount * 16);
    const marginalsAt = kernels.reserve((4 * largest + 4) * 4);
    const slotsAt = kernels.reserve(glcm.features.length * 4);
    const logs = logTables(kernels, mostInGroup);
    const operationsAt = kernels.reserve(
      Math.max(...groups.map((group) => group.reduce((n, d) => n + perDirection[d]!.length, 0))) * 12,
    );
    const quick = wanted.every((f) => f === contrast || f === jointEntropy);
    const outputs = quick ? 2 : wanted.length;
    const centres = domain.centreCount;
    const outAt = kernels.reserve(outputs * centres * 8);
    const validAt = kernels.reserve(centres * 4);
    const { buffer } = kernels.run.memory;

    kernels.words(numbersAt, numbered.numbers.length).set(numbered.numbers);
    const weights = new BigInt64Array(buffer, weightsAt, codeCount);
    const cells = kernels.counts(cellsAt, codeCount * 4);
    const differencesFrom = largest + 1;
    const sumsFrom = differencesFrom + largest + 2;
    // Pairs with a voxel outside are counted where no level, difference or sum is.
    cells.set([0, 0, differencesFrom + largest, sumsFrom], 0);
    for (let code = 1; code < codeCount; code++) {
      const [i, j] = [numbered.low[code]!, numbered.high[code]!];
      weights[code] = (BigInt((i - j) ** 2) << 24n) + (i === j ? 1n : 0n);
      cells.set([i, j, differencesFrom + j - i, sumsFrom + i + j], 4 * code);
    }
    const slots = new Int32Array(buffer, slotsAt, glcm.features.length).fill(-1);
    wanted.forEach((feature, slot) => {
      slots[feature] = slot;
    });

    groups.forEach((group, g) => {
      const operations: number[] = [];
      group.forEach((d, volume) => {
        const [sx, sy, sz] = steps[d]!;
        const codes = codesAt + volume * frame.total * 2;
        kernels.run.pairCodes(
          frame.levels,
          firstRow,
          lastRow,
          rowStride,
          frame.marginX,
          sx + rowStride * (sy + rowsPerSlice * sz),
          numbersAt,
          numbered.stride,
          codes,
        );
        for (const { first, last, dy, dz } of perDirection[d]!) {
          const row = rowStride * (dy + rowsPerSlice * dz) + volume * frame.total;
          operations.push(2 * (row + last), 2 * (row + first - 1), last - first + 1);
        }
      });
      new Int32Array(buffer, operationsAt, operations.length).set(operations);
      let next = 0;
      for (let z = 0; z < nz; z++) {
        const where = [
          codesAt,
          frame.centres,
          frame.spans,
          firstRow + z * rowsPerSlice,
          firstRow + (z + 1) * rowsPerSlice,
          rowStride,
          operationsAt,
          operations.length / 3,
          pairsOf(group),
          tableAt,
          codeCount,
          logs.steps,
          logs.whole,
        ] as const;
        const into = [weightsAt, logs.fraction, outAt, validAt, centres, next] as const;
        next = quick
          ? kernels.run.cooccurrenceMap(...where, ...into)
          : kernels.run.cooccurrenceFeatureMap(
              ...where,
              logs.logs,
              ...into,
              cellsAt,
              marginalsAt,
              largest,
              numbered.equal,
              greyLevels,
              slotsAt,
            );
        onProgress((g + (z + 1) / nz) / groups.length);
      }
    });

    const valid = kernels.counts(validAt, centres);
    return wanted.map((feature, slot) => {
      const output = quick ? (feature === contrast ? 0 : 1) : slot;
      const sums = kernels.numbers(outAt + output * centres * 8, centres);
      // 0 / 0 is NaN: no direction had a pair.
      return Float64Array.from(sums, (sum, k) => sum / valid[k]!);
    });
  });
}
