import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** What is started by its file: the command and the threads. */
const entries = {
  main: 'packages/cli/build/main.js',
  'extract-worker': 'packages/cli/build/extract-worker.js',
  'pair-sums-worker': 'packages/cli/build/pair-sums-worker.js',
  'case-worker': 'packages/study/dist/cohort/case-worker.js',
  'codec-worker': 'packages/formats/dist/dicom/codec-worker.js',
  'check-worker': 'packages/study/dist/check/check-worker.js',
  'fold-worker': 'packages/study/dist/learn/fold-worker.js',
  'spine-worker': 'packages/study/dist/spine/spine-worker.js',
  'refit-worker': 'packages/study/dist/signature/refits/refit-worker.js',
};

/** The command that most runs are, whose start must be quick. */
const extraction = 'packages/cli/build/commands/extract.js';

/**
 * Bundles the command line from the packages' JavaScript into `packages/cli/dist`.
 *
 * A bundler cuts shared code into a file for each set of commands that need it, which would be twenty for an extraction, at
 * half a millisecond each. What an extraction needs is cut into four: what `main` has too, what the thread for pairs of
 * voxels has too, zod (which every command needs), and the rest.
 */
export async function bundleCommandLine(root) {
  /** What each module imports, but for imports that wait until they are needed. */
  const imported = new Map();
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    // What has files of its own (WebAssembly) or is large and seldom needed stays a package, and is a dependency of `cli`.
    external: [/^@cornerstonejs\//, 'dcmjs', /^hyparquet/, 'jpeg-lossless-decoder-js'],
    checks: { ineffectiveDynamicImport: false },
    plugins: [
      {
        // Commander would load it for subcommands that are programs of their own, which ours are not: four milliseconds.
        name: 'child-process-when-spawned',
        transform(code, id) {
          if (!id.endsWith('commander/lib/command.js')) return null;
          const eager = "import childProcess from 'node:child_process';";
          if (!code.includes(eager)) throw new Error(`${id} does not import child_process as it did.`);
          return code.replace(
            eager,
            "const childProcess = { spawn: (...given) => process.getBuiltinModule('node:child_process').spawn(...given) };",
          );
        },
      },
      {
        name: 'what-imports-what',
        buildEnd() {
          for (const id of this.getModuleIds()) imported.set(id, this.getModuleInfo(id).importedIds);
        },
      },
    ],
  });
  const neededBy = (entry) => {
    const found = new Set();
    const visit = (id) => {
      if (found.has(id)) return;
      found.add(id);
      for (const next of imported.get(id) ?? []) visit(next);
    };
    visit(join(root, entry));
    return found;
  };
  let needed;
  const chunkOf = (id) => {
    needed ??= {
      extraction: neededBy(extraction),
      main: neededBy(entries.main),
      'pair-sums': neededBy(entries['pair-sums-worker']),
    };
    if (!needed.extraction.has(id)) return null;
    if (/[\\/]node_modules[\\/]zod[\\/]/.test(id)) return 'zod';
    if (needed.main.has(id)) return 'common';
    return needed['pair-sums'].has(id) ? 'pair-sums' : 'extraction';
  };
  const folder = join(root, 'packages/cli/dist');
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'extraction', name: chunkOf }],
    },
  });
  await bundle.close();

  // What an earlier build left behind must not be packed.
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(folder)) {
    if (!written.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}
