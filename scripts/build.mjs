// Builds every package: kernels to WebAssembly first (features), then TypeScript to JavaScript, then the command
// line to a few files, since finding and compiling hundreds of modules would take longer than many extractions.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (script, ...args) =>
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });

for (const name of ['features', 'learning']) run('scripts/build-kernels.mjs', `packages/${name}`);
run('node_modules/typescript/bin/tsc', '-b');

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'packages/cli/build/main.js',
    'extract-worker': 'packages/cli/build/extract-worker.js',
    'pair-sums-worker': 'packages/cli/build/pair-sums-worker.js',
    'case-worker': 'packages/study/dist/cohort/case-worker.js',
    'check-worker': 'packages/study/dist/check/check-worker.js',
    'fold-worker': 'packages/study/dist/learn/fold-worker.js',
    'spine-worker': 'packages/study/dist/spine/spine-worker.js',
    'refit-worker': 'packages/study/dist/signature/refits/refit-worker.js',
  },
  outdir: 'packages/cli/dist',
  bundle: true,
  splitting: true,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // What has files of its own (WebAssembly) or is large and seldom needed stays a package, and is a dependency of `cli`.
  external: ['@cornerstonejs/*', 'dcmjs', 'hyparquet', 'hyparquet-writer', 'jpeg-lossless-decoder-js'],
  // What CommonJS packages require must be there.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// What an earlier build left behind must not be packed.
const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(`${root}/packages/cli/dist`)) {
  if (!written.has(name)) rmSync(`${root}/packages/cli/dist/${name}`, { recursive: true });
}
