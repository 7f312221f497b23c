import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readError } from './files.ts';

/**
 * All files below a folder, sorted by path; hidden ones (and macOS's and DICOMDIR) are left out. Links are followed,
 * but never to a folder that was seen.
 */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [folder];
  const followed = new Set<string>();
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
      const folderBelow = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)));
      if (!folderBelow) found.push(path);
      else if (!entry.isSymbolicLink()) pending.push(path);
      else {
        const target = await realpath(path);
        if (!followed.has(target) && !`${await realpath(next)}/`.startsWith(`${target}/`)) pending.push(path);
        followed.add(target);
      }
    }
  }
  return found.sort();
}

const list = (folder: string) => readdir(folder, { withFileTypes: true });

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
