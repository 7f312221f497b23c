import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** Where scans and reference tables are: `RACHIS_DATA`, else `../shared` beside the checkout. */
export const dataRoot = resolve(process.env.RACHIS_DATA ?? join(repositoryRoot, '..', 'shared'));

/** A missing file of the data folder: names the file and the variable that says where to look. */
export class DataMissingError extends Error {
  constructor(path: string) {
    super(
      `${path} is not there. Set RACHIS_DATA to the folder that holds data/ and reference/ ` +
        `(now ${dataRoot}).`,
    );
    this.name = 'DataMissingError';
  }
}

function existing(path: string): string {
  if (!existsSync(path)) throw new DataMissingError(path);
  return path;
}

/** Full path of a scan, from its path inside the data folder. */
export function dataPath(relative: string): string {
  return existing(join(dataRoot, 'data', relative));
}

/** Full path of a reference table, from its path inside the reference folder. */
export function referencePath(relative: string): string {
  return existing(join(dataRoot, 'reference', relative));
}

/** Full path of a fixture that travels with the repository. */
export const fixturePath = (name: string): string => join(repositoryRoot, 'conformance', 'fixtures', name);
