import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDicomSeg, writeDicomSeries, writeRtStruct } from '@rachis/formats';
import { parseCsv, predictRow, readSignature } from '@rachis/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleCohort } from '../../src/sample-cohort.ts';
import { studyText } from './cohort.ts';
import { outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
let out: string;

const subjects = 28;
/** The last of the cohort, whom the study does not see. */
const next = 'SAMPLE-028';

const ct = (where: string, subject: string) => at(where, subject, 'ct');
const mask = (where: string, subject: string) =>
  at(where, subject, Number(subject.slice(-3)) % 2 ? 'rt.dcm' : 'seg.dcm');

beforeAll(async () => {
  const lines = ['subject,age,sex,fracture'];
  const others = ['subject,age,sex,fracture'];
  for (const { subject, image, body, age, sex, fracture } of sampleCohort(subjects)) {
    const where = subject === next ? 'next' : 'patients';
    mkdirSync(at(where, subject), { recursive: true });
    await writeDicomSeries(ct(where, subject), image, { patient: subject, manufacturer: 'Maker A' });
    // Half of the regions are contours, half voxels.
    const regions = [{ name: 'L1 body', mask: body }];
    const path = mask(where, subject);
    await (path.endsWith('rt.dcm') ? writeRtStruct : writeDicomSeg)(path, regions, ct(where, subject));
    if (subject === next) {
      await writeDicomSeries(at('other-scanner'), image, { patient: subject, manufacturer: 'Maker B' });
      await writeDicomSeg(at('other-scanner.dcm'), regions, at('other-scanner'));
    }
    (subject === next ? others : lines).push(`${subject},${age},${sex},${fracture ? 'yes' : 'no'}`);
  }
  writeFileSync(at('clinical.csv'), `${lines.join('\n')}\n`);
  writeFileSync(at('next.csv'), `${[...others, 'SAMPLE-999,70,male,yes'].join('\n')}\n`);
  writeFileSync(
    at('ct.yaml'),
    'resampling: {spacing: [2, 2, 2]}\ndiscretisation: {method: fixed-bin-size, size: 25, start: -1000}\nfamilies: [statistics, glcm, glszm]\naggregations: [3D_comb]\n',
  );
  writeFileSync(
    at('study.yaml'),
    `name: From DICOM
cohort: {folder: patients}
images: [{name: CT, modality: CT, region: "L1 body", settings: ct.yaml}]
tables: [{file: clinical.csv}]
outcome: {column: fracture, event: "yes"}
outer: {kind: folds, folds: 3, repeats: 1}
inner: {folds: 3}
resamples: 100
signature: {bootstrap: 100}
pipelines:${studyText.split('pipelines:')[1]}`,
  );
  out = outputIn(folder, 'out');
  const run = rachis('study', 'run', at('study.yaml'), '--output', out);
  expect(run.code, run.err).toBe(0);
}, 120_000);

interface Said {
  readonly subject: string;
  readonly score: number;
  readonly probabilities: readonly {
    readonly probability: number;
    readonly lower: number;
    readonly upper: number;
  }[];
  readonly inputs: readonly { readonly name: string; readonly value: number | string }[];
  readonly warnings: readonly string[];
}

/** What `rachis predict` says of a patient's DICOM. */
function predicted(image: string, region: string, age: string, sex: string): Said {
  const run = rachis(
    'predict',
    join(out, 'signature.json'),
    image,
    region,
    '--clinical',
    `age=${age}`,
    '--clinical',
    `sex=${sex}`,
  );
  expect(run.code, run.err).toBe(0);
  return JSON.parse(run.out) as Said;
}

describe('a prediction from DICOM', () => {
  it.each(['SAMPLE-003', 'SAMPLE-004'])(
    'has the features and the score of the table of the study, to the last bit: %s',
    async (subject) => {
      const [header = [], ...rows] = parseCsv(readFileSync(join(out, 'subjects.csv'), 'utf8'));
      const row = rows.find(([name]) => name === subject)!;
      const cell = (name: string) => row[header.indexOf(name)]!;
      const said = predicted(ct('patients', subject), mask('patients', subject), cell('age'), cell('sex'));
      expect(said.subject).toBe(subject);
      for (const { name, value } of said.inputs) expect(String(value), name).toBe(cell(name));
      expect(said.inputs.filter(({ name }) => name.startsWith('CT_')).length).toBeGreaterThan(5);
      // The locked model on the row of the table.
      const read = await readSignature(join(out, 'signature.json'));
      const values = read.signature.inputs.map(({ name, kind }) =>
        kind === 'numeric' ? Number(cell(name)) : cell(name),
      );
      const { score, probabilities } = predictRow(read, subject, values);
      expect(said.score).toBe(score);
      expect(said.probabilities).toEqual(probabilities);
    },
  );

  it('is that of an external validation for a patient whom the study did not see, to the last bit', () => {
    const manifest = at('next-manifest.csv');
    expect(rachis('cohort', 'scan', at('next'), '--output', manifest).code).toBe(0);
    const output = outputIn(folder, 'validated');
    const run = rachis(
      'validate',
      join(out, 'signature.json'),
      manifest,
      '--table',
      at('next.csv'),
      '--output',
      output,
    );
    // One subject of the table has no image.
    expect(run.code, run.err).toBe(5);
    const [header = [], row = []] = parseCsv(readFileSync(join(output, 'predictions.csv'), 'utf8'));
    const [, line = ''] = readFileSync(at('next.csv'), 'utf8').split('\n');
    const [, age = '', sex = ''] = line.split(',');
    const said = predicted(ct('next', next), mask('next', next), age, sex);
    const number = (name: string) => Number(row[header.indexOf(name)]);
    expect(said.score).toBe(number('score'));
    const event = said.probabilities[1]!;
    expect(event.probability).toBe(number('probability_yes'));
    expect(event.lower).toBe(number('probability_yes_lower'));
    expect(event.upper).toBe(number('probability_yes_upper'));
    expect(said.warnings.join(' ')).not.toContain('acquired unlike');
  });

  it('says that the scanner is none of the training scanners', () => {
    const { warnings } = predicted(at('other-scanner'), at('other-scanner.dcm'), '70', 'male');
    expect(warnings[0]).toBe(
      'The image CT was acquired unlike the training images: manufacturer Maker B where they had Maker A (27).',
    );
  });
});

// Absolute, as a study file's paths are relative to the file.
const data = resolve(
  process.env.RACHIS_DATA ?? fileURLToPath(new URL('../../../../../shared', import.meta.url)),
  'data',
);
const sts = join(data, 'sts');

describe.skipIf(!existsSync(sts))('the signature of the sarcoma study, learned from NIfTI', () => {
  const heldOut = ['STS_008', 'STS_025'];
  const images = [
    { name: 'PET', file: 'PET', settings: 'PET' },
    { name: 'T1', file: 'MR_T1', settings: 'MR' },
  ] as const;
  let signature: string;

  beforeAll(() => {
    expect(rachis('cohort', 'scan', join(sts, 'nifti'), '--output', at('all.csv')).code).toBe(0);
    const [header, ...rows] = readFileSync(at('all.csv'), 'utf8').trim().split('\n');
    const kept = rows.filter((row) => !heldOut.some((subject) => row.startsWith(subject)));
    expect(rows.length - kept.length).toBe(4);
    writeFileSync(at('without.csv'), `${[header, ...kept].join('\n')}\n`);
    writeFileSync(
      at('sts.yaml'),
      `name: Lung metastases of soft-tissue sarcoma
cohort: {manifest: without.csv}
images: [{name: PET, series: "*PET*", settings: PET}, {name: T1, series: "*T1*", settings: MR}]
tables: [{file: "${join(data, 'tables/sts_outcome.csv')}"}]
outcome: {column: lung_metastases, event: 1, kind: classes}
outer: {kind: folds, folds: 3, repeats: 1}
inner: {folds: 3}
resamples: 100
signature: {bootstrap: 100}
pipelines:
  - name: Radiomic
    steps: [{step: impute}, {step: variance-filter}, {step: scale}, {step: correlation-filter}]
    model: {estimator: logistic-regression, settings: {alpha: 0.5, lambda: 0.05}}
`,
    );
    const output = outputIn(folder, 'sts');
    const run = rachis('study', 'run', at('sts.yaml'), '--output', output);
    // Some patients have no T1.
    expect(run.code, run.err).toBe(5);
    signature = join(output, 'signature.json');
  }, 300_000);

  /** The row that a table has of a patient by extraction from the NIfTI copy: values by the names of inputs. */
  function tableRow(subject: string): Map<string, string> {
    return new Map(
      images.flatMap(({ name, file, settings }) => {
        const own = join(sts, 'nifti', subject);
        const output = outputIn(folder);
        const run = rachis(
          'extract',
          join(own, `${file}_image.nii.gz`),
          join(own, `${file}_mask.nii.gz`),
          '--settings',
          settings,
          '--output',
          output,
        );
        expect(run.code, run.err).toBe(0);
        const [header = [], row = []] = parseCsv(readFileSync(output, 'utf8'));
        return header.map((column, i) => [`${name}_${column}`, row[i]!] as const);
      }),
    );
  }

  it.each(heldOut)(
    'says of the DICOM of %s, held out, what it says of the row of the table, to the last bit',
    async (subject) => {
      const [pet, t1] = images.map(({ name, file }) => {
        const own = join(sts, 'dicom', subject, file);
        return [`${name}=${join(own, 'image')}`, join(own, 'mask')];
      });
      const run = rachis('predict', signature, ...pet!, '--also', ...t1!);
      expect(run.code, run.err).toBe(0);
      const said = JSON.parse(run.out) as Said;
      const row = tableRow(subject);
      const read = await readSignature(signature);
      expect(read.signature.inputs.length).toBeGreaterThan(20);
      for (const { name, value } of said.inputs) expect(String(value), name).toBe(row.get(name));
      const values = read.signature.inputs.map(({ name }) => Number(row.get(name)));
      const { score, probabilities } = predictRow(read, subject, values);
      expect(said.subject).toBe(subject);
      expect(said.score).toBe(score);
      expect(said.probabilities).toEqual(probabilities);
      expect(said.probabilities[1]!.lower).toBeLessThan(said.probabilities[1]!.upper);
    },
  );
});
