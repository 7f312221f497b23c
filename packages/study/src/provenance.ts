import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { ExtractionSettings } from '@rachis/features';
import { imageFiles } from '@rachis/formats';
import { version } from './version.ts';

/** Bytes read at a time. */
const chunkSize = 4 * 2 ** 20;

/** SHA-256 of a file, read piece by piece: scans are large. */
function hashFile(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(Math.min(chunkSize, Math.max(1, statSync(path).size)));
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
      hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** SHA-256 of an input: of its file, or of the names and hashes of the files that it consists of. */
export async function hashInput(path: string): Promise<string> {
  const files = await imageFiles(path);
  if (files.length === 1 && files[0] === path) return hashFile(path);
  const start = statSync(path).isDirectory() ? path : dirname(path);
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${relative(start, file)} ${hashFile(file)}\n`);
  return hash.digest('hex');
}

/** What a table was made from and how; kept beside it. The same run gives the same bytes. */
export interface Provenance {
  readonly rachis: string;
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  readonly settings: ExtractionSettings;
  /** Acquisition facts from the image's header. */
  readonly acquisition: Readonly<Record<string, string | number>>;
  readonly warnings: readonly string[];
  /** Why values are missing, by region. */
  readonly undefinedValues: readonly {
    readonly region: string;
    readonly column: string;
    readonly reason: string;
  }[];
  readonly problems: readonly { readonly region: string; readonly code: string; readonly message: string }[];
}

/** The provenance file's path: `features.csv` has `features.provenance.json`. */
export function provenancePath(table: string): string {
  return `${table.replace(/\.[^./\\]+$/, '')}.provenance.json`;
}

/** Provenance as the bytes of its file. */
export function encodeProvenance(provenance: Omit<Provenance, 'rachis'>): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ rachis: version, ...provenance }, null, 2)}\n`);
}

/** Provenance of a table of PyRadiomics' columns. */
export function encodePyradiomicsProvenance(provenance: {
  readonly inputs: Provenance['inputs'];
  /** The parameter file as it was written. */
  readonly parameters: unknown;
  /** With PyRadiomics' defaults filled in. */
  readonly resolved: unknown;
  readonly notes: readonly { readonly case: string; readonly notes: readonly string[] }[];
  readonly problems: readonly {
    readonly case: string;
    readonly image: string;
    readonly code: string;
    readonly message: string;
  }[];
}): Uint8Array {
  return new TextEncoder().encode(
    `${JSON.stringify({ rachis: version, profile: 'pyradiomics', ...provenance }, null, 2)}\n`,
  );
}
