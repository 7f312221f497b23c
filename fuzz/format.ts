import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageRead, readImage, readRegions } from '@rachis/formats';
import type { Mask, Volume } from '@rachis/volume';

/** A whole file that is changed, and how. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the file is text, or begins with a header of text. */
  readonly text: boolean;
  /** Whether what the gzip stream holds is changed, half of the times. */
  readonly packed?: boolean;
}

/** A format that files are made of. */
export interface Format {
  /** Files to begin with; what they need beside them is written to the folder. */
  seeds(folder: string): Promise<Seed[]>;
  /** Reads a changed file, and looks at what came of it: an `Error` where that is nonsense. Gives the bytes of the result. */
  read(path: string, folder: string): Promise<number>;
}

/** What a reader made of a file cannot be: the file should have been refused. */
export class Nonsense extends Error {}

/** The image of every seed. */
export const volume: Volume<Int16Array> = {
  size: [5, 4, 3],
  spacing: [0.7, 0.7, 2.5],
  origin: [-12.5, 3, 40],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  data: Int16Array.from({ length: 60 }, (_, i) => (i * 37) % 211),
  unit: 'arbitrary',
};
/** A region of it. */
export const mask: Mask = {
  ...volume,
  data: Uint8Array.from(volume.data, (_, i) => (i % 20 > 5 && i % 20 < 14 ? 1 : 0)),
};

function checkGrid(
  { size, spacing, origin, direction }: Omit<Mask, 'data'>,
  voxels: ArrayLike<number>,
): void {
  const wrong =
    !size.every((n) => Number.isInteger(n) && n > 0) ||
    !spacing.every((value) => value > 0 && Number.isFinite(value)) ||
    ![...origin, ...direction].every(Number.isFinite) ||
    voxels.length !== size[0] * size[1] * size[2];
  if (wrong)
    throw new Nonsense(
      `a grid of size ${size}, spacing ${spacing}, origin ${origin}, direction ${direction} with ${voxels.length} voxels`,
    );
}

/** Reads an image. */
export async function image(path: string): Promise<number> {
  const read = await readImage(path);
  checkGrid(read.volume, read.volume.data);
  return read.volume.data.byteLength;
}

/** Reads regions, and the mask of each. */
export async function regions(path: string, reference?: ImageRead): Promise<number> {
  const read = await readRegions(path, reference ? { image: reference } : {});
  let bytes = 0;
  let failure: unknown = null;
  for (const region of read.regions) {
    try {
      const made = region.mask();
      checkGrid(made, made.data);
      if (made.data.some((value) => value > 1)) throw new Nonsense('a mask of other values than 0 and 1');
      bytes = Math.max(bytes, made.data.length);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return bytes;
}

/** The bytes of what a writer makes of a path. */
export async function written(
  folder: string,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<Buffer> {
  const path = join(folder, name);
  await write(path);
  return readFileSync(path);
}
