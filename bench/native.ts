import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SphereCase } from './sphere.ts';

/** Loops in `bench/c`. */
export const nativeLoops = ['glcm', 'glrlm', 'glszm', 'neighbourhood'] as const;
export type NativeLoop = (typeof nativeLoops)[number];

/** What a loop prints; times in seconds. */
export interface NativeTiming {
  readonly loop: NativeLoop;
  /** Bytes of a level. */
  readonly bytes: 1 | 2;
  readonly levels: number;
  /** Voxels inside the region. */
  readonly voxels: number;
  readonly minimum: number;
  readonly median: number;
  readonly repeats: number;
  /** Depends on every count: equal for loops that found the same. */
  readonly checksum: number;
}

/** Grey levels with one voxel of 0 around them. */
export interface PaddedLevels {
  readonly size: readonly [number, number, number];
  readonly levels: number;
  readonly data: Uint8Array | Uint16Array;
}

/** Bins of fixed size from the region's minimum, cut to the region's box and padded by one voxel. */
export function paddedLevels(sphere: SphereCase, binWidth: number, bytes: 1 | 2): PaddedLevels {
  const [nx, ny] = sphere.size;
  let minimum = Number.POSITIVE_INFINITY;
  const low = [...sphere.size] as number[];
  const high = [-1, -1, -1];
  sphere.mask.forEach((inside, i) => {
    if (inside === 0) return;
    minimum = Math.min(minimum, sphere.image[i]!);
    const index = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    index.forEach((value, axis) => {
      low[axis] = Math.min(low[axis]!, value);
      high[axis] = Math.max(high[axis]!, value);
    });
  });
  const size = high.map((value, axis) => value - low[axis]! + 3) as [number, number, number];
  const count = size[0] * size[1] * size[2];
  const data = bytes === 1 ? new Uint8Array(count) : new Uint16Array(count);
  let levels = 0;
  sphere.mask.forEach((inside, i) => {
    if (inside === 0) return;
    const x = (i % nx) - low[0]! + 1;
    const y = (Math.floor(i / nx) % ny) - low[1]! + 1;
    const z = Math.floor(i / (nx * ny)) - low[2]! + 1;
    const level = Math.floor((sphere.image[i]! - minimum) / binWidth) + 1;
    levels = Math.max(levels, level);
    data[x + size[0] * (y + size[1] * z)] = level;
  });
  return { size, levels, data };
}

/**
 * Compiles the loops into `folder` and times them, one thread each. Needs gcc.
 * `merged` counts all directions into one table (3D_comb) instead of one for each.
 */
export function timeNativeLoops(
  folder: string,
  levels: PaddedLevels,
  merged = false,
  repeats = 15,
): NativeTiming[] {
  mkdirSync(folder, { recursive: true });
  const bytes = levels.data.BYTES_PER_ELEMENT;
  const file = join(folder, `levels${bytes}.raw`);
  const handle = openSync(file, 'w');
  writeSync(handle, new Uint8Array(levels.data.buffer, levels.data.byteOffset, levels.data.byteLength));
  closeSync(handle);
  return nativeLoops.map((loop) => {
    const program = join(folder, `${loop}${bytes}${merged ? '_merged' : ''}`);
    const source = join(import.meta.dirname, 'c', `${loop}.c`);
    const options = [`-DLEVEL=uint${8 * bytes}_t`, ...(merged ? ['-DMERGED'] : [])];
    execFileSync('gcc', ['-O3', '-march=native', '-Wall', ...options, source, '-o', program]);
    const sizes = [...levels.size, bytes, levels.levels, repeats].map(String);
    return JSON.parse(execFileSync(program, [file, ...sizes], { encoding: 'utf8' })) as NativeTiming;
  });
}
