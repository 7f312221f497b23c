import { appendFile, readFile } from 'node:fs/promises';
import { RachisError } from '@rachis/volume';
import { hashOf } from './canonical.ts';

/** What is going to be evaluated and how; written down before any outcome is read. */
export interface EvaluationPlan {
  readonly signature: string;
  readonly cohort: string;
  readonly tables: readonly string[];
  readonly outcome: string;
  readonly measures: 'all of the outcome';
  readonly threshold: number | null;
}

/** A line of the register: a plan before its outcomes, or the result after them. */
interface RegisterLine {
  readonly evaluation: number;
  readonly plan: string;
  readonly at: string;
  readonly details?: EvaluationPlan;
  readonly result?: string;
}

async function linesOf(path: string): Promise<RegisterLine[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => {
      try {
        return JSON.parse(line) as RegisterLine;
      } catch (cause) {
        throw new RachisError('FILE_CORRUPT', `Line ${at + 1} of the register ${path} is no JSON.`, {
          file: path,
          remedy: 'Restore it: a register counts every look at the outcomes, and is only ever added to.',
          cause,
        });
      }
    });
}

async function add(path: string, line: RegisterLine): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(line)}\n`);
  } catch (cause) {
    throw new RachisError('FILE_NOT_WRITABLE', `The register ${path} cannot be added to.`, {
      file: path,
      remedy: 'Outcomes are not read before the plan is registered. Say where with --register.',
      cause,
    });
  }
}

/** A registered evaluation. */
export interface Registered {
  /** 1 for the first look at any outcomes with this register. */
  readonly number: number;
  /** How often the same plan (signature, cohort, tables, outcome) was evaluated before. */
  readonly before: number;
  readonly plan: string;
  /** Adds the hash of what came out. */
  finish(result: unknown): Promise<void>;
}

/**
 * Registers an evaluation before its outcomes are read: the plan with its hash and time. Every evaluation is counted,
 * finished or not, since outcomes that were seen cannot be unseen.
 */
export async function registerPlan(path: string, details: EvaluationPlan): Promise<Registered> {
  const plan = hashOf(details);
  const plans = (await linesOf(path)).filter((line) => line.details !== undefined);
  const number = plans.length + 1;
  await add(path, { evaluation: number, plan, at: new Date().toISOString(), details });
  return {
    number,
    before: plans.filter((line) => line.plan === plan).length,
    plan,
    finish: (result) =>
      add(path, { evaluation: number, plan, at: new Date().toISOString(), result: hashOf(result) }),
  };
}
