// Compiles the counting loops to WebAssembly and writes them as a TypeScript module, so that Node,
// browsers and bundlers all load them the same way (no fetch, no paths).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../src/kernels/module.generated.ts');
const sources = readdirSync(join(here, 'assembly')).map((name) => join(here, 'assembly', name));
const newest = Math.max(...[...sources, fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs));

if (!existsSync(target) || statSync(target).mtimeMs < newest) {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const output = join(here, '../dist/kernels.wasm');
  mkdirSync(dirname(output), { recursive: true });
  execFileSync(
    process.execPath,
    [compiler, join(here, 'assembly/index.ts'), '-o', output, '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '2', '--disableWarning', '201'],
    { stdio: 'inherit' },
  );
  const bytes = readFileSync(output).toString('base64');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `/** The counting loops, compiled from kernels/assembly by kernels/build.mjs; base64. */\nexport const kernelModule =\n  '${bytes}';\n`);
}
