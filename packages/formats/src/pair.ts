import { stat } from 'node:fs/promises';

/** The other file of an Analyze-style pair (`a.hdr` and `a.img`, each perhaps with `.gz`), or null where it is not there. */
export async function otherOfPair(path: string, ending: 'hdr' | 'img'): Promise<string | null> {
  const stem = path.replace(/\.(hdr|img)(\.gz)?$/i, '');
  for (const candidate of [`.${ending}`, `.${ending}.gz`, `.${ending.toUpperCase()}`]) {
    const found = await stat(stem + candidate).catch(() => null);
    if (found?.isFile()) return stem + candidate;
  }
  return null;
}

/** A pair is read by its header: the path of it where the path of the voxels was given, else the path itself. */
export async function headerOfPair(path: string): Promise<string> {
  return /\.img(\.gz)?$/i.test(path) ? ((await otherOfPair(path, 'hdr')) ?? path) : path;
}
