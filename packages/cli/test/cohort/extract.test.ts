import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@rachis/study';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/exit-codes.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from '../support.ts';
import { quickSettings, sampleCohort, shiftedMask } from './sample-cohort.ts';

const folder = temporaryFolder();
const cohort = join(folder, 'cohort');
const manifest = join(folder, 'manifest.csv');
const settings = quickSettings(folder);
const subjects = 9;

beforeAll(async () => {
  await sampleCohort(cohort, subjects);
  await shiftedMask(join(cohort, 'P004', 'CT_mask.nii.gz'));
  rmSync(join(cohort, 'P007', 'CT_image.nii.gz'));
  const scanned = rachis('cohort', 'scan', cohort, '--output', manifest);
  expect(scanned.code, scanned.err).toBe(0);
});

const extract = (output: string, ...more: string[]) =>
  rachis('extract', manifest, '--settings', settings, '--output', output, ...more);

const table = (path: string) => {
  const [head, ...rows] = parseCsv(readFileSync(path, 'utf8'));
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]!])));
};

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Hash of every file that a finished run leaves, by name. */
const filesOf = (output: string) => {
  const own = join(output, '..');
  return Object.fromEntries(
    readdirSync(own)
      .filter((name) => !name.endsWith('.journal'))
      .map((name) => [name, hash(readFileSync(join(own, name)))]),
  );
};

describe('a manifest', () => {
  test('has a row for each image with its regions, and for each that is missing', () => {
    const rows = table(manifest);
    expect(rows.map(({ subject }) => subject)).toEqual([
      'P001',
      'P002',
      'P003',
      'P004',
      'P004',
      'P005',
      'P006',
      'P007',
      'P008',
      'P009',
    ]);
    expect(rows[0]).toMatchObject({ modality: 'CT', label: '1;2', image: 'cohort/P001/CT_image.nii.gz' });
    const odd = rows
      .filter(({ problems }) => problems !== '')
      .map(({ subject, problems }) => [subject, problems]);
    expect(odd).toEqual([
      ['P004', expect.stringContaining('no image of the same subject is on its grid')],
      ['P004', 'The image has no region.'],
      ['P007', expect.stringContaining('no image of the same subject was found')],
    ]);
  });
});

