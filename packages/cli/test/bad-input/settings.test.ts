import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/exit-codes.ts';
import { image, labels } from '../study.ts';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  await writeNifti(at('labels.nii'), labels());
});

/** Runs an extraction with a settings file of that text. */
function withSettings(name: string, text: string) {
  writeFileSync(at(name), text);
  const output = outputIn(folder);
  return { run: rachis('extract', at('image.nii'), at('labels.nii'), '-o', output, '-s', at(name)), output };
}

describe('settings that cannot be used say what, where, and what was expected', () => {
  const cases: [name: string, yaml: string, json: unknown, words: (string | RegExp)[]][] = [
    ['an unknown key', 'famlies: [glcm]', { famlies: ['glcm'] }, ['famlies', 'did you mean "families"']],
    [
      'an unknown key further in',
      'discretisation: {method: fixed-bin-size, width: 25, size: 25}',
      { discretisation: { method: 'fixed-bin-size', width: 25, size: 25 } },
      ['discretisation.width'],
    ],
    ['a wrong type', 'slicewise: "yes"', { slicewise: 'yes' }, ['slicewise', '"yes"', 'boolean']],
    [
      'a number as text',
      'glcm: {distance: "1"}',
      { glcm: { distance: '1' } },
      ['glcm.distance', '"1"', 'number'],
    ],
    [
      'a negative spacing',
      'resampling: {spacing: -1}',
      { resampling: { spacing: -1 } },
      ['resampling.spacing'],
    ],
    [
      'a spacing of zero',
      'resampling: {spacing: [1, 0, 1]}',
      { resampling: { spacing: [1, 0, 1] } },
      ['resampling.spacing'],
    ],
    [
      'a range upside down',
      'resegmentation: {range: [400, -100]}',
      { resegmentation: { range: [400, -100] } },
      ['resegmentation.range', 'lower bound must be below'],
    ],
    [
      'one bin',
      'discretisation: {method: fixed-bin-number, number: 1}',
      { discretisation: { method: 'fixed-bin-number', number: 1 } },
      ['discretisation.number', '2'],
    ],
    [
      'a family that there is not',
      'families: [glcmm]',
      { families: ['glcmm'] },
      ['families.0', '"glcmm"', 'glcm'],
    ],
    ['a list instead of settings', '- glcm', ['glcm'], [/settings/]],
    ['a version of another program', 'version: 2', { version: 2 }, ['version', '1']],
  ];
  test.each(cases)('%s', (_name, yaml, json, words) => {
    const asYaml = withSettings('bad.yaml', `${yaml}\n`);
    expectRefusal(asYaml.run, asYaml.output, exitCodes.usage, 'bad.yaml', ...words);
    const asJson = withSettings('bad.json', JSON.stringify(json));
    expectRefusal(asJson.run, asJson.output, exitCodes.usage, 'bad.json', ...words);
  });
  test('every problem is listed at once', () => {
    const { run, output } = withSettings(
      'three.yaml',
      'famlies: [glcm]\nslicewise: 3\nglcm: {distance: 0}\n',
    );
    expectRefusal(run, output, exitCodes.usage, 'famlies', 'slicewise', 'glcm.distance');
  });
});

describe('settings files that cannot be parsed', () => {
  test.each([
    ['broken.yaml', 'families: [glcm\nslicewise: : true\n', /line 2/],
    ['tabs.yaml', 'resampling:\n\tspacing: 1\n', /line 2/i],
    ['twice.yaml', 'slicewise: true\nslicewise: false\n', /unique|line 2/i],
    ['broken.json', '{"families": ["glcm"}', /not valid/],
    ['cut.json', '{"families": ["gl', /not valid/],
  ])('%s', (name, text, words) => {
    const { run, output } = withSettings(name, text);
    expectRefusal(run, output, exitCodes.usage, name, words);
  });
  test('a settings file that is not there, and a folder', () => {
    for (const name of ['nowhere.yaml', '.']) {
      const output = outputIn(folder);
      const run = rachis('extract', at('image.nii'), at('labels.nii'), '-o', output, '-s', at(name));
      expectRefusal(run, output, exitCodes.input, at(name), /cannot be read/, 'CT, MR and PET');
    }
  });
});

describe('settings that are right', () => {
  test.each([
    ['nothing.yaml', ''],
    ['comment.yaml', '# everything as it is\n'],
    ['nothing.json', '{}'],
    ['some.yml', 'families: [statistics]\n'],
    ['windows.yaml', '\uFEFFfamilies: [statistics]\r\nslicewise: true\r\n'],
    ['windows.json', '\uFEFF{"families": ["statistics"]}'],
  ])('%s', (name, text) => {
    const { run, output } = withSettings(name, text);
    expectWritten(run, output);
  });
  test('`settings check` says so, or exits with the same code', () => {
    expect(rachis('settings', 'check', at('some.yml'))).toEqual({
      code: 0,
      out: `${at('some.yml')}: valid\n`,
      err: '',
    });
    writeFileSync(at('bad.yaml'), 'famlies: [glcm]\n');
    expect(rachis('settings', 'check', at('bad.yaml')).code).toBe(exitCodes.usage);
    expect(rachis('settings', 'defaults', 'US').code).toBe(exitCodes.usage);
  });
  test('what `settings defaults` prints can be given back', () => {
    for (const modality of ['CT', 'MR', 'PET']) {
      writeFileSync(at('defaults.yaml'), rachis('settings', 'defaults', modality).out);
      const shown = (source: string): unknown => parse(rachis('settings', 'show', source).out);
      expect(shown(at('defaults.yaml'))).toEqual(shown(modality));
    }
  });
});
