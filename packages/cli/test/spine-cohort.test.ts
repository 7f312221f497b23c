import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spineFiles } from './spine-files.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
spineFiles(folder);

describe('rachis spine measure MANIFEST', () => {
  const manifest = join(folder, 'manifest.csv');
  const head = 'subject,site,image,mask,scheme,outcome,posture';

  test('a row a subject, what a row says over the options, other columns carried along, problems beside it', () => {
    writeFileSync(
      manifest,
      [
        head,
        'A,north,ct.nii.gz,labels.nii.gz,,1,',
        'B,south,ct.nii.gz,labels.nii.gz,"22=L4,23=L5",0,',
        'C,south,ct.nii.gz,other.nii.gz,,1,',
        'D,south,none.nii.gz,labels.nii.gz,,1,',
        'E,south,ct.nii.gz,labels.nii.gz,,1,sitting',
        'F,south,ct.nii.gz,,,1,',
      ].join('\n'),
    );
    const output = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', manifest, '--scheme', 'verse', '--output', output);
    expect(run.code, run.err).toBe(5);
    expect(run.err).toContain('6 rows, 4 could not be measured');
    const rows = readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['subject', 'site', 'outcome'],
      ['A', 'north', '1'],
      ['B', 'south', '0'],
    ]);
    const at = (name: string) => rows[0]!.indexOf(name);
    expect(rows[1]![at('L3_genant_grade')]).toBe('3');
    expect(rows[2]![at('L3_genant_grade')]).toBe('');
    // The same bone by another name, its neighbours not there.
    const height = Number(rows[1]![at('L4_height_anterior')]);
    expect(Number(rows[2]![at('L5_height_anterior')])).toBeCloseTo(height, 1);
    const problems = readFileSync(join(dirname(output), 'spine.problems.csv'), 'utf8');
    for (const text of [
      'C,',
      'GRID_MISMATCH',
      'FILE_NOT_FOUND',
      'posture says ""sitting""',
      'names no image',
    ])
      expect(problems).toContain(text);
  });

  test('long; and options of one subject are refused', () => {
    writeFileSync(manifest, `${head}\nA,north,ct.nii.gz,labels.nii.gz,verse,1,`);
    const output = outputIn(folder, 'spine.csv');
    expect(rachis('spine', 'measure', manifest, '--shape', 'long', '--output', output).code).toBe(0);
    expect(readFileSync(output, 'utf8').split('\n')[0]).toBe(
      'subject,site,outcome,level,measurement,value,unit,reason,definition_posture',
    );
    const refused = outputIn(folder, 'spine.csv');
    const run = rachis('spine', 'measure', manifest, '--picture', 'x.svg', '--output', refused);
    expectRefusal(run, refused, 2, '--picture is of one subject');
    // A mistake of the command, not a problem of each row.
    const misspelt = rachis('spine', 'measure', manifest, '--scheme', 'verze', '--output', refused);
    expectRefusal(misspelt, refused, 2, 'no label scheme "verze"');
  });
});