describe('extraction of a manifest', () => {
  test('gives a row for each region, and a problem for each case that failed; nothing else is lost', () => {
    const output = outputIn(folder);
    const run = extract(output);
    expect(run.code, run.err).toBe(exitCodes.partial);
    const rows = table(output);
    expect(rows.length).toBe(2 * (subjects - 2));
    expect([...new Set(rows.map(({ subject }) => subject))]).toEqual([
      'P001',
      'P002',
      'P003',
      'P005',
      'P006',
      'P008',
      'P009',
    ]);
    const problems = table(output.replace('.csv', '.problems.csv'));
    expect([...new Set(problems.map(({ subject }) => subject))]).toEqual(['P004', 'P007']);
    for (const { message, remedy, code } of problems) {
      expect(code).toMatch(/^[A-Z_]+$/);
      expect(message!.length).toBeGreaterThan(10);
      expect(remedy!.length).toBeGreaterThan(10);
    }
  });

  test('has the numbers that each case gives alone', () => {
    const output = outputIn(folder);
    extract(output);
    const alone = outputIn(folder);
    const own = join(cohort, 'P003');
    rachis(
      'extract',
      join(own, 'CT_image.nii.gz'),
      join(own, 'CT_mask.nii.gz'),
      '--settings',
      settings,
      '-o',
      alone,
    );
    const together = table(output).filter(({ subject }) => subject === 'P003');
    for (const [i, row] of table(alone).entries())
      for (const name of Object.keys(row).filter((column) => /^(statistics|glcm|voxels)/.test(column)))
        expect(together[i]![name], name).toBe(row[name]);
  });

  test('is the same bytes with 1, 2 and 4 workers, in every format', () => {
    for (const ending of ['csv', 'json', 'jsonl', 'parquet']) {
      const runs = ['1', '2', '4'].map((workers) => {
        const output = outputIn(folder, `features.${ending}`);
        expect(extract(output, '--workers', workers).code).toBe(exitCodes.partial);
        return readFileSync(output);
      });
      expect(runs[1]!.equals(runs[0]!) && runs[2]!.equals(runs[0]!), ending).toBe(true);
    }
  });

  test('in long shape has a row for each region and feature', () => {
    const wide = outputIn(folder);
    const long = outputIn(folder);
    extract(wide);
    extract(long, '--shape', 'long');
    const features = Object.keys(table(wide)[0]!).filter((name) => /^(statistics|glcm)_/.test(name));
    const rows = table(long);
    expect(rows.length).toBe(table(wide).length * features.length);
    expect(rows[1]).toMatchObject({
      subject: 'P001',
      feature: features[1],
      value: table(wide)[0]![features[1]!],
    });
  });

  test('takes the regions that the command line names, whatever the manifest says', () => {
    const output = outputIn(folder);
    extract(output, '--label', '2');
    expect(table(output).map(({ label }) => label)).toEqual(Array(subjects - 2).fill('2'));
  });

  test('has settings for each modality, and refuses an image that has none', () => {
    const output = outputIn(folder);
    expect(rachis('extract', manifest, '-s', `CT=${settings}`, '-o', output).code).toBe(exitCodes.partial);
    const none = outputIn(folder);
    const run = rachis('extract', manifest, '-s', `MR=${settings}`, '-o', none);
    expect(run.code).toBe(exitCodes.input);
    expect(table(none.replace('.csv', '.problems.csv'))[0]!.message).toMatch(
      /settings for MR, but none for CT/,
    );
  });

  test('tries again what failed, and only that, when it is called again', () => {
    const output = outputIn(folder);
    extract(output);
    const own = join(cohort, 'P004', 'CT_mask.nii.gz');
    const wrong = readFileSync(own);
    const mended = join(folder, 'mended.csv');
    // The mask that did not fit now belongs to an image again.
    writeFileSync(
      mended,
      'subject,modality,image,mask\nP001,CT,cohort/P001/CT_image.nii.gz,cohort/P001/CT_mask.nii.gz\nP004,CT,cohort/P004/CT_image.nii.gz,cohort/P004/CT_mask.nii.gz\n',
    );
    const first = outputIn(folder);
    const call = () => rachis('extract', mended, '-s', settings, '-o', first);
    expect(call().code).toBe(exitCodes.partial);
    cpSync(join(cohort, 'P001', 'CT_mask.nii.gz'), own);
    const again = call();
    writeFileSync(own, wrong);
    expect(again.code, again.err).toBe(0);
    expect(again.err).toContain('2 cases (1 of them by an earlier run), 0 with problems');
    expect(table(first).map(({ subject }) => subject)).toEqual(['P001', 'P001', 'P004', 'P004']);
    expect(existsSync(first.replace('.csv', '.journal'))).toBe(false);
  });

  test('goes on in less memory than two cases need, one after the other', () => {
    const output = outputIn(folder);
    expect(extract(output, '--memory', '1M').code).toBe(exitCodes.partial);
    expect(table(output).length).toBe(2 * (subjects - 2));
  });
});

describe('shards', () => {
  test('put together are the bytes of one run, in whatever order and format', () => {
    for (const ending of ['csv', 'parquet']) {
      const whole = outputIn(folder, `features.${ending}`);
      extract(whole);
      const parts = outputIn(folder, `features.${ending}`);
      for (const shard of ['3/3', '1/3', '2/3']) {
        const run = extract(parts, '--shard', shard);
        expect([0, exitCodes.partial], run.err).toContain(run.code);
      }
      const merged = rachis('merge', '--output', parts);
      expect(merged.code, merged.err).toBe(0);
      expect(filesOf(parts)).toEqual(filesOf(whole));
    }
  });

  test('that are missing or of another run are refused', () => {
    const output = outputIn(folder);
    extract(output, '--shard', '1/3');
    extract(output, '--shard', '3/3');
    expect(rachis('merge', '--output', output)).toMatchObject({
      code: exitCodes.usage,
      err: expect.stringMatching(/Shard 2 of 3 is missing or not finished/),
    });
    rachis('extract', manifest, '--settings', 'CT', '--output', output, '--shard', '2/3');
    expect(rachis('merge', '--output', output)).toMatchObject({
      code: exitCodes.usage,
      err: expect.stringMatching(/are of different runs/),
    });
  });

  test.each(['0/3', '4/3', 'a/b', '1', '1/0'])('%s is no shard', (shard) => {
    const output = outputIn(folder);
    expectRefusal(extract(output, '--shard', shard), output, exitCodes.usage, shard, 'I/N');
  });

  test('without any shard there is nothing to merge', () => {
    const output = outputIn(folder);
    expectRefusal(rachis('merge', '--output', output), output, exitCodes.usage, 'no shards');
  });
});

