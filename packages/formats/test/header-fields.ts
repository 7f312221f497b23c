import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage } from '../src/index.ts';
import { temporaryFolder } from './support.ts';

/** The voxels of every file of these tests: 4 x 3 x 2, of 16 bits. */
export const values = Array.from({ length: 24 }, (_, i) => 3 * i + 1);
export const raw = new Uint8Array(Int16Array.from(values).buffer);
export const bigEndian = Buffer.from(raw).swap16();

export type Part = string | Uint8Array;

/** A folder for one test file; writes a file there of its parts, and reads one. */
export function headerFiles() {
  const folder = temporaryFolder();
  function write(name: string, ...parts: Part[]): string {
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    return path;
  }
  async function read(path: string) {
    const { volume, warnings } = await readImage(path);
    const { data, size, spacing, origin, direction } = volume;
    return { values: [...data], size, spacing, origin, direction, warnings: warnings.join(' ') };
  }
  return { folder, write, read };
}

/** The header of a NRRD of those voxels, without the empty line at its end; `null` takes a field away. */
export function nrrdHeader(changes: Record<string, string | null> = {}): string {
  const fields: Record<string, string | null> = {
    type: 'short',
    dimension: '3',
    space: 'left-posterior-superior',
    sizes: '4 3 2',
    'space directions': '(1,0,0) (0,1,0) (0,0,2)',
    endian: 'little',
    encoding: 'raw',
    'space origin': '(1,2,3)',
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${value}`],
  );
  return `NRRD0005\n${lines.join('\n')}\n`;
}
