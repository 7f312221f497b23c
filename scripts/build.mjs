// Builds every package: kernels to WebAssembly first (features, learning), then TypeScript to JavaScript, then the command
// line to a few files, since finding and compiling hundreds of modules would take longer than many extractions.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleCommandLine } from './bundle-command-line.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (script, ...args) =>
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });

for (const name of ['features', 'learning']) run('scripts/build-kernels.mjs', `packages/${name}`);
run('node_modules/typescript/bin/tsc', '-b');
await bundleCommandLine(root);
