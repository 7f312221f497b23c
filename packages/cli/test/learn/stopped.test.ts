import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rachisCommand, temporaryFolder } from '../support.ts';
import { exampleLines, writeLines } from './tables.ts';

const folder = temporaryFolder();

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends learning at once, in the middle of a fit',
  async (signal) => {
    const table = writeLines(join(folder, 'table.csv'), exampleLines(200));
    const output = join(folder, signal);
    const [program, ...args] = rachisCommand;
    // One thread: the fits run where signals would be waited for.
    const child = spawn(
      program,
      [
        ...args,
        'learn',
        table,
        '--outcome',
        'relapse',
        '--subject',
        'subject',
        '--repeats',
        '50',
        '--workers',
        '1',
        '--output',
        output,
      ],
      { stdio: 'ignore' },
    );
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, by) => resolve(by)));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const asked = performance.now();
    child.kill(signal);
    expect(await ended).toBe(signal);
    // Hours of work would be left; a second is what a person waits. Ten leave room for a busy machine.
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(existsSync(output)).toBe(false);
  },
);
