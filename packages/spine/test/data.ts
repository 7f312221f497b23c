import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(
  process.env.RACHIS_DATA ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
);

/** Full path of a file of the shared data, or null where it is missing; says so once for each. */
export function sharedPath(...parts: readonly string[]): string | null {
  const path = join(root, ...parts);
  if (existsSync(path)) return path;
  console.warn(`skipped: ${path} is not there (RACHIS_DATA says where the shared data are)`);
  return null;
}
