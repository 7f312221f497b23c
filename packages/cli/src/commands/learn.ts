import {
  findingLine,
  learn,
  learnStages,
  loadLearnSettings,
  type StageSeconds,
  withInterval,
} from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { fitReporter, timeWords } from '../fit-progress.ts';
import { keepYoungHeapsSmall } from '../small-heaps.ts';

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
  readonly quick?: boolean;
  readonly seed?: number;
  readonly settings?: string;
  readonly workers?: number;
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** Parts of a run that took half a second or more. */
function stageWords(seconds: StageSeconds): string {
  const inside = seconds['explanation in the folds'] ?? 0;
  const parts = learnStages.flatMap((stage) => {
    const took = seconds[stage] ?? 0;
    if (took < 0.5 || stage === 'explanation in the folds') return [];
    const ofThreads =
      stage === 'fits' && inside >= 0.5 ? ` with ${timeWords(inside)} of explanation, over all threads` : '';
    return [`${stage} ${timeWords(took)}${ofThreads}`];
  });
  return parts.length === 0 ? '' : `: ${parts.join('; ')}`;
}

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
  keepYoungHeapsSmall();
  const fits = fitReporter(console);
  const started = performance.now();
  const outcome = await learn(path, output, settings, {
    ...(workers === undefined ? {} : { workers }),
    ...(settingsFile === undefined ? {} : { settingsFile }),
    onStage: (stage) => console.progress(stage),
    onProgress: ({ done, total }) => fits(done, total),
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
  const passed = (performance.now() - started) / 1000;
  console.note(`Time: ${timeWords(passed)}${stageWords(outcome.seconds)}.`);
  return exitCodes.ok;
}
