#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// What was compiled once is read back the next time: half of a short run is compiling.
enableCompileCache();

const { run } = await import('../dist/main.js');
process.exitCode = await run(process.argv.slice(2));
