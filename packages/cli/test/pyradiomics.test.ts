import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '@rachis/study';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const image = join(folder, 'ct.nii.gz');
const labels = join(folder, 'labels.nii.gz');
const good = join(folder, 'params.yaml');

beforeAll(() => {
  const { code, err } = rachis('demo', '--image', '--folder', folder);
  expect(code, err).toBe(0);
  writeFileSync(
    good,
    'setting:\n  binWidth: 25\nimageType:\n  Original: {}\n  LoG:\n    sigma: [3.0]\nfeatureClass:\n  firstorder:\n    - Mean\n    - Energy\n  shape:\n',
  );
});

const parametersOf = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('extract --pyradiomics', () => {
  test('writes the columns of PyRadiomics, one row', () => {
    const output = outputIn(folder);
    expectWritten(rachis('extract', image, labels, '--pyradiomics', good, '--output', output), output);
    const [head, ...rows] = parseCsv(readFileSync(output, 'utf8'));
    expect(rows).toHaveLength(1);
    expect(head!.slice(0, 3)).toEqual(['Image', 'Mask', 'diagnostics_Versions_PyRadiomics']);
    expect(head!.slice(-5)).toEqual([
      'original_shape_VoxelVolume',
      'original_firstorder_Mean',
      'original_firstorder_Energy',
      'log-sigma-3-0-mm-3D_firstorder_Mean',
      'log-sigma-3-0-mm-3D_firstorder_Energy',
    ]);
  });
  test('reads a batch file, carries its columns along, and goes on after a bad case', () => {
    const batch = parametersOf(
      'cases.csv',
      'Patient,Image,Mask,Label\na,ct.nii.gz,labels.nii.gz,1\nb,none.nii.gz,labels.nii.gz,1\nc,ct.nii.gz,labels.nii.gz,2\n',
    );
    const output = outputIn(folder);
    const run = rachis('extract', batch, '--pyradiomics', good, '--output', output);
    expect(run.code, run.err).toBe(5);
    expect(run.err).toMatch(/case 2 \(Patient b\).*none\.nii\.gz/);
    expect(readdirSync(dirname(output)).sort()).toEqual([
      'features.csv',
      'features.problems.csv',
      'features.provenance.json',
    ]);
    const [problemHead, ...problems] = parseCsv(
      readFileSync(output.replace('.csv', '.problems.csv'), 'utf8'),
    );
    expect(problemHead).toEqual(['Patient', 'Image', 'Mask', 'Label', 'code', 'message', 'remedy']);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.slice(0, 5)).toEqual(['b', 'none.nii.gz', 'labels.nii.gz', '1', 'FILE_NOT_FOUND']);
    const provenance = JSON.parse(readFileSync(output.replace('.csv', '.provenance.json'), 'utf8')) as {
      parameters: { featureClass: unknown; setting: unknown };
      resolved: { setting: Record<string, unknown> };
      problems: { case: string }[];
    };
    expect(provenance.parameters.featureClass).toEqual({ firstorder: ['Mean', 'Energy'], shape: null });
    expect(provenance.resolved.setting).toMatchObject({
      binWidth: 25,
      interpolator: 'sitkBSpline',
      padDistance: 5,
    });
    expect(provenance.problems[0]!.case).toBe('case 2 (Patient b)');
    const [head, ...rows] = parseCsv(readFileSync(output, 'utf8'));
    expect(head!.slice(0, 4)).toEqual(['Patient', 'Image', 'Mask', 'Label']);
    expect(rows.map((row) => row[0])).toEqual(['a', 'c']);
    const mean = head!.indexOf('original_firstorder_Mean');
    expect(rows[0]![mean]).not.toBe(rows[1]![mean]);
  });
});

