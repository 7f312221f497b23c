import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import {
  predictRow,
  type ReadSignature,
  readSignature,
  validateSignature,
  writePublished,
} from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** A signature that was written down, locked and read again. */
async function written(text: string): Promise<ReadSignature> {
  const path = join(folder, `written${made++}`);
  writeFileSync(`${path}.yaml`, text);
  writeFileSync(`${path}.json`, JSON.stringify(await writePublished(`${path}.yaml`)));
  return readSignature(`${path}.json`);
}

const mayo = readFileSync(new URL('../../../examples/signatures/mayo.yaml', import.meta.url), 'utf8');

const head = `name: Made up
paper: Nobody, nowhere, never
`;
const cox = `${head}outcome: {column: dead, kind: survival}
link: cox
terms:
  - {column: radscore, domain: radiomic, coefficient: 0.8, centre: 2, scale: 0.5}
  - {column: age, domain: clinical, steps: [{from: 60, adds: 0.3}, {from: 75, adds: 0.9}]}
survival: [{time: 12, baseline: 0.9}, {time: 24, baseline: 0.75}]
cutoff: 0.5
`;

describe('a formula of a paper', () => {
  it('gives what R gives: the Mayo Clinic model', async () => {
    const read = await written(mayo);
    const { score, probabilities, contributions } = predictRow(read, 'A', [
      65,
      'yes',
      'no',
      18,
      'yes',
      'yes',
    ]);
    expect(score).toBeCloseTo(0.6237, 12);
    // plogis(-6.8272 + 0.0391 * 65 + 0.7917 + 0.1274 * 18 + 1.0407 + 0.7838) of R 4.
    expect(probabilities![1]!.probability).toBeCloseTo(0.651059587392067, 13);
    expect(contributions[0]).toEqual({ column: 'age', contribution: 0.0391 * 65 });
  });

  it('has a log hazard with event-free probabilities at the times of the paper, and a cut-off', async () => {
    const read = await written(cox);
    const said = predictRow(read, 'A', [2.5, 70]);
    expect(said.score).toBeCloseTo(0.8 + 0.3, 12);
    expect(said.survival!.map(({ time }) => time)).toEqual([12, 24]);
    expect(said.survival![0]!.probability).toBeCloseTo(0.9 ** Math.exp(1.1), 12);
    expect(said.survival![1]!.probability).toBeCloseTo(0.75 ** Math.exp(1.1), 12);
    expect(said.decision).toEqual({ positive: true, cutoff: 0.5 });
    expect(predictRow(read, 'A', [2, 59.9]).score).toBe(0);
    expect(predictRow(read, 'A', [2, 75]).score).toBe(0.9);
  });

  it('has points with a table of probabilities', async () => {
    const read = await written(`${head}outcome: {column: unstable, kind: classes, classes: ["no", "yes"]}
link: points
terms:
  - {column: location, domain: semantic, categories: {junction: 3, mobile: 2, rigid: 0}}
  - {column: collapse, domain: semantic, steps: [{from: 0.01, adds: 2}, {from: 50, adds: 3}]}
probabilities: [{from: 0, probability: 0.05}, {from: 3, probability: 0.3}, {from: 6, probability: 0.8}]
threshold: 0.5
`);
    const of = (location: string, collapse: number) => predictRow(read, 'A', [location, collapse]);
    expect(of('junction', 60)).toMatchObject({ score: 6, decision: { positive: true, threshold: 0.5 } });
    expect(of('junction', 60).probabilities![1]!.probability).toBe(0.8);
    expect(of('mobile', 0)).toMatchObject({ score: 2, decision: { positive: false } });
    expect(of('mobile', 0).probabilities![1]!.probability).toBe(0.05);
    expect(of('mobile', 20).probabilities![1]!.probability).toBe(0.3);
  });

  it('has a value', async () => {
    const read = await written(
      `${head}outcome: {column: strength, kind: continuous}\nlink: identity\nintercept: 3\nterms: [{column: density, domain: radiomic, coefficient: 0.02}]\n`,
    );
    expect(predictRow(read, 'A', [150]).value).toEqual({ value: 6 });
  });

  it('looks at features of images with settings of its own', async () => {
    writeFileSync(
      join(folder, 'ct.yaml'),
      'discretisation: {method: fixed-bin-size, size: 25}\nfamilies: [statistics]\n',
    );
    const { signature } = await written(
      `${head}outcome: {column: y, kind: classes, classes: [a, b]}\nimages: [{name: CT, modality: CT, region: "GTV*", settings: ct.yaml}]\nlink: logit\nterms: [{column: CT_statistics_mean, coefficient: 0.1}]\n`,
    );
    expect(signature.images[0]).toMatchObject({ name: 'CT', region: 'GTV*' });
    expect(signature.images[0]!.settings).toMatchObject({ families: ['statistics'] });
  });

  it('says what is not known of it, and invents nothing', async () => {
    const read = await written(mayo);
    const said = predictRow(read, 'A', [95, 'yes', 'no', 18, 'yes', 'yes']);
    expect(said.interval.words).toMatch(/^No interval: it was written down from a paper/);
    expect(said.probabilities![1]).not.toHaveProperty('lower');
    expect(said).not.toHaveProperty('likeness');
    expect(said.warnings).toEqual([expect.stringMatching(/what its training patients had is not known/)]);
    expect(
      read.signature.inputs.every(({ range, missing }) => range === undefined && missing === undefined),
    ).toBe(true);
  });

  it('is not asked about a patient who lacks a value, or has one that it does not know', async () => {
    const read = await written(mayo);
    expect(() => predictRow(read, 'A', [65, null, 'no', null, 'yes', 'yes'])).toThrow(
      'needs smoker, diameter-mm',
    );
    expect(() => predictRow(read, 'A', [65, 'maybe', 'no', 18, 'yes', 'yes'])).toThrow(
      'smoker is maybe; the signature knows no, yes',
    );
  });

  it('is locked: a changed coefficient is refused', async () => {
    const { path } = await written(mayo);
    writeFileSync(path, readFileSync(path, 'utf8').replace('0.0391', '0.0931'));
    await expect(readSignature(path)).rejects.toThrow('changed after it was locked');
  });
});

