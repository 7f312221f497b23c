import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@rachis/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { outputIn, type Run, rachis, rachisCommand, runAs, temporaryFolder } from '../support.ts';
import { studyText, writeCohort } from './cohort.ts';

const folder = temporaryFolder();
let out: string;
let first: Run;
const answers = `instruments:
  RQS-1.0:
    "11": {answer: yes, evidence: "NCT00000000"}
    "7": {answer: yes}
`;
const study = (text: string, name: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const report = (name: string, from = out) => readFileSync(join(from, 'report', name), 'utf8');

beforeAll(async () => {
  await writeCohort(folder, 24);
  out = outputIn(folder, 'out');
  first = rachis('study', 'run', study(studyText + answers, 'study.yaml'), '--output', out);
});

interface Told {
  readonly instruments: readonly {
    readonly id: string;
    readonly score: { readonly points?: number; readonly open: number };
    readonly items: readonly {
      readonly id: string;
      readonly status: string;
      readonly points: number;
      readonly evidence: string;
      readonly note: string;
    }[];
  }[];
}

describe('instruments of a study', () => {
  it('are filled from the run and the study file, with evidence beside every point', () => {
    expect(first.code, first.err).toBe(0);
    const { instruments } = JSON.parse(report('instruments.json')) as Told;
    expect(instruments.map(({ id }) => id)).toEqual([
      'RQS-1.0',
      'RQS-2.0',
      'METRICS',
      'CLEAR',
      'TRIPOD+AI',
      'PROBAST+AI',
      'IBSI-reporting',
    ]);
    const rqs = instruments[0]!;
    const item = (id: string) => rqs.items.find((one) => one.id === id)!;
    expect(item('11')).toMatchObject({ status: 'user', points: 7, evidence: 'NCT00000000' });
    expect(item('7')).toMatchObject({ status: 'ask', points: 0 });
    expect(item('12')).toMatchObject({ status: 'run', points: -5 });
    expect(item('6')).toMatchObject({ status: 'run', points: 1 });
    expect(rqs.score.points).toBe(rqs.items.reduce((sum, { points }) => sum + points, 0));
    for (const { items } of instruments) {
      for (const { points, evidence } of items) if (points !== 0) expect(evidence).not.toBe('');
    }
  });

  it('say in the table the same as in the JSON', () => {
    const { instruments } = JSON.parse(report('instruments.json')) as Told;
    const [head, ...rows] = parseCsv(report('instruments.csv'));
    expect(head).toEqual(
      'instrument,item,section,question,status,answer,points,evidence,where,note'.split(','),
    );
    expect(rows.map(([id, item, , , status]) => [id, item, status])).toEqual(
      instruments.flatMap(({ id, items }) => items.map((one) => [id, one.id, one.status])),
    );
  });

  it('stand in the report between results and settings, open questions first', () => {
    const page = report('index.html');
    const places = [
      '<h2>Measures</h2>',
      'Reporting and quality',
      'Questions that only you can answer',
      '<summary>RQS-1.0: ',
      '<summary>IBSI-reporting: ',
      '<summary>Every setting',
    ].map((text) => page.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(page).not.toContain('<script');
  });

  it('are the same bytes with another number of workers', () => {
    const kept = ['instruments.json', 'instruments.csv', 'index.html'].map((name) => report(name));
    const again = rachis('study', 'run', join(folder, 'study.yaml'), '--output', out, '--workers', '1');
    expect(again.code, again.err).toBe(0);
    expect(['instruments.json', 'instruments.csv', 'index.html'].map((name) => report(name))).toEqual(kept);
  });

  it('are refused where an answer is to no item that there is, with the nearest named', () => {
    const wrong = rachis(
      'study',
      'check',
      study(`${studyText}${answers.replace('RQS-1.0', 'RQS1.0')}`, 'wrong.yaml'),
    );
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/instruments\.RQS1\.0 .*did you mean "RQS-1\.0"\?/);
  });
});

describe('a study of which every path is relative', () => {
  it('finds its images', () => {
    writeFileSync(join(folder, 'relative.yaml'), studyText);
    const run = runAs([...rachisCommand, 'study', 'run', 'relative.yaml', '--output', 'relative'], folder);
    expect(run.code, run.err).toBe(0);
  });
});
