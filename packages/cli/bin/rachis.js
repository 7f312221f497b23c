#!/usr/bin/env node
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `rachis: Node ${process.versions.node} is too old; Rachis needs 22.12 or later.\n  Install a newer Node, or run npm start in a checkout, which brings its own.\n`,
  );
  process.exit(2);
}

// What was compiled once is read back the next time: half of a short run is compiling.
module.enableCompileCache();

const { run } = await import('../dist/main.js');
process.exitCode = await run(process.argv.slice(2));