describe('a signature file is refused', () => {
  const refused = async (text: string, words: RegExp) => {
    await expect(written(text)).rejects.toThrow(words);
  };
  it.each([
    [
      'a term without a coefficient',
      cox.replace('coefficient: 0.8, centre: 2, scale: 0.5', ''),
      /radscore has no coefficient/,
    ],
    ['two terms of a column', cox.replace('column: radscore', 'column: age'), /age has two terms/],
    [
      'two shapes in a term',
      cox.replace('coefficient: 0.8', 'coefficient: 0.8, categories: {a: 1}'),
      /more than one of coefficient/,
    ],
    ['a scale of 0', cox.replace('scale: 0.5', 'scale: 0'), /terms\.0\.scale/],
    ['an unknown key', `${cox}colour: red\n`, /colour: unknown key/],
    [
      'a link of another kind of outcome',
      cox.replace('link: cox', 'link: logit'),
      /logit is of outcomes of kind classes/,
    ],
    ['steps out of order', cox.replace('from: 75', 'from: 15'), /steps of age are not in ascending order/],
    [
      'a threshold without probabilities',
      cox.replace('cutoff:', 'threshold:'),
      /no probabilities for the threshold/,
    ],
    ['no terms', cox.replace(/terms:[\s\S]*?survival/, 'terms: []\nsurvival'), /terms/],
    ['no paper', cox.replace(/paper.*\n/, ''), /paper missing/],
    [
      'settings that are not there',
      `${cox}images: [{name: CT, settings: none.yaml}]\n`,
      /none\.yaml of CT are not there/,
    ],
    [
      'a feature that does not exist, with the nearest',
      `${cox.replace('column: radscore, domain: radiomic', 'column: CT_statistics_maen')}images: [{name: CT, settings: CT}]\n`,
      /CT_statistics_maen is no feature of CT with the settings; did you mean CT_statistics_mean\?/,
    ],
    [
      'a column of no image and no table',
      cox.replace(', domain: clinical', ''),
      /age is no feature of an image, since there is none/,
    ],
    [
      'an example that does not come out',
      `${cox}examples: [{values: {radscore: 2.5, age: 70}, score: 1.3, within: 0.05}]\n`,
      /example 1 has the score 1\.3, and the formula gives 1\.1/,
    ],
    [
      'an example that lacks a value',
      `${cox}examples: [{values: {age: 70}, score: 1}]\n`,
      /example 1 lacks radscore/,
    ],
  ])('for %s', async (_, text, words) => refused(text, words));

  it('but not for an example that does', async () => {
    await expect(
      written(`${cox}examples: [{values: {radscore: 2.5, age: 70}, score: 1.1, within: 0.05}]\n`),
    ).resolves.toBeDefined();
  });
});

describe('an external validation of a formula', () => {
  const random = createRandom('published');
  const lines = ['subject,radscore,age,months,dead,group'];
  for (let n = 0; n < 60; n++) {
    const radscore = 2 + 0.5 * random.normal();
    const rate = Math.exp((0.8 * (radscore - 2)) / 0.5);
    lines.push(
      `P${n},${n === 7 ? '' : radscore.toFixed(3)},${50 + random.integer(35)},${((-20 * Math.log(random.uniform())) / rate).toFixed(2)},${random.uniform() < 0.8 ? 1 : 0},${rate > 1 ? 'b' : 'a'}`,
    );
  }
  const table = join(folder, 'others.csv');
  writeFileSync(table, `${lines.join('\n')}\n`);

  it('judges scores where there are no more, and leaves out who lacks a value', async () => {
    const read = await written(cox);
    const found = await validateSignature(read.path, undefined, {
      output: join(folder, 'cox'),
      tables: [table],
      time: 'months',
    });
    expect(found.subjects).toBe(59);
    expect(found.leftOut).toEqual([{ subject: 'P7', reason: 'no radscore' }]);
    expect(found.summary.measures.find(({ id }) => id === 'concordance')!.value).toBeGreaterThan(0.65);
    expect(readFileSync(join(folder, 'cox/predictions.csv'), 'utf8')).toMatch(
      /^subject,outcome,score,above_cutoff\n/,
    );
  });

  it('takes a score of two classes without probabilities', async () => {
    const read = await written(
      `${head}outcome: {column: group, kind: classes, classes: [a, b]}\nlink: identity\nterms: [{column: radscore, domain: radiomic, coefficient: 1}]\ncutoff: 2\n`,
    );
    const found = await validateSignature(read.path, undefined, {
      output: join(folder, 'score'),
      tables: [table],
    });
    expect(found.summary.measures.find(({ id }) => id === 'auc')!.value).toBe(1);
  });

  it('is not made on tables that lack a column', async () => {
    const read = await written(mayo);
    await expect(
      validateSignature(read.path, undefined, {
        output: join(folder, 'lacking'),
        tables: [table],
        outcome: 'group',
      }),
    ).rejects.toThrow(/No table has smoker, earlier-cancer/);
  });
});
