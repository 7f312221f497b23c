import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { parseCsv } from '@rachis/study';
import { createRandom } from '@rachis/statistics';
import type { Volume } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import { rasterise, type SyntheticVertebra, turn } from '../../../spine/test/anatomy.ts';
import { expectRefusal, outputIn, type Run, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const count = 20;

/** L3 to L5 of a subject; the front of L4 is lower in those with the event. */
async function writeSubject(name: string, event: boolean, seed: number): Promise<void> {
  const random = createRandom('spine study').split(String(seed));
  const vertebrae = (['L5', 'L4', 'L3'] as const).map(
    (level, i): SyntheticVertebra => ({
      ...{ level, label: 24 - i, depth: 34, width: 46, lean: 0, place: [0, 38 * i] },
      posteriorHeight: 27,
      anteriorHeight: level === 'L4' ? 26 - (event ? 3 : 0) + 2 * random.normal() : 27,
    }),
  );
  const { labels } = rasterise(vertebrae, turn(3, 4, -3), [2.5, 2.5, 2.5], true);
  const data = Int16Array.from(labels.data, (v) => Math.round((v === 0 ? 0 : 150) + 20 * random.normal()));
  const image: Volume = { ...labels, data, unit: 'HU' };
  await writeNifti(at(`spines/${name}_ct.nii.gz`), image);
  await writeNifti(at(`spines/${name}_labels.nii.gz`), labels);
}

const study = (spine: string, more = '') => `name: Shape and bone
cohort: {manifest: manifest.csv}
images: [{name: CT, label: 23, settings: ct.yaml}]
spine: ${spine}
tables: [{file: outcomes.csv}]
outcome: {column: event}
outer: {kind: folds, folds: 3, repeats: 1}
inner: {folds: 2}
resamples: 100
signature: {bootstrap: 0}
${more}`;

const write = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

const pipelines = `pipelines:
  - name: Both
    steps: [{step: impute}, {step: variance-filter}, {step: scale}, {step: correlation-filter}]
    model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0.1}}
`;
const wanted = '[{scheme: verse, mask: "*labels*", measurements: ["*_wedge_ratio", "L4-L5_disc_*"]}]';

let first: Run;
let out: string;
const names = Array.from({ length: count }, (_, i) => `S${String(i + 1).padStart(2, '0')}`);
const manifestOf = (subjects: readonly string[]) =>
  [
    'subject,modality,image,mask',
    ...subjects.map((name) => `${name},CT,spines/${name}_ct.nii.gz,spines/${name}_labels.nii.gz`),
  ].join('\n');

beforeAll(async () => {
  mkdirSync(at('spines'));
  for (const [i, name] of names.entries()) await writeSubject(name, i % 2 === 0, i);
  // A label that no scheme of spines knows: the bone of L4 is there for the features, the spine is not.
  const whole = rasterise(
    [
      {
        level: 'L4',
        label: 23,
        depth: 34,
        width: 46,
        anteriorHeight: 27,
        posteriorHeight: 27,
        lean: 0,
        place: [0, 0],
      },
    ],
    turn(0, 0, 0),
    [2.5, 2.5, 2.5],
    true,
  ).labels;
  await writeNifti(at('spines/S20_labels.nii.gz'), {
    ...whole,
    data: whole.data.map((v) => (v === 0 ? 99 : v)),
  });
  await writeNifti(at('spines/S20_ct.nii.gz'), { ...whole, data: Int16Array.from(whole.data), unit: 'HU' });
  write('manifest.csv', manifestOf(names));
  write('outcomes.csv', ['subject,event', ...names.map((name, i) => `${name},${1 - (i % 2)}`)].join('\n'));
  write('ct.yaml', 'discretisation: {method: fixed-bin-size, size: 25}\nfamilies: [statistics]\n');
  out = join(outputIn(folder, 'out'));
  first = rachis('study', 'run', write('study.yaml', study(wanted, pipelines)), '--output', out);
});

const rowsOf = (path: string) => parseCsv(readFileSync(join(out, path), 'utf8'));

describe('a study that measures spines', () => {
  test('has measurements beside features, and leaves out whose spine cannot be measured, with the reason', () => {
    expect(first.code, first.err).toBe(5);
    const [head, ...rows] = rowsOf('subjects.csv');
    for (const name of ['L3_wedge_ratio', 'L4-L5_disc_angle', 'CT_statistics_mean', 'event'])
      expect(head).toContain(name);
    expect(head).not.toContain('L4_height_anterior');
    expect(rows).toHaveLength(count - 1);
    const [, left] = rowsOf('left-out.csv');
    expect(left![0]).toBe('S20');
    expect(left![1]).toContain('no measurements of spine (');
    expect(left![1]).toContain('99');
    expect(rowsOf('spine/spine.problems.csv')[1]!.slice(0, 2)).toEqual(['S20', 'ARGUMENT_INVALID']);
  });

  test('has the numbers of rachis spine measure, and predicts from its table', () => {
    const table = outputIn(folder, 'spine.csv');
    const [image, labels] = [at('spines/S03_ct.nii.gz'), at('spines/S03_labels.nii.gz')];
    const measured = rachis(
      ...['spine', 'measure', image, labels, '--scheme', 'verse', '--modality', 'CT', '--shape', 'wide'],
      ...['--output', table],
    );
    expect(measured.code, measured.err).toBe(0);
    const [head, row] = parseCsv(readFileSync(table, 'utf8'));
    const [columns, ...subjects] = rowsOf('subjects.csv');
    const subject = subjects.find(([name]) => name === 'S03')!;
    for (const name of ['L3_wedge_ratio', 'L4_wedge_ratio', 'L4-L5_disc_angle'])
      expect(subject[columns!.indexOf(name)]).toBe(row![head!.indexOf(name)]);
    const said = rachis('predict', join(out, 'signature.json'), `CT=${image}`, labels, '--clinical', table);
    expect(said.code, said.err).toBe(0);
    const { inputs } = JSON.parse(said.out) as { inputs: { name: string; value: number }[] };
    const ofSpine = inputs.filter(({ name }) => head!.includes(name));
    expect(ofSpine.length).toBeGreaterThan(0);
    for (const { name, value } of ofSpine) expect(value).toBe(Number(row![head!.indexOf(name)]));
  });

  test('says so in report and methods', () => {
    expect(readFileSync(join(out, 'report/index.html'), 'utf8')).toContain('Measurements of the spine');
    expect(readFileSync(join(out, 'report/methods.md'), 'utf8')).toMatch(
      /measurements of the spine of 19 subjects were taken from label maps \(scheme verse\)/,
    );
  });

  test('measures each spine once; only what is new is measured by the next run', () => {
    const journal = join(out, 'spine/spine.jsonl');
    const lines = () => readFileSync(journal, 'utf8').trim().split('\n').filter(Boolean);
    const before = lines();
    expect(before).toHaveLength(count - 1);
    const again = rachis('study', 'run', at('study.yaml'), '--output', out);
    expect(again.code).toBe(5);
    expect(lines()).toEqual(before);
    // A file is touched: this spine is measured anew, with the same result, so that models stay as they are.
    const models = statSync(join(out, 'report/result.json')).mtimeMs;
    const labels = readFileSync(at('spines/S01_labels.nii.gz'));
    writeFileSync(at('spines/S01_labels.nii.gz'), labels);
    rachis('study', 'run', at('study.yaml'), '--output', out);
    expect(lines()).toHaveLength(count);
    expect(statSync(join(out, 'report/result.json')).mtimeMs).toBe(models);
  });

  test('rachis study check tells what is measured', () => {
    const { out: said } = rachis('study', 'check', at('study.yaml'));
    expect(said).toContain('spine: *labels*, verse, *_wedge_ratio, L4-L5_disc_*, semantic');
  });
});

describe('what is wrong with a study of spines', () => {
  const refused = (text: string, ...words: string[]) => {
    const output = outputIn(folder, 'result');
    const run = rachis('study', 'check', write('wrong.yaml', text));
    expectRefusal(run, output, 2, ...words);
  };
  test('a scheme that is none, two blocks of one name, no cohort', () => {
    refused(study('[{scheme: verse2}]'), 'no label scheme "verse2"');
    refused(study('[{scheme: verse}, {scheme: verse}]'), 'two blocks of spine are called spine');
    refused(study('[{schemes: verse}]'), 'schemes');
    const tables = study('[{scheme: verse}]').replace(/cohort.*\nimages.*\n/, '');
    refused(tables, 'there is no cohort that has its label maps');
    refused(
      study(
        '[{manifest: manifest.csv}]',
        'external: {cohort: {manifest: manifest.csv}, tables: [{file: outcomes.csv}]}',
      ),
      'external names 0 manifests of spines',
    );
  });

  const stopped = (text: string, ...words: string[]) => {
    const run = rachis('study', 'run', write('wrong.yaml', text), '--output', outputIn(folder, 'result'));
    expect(run.code, run.err).not.toBe(0);
    for (const word of words) expect(run.err).toContain(word);
  };
  test('a measurement that is none, labels that are nowhere, two label maps of a subject', () => {
    const own = (spine: string) => study(spine).replace(/images.*\n/, '');
    stopped(own('[{scheme: verse, measurements: ["*_wedge"]}]'), 'No measurement of spine is called *_wedge');
    stopped(own('[{scheme: verse, mask: "*bones*"}]'), 'No row of the manifest is of spine');
    write(
      'twice.csv',
      `${manifestOf(names.slice(0, 2))}\nS01,CT,spines/S01_ct.nii.gz,spines/S02_labels.nii.gz`,
    );
    stopped(own('[{scheme: verse, manifest: twice.csv}]'), 'Subject S01 has two label maps');
  });
});
