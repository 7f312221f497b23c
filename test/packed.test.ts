import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'));
const folder = mkdtempSync(join(tmpdir(), 'rachis-packed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of what `npm test` tells the programs that it runs, npm may know only where packages come from. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      name !== 'INIT_CWD' &&
      (!/^npm_/i.test(name) ||
        /^npm_config_(registry|cache|userconfig|globalconfig|(https?_|no)?proxy|cafile|offline)$/i.test(
          name,
        )),
  ),
);
const run = (program: string, args: readonly string[], cwd: string): string =>
  execFileSync(program, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const tarballs = new Map<string, Packed>();

beforeAll(() => {
  const answer = JSON.parse(
    run('npm', ['pack', '--workspaces', '--json', '--pack-destination', folder], root),
  );
  // npm 11 answers with a list, later ones by name.
  for (const packed of Object.values(answer as Record<string, Packed>))
    tarballs.set(packed.name.replace('@rachis/', ''), packed);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const files = [...tarballs.values()].map(({ filename }) => `./${filename}`);
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...files],
    folder,
  );
});

describe('what is packed', () => {
  test.each(packages)('%s: the built code, its types, README and licence, and nothing else', (name) => {
    const paths = tarballs.get(name)!.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
    const others = paths.filter(
      (path) =>
        !/^(package\.json|README\.md|LICENSE|bin\/rachis\.js|dist\/.*\.(js|d\.ts|js\.map|d\.ts\.map|wasm))$/.test(
          path,
        ),
    );
    expect(others).toEqual([]);
    expect(paths.filter((path) => /(^|\/)test\/|\.test\.|tsbuildinfo|\.tmp/.test(path))).toEqual([]);
    expect(paths.some((path) => path.startsWith('dist/') && path.endsWith('.js'))).toBe(true);
  });
});

describe('the packages as they are installed', () => {
  const consumer = join(root, 'test/fixtures/consumer.ts');
  test('a program extracts the same values as in the workspace', () => {
    copyFileSync(consumer, join(folder, 'consumer.ts'));
    mkdirSync(join(folder, 'workspace'));
    const packed = run(process.execPath, ['consumer.ts', folder], folder);
    const known = run(process.execPath, [consumer, join(folder, 'workspace')], root);
    expect(packed.trim().split('\n').length).toBeGreaterThan(300);
    expect(packed).toBe(known);
  });
  test('their types are complete for a strict program', () => {
    copyFileSync(consumer, join(folder, 'consumer.ts'));
    const typescript = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const nodeTypes = ['--typeRoots', join(root, 'node_modules/@types')];
    expect(run(process.execPath, [typescript, ...options, ...nodeTypes, 'consumer.ts'], folder)).toBe('');
  });
  test('the command line answers, and writes the same bytes as in the workspace', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as {
      version: string;
    };
    expect(run('npx', ['--no-install', 'rachis', '--version'], folder).trim()).toBe(version);
    const args = [
      'extract',
      'image.nii.gz',
      'labels.nii.gz',
      '--settings',
      'CT',
      '--subject',
      'S-1',
      '--output',
    ];
    run(join(folder, 'node_modules/.bin/rachis'), [...args, 'packed.csv'], folder);
    run(process.execPath, [join(root, 'packages/cli/bin/rachis.js'), ...args, 'workspace.csv'], folder);
    for (const ending of ['csv', 'provenance.json']) {
      const packed = readFileSync(join(folder, `packed.${ending}`));
      expect(packed.equals(readFileSync(join(folder, `workspace.${ending}`))), ending).toBe(true);
    }
  });
});
