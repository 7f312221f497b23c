import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SkipsReporter } from './test/support/skips-reporter.ts';

const { RACHIS_DATA } = process.env;

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', new SkipsReporter()],
    // Every processor: by default one of two stays idle. Tests that start whole studies then take longer each.
    maxWorkers: availableParallelism(),
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Tests write it into files elsewhere and start commands in other folders.
    env: {
      ...(RACHIS_DATA ? { RACHIS_DATA: resolve(RACHIS_DATA) } : {}),
      // Hundreds of threads and processes are started, each of which would compile the same modules.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'rachis-test-modules'),
    },
  },
});
