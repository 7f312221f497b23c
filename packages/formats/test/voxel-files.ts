import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Matrix3, Volume } from '@rachis/volume';
import { niftiHeader } from '../src/write-nifti.ts';

const c = Math.cos(0.4);
const s = Math.sin(0.4);
/** Axes turned by 0.4 radians about z. */
export const oblique: Matrix3 = [c, -s, 0, s, c, 0, 0, 0, 1];
export const image: Volume<Int16Array> = {
  size: [3, 2, 4],
  spacing: [0.5, 0.75, 3],
  origin: [10, -20, 30],
  direction: oblique,
  data: Int16Array.from({ length: 24 }, (_, i) => i * 100 - 500),
  unit: 'arbitrary',
};

/** What is changed in a header, and the name of the file. */
export type NiftiChange = [change: (view: DataView, bytes: Uint8Array) => void, name?: string];

/** Writes a NIfTI-1 of the image to a folder; its header is changed before. */
export function nifti(folder: string, ...[change, name = 'changed.nii']: NiftiChange): string {
  const header = niftiHeader(image);
  change(new DataView(header.buffer), header);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header, new Uint8Array(image.data.buffer)]));
  return path;
}
