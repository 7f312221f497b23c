import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScanValue } from '../schema.ts';
import { type Facts, scanValues } from './scans.ts';

/** How the images of the subjects that a model was trained on were acquired, from the provenance of their features. */
export async function trainingScans(
  folder: string,
  image: string,
  subjects: ReadonlySet<string>,
): Promise<ScanValue[]> {
  const path = join(folder, `${image}.provenance.json`);
  if (!existsSync(path)) return [];
  const { cases } = JSON.parse(await readFile(path, 'utf8')) as {
    cases: readonly { subject: string; acquisition: Facts; sampling?: Facts; problems: readonly unknown[] }[];
  };
  return scanValues(
    cases
      .filter(({ subject, problems }) => problems.length === 0 && subjects.has(subject))
      .map(({ acquisition, sampling }) => ({ ...acquisition, ...sampling })),
  );
}
