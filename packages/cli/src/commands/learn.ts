import { findingLine, learn, loadLearnSettings, withInterval } from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface LearnFlags {
  readonly output: string;
  readonly outcome?: string;
  readonly kind?: string;
  readonly event?: string;
  readonly time?: string;
  readonly subject?: string;
  readonly group?: string;
  readonly site?: string;
  readonly date?: string;
  readonly exclude?: string[];
  readonly predictors?: string[];
  readonly categories?: string[];
  readonly subgroups?: string[];
  readonly optimism?: number;
  readonly learningCurve?: boolean;
  readonly imputations?: number;
  readonly external?: string;
  readonly folds?: number;
  readonly repeats?: number;
  readonly permutations?: number;
  readonly seed?: number;
  readonly settings?: string;
  readonly workers?: number;
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** `rachis learn TABLE --outcome COLUMN --output FOLDER`: a sound answer from one table. */
export async function learnTable(console: Console, path: string, flags: LearnFlags): Promise<number> {
  const {
    output,
    settings: settingsFile,
    workers,
    folds,
    repeats,
    learningCurve,
    imputations,
    ...given
  } = flags;
  const outer =
    folds === undefined && repeats === undefined
      ? {}
      : { outer: { kind: 'folds', folds: folds ?? 5, repeats: repeats ?? 5 } };
  const settings = await loadLearnSettings(settingsFile, {
    ...given,
    ...outer,
    ...(imputations === undefined ? {} : { imputations: { count: imputations } }),
    ...(learningCurve === true ? { learningCurve: {} } : {}),
  });
  const outcome = await learn(path, output, settings, {
    ...(workers === undefined ? {} : { workers }),
    ...(settingsFile === undefined ? {} : { settingsFile }),
    onProgress: ({ done, total }) => console.progress(`${done} of ${total} fits`),
  });
  console.progress('');
  for (const finding of outcome.findings) console.note(findingLine(finding));
  for (const warning of outcome.warnings) console.note(`Note: ${warning}`);
  console.note(
    `${outcome.subjects} subjects, ${outcome.rows} rows. ${outcome.main.word} on rows that were left out:`,
  );
  for (const { name, measures } of [
    ...outcome.pipelines,
    ...(outcome.selected === undefined ? [] : [outcome.selected]),
  ]) {
    const found = measures.find(({ id }) => id === outcome.main.id);
    if (found !== undefined) {
      console.note(`  ${name.padEnd(24)} ${withInterval(found, figure)}`);
    }
  }
  if (outcome.headline !== undefined) console.note(`  ${outcome.headline}`);
  console.note(`Written: ${outcome.written.at(-1)} and ${outcome.written.length - 1} more files.`);
  return exitCodes.ok;
}
