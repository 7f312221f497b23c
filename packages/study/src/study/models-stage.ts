import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@rachis/formats';
import type { MeasureSummary } from '@rachis/learning';
import { type LearnOutcome, learn } from '../learn/run.ts';
import type { LearnSettings } from '../learn/settings.ts';
import { hashOf } from '../signature/canonical.ts';
import { version } from '../version.ts';
import type { Study } from './schema.ts';

/** What the models of a study came to. */
export interface ModelsOutcome {
  readonly subjects: number;
  readonly warnings: readonly string[];
  readonly findings: LearnOutcome['findings'];
  readonly headline?: string;
  readonly main: LearnOutcome['main'];
  readonly pipelines: readonly { readonly name: string; readonly measures: readonly MeasureSummary[] }[];
  readonly written: readonly string[];
}

interface Stamp {
  readonly key: string;
  readonly outcome: ModelsOutcome;
}

/** Numbers that JSON leaves out come back as NaN. */
function stampOf(path: string): Stamp | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Stamp;
    const number = (value: number | null) => value ?? Number.NaN;
    return {
      key: read.key,
      outcome: {
        ...read.outcome,
        pipelines: read.outcome.pipelines.map(({ name, measures }) => ({
          name,
          measures: measures.map((one) => ({
            ...one,
            value: number(one.value),
            lower: number(one.lower),
            upper: number(one.upper),
          })),
        })),
      },
    };
  } catch {
    // A stamp that was cut off says nothing.
    return undefined;
  }
}

/**
 * Models and report of a study, or those of an earlier run where study file, subjects, settings and version are the
 * same. `subjects` is the hash of the table.
 */
export async function studyModels(
  table: string,
  asked: { readonly subjects: string; readonly study: Study },
  folder: string,
  settings: LearnSettings,
  options: NonNullable<Parameters<typeof learn>[3]>,
): Promise<{ readonly outcome: ModelsOutcome; readonly kept: boolean }> {
  const path = join(folder, 'models.stamp');
  const key = hashOf({ version, asked, settings, about: options.study });
  const before = stampOf(path);
  if (before?.key === key && before.outcome.written.every((file) => existsSync(file))) {
    return { outcome: before.outcome, kept: true };
  }
  const {
    subjects: count,
    warnings,
    findings,
    headline,
    main,
    pipelines,
    written,
  } = await learn(table, folder, settings, options);
  const outcome: ModelsOutcome = {
    subjects: count,
    warnings,
    findings,
    ...(headline === undefined ? {} : { headline }),
    main,
    pipelines: pipelines.map(({ name, measures }) => ({ name, measures })),
    written,
  };
  await writeWhole(path, [new TextEncoder().encode(`${JSON.stringify({ key, outcome })}\n`)]);
  return { outcome, kept: false };
}
