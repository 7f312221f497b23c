// Builds every package: kernels to WebAssembly first (features), then TypeScript to JavaScript.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (script, ...args) =>
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });

if (existsSync(`${root}/packages/features/kernels/build.mjs`)) run('packages/features/kernels/build.mjs');
run('node_modules/typescript/bin/tsc', '-b');
