import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { thorough } from '../../../../test/support/thorough.ts';
import { outputIn, rachis, rachisCommand, temporaryFolder } from '../support.ts';
import { quickSettings, sampleCohort } from './sample-cohort.ts';

const folder = temporaryFolder();
const manifest = join(folder, 'manifest.csv');
const settings = quickSettings(folder);
const moments = thorough(50, 5);

beforeAll(async () => {
  rachis('cohort', 'scan', await sampleCohort(join(folder, 'cohort'), 40), '--output', manifest);
});

const argumentsFor = (output: string) => ['extract', manifest, '--settings', settings, '--output', output];

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Hash of every file that is there, by name. */
const filesOf = (output: string) =>
  Object.fromEntries(
    readdirSync(join(output, '..')).map((name) => [name, hash(readFileSync(join(output, '..', name)))]),
  );

/** Starts a run and kills it after some milliseconds; gives whether it was still at work. */
function runAndKill(output: string, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const [program, ...args] = rachisCommand;
    const child = spawn(program, [...args, ...argumentsFor(output)], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    });
  });
}

describe('a run that is killed', () => {
  test(`at any of ${moments} random moments and started again ends with the files of an undisturbed one`, async () => {
    const undisturbed = outputIn(folder);
    const started = performance.now();
    expect(rachis(...argumentsFor(undisturbed)).code).toBe(0);
    let duration = performance.now() - started;
    const expected = filesOf(undisturbed);
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 2 ** 32;
    };
    let killed = 0;
    for (let i = 0; killed < moments && i < 4 * moments; i++) {
      const output = outputIn(folder);
      const from = performance.now();
      // One that came to its end shows nothing: runs are quicker than was thought, on a machine with other work.
      if (!(await runAndKill(output, random() * duration))) {
        duration = Math.min(duration, performance.now() - from);
        continue;
      }
      killed++;
      const again = rachis(...argumentsFor(output));
      expect(again.code, again.err).toBe(0);
      expect(filesOf(output), `moment ${i}`).toEqual(expected);
    }
    expect(killed).toBe(moments);
  }, 600_000);

  test('again and again gets to its end', async () => {
    const undisturbed = outputIn(folder);
    rachis(...argumentsFor(undisturbed));
    const output = outputIn(folder);
    for (let wait = 300, i = 0; i < 40 && (await runAndKill(output, wait)); i++) wait += 25;
    expect(rachis(...argumentsFor(output)).code).toBe(0);
    expect(filesOf(output)).toEqual(filesOf(undisturbed));
  }, 600_000);
});
