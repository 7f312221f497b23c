import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const { RACHIS_DATA } = process.env;

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests write it into files elsewhere and start commands in other folders.
    ...(RACHIS_DATA ? { env: { RACHIS_DATA: resolve(RACHIS_DATA) } } : {}),
  },
});
