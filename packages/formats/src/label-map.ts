import { type Grid, gridOf, type Mask, type VoxelArray } from '@rachis/volume';
import type { Region } from './result.ts';
import { noLabels } from './whole-labels.ts';

/** More different values than this, and an image is taken for one of intensities. */
export const largestLabelCount = 512;

/** The labels of a label map (whole numbers above 0) with their counts, or null where it is none. */
export function labelsOf(data: VoxelArray): Map<number, number> | null {
  if (data instanceof Uint8Array) return labelsOfBytes(data);
  const counts = new Map<number, number>();
  let last = 0;
  let run = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === last) {
      run++;
      continue;
    }
    if (!Number.isInteger(value) || value < 0) return null;
    counts.set(last, (counts.get(last) ?? 0) + run);
    if (counts.size > largestLabelCount) return null;
    last = value;
    run = 1;
  }
  counts.set(last, (counts.get(last) ?? 0) + run);
  counts.delete(0);
  return new Map([...counts].sort((a, b) => a[0] - b[0]));
}

/** The same of bytes, four at a time where they are equal, as most are. */
function labelsOfBytes(data: Uint8Array): Map<number, number> {
  const counts = new Uint32Array(256);
  const aligned = data.byteOffset % 4 === 0;
  const words = aligned
    ? new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
    : new Uint32Array(0);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const first = word & 0xff;
    if (word === (first * 0x01010101) >>> 0) counts[first]! += 4;
    else for (let k = 4 * i; k < 4 * i + 4; k++) counts[data[k]!]!++;
  }
  for (let k = 4 * words.length; k < data.length; k++) counts[data[k]!]!++;
  const found = new Map<number, number>();
  for (let label = 1; label < 256; label++) if (counts[label]! > 0) found.set(label, counts[label]!);
  return found;
}

/**
 * One region for each label of a label map; a warning is added where it looks like an image of intensities.
 * `REGION_NOT_FOUND` where values are negative, fractional or too many to be labels.
 */
export function labelRegions(
  source: string,
  grid: Grid,
  data: VoxelArray,
  names: ReadonlyMap<number, string> = new Map(),
  warnings: string[] = [],
): Region[] {
  const labels = labelsOf(data);
  if (!labels) throw noLabels(source, []);
  if (looksLikeIntensities(labels, data.length))
    warnings.push(
      `${source} has ${labels.size} labels that fill most of it: is it an image rather than a mask?`,
    );
  return [...labels.keys()].map((label) => ({
    name: names.get(label) ?? `label ${label}`,
    label,
    grid: gridOf(grid),
    // A mask of 0 and 1 is what it says; a copy of a large one would be a quarter of the image.
    mask: () =>
      labels.size === 1 && label === 1 && data instanceof Uint8Array
        ? { ...gridOf(grid), data }
        : labelMask(grid, data, label),
    frameOfReference: null,
    referencedSeries: null,
    warnings: [],
  }));
}

function labelMask(grid: Grid, data: VoxelArray, label: number): Mask {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i] === label) mask[i] = 1;
  return { ...gridOf(grid), data: mask };
}

/**
 * Whether voxels look like labels: whole numbers from 0, few of them, and mostly 0 or one number.
 * A guess for lists of files; `readRegions` asks only that values are whole and not negative.
 */
export function looksLikeLabels(data: VoxelArray): boolean {
  const labels = labelsOf(data);
  return (
    labels !== null && labels.size > 0 && labels.size <= 128 && !looksLikeIntensities(labels, data.length)
  );
}

/** Intensities of 8 bits use nearly every value with similar counts; labels leave most voxels outside. */
function looksLikeIntensities(labels: ReadonlyMap<number, number>, voxels: number): boolean {
  if (labels.size <= 16) return false;
  let inside = 0;
  for (const count of labels.values()) inside += count;
  return inside > 0.7 * voxels;
}
