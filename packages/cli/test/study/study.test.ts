import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@rachis/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectRefusal, outputIn, type Run, rachis, temporaryFolder } from '../support.ts';
import { studyText, writeCohort } from './cohort.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const study = (text: string, name = 'study.yaml') => {
  writeFileSync(at(name), text);
  return at(name);
};
let out: string;
let first: Run;

beforeAll(async () => {
  await writeCohort(folder, 28);
  // A patient whom the study does not see.
  renameSync(at('patients/P028'), at('P028'));
  const lines = readFileSync(at('clinical.csv'), 'utf8').trim().split('\n');
  writeFileSync(at('clinical.csv'), `${lines.slice(0, -1).join('\n')}\n`);
  rmSync(at('patients/P005/CT_mask.nii'));
  out = join(outputIn(folder, 'out'));
  first = rachis('study', 'run', study(studyText), '--output', out);
});

const signature = () => join(out, 'signature.json');
const patient = () => [at('P028/CT_image.nii'), at('P028/CT_mask.nii')] as const;
const predicted = (...more: string[]) => {
  const run = rachis('predict', signature(), `CT=${patient()[0]}`, patient()[1], ...more);
  expect(run.code, run.err).toBe(0);
  return {
    run,
    said: JSON.parse(run.out) as {
      score: number;
      warnings: string[];
      probabilities: { name: string; probability: number }[];
      inputs: { name: string; value: number }[];
    },
  };
};

