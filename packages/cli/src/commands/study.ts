import { findingLine, loadStudy, runStudy, studyFindings } from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { fitReporter } from '../fit-progress.ts';
import { progressReporter } from './extract-cohort.ts';

export interface StudyRunFlags {
  readonly output: string;
  readonly workers?: number;
}

/** `rachis study check FILE`. */
export async function checkStudy(console: Console, file: string): Promise<number> {
  const { study } = await loadStudy(file);
  const { cohort, images, spine, tables, outcome, outer } = study;
  console.out(study.name);
  if (cohort !== undefined) console.out(`  cohort: ${cohort.manifest ?? cohort.folder}`);
  for (const image of images) {
    const which = [
      image.modality,
      image.series,
      image.region ?? (image.label === undefined ? undefined : `label ${image.label}`),
    ];
    console.out(
      `  image ${image.name}: ${which.filter((part) => part !== undefined).join(', ') || 'any'}, settings ${image.settings ?? 'plain defaults'}`,
    );
  }
  for (const one of spine) {
    const which = [one.modality, one.series, one.mask, one.scheme].filter((part) => part !== undefined);
    const taken = one.measurements?.join(', ') ?? 'all measurements';
    console.out(
      `  spine ${one.name ?? ''}: ${which.join(', ') || 'any'}, ${taken}, ${one.domain}`.replace(' :', ':'),
    );
  }
  for (const table of tables) console.out(`  table ${table.file}: ${table.domain}, by ${table.subject}`);
  console.out(`  outcome: ${outcome.column}${outcome.time === undefined ? '' : ` by ${outcome.time}`}`);
  console.out(`  validation: ${JSON.stringify(outer)}`);
  const { findings, note, sampleSize = [] } = await studyFindings(study);
  console.out('Nothing is wrong with the file.');
  for (const finding of findings) console.out(findingLine(finding));
  for (const line of sampleSize) console.out(line);
  if (note !== undefined) console.out(note);
  return exitCodes.ok;
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** `rachis study run FILE --output FOLDER`. */
export async function runStudyFile(console: Console, file: string, flags: StudyRunFlags): Promise<number> {
  const report = progressReporter(console);
  const outcome = await runStudy(file, flags.output, {
    ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    onStage: (sentence) => console.note(sentence),
    onProgress: (_, progress) => report(progress),
    onRow: (name, done, total) => console.progress(`${name}: ${done} of ${total} measured`),
    onFits: fitReporter(console),
  });
  console.progress('');
  const { learned, leftOut } = outcome;
  for (const finding of learned.findings) console.note(findingLine(finding));
  for (const warning of learned.warnings) console.note(`Note: ${warning}`);
  console.note(
    `${outcome.subjects} subjects, ${leftOut.length} left out. ${learned.main.word} on rows that were left out:`,
  );
  for (const { name, measures } of learned.pipelines) {
    const found = measures.find(({ id }) => id === learned.main.id);
    if (found !== undefined) {
      console.note(
        `  ${name.padEnd(24)} ${figure(found.value)} (${figure(found.lower)} to ${figure(found.upper)})`,
      );
    }
  }
  if (learned.headline !== undefined) console.note(`  ${learned.headline}`);
  console.note(`Report: ${outcome.report}`);
  console.note(`Signature: ${outcome.signature}`);
  return leftOut.length > 0 ? exitCodes.partial : exitCodes.ok;
}
