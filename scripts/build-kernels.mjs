// Compiles the innermost loops of a package (its folder is given) to WebAssembly and writes them as a TypeScript module,
// so that Node, browsers and bundlers all load them the same way (no fetch, no paths).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(process.argv[2]);
const target = join(folder, 'src/kernels/module.generated.ts');
const assembly = join(folder, 'kernels/assembly');
const sources = readdirSync(assembly).map((name) => join(assembly, name));
const newest = Math.max(
  ...[...sources, fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs),
);

if (!existsSync(target) || statSync(target).mtimeMs < newest) {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const output = join(folder, 'dist/kernels.wasm');
  mkdirSync(dirname(output), { recursive: true });
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '2'];
  execFileSync(
    process.execPath,
    [compiler, join(assembly, 'index.ts'), '-o', output, ...options, '--disableWarning', '201'],
    { stdio: 'inherit' },
  );
  const bytes = readFileSync(output).toString('base64');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    `/** The loops of kernels/assembly, compiled by scripts/build-kernels.mjs; base64. */\nexport const kernelModule =\n  '${bytes}';\n`,
  );
}
