import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const text = 'subject,image,mask\nS1,a.nii,b.nii\n';

describe('a manifest as it should not be', () => {
  test('with a quote that is never closed: no row vanishes in it', () => {
    const manifest = join(folder, 'quote.csv');
    writeFileSync(manifest, 'subject,image,mask\n"S1,a.nii,b.nii\nS2,c.nii,d.nii\n');
    const output = outputIn(folder);
    expectRefusal(
      rachis('extract', manifest, '--output', output),
      output,
      3,
      'quote.csv',
      'quote opened in line 2',
    );
  });

  test.each(['utf-16le', 'utf-16be'])('saved as %s, as spreadsheets do: it is read', (encoding) => {
    const manifest = join(folder, `${encoding}.csv`);
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    writeFileSync(manifest, encoding === 'utf-16le' ? bytes : bytes.swap16());
    const run = rachis('extract', manifest, '--output', outputIn(folder));
    expect(run.err).toContain('1 cases, 1 with problems');
  });

  test('beside a folder that has the name of its journal', () => {
    const manifest = join(folder, 'm.csv');
    writeFileSync(manifest, text);
    const output = outputIn(folder);
    mkdirSync(output.replace(/csv$/, 'journal'));
    const run = rachis('extract', manifest, '--output', output);
    expect(run.code).toBe(3);
    expect(run.err).toContain('features.journal cannot be read');
    expect(existsSync(output)).toBe(false);
  });
});
