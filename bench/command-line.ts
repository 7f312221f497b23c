import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../conformance/data.ts';

/** The command line's script. */
export const rachisProgram = join(repositoryRoot, 'packages', 'cli', 'bin', 'rachis.js');

/** A finished process. */
export interface Finished {
  readonly seconds: number;
}

/** Runs a program to its end, whole process timed; throws with its output where it fails. */
export function runProgram(command: string, commandArguments: readonly string[], environment = {}): Finished {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, commandArguments, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 26,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) {
    throw new Error(
      `${command} ${commandArguments.join(' ')} failed: ${error?.message ?? ''}${stdout}${stderr}`,
    );
  }
  return { seconds };
}

/** Runs `rachis extract` on one image and mask, features to a CSV file. */
export function runExtract(
  image: string,
  mask: string,
  settings: string,
  output: string,
  nodeArguments: readonly string[] = [],
  environment = {},
): Finished {
  if (!existsSync(rachisProgram)) throw new Error(`${rachisProgram} is not there`);
  const extract = ['extract', image, mask, '--settings', settings, '--output', output];
  return runProgram(process.execPath, [...nodeArguments, rachisProgram, ...extract], environment);
}
