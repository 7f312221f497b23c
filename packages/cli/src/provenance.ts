import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtractionSettings } from '@rachis/features';
import { version } from './version.ts';

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** SHA-256 of a file, or of the names and hashes of every file in a folder. */
export async function hashInput(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return hashFile(path);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file.slice(path.length)} ${await hashFile(file)}\n`);
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
