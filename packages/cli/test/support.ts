import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const script = fileURLToPath(new URL('../bin/rachis.js', import.meta.url));

/** What a run of the real command line gave. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `rachis` in a process of its own, with its output in pipes. */
export function rachis(...args: string[]): Run {
  return runAs([process.execPath, script, ...args]);
}

/** Runs any command; `rachis` with another user or other limits. */
export function runAs([program, ...args]: readonly string[], cwd?: string): Run {
  const { status, stdout, stderr } = spawnSync(program!, args, { encoding: 'utf8', ...(cwd ? { cwd } : {}) });
  return { code: status, out: stdout, err: stderr };
}

/** The command line as other programs start it. */
export const rachisCommand = [process.execPath, script] as const;

/** A folder for one test file, deleted at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let outputs = 0;

/** A path in a new, empty folder, so that whatever a run leaves behind is seen. */
export function outputIn(folder: string, name = 'features.csv'): string {
  const own = join(folder, `output${outputs++}`);
  mkdirSync(own);
  return join(own, name);
}

/**
 * Asserts a refusal: the exit code, words of the message (file, subject, cause), nothing on standard output,
 * no text that only a programmer understands, and no file left.
 */
export function expectRefusal(run: Run, output: string, code: number, ...words: (string | RegExp)[]): void {
  expect(run.err).not.toMatch(/^\s+at .*:\d+|Error:|undefined|\[object|reported? it with this text/m);
  for (const word of words) {
    if (typeof word === 'string') expect(run.err).toContain(word);
    else expect(run.err).toMatch(word);
  }
  expect(run.code, run.err).toBe(code);
  expect(run.out).toBe('');
  expect(readdirSync(dirname(output))).toEqual([]);
}

/** Asserts that table and provenance were written, and nothing else. */
export function expectWritten(run: Run, output: string, code = 0): void {
  expect(run.code, run.err).toBe(code);
  expect(run.out).toBe('');
  const provenance = `${basename(output).replace(/\.\w+$/, '')}.provenance.json`;
  expect(readdirSync(dirname(output)).sort()).toEqual([basename(output), provenance].sort());
}