describe('rachis study run', () => {
  it('goes from images to report and signature', () => {
    // Some subject was left out, which the exit code says.
    expect(first.code, first.err).toBe(5);
    for (const name of [
      'manifest.csv',
      'features/CT.csv',
      'subjects.csv',
      'left-out.csv',
      'report/index.html',
      'signature.json',
    ]) {
      expect(existsSync(join(out, name)), name).toBe(true);
    }
  });

  it('compares the clinical model, the radiomic one and both on the same folds', () => {
    const [header, ...rows] = parseCsv(readFileSync(join(out, 'report/comparisons.csv'), 'utf8'));
    expect(header!.length).toBeGreaterThan(3);
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  it('leaves out who lacks an image, and says why', () => {
    const [, ...rows] = parseCsv(readFileSync(join(out, 'left-out.csv'), 'utf8'));
    expect(rows.map(([subject]) => subject)).toEqual(['P005']);
    expect(rows[0]![1]).toContain('no features of CT');
    expect(readFileSync(join(out, 'report/index.html'), 'utf8')).toContain(
      '27 subjects were found; 1 were left out',
    );
  });

  it('shows a feature of the model on the most and the least likely case, and tells the methods', () => {
    const page = readFileSync(join(out, 'report/index.html'), 'utf8');
    const map = readFileSync(join(out, 'report/feature-map.svg'), 'utf8');
    expect(page).toContain(map.trim().slice(0, 200));
    expect(map).toContain('Most likely: relapse yes');
    expect(map.match(/<image /g)).toHaveLength(6);
    const methods = readFileSync(join(out, 'report/methods.md'), 'utf8');
    expect(methods).toContain('26 subjects were analysed; 1 was left out');
    expect(methods).toContain('bins of fixed size 25');
    expect(methods).toContain('1. Zwanenburg A');
  });

  it('takes features and models as they are where nothing changed, and gives the same report', () => {
    const models = statSync(join(out, 'report/result.json')).mtimeMs;
    const features = statSync(join(out, 'features/CT.csv')).mtimeMs;
    const report = readFileSync(join(out, 'report/index.html'), 'utf8');
    const again = rachis('study', 'run', at('study.yaml'), '--output', out, '--workers', '1');
    expect(again.code, again.err).toBe(5);
    expect(statSync(join(out, 'features/CT.csv')).mtimeMs).toBe(features);
    expect(statSync(join(out, 'report/result.json')).mtimeMs).toBe(models);
    expect(again.err).toBe(first.err);
    expect(readFileSync(join(out, 'report/index.html'), 'utf8')).toBe(report);
  });
});

describe('rachis predict', () => {
  it('says of a patient what the table says, to the last bit', () => {
    const table = outputIn(folder, 'one.json');
    const extracted = rachis(
      'extract',
      ...patient(),
      '--label',
      '1',
      '--settings',
      at('ct.yaml'),
      '--output',
      table,
    );
    expect(extracted.code, extracted.err).toBe(0);
    const [row] = JSON.parse(readFileSync(table, 'utf8')) as Record<string, number>[];
    const { said } = predicted('--clinical', 'age=61', '--clinical', 'sex=f');
    for (const { name, value } of said.inputs) {
      if (name.startsWith('CT_')) expect(value, name).toBe(row![name.slice(3)]);
    }
    expect(said.inputs.find(({ name }) => name === 'age')!.value).toBe(61);
    expect(said.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  });

  it('gives a training patient the score of the final model', () => {
    const subjects = parseCsv(readFileSync(join(out, 'subjects.csv'), 'utf8'));
    const { example } = JSON.parse(readFileSync(signature(), 'utf8')) as { example: { score: number } };
    const first = subjects[1]!;
    const cell = (name: string) => first[subjects[0]!.indexOf(name)]!;
    const own = (file: string) => join(folder, 'patients', cell('subject'), file);
    const run = rachis(
      'predict',
      signature(),
      `CT=${own('CT_image.nii')}`,
      own('CT_mask.nii'),
      '--clinical',
      `age=${cell('age')}`,
      '--clinical',
      `sex=${cell('sex')}`,
    );
    expect(run.code, run.err).toBe(0);
    expect((JSON.parse(run.out) as { score: number }).score).toBe(example.score);
  });

  it('warns of what is unlike the training patients, and of what is not given', () => {
    const { said, run } = predicted('--clinical', 'age=140');
    expect(said.warnings.join('\n')).toMatch(
      /age is 140, outside of what the training patients had \(5\d to 7\d\)/,
    );
    expect(said.warnings.join('\n')).toContain('Not given, so taken as in a typical training patient: sex');
    expect(run.err).toContain('Warning: age is 140');
  });

  it('looks at nothing beside the image where the model does not', () => {
    const path = join(outputIn(folder, 'radiomic'));
    const text = studyText.replace('signature: {', 'signature: {pipeline: Radiomic, ');
    expect(rachis('study', 'run', study(text, 'radiomic.yaml'), '--output', path).code).toBe(5);
    const run = rachis('predict', join(path, 'signature.json'), `CT=${patient()[0]}`, patient()[1]);
    expect(run.code, run.err).toBe(0);
    const said = JSON.parse(run.out) as { inputs: { name: string }[]; warnings: string[] };
    expect(said.inputs.every(({ name }) => name.startsWith('CT_'))).toBe(true);
    expect(said.warnings.join()).not.toContain('Not given');
  });

  const refused = (words: (string | RegExp)[], ...args: string[]) => {
    const output = outputIn(folder, 'said.json');
    expectRefusal(
      rachis('predict', ...args, '--output', output),
      output,
      args.length === 3 ? 3 : 2,
      ...words,
    );
  };
  it('refuses a signature that was changed by hand', () => {
    const changed = readFileSync(signature(), 'utf8').replace(
      '"intendedUse": "Research',
      '"intendedUse": "Anything',
    );
    writeFileSync(at('changed.json'), changed);
    refused(
      ['changed.json', 'changed after it was locked'],
      at('changed.json'),
      `CT=${patient()[0]}`,
      patient()[1],
    );
  });
  it('refuses one of a newer program, one that is none, and one that is not there', () => {
    const newer = JSON.parse(readFileSync(signature(), 'utf8')) as { version: number };
    writeFileSync(at('newer.json'), JSON.stringify({ ...newer, version: 4 }));
    refused(['newer.json', 'format 4'], at('newer.json'), `CT=${patient()[0]}`, patient()[1]);
    refused(['study.yaml', 'no JSON'], at('study.yaml'), `CT=${patient()[0]}`, patient()[1]);
    refused(['none.json'], at('none.json'), `CT=${patient()[0]}`, patient()[1]);
  });
  it('refuses text where a number is wanted', () => {
    refused(
      ['age is "old"', 'wants a number'],
      signature(),
      `CT=${patient()[0]}`,
      patient()[1],
      '--clinical',
      'age=old',
    );
  });
  it('refuses a name that it does not look at, and a patient without the image', () => {
    refused(
      ['no input height', 'age, sex'],
      signature(),
      `CT=${patient()[0]}`,
      patient()[1],
      '--clinical',
      'height=180',
    );
    refused(['also needs CT'], signature());
  });
});

describe('rachis study check refuses', () => {
  const refused = (text: string, ...words: (string | RegExp)[]) => {
    const run = rachis('study', 'check', study(text, 'wrong.yaml'));
    expect(run.code, run.err).not.toBe(0);
    expect(run.code).not.toBe(1);
    for (const word of words) expect(run.err).toMatch(word);
  };
  it('unknown keys, wrong types and missing parts, each by its path', () => {
    refused(`${studyText}colour: red\n`, /colour: unknown key/);
    refused(studyText.replace('column: relapse', 'column: 3'), /outcome\.column is 3/);
    refused(studyText.replace('outcome: {column: relapse, event: "yes"}\n', ''), /outcome missing/);
    refused(
      studyText.replace('{folder: patients}', '{folder: patients, manifest: m.csv}'),
      /one of "folder" and "manifest"/,
    );
  });
  it('files that are not there, images without a cohort, settings that are wrong', () => {
    refused(studyText.replace('clinical.csv', 'clinic.csv'), /clinic\.csv, which is not there/);
    refused(studyText.replace('cohort: {folder: patients}\n', ''), /no cohort that has them/);
    writeFileSync(at('bad.yaml'), 'discretization: {}\n');
    refused(studyText.replace('ct.yaml', 'bad.yaml'), /discretization: unknown key/);
    refused(`${studyText}harmonise: true\n`, /harmonise needs a site/);
  });
});

describe('rachis study run refuses, with a sentence', () => {
  const refused = (text: string, ...words: (string | RegExp)[]) => {
    const run = rachis('study', 'run', study(text, 'refused.yaml'), '--output', outputIn(folder, 'out'));
    expect([2, 3], run.err).toContain(run.code);
    for (const word of words) expect(run.err).toMatch(word);
  };
  it('an outcome that no table has', () => {
    refused(
      studyText.replace('column: relapse', 'column: relapsed'),
      /No table has the column relapsed/,
      /age, sex, relapse/,
    );
  });
  it('an image that no scan is', () => {
    refused(studyText.replace('modality: CT', 'modality: MR'), /No image of the cohort with a region is CT/);
  });
  it('subjects that tables and folders name differently', () => {
    const text = readFileSync(at('clinical.csv'), 'utf8').replaceAll('P0', 'Q0');
    writeFileSync(at('other.csv'), text);
    refused(studyText.replace('clinical.csv', 'other.csv'), /No subject has images and outcome/);
  });
  it('a column that tells the outcome, unless it is allowed to', () => {
    const lines = readFileSync(at('clinical.csv'), 'utf8').trim().split('\n');
    const [header, ...rows] = lines;
    const told = rows.map((line) => `${line},${line.endsWith('yes') ? 1 : 0}`);
    writeFileSync(at('told.csv'), `${[`${header},label`, ...told].join('\n')}\n`);
    refused(studyText.replace('clinical.csv', 'told.csv'), /label alone tells the outcome relapse/);
  });
  it('a pipeline to lock that is none of its own', () => {
    refused(
      studyText.replace('signature: {', 'signature: {pipeline: Genomic, '),
      /locks the pipeline Genomic/,
    );
  });
});

describe('rachis study new', () => {
  it('writes a study file that only lacks the data, and never over another', () => {
    const path = join(outputIn(folder, 'new.yaml'));
    const made = rachis('study', 'new', path, '--outcome', 'relapse');
    expect(made.code, made.err).toBe(0);
    expect(rachis('study', 'check', path).err).toContain('which is not there');
    expect(rachis('study', 'new', path).code).toBe(4);
  });
});
