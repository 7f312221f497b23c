import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { writeWhole } from '@rachis/formats';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

/** What a new study file is made of; '' is what there is not. */
export interface NewStudy {
  readonly name: string;
  /** Folder of patients; '' where all features come from tables. */
  readonly folder: string;
  readonly modality: string;
  readonly table: string;
  readonly subject: string;
  readonly outcome: string;
  readonly event: string;
  readonly time: string;
  readonly competing: string;
  readonly site: string;
}

export const newStudyDefaults: NewStudy = {
  name: 'A study',
  folder: 'patients',
  modality: 'CT',
  table: 'clinical.csv',
  subject: 'subject',
  outcome: 'outcome',
  event: '',
  time: '',
  competing: '',
  site: '',
};

const quoted = (text: string) => JSON.stringify(text);
/** An event as a table has it: a number stays one. */
const code = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? text : quoted(text));

function imageLines({ folder, modality }: NewStudy): string {
  if (folder === '') {
    return `# Features come from tables: give theirs with "domain: radiomic".
# cohort: {folder: patients}
`;
  }
  const settings = ['CT', 'MR', 'PET'].includes(modality) ? modality : 'settings.yaml';
  return `# Where the images are. In place of a folder: manifest: manifest.csv (rachis cohort scan).
cohort:
  folder: ${quoted(folder)}

# Which images and regions features are taken of. The name begins the names of the features.
images:
  - name: ${modality}
    modality: ${modality}
    # region: "GTV*"          # names of regions, * for any text; or label: 1
    settings: ${settings.padEnd(14)}  # CT, MR, PET, or a file (rachis settings defaults CT > ct.yaml)
    # several: mean           # a subject with several regions: mean, median, largest ...
`;
}

/** A study file to start from. */
export function studyTemplate(study: NewStudy): string {
  const { name, table, subject, outcome, event, time, competing, site } = study;
  const one = (given: string, line: string, hint: string) => (given === '' ? `  # ${hint}` : `  ${line}`);
  return `# A Rachis study: from images to a report and a locked signature.
#   rachis study check FILE            what is wrong with it, or what it would do
#   rachis study run FILE --output result
# Paths are relative to this file. What is left out has a default; docs/study.md lists every key.
version: 1
name: ${quoted(name)}
description: ""

${imageLines(study)}
# Tables that are joined by subject.
tables:
  - file: ${quoted(table)}
    subject: ${quoted(subject)}
    domain: clinical          # clinical, semantic, patient-reported, genomic, radiomic

outcome:
  column: ${quoted(outcome)}
${one(event, `event: ${code(event)}`, 'event: yes                # the class that is the event')}
${one(time, `time: ${quoted(time)}\n  kind: survival`, 'time: months              # of survival: column is then whether the event happened')}
${one(
  competing,
  `competing: [${competing
    .split(',')
    .map((part) => code(part.trim()))
    .join(', ')}]`,
  'competing: [death]        # of survival: other events that end it',
)}

${site === '' ? '# site: scanner               # column of sites or scanners' : `site: ${quoted(site)}`}
# harmonise: true             # ComBat by site, inside the folds
# stable: stable.csv          # features to choose from (rachis stability)
# subgroups: [age, sex]        # judged apart, with a test of interaction
# imputations: {count: 5}      # multiple imputation inside the folds
# optimism: 200                # bootstrap corrected for optimism, beside the folds
# learningCurve: {}            # would more subjects help?
# external: {tables: [{file: others.csv}]}   # other subjects, judged once; cohort too where there are images

outer: {kind: folds, folds: 5, repeats: 10}
seed: 1
`;
}

/** Asks one thing and gives what was typed; '' is nothing. */
export type Ask = (question: string) => Promise<string>;

/** What a new study is, by questions: what is in brackets is taken where nothing is typed. */
export async function askStudy(ask: Ask): Promise<NewStudy> {
  const by = async (question: string, usual: string) =>
    (await ask(usual === '' ? `${question}: ` : `${question} [${usual}]: `)).trim() || usual;
  const { name: usualName, folder: usualFolder, modality, table, subject, outcome } = newStudyDefaults;
  const name = await by('What is the study called', usualName);
  const given = await by('Folder of patients with images ("none": features come from tables)', usualFolder);
  const folder = given.toLowerCase() === 'none' ? '' : given;
  const images =
    folder === '' ? modality : (await by('Kind of image: CT, MR or PET', modality)).toUpperCase();
  const file = await by('Table with the outcome', table);
  const subjects = await by('Its column of subjects', subject);
  const column = await by('Its column to predict', outcome);
  const time = await by('Column of times, where the outcome is survival (nothing: it is not)', '');
  const event = await by('Value that is the event (nothing: a number, or all classes)', '');
  const competing = time === '' ? '' : await by('Values of competing events, with commas between', '');
  const site = await by('Column of sites or scanners (nothing: one site)', '');
  return {
    name,
    folder,
    modality: images,
    table: file,
    subject: subjects,
    outcome: column,
    event,
    time,
    competing,
    site,
  };
}

export interface NewStudyFlags {
  readonly name?: string;
  readonly folder?: string;
  readonly outcome?: string;
}

/** Questions on the terminal, where there is one and nothing was told. */
async function askedOnTerminal(flags: NewStudyFlags): Promise<NewStudy | undefined> {
  if (Object.keys(flags).length > 0 || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Lines that come before their question (pasted ones) are kept: `question` would lose them.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await askStudy(async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const { value, done } = await lines.next();
      if (done !== true) return value;
      throw new RachisError('STOPPED', 'Stopped; no file was written.', { remedy: 'Run it again.' });
    });
  } finally {
    terminal.close();
  }
}

/**
 * `rachis study new FILE`: a study file to start from, by questions on a terminal, else from flags and defaults; an existing
 * file is never written over.
 */
export async function newStudy(console: Console, file: string, flags: NewStudyFlags): Promise<number> {
  if (existsSync(file)) {
    throw new RachisError('FILE_NOT_WRITABLE', `${file} is there already.`, {
      file,
      remedy: 'Give another name, or move it away.',
    });
  }
  const study = (await askedOnTerminal(flags)) ?? { ...newStudyDefaults, ...flags };
  await writeWhole(file, [new TextEncoder().encode(studyTemplate(study))]);
  console.note(`Written: ${file}. Change it, then: rachis study check ${file}`);
  return exitCodes.ok;
}
