import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SkipsReporter } from './test/support/skips-reporter.ts';

const { RACHIS_DATA } = process.env;

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', new SkipsReporter()],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests write it into files elsewhere and start commands in other folders.
    ...(RACHIS_DATA ? { env: { RACHIS_DATA: resolve(RACHIS_DATA) } } : {}),
  },
});