describe('manifests that cannot be', () => {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  test.each([
    ['that is not there', join(folder, 'nowhere.csv'), /no manifest .*nowhere\.csv/],
    ['that is empty', 'empty.csv', /empty\.csv has no rows/],
    [
      'without an image column',
      'columns.csv',
      /columns\.csv is not a manifest: its columns are subject, picture/,
    ],
    ['with a column twice', 'twice.csv', /two columns called "image"/],
    ['with too many cells in a row', 'cells.csv', /cells\.csv, row 2, has 4 cells, but there are 3/],
    ['with a column that the table has', 'clash.csv', /column "glcm_contrast_3D_comb"/],
  ])('one %s', (_, name, words) => {
    write('empty.csv', '');
    write('columns.csv', 'subject,picture\na,b\n');
    write('twice.csv', 'image,mask,Image\na,b,c\n');
    write('cells.csv', 'subject,image,mask\na,b,c,d\n');
    write(
      'clash.csv',
      'image,mask,glcm_contrast_3D_comb\ncohort/P001/CT_image.nii.gz,cohort/P001/CT_mask.nii.gz,1\n',
    );
    const output = outputIn(folder);
    const run = rachis(
      'extract',
      name.startsWith('/') ? name : join(folder, name),
      '-s',
      settings,
      '-o',
      output,
    );
    expect([exitCodes.usage, exitCodes.input]).toContain(run.code);
    expect(run.err).toMatch(words);
    expect(existsSync(output)).toBe(false);
  });

  test('are read with semicolons, a byte order mark and columns in any case', () => {
    const path = write(
      'excel.csv',
      '\uFEFFSubject;Image;Mask;Ward\r\nA;cohort/P001/CT_image.nii.gz;cohort/P001/CT_mask.nii.gz;3 "East"\r\n',
    );
    const output = outputIn(folder);
    expect(rachis('extract', path, '-s', settings, '-o', output).code).toBe(0);
    expect(table(output)[0]).toMatchObject({ subject: 'A', Ward: '3 "East"', label: '1' });
  });

  test('say in the problems table what is wrong with a row, file by file', () => {
    const path = write(
      'rows.csv',
      [
        'subject,image,mask,label',
        'good,cohort/P001/CT_image.nii.gz,cohort/P001/CT_mask.nii.gz,1',
        'noimage,cohort/P001/CT.nii.gz,cohort/P001/CT_mask.nii.gz,1',
        'nomask,cohort/P001/CT_image.nii.gz,,1',
        'nolabel,cohort/P001/CT_image.nii.gz,cohort/P001/CT_mask.nii.gz,9',
        'nofile,settings.yaml,cohort/P001/CT_mask.nii.gz,1',
      ].join('\n'),
    );
    mkdirSync(join(folder, 'P'), { recursive: true });
    const output = outputIn(folder);
    expect(rachis('extract', path, '-s', settings, '-o', output).code).toBe(exitCodes.partial);
    const problems = table(output.replace('.csv', '.problems.csv'));
    expect(problems.map(({ subject, code }) => [subject, code])).toEqual([
      ['noimage', 'FILE_NOT_FOUND'],
      ['nomask', 'FILE_NOT_FOUND'],
      ['nolabel', 'REGION_NOT_FOUND'],
      ['nofile', 'NOT_AN_IMAGE'],
    ]);
    expect(table(output).map(({ subject }) => subject)).toEqual(['good']);
  });
});
