import { existsSync } from 'node:fs';
import { writeWhole } from '@rachis/formats';
import { loadStudy, runStudy } from '@rachis/study';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { progressReporter, stoppable } from './extract-cohort.ts';

export interface StudyRunFlags {
  readonly output: string;
  readonly workers?: number;
}

const quoted = (text: string) => JSON.stringify(text);

/** A study file to start from. */
const template = (
  name: string,
  folder: string,
  outcome: string,
): string => `# A Rachis study: from images to a report and a locked signature.
#   rachis study check FILE            what is wrong with it, or what it would do
#   rachis study run FILE --output result
# Paths are relative to this file. What is left out has a default; docs/study.md lists every key.
version: 1
name: ${quoted(name)}
description: ""

# Where the images are. In place of a folder: manifest: manifest.csv (rachis cohort scan).
cohort:
  folder: ${quoted(folder)}

# Which images and regions features are taken of. The name begins the names of the features.
images:
  - name: CT
    modality: CT
    # region: "GTV*"          # names of regions, * for any text; or label: 1
    settings: CT              # CT, MR, PET, or a file (rachis settings defaults CT > ct.yaml)
    # several: mean           # a subject with several regions: mean, median, largest ...

# Tables that are joined by subject.
tables:
  - file: clinical.csv
    subject: subject
    domain: clinical          # clinical, semantic, patient-reported, genomic, radiomic

outcome:
  column: ${quoted(outcome)}
  # event: yes                # the class that is the event
  # time: months              # of survival: column is then whether the event happened

# site: scanner               # column of sites or scanners
# harmonise: true             # ComBat by site, inside the folds
# stable: stable.csv          # features to choose from (rachis stability)

outer: {kind: folds, folds: 5, repeats: 10}
seed: 1
`;

/** \`rachis study new FILE\`: a study file to start from; an existing file is never written over. */
export async function newStudy(
  console: Console,
  file: string,
  {
    name = 'A study',
    folder = 'patients',
    outcome = 'outcome',
  }: { name?: string; folder?: string; outcome?: string },
): Promise<number> {
  if (existsSync(file)) {
    throw new RachisError('FILE_NOT_WRITABLE', `${file} is there already.`, {
      file,
      remedy: 'Give another name, or move it away.',
    });
  }
  await writeWhole(file, [new TextEncoder().encode(template(name, folder, outcome))]);
  console.note(`Written: ${file}. Change it, then: rachis study check ${file}`);
  return exitCodes.ok;
}

/** `rachis study check FILE`. */
export async function checkStudy(console: Console, file: string): Promise<number> {
  const { study } = await loadStudy(file);
  const { cohort, images, tables, outcome, outer } = study;
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
  for (const table of tables) console.out(`  table ${table.file}: ${table.domain}, by ${table.subject}`);
  console.out(`  outcome: ${outcome.column}${outcome.time === undefined ? '' : ` by ${outcome.time}`}`);
  console.out(`  validation: ${JSON.stringify(outer)}`);
  console.out('Nothing is wrong with the file.');
  return exitCodes.ok;
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** `rachis study run FILE --output FOLDER`. */
export async function runStudyFile(console: Console, file: string, flags: StudyRunFlags): Promise<number> {
  const outcome = await stoppable(console, (signal) => {
    const report = progressReporter(console);
    return runStudy(file, flags.output, {
      signal,
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      onStage: (sentence) => console.note(sentence),
      onProgress: (_, progress) => report(progress),
      onFits: (done, total) => console.progress(`${done} of ${total} fits`),
    });
  });
  console.progress('');
  const { learned, leftOut } = outcome;
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
  console.note(`Report: ${outcome.report}`);
  console.note(`Signature: ${outcome.signature}`);
  return leftOut.length > 0 ? exitCodes.partial : exitCodes.ok;
}
