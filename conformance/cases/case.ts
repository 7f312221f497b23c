import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../data.ts';

/** What a case gave: nothing where it is as it should be, else what is wrong, in words. */
export type Verdict = string | null;

/** A check of one folder of cases: what it is held to, and the check itself. */
export interface CaseCheck {
  readonly right: string;
  /** `at` gives the path of a file of the folder. */
  run(at: (name: string) => string): Promise<Verdict> | Verdict;
}

/** Says what is off, or nothing. */
export const expectNumber = (what: string, found: number, right: number, tolerance = 0): Verdict =>
  Math.abs(found - right) <= tolerance ? null : `${what} is ${found}, not ${right}`;

export const expectWords = (what: string, text: string, ...patterns: readonly RegExp[]): Verdict => {
  const missing = patterns.filter((pattern) => !pattern.test(text));
  return missing.length === 0
    ? null
    : `${what} says nothing like ${missing.join(', ')}: ${text.slice(0, 300) || '(nothing)'}`;
};

/** The first thing that is wrong. */
export const first = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((one) => one !== null) ?? null;

/** What a command of ours printed and returned. */
export interface Run {
  readonly code: number | null;
  readonly text: string;
}

/** Runs `rachis` in a process of its own. */
export function rachis(...args: readonly string[]): Run {
  const script = join(repositoryRoot, 'packages/cli/bin/rachis.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { code: status, text: `${stdout}${stderr}` };
}

/** Does something with a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-case-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A row of a table that a command wrote as JSON. */
export type JsonRow = Readonly<Record<string, string | number | null>>;

export const jsonRows = (path: string): readonly JsonRow[] =>
  JSON.parse(readFileSync(path, 'utf8')) as JsonRow[];
