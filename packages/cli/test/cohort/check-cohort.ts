import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { checkCohort, type CheckOptions, parseCsv } from '@rachis/study';
import type { Grid, Mask, Vector3, Volume } from '@rachis/volume';

export const grid: Grid = {
  size: [40, 36, 24],
  spacing: [1, 1, 2],
  origin: [-20, 10, 5],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

export type Inside = (x: number, y: number, z: number) => boolean;

/** Numbers in [0, 1) that look random and are always the same (Park and Miller's generator). */
export function randomFrom(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export const ellipsoid =
  (centre: Vector3, radii: Vector3): Inside =>
  (x, y, z) =>
    ((x - centre[0]) / radii[0]) ** 2 +
      ((y - centre[1]) / radii[1]) ** 2 +
      ((z - centre[2]) / radii[2]) ** 2 <=
    1;

/** The organ of a subject: much like that of the others, and not the same. */
export function organ(subject: number): { readonly centre: Vector3; readonly radii: Vector3 } {
  const random = randomFrom(subject + 1);
  const near = (value: number, by: number) => value + by * (2 * random() - 1);
  return {
    centre: [near(20, 0.9), near(18, 0.9), near(12, 0.9)],
    radii: [near(8, 0.4), near(7, 0.4), near(5, 0.3)],
  };
}

export const organOf = (subject: number): Inside => {
  const { centre, radii } = organ(subject);
  return ellipsoid(centre, radii);
};

export function maskOf(inside: Inside, on: Grid = grid): Mask {
  const [nx, ny, nz] = on.size;
  const data = new Uint8Array(nx * ny * nz);
  let at = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, at++) data[at] = inside(x, y, z) ? 1 : 0;
  return { ...on, data };
}

/** The CT of a subject: fat with noise, and its organ. */
export function imageOf(subject: number, on: Grid = grid): Volume<Float32Array> {
  const random = randomFrom(1000 + subject);
  const mask = maskOf(organOf(subject), on);
  const data = Float32Array.from(mask.data, (inside) => (inside ? 60 : -100) + 40 * (random() - 0.5));
  return { ...on, data, unit: 'arbitrary' };
}

export const indexOf = (x: number, y: number, z: number): number => x + 40 * (y + 36 * z);

/** A row of a manifest, by column. */
export type Row = Readonly<Record<string, string>>;

/** Writes image and mask of a subject; its row. */
export async function writeCase(
  folder: string,
  subject: string,
  image: Volume,
  mask: Mask,
  row: Row = {},
): Promise<Row> {
  mkdirSync(folder, { recursive: true });
  await writeNifti(join(folder, `${subject}_image.nii.gz`), image);
  await writeNifti(join(folder, `${subject}_mask.nii.gz`), mask);
  return {
    subject,
    site: 'A',
    modality: 'CT',
    image: `${subject}_image.nii.gz`,
    mask: `${subject}_mask.nii.gz`,
    ...row,
  };
}

export const cleanSubjects = 12;

/** Subjects with nothing wrong. */
export async function cleanCohort(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < cleanSubjects; i++)
    rows.push(await writeCase(folder, `C${i + 1}`, imageOf(i), maskOf(organOf(i))));
  return rows;
}

export function writeManifest(path: string, rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text = '') => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(','));
  writeFileSync(path, [columns.join(','), ...lines, ''].join('\n'));
  return path;
}

export function readTable(path: string): Record<string, string>[] {
  const [head, ...rows] = parseCsv(readFileSync(path, 'utf8'));
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]!])));
}

let runs = 0;

/** Checks rows of a folder: its findings, and the page. */
export async function check(folder: string, rows: readonly Row[], options: Partial<CheckOptions> = {}) {
  const manifest = writeManifest(join(folder, `manifest${runs}.csv`), rows);
  const output = join(folder, `page${runs++}.html`);
  const outcome = await checkCohort(manifest, { output, workers: 1, ...options });
  return { outcome, findings: readTable(outcome.table), page: readFileSync(output, 'utf8') };
}
