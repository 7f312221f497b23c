import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readError } from './files.ts';

/** All files below a folder, sorted by path; hidden ones (and macOS's and DICOMDIR) are left out. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let entries: Awaited<ReturnType<typeof list>>;
    try {
      entries = await list(next);
    } catch (cause) {
      throw readError(next, cause);
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'DICOMDIR' || entry.name === '__MACOSX') continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else found.push(path);
    }
  }
  return found.sort();
}

const list = (folder: string) => readdir(folder, { withFileTypes: true });
