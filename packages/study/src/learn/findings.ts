import { basename } from 'node:path';
import type { Table } from '@rachis/statistics';
import { designOf, externalOf } from '../design-findings/design.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import { tableFindings } from '../design-findings/table-findings.ts';
import { type RegisteredLook, registerLook } from './external-looks.ts';
import type { LearnFrame } from './frame.ts';
import type { LearnOptions } from './result.ts';
import type { LearnSettings } from './settings.ts';

/** A table as it was read, with its rows to learn from or to judge. */
export interface LearnTable {
  readonly file: string;
  readonly table: Table;
  readonly framed: Pick<LearnFrame, 'frame' | 'rows'>;
}

/**
 * Leaks and misleading designs of a table and, where there is one, of its external table, whose look is registered beside `folder`
 * before it is judged. A study counts looks itself and says how many there were.
 */
export async function learnFindings(
  own: LearnTable,
  external: LearnTable | undefined,
  folder: string,
  settings: LearnSettings,
  models: readonly string[],
  { study, chosen, looksBefore }: Pick<LearnOptions, 'study' | 'chosen' | 'looksBefore'>,
): Promise<{ readonly findings: readonly DesignFinding[]; readonly look?: RegisteredLook }> {
  const design = designOf(own.table, own.framed, settings, own.file, chosen);
  if (external === undefined) return { findings: tableFindings(design) };
  const outside = externalOf(external.table, external.framed, external.file);
  if (study !== undefined) {
    const before = looksBefore === undefined ? {} : { before: looksBefore };
    return { findings: tableFindings({ ...design, external: { ...outside, ...before } }) };
  }
  const look = await registerLook(own.file, external.file, folder, settings, models);
  const before = { count: look.before, register: basename(look.register) };
  return { findings: tableFindings({ ...design, external: { ...outside, before } }), look };
}