describe('a mask of several channels', () => {
  test('gives the channel that label_channel asks for, the first by default', () => {
    const header = (type: string, more: string) =>
      `NRRD0004\ntype: ${type}\nspace: left-posterior-superior\n${more}space origin: (0,0,0)\nencoding: raw\nendian: little\n\n`;
    const cube = 'sizes: 4 4 4\ndimension: 3\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n';
    const voxels = Uint8Array.from({ length: 64 }, (_, i) => (7 * i) % 50);
    const scan = join(folder, 'scan.nrrd');
    writeFileSync(scan, Buffer.concat([Buffer.from(header('uint8', cube)), voxels]));
    // Two segments that overlap, a channel each, the channels fastest.
    const channels = Uint8Array.from({ length: 128 }, (_, i) =>
      i % 2 === 0 ? Number(i < 64) : Number(i >= 32),
    );
    const layers =
      'sizes: 2 4 4 4\ndimension: 4\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: vector domain domain domain\n';
    const mask = join(folder, 'layers.nrrd');
    writeFileSync(mask, Buffer.concat([Buffer.from(header('uint8', layers)), channels]));
    const volume = (text: string) => {
      const output = outputIn(folder);
      const run = rachis(
        'extract',
        scan,
        mask,
        '--pyradiomics',
        parametersOf('channel.yaml', text),
        '--output',
        output,
      );
      expect(run.code, run.err).toBe(0);
      const [head, row] = parseCsv(readFileSync(output, 'utf8'));
      return Number(row![head!.indexOf('original_shape_VoxelVolume')]);
    };
    const classes = 'featureClass: {shape: }\n';
    expect(volume(`setting: {binWidth: 5}\n${classes}`)).toBe(32);
    expect(volume(`setting: {label_channel: 1}\n${classes}`)).toBe(48);
    const none = rachis(
      'extract',
      scan,
      mask,
      '--pyradiomics',
      parametersOf('channel-2.yaml', 'setting: {label_channel: 2}\n'),
      '--output',
      outputIn(folder),
    );
    expect(none.err).toContain('channel 2');
    expect(none.code).not.toBe(0);
  });
});

