// Runs the tests that look for the shared data once more, where there are none: each passes or is skipped by name.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Whether a file, or a file of ours that it imports, asks where the data are. */
const asks = new Map();
function asksForData(path) {
  if (asks.has(path)) return asks.get(path);
  asks.set(path, false);
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name]) => resolve(dirname(path), name));
  const found = text.includes('RACHIS_DATA') || imports.some((name) => existsSync(name) && asksForData(name));
  asks.set(path, found);
  return found;
}

const folders = [
  'test',
  ...readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'test')),
];
const files = folders.flatMap((folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(root, folder, name))
    : [],
);
const looking = files.filter(asksForData).map((path) => relative(root, path));
console.log(`${looking.length} of ${files.length} test files look for the shared data; run without them:`);
const { status } = spawnSync('vitest', ['run', ...looking], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, RACHIS_DATA: join(root, 'no-shared-data') },
});
process.exit(status ?? 1);
