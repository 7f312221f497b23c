import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { studySchema } from '../src/study/schema.ts';
import { subjectTable } from '../src/study/subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-subjects-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('joins a table with a BOM and spreadsheet errors to one whose subjects have no column name', async () => {
  const [features, clinical] = [join(folder, 'features.csv'), join(folder, 'clinical.csv')];
  writeFileSync(features, '\uFEFFid,energy\nA,1\nB,#NAME?\nC,3\n');
  writeFileSync(clinical, ',event,mostly\nA,1,1\nB,0,2\nC,1,not a number\n');
  const study = studySchema.parse({
    name: 'x',
    outcome: { column: 'event' },
    missing: ['#NAME?'],
    tables: [
      { file: features, subject: 'id', domain: 'radiomic' },
      { file: clinical, subject: '', columns: ['event'] },
    ],
  });
  const { table } = await subjectTable(study, []);
  expect(table.columns).toEqual(['subject', 'energy', 'event']);
  expect(table.rows.map((row) => row.map(String))).toEqual([
    ['A', '1', '1'],
    ['B', 'NaN', '0'],
    ['C', '3', '1'],
  ]);
});