describe('shards of a batch', () => {
  const batch = () =>
    parametersOf(
      'many.csv',
      `PatientID,Image,Mask,Label\n${[1, 2, 1, 9, 2, 1].map((label, i) => `p${i},ct.nii.gz,labels.nii.gz,${label}`).join('\n')}\n`,
    );
  const run = (output: string, ...more: string[]) =>
    rachis('extract', batch(), '--pyradiomics', good, '--output', output, ...more);
  const read = (output: string) =>
    ['.csv', '.problems.csv', '.provenance.json'].map((ending) =>
      readFileSync(output.replace('.csv', ending), 'utf8'),
    );

  test('put together are the bytes of one run, in whatever order, also after a kill', () => {
    const whole = outputIn(folder);
    expect(run(whole).code).toBe(5);
    const output = outputIn(folder);
    expect(run(output, '--shard', '3/3').code).toBe(0);
    expect(run(output, '--shard', '1/3').code).toBe(5);
    // What a kill leaves: a line that is not whole.
    const first = output.replace('.csv', '.shard-1-of-3.jsonl');
    writeFileSync(first, readFileSync(first, 'utf8').slice(0, -40));
    const early = rachis('merge', '--output', output);
    expect(early.code).toBe(2);
    expect(early.err).toContain('Shards 1, 2 of 3 are missing or not finished');
    expect(run(output, '--shard', '1/3').code).toBe(5);
    const second = run(output, '--shard', '2/3');
    expect(second.err).toContain('This shard is done: 2 cases');
    expect(rachis('merge', '--output', output).code).toBe(0);
    expect(read(output)).toEqual(read(whole));
  });
  test('hold their own cases and no others', () => {
    const output = outputIn(folder);
    run(output, '--shard', '2/3');
    expect(readdirSync(dirname(output))).toEqual(['features.shard-2-of-3.jsonl']);
    const [, ...cases] = readFileSync(output.replace('.csv', '.shard-2-of-3.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(cases.map((line) => (JSON.parse(line) as { row: number }).row)).toEqual([1, 4]);
  });
  test('of other parameters are refused, and a part that there is not', () => {
    const output = outputIn(folder);
    run(output, '--shard', '1/2');
    const other = parametersOf('other.yaml', 'setting: {binWidth: 10}\nfeatureClass: {firstorder: [Mean]}\n');
    rachis('extract', batch(), '--pyradiomics', other, '--output', output, '--shard', '2/2');
    const merged = rachis('merge', '--output', output);
    expect(merged.code).toBe(2);
    expect(merged.err).toContain('are of different runs');
    expect(run(outputIn(folder), '--shard', '4/3').err).toContain('--shard 4/3 is not a part of a run');
    expect(
      rachis('extract', image, labels, '--pyradiomics', good, '--output', output, '--shard', '1/2').err,
    ).toContain('--shard is for a batch file');
  });
  test.each(['--perturb', '--shape', '--memory', '--subject', '--workers'])(
    '%s is refused by name',
    (option) => {
      const value = { '--shape': 'wide', '--memory': '1G', '--workers': '2' }[option] ?? 'x';
      const refused = rachis(
        'extract',
        batch(),
        '--pyradiomics',
        good,
        '--output',
        outputIn(folder),
        option,
        value,
      );
      expect(refused.err).toContain(`${option} cannot be used with --pyradiomics`);
      expect(refused.code).toBe(2);
    },
  );
});

describe('parameter files that cannot be used', () => {
  test.each([
    [
      'a mistyped setting',
      'setting: {binwidth: 25}',
      /setting\.binwidth: unknown key; did you mean "binWidth"/,
    ],
    ['a mistyped image type', 'imageType: {Wavlet: {}}', /did you mean "Wavelet"/],
    ['a mistyped class', 'featureClass: {gclm: }', /did you mean "glcm"/],
    ['a mistyped feature', 'featureClass: {glcm: [Contrst]}', /no such feature; did you mean "Contrast"/],
    ['a wrong type', 'setting: {binWidth: wide}', /setting\.binWidth is "wide"/],
    ['an impossible value', 'setting: {binWidth: -5}', /setting\.binWidth is -5/],
    [
      'an impossible interpolator',
      'setting: {interpolator: sitkSpline}',
      /setting\.interpolator is "sitkSpline"/,
    ],
    ['an unknown wavelet', 'imageType: {Wavelet: {wavelet: db77}}', /imageType\.Wavelet\.wavelet is "db77"/],
    ['a section that is not known', 'settings: {}', /did you mean "setting"/],
    ['text that is not YAML', 'setting: [', /not valid YAML/],
    [
      'a YAML bomb',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f'].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcde'[i]}`).join(', ')}]`).join('\n')}\n`,
      /not valid YAML/,
    ],
  ])('%s', (_, text, message) => {
    const output = outputIn(folder);
    const parameters = parametersOf('bad.yaml', text);
    expectRefusal(
      rachis('extract', image, labels, '--pyradiomics', parameters, '--output', output),
      output,
      2,
      'bad.yaml',
      message,
    );
  });
  test('one that is not there', () => {
    const output = outputIn(folder);
    const run = rachis(
      'extract',
      image,
      labels,
      '--pyradiomics',
      join(folder, 'none.yaml'),
      '--output',
      output,
    );
    expectRefusal(run, output, 3, 'none.yaml');
  });
  test('with options that it takes the place of', () => {
    const output = outputIn(folder);
    const run = rachis(
      'extract',
      image,
      labels,
      '--pyradiomics',
      good,
      '--settings',
      'CT',
      '--output',
      output,
    );
    expectRefusal(run, output, 2, '--settings cannot be used with --pyradiomics');
  });
  test('a batch without the columns it needs', () => {
    const output = outputIn(folder);
    const batch = parametersOf('few.csv', 'Image\nct.nii.gz\n');
    expectRefusal(
      rachis('extract', batch, '--pyradiomics', good, '--output', output),
      output,
      2,
      'Image and Mask',
    );
  });
});
