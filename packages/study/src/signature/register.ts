import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { RachisError } from '@rachis/volume';
import { hashOf } from './canonical.ts';

/** What is going to be evaluated and how; written down before any outcome is read. */
export interface EvaluationPlan {
  /** Hash of the signature; of a study, whose models are fitted later, of all that decides them. */
  readonly signature: string;
  /** Names of the models that a study judges on its external cohort. */
  readonly models?: readonly string[];
  readonly cohort: string;
  /** Hash of the features of a study's external cohort. */
  readonly features?: string;
  readonly tables: readonly string[];
  readonly outcome: string;
  readonly measures: 'all of the outcome';
  readonly threshold: number | null;
  /** What else than judging the outcomes are read for. */
  readonly purpose?: string;
}

/** A line of the register: a plan before its outcomes, or the result after them. */
interface RegisterLine {
  readonly evaluation: number;
  readonly plan: string;
  readonly at: string;
  readonly details?: EvaluationPlan;
  readonly result?: string;
  /** Hash of the signature that a study locked after it had judged its models. */
  readonly locked?: string;
}

/** Where evaluations of a signature are counted unless told. */
export const registerOf = (signature: string): string => `${signature.replace(/\.json$/, '')}.register.jsonl`;

/** Hash of a file, as plans have it. */
export const sha256OfFile = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

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
  /** How often these models, or others of the study that they are of, were evaluated on the same outcomes before. */
  readonly before: number;
  readonly plan: string;
  /** Adds the hash of what came out; of a study also that of the signature that it locked. */
  finish(result: unknown, locked?: string): Promise<void>;
}

/** How often before, in words. */
export const timesBefore = (count: number): string => (count === 1 ? 'once before' : `${count} times before`);

const sameOutcomes = (a: EvaluationPlan, b: EvaluationPlan) =>
  a.cohort === b.cohort && a.outcome === b.outcome && a.tables.join() === b.tables.join();

/** How many of the registered plans looked at the outcomes of this one with models that know each other. */
function looksBefore(lines: readonly RegisterLine[], details: EvaluationPlan, until: number): number {
  const lockedBy = (evaluation: number) =>
    lines.find((line) => line.evaluation === evaluation && line.locked !== undefined)?.locked;
  return lines.filter(
    ({ evaluation, details: other }) =>
      other !== undefined &&
      evaluation < until &&
      sameOutcomes(other, details) &&
      (other.signature === details.signature ||
        (other.models !== undefined && details.models !== undefined) ||
        lockedBy(evaluation) === details.signature),
  ).length;
}

/**
 * Registers an evaluation before its outcomes are read: the plan with its hash and time. Every evaluation is counted,
 * finished or not, since outcomes that were seen cannot be unseen. A study's plan (`models`) has all that decides what
 * comes out: where it stands in the register already, a study is run again or goes on, and it is the same evaluation.
 */
export async function registerPlan(path: string, details: EvaluationPlan): Promise<Registered> {
  const plan = hashOf(details);
  const lines = await linesOf(path);
  const known =
    details.models === undefined
      ? undefined
      : lines.find((line) => line.plan === plan && line.details !== undefined);
  const number = known?.evaluation ?? lines.filter((line) => line.details !== undefined).length + 1;
  const at = () => new Date().toISOString();
  if (known === undefined) await add(path, { evaluation: number, plan, at: at(), details });
  return {
    number,
    before: looksBefore(lines, details, number),
    plan,
    async finish(result, locked) {
      const line = {
        evaluation: number,
        plan,
        result: hashOf(result),
        ...(locked === undefined ? {} : { locked }),
      };
      const written = lines.some(
        (one) => one.plan === plan && one.result === line.result && one.locked === line.locked,
      );
      if (known === undefined || !written) await add(path, { ...line, at: at() });
    },
  };
}
