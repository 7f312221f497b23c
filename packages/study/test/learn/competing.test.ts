import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { cumulativeIncidence, grayTest } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { competingNote } from '../../src/learn/competing-note.ts';
import { incidenceFigures } from '../../src/learn/incidence-figure.ts';
import { riskGroups } from '../../src/learn/risk-groups.ts';
import { studyPipelines } from '../../src/study/models.ts';
import { loadStudy } from '../../src/study/load.ts';
import { studySchema } from '../../src/study/schema.ts';

const times = [1, 2, 3, 4, 5, 6, 7, 8];
const events = [1, 2, 1, 0, 1, 3, 1, 0];
const frame: Frame = {
  rows: 8,
  columns: [],
  groups: Int32Array.from(times, (_, row) => row),
  outcome: { kind: 'survival', times: Float64Array.from(times), events: Uint8Array.from(events) },
};
const splits: Split[] = [{ name: 'a', repeat: 0, fold: 0, training: [], test: times.map((_, row) => row) }];
const scores = Float64Array.from([8, 7, 6, 5, 4, 3, 2, 1]);
const summary = {
  name: 'A',
  results: [{ split: 0, test: { rows: times.map((_, row) => row), scores } }],
} as unknown as PipelineSummary;

describe('competing events', () => {
  it('are told of, and only where there are any', () => {
    expect(competingNote(frame)[0]).toContain('2 competing events beside 4 events of interest');
    const plain = {
      ...frame.outcome!,
      events: Uint8Array.from(events, (one) => (one === 1 ? 1 : 0)),
    } as never;
    expect(competingNote({ ...frame, outcome: plain })).toEqual([]);
  });

  it("are drawn as cumulative incidence of the risk groups, with Gray's test", () => {
    const groups = riskGroups(frame, summary, splits);
    expect(groups.map(({ rows }) => rows)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    const [figure] = incidenceFigures(frame, [summary], splits);
    const { p } = grayTest(
      { times, events: events.map((one) => Math.min(2, one)) },
      [1, 1, 1, 1, 2, 2, 2, 2],
    );
    expect(figure!.caption).toContain(`p ${p.toFixed(3)}`);
    // By hand: 1/4 at 1, a competing event at 2, then half of the rest: 1/4 + 1/2 * 1/2.
    expect(
      cumulativeIncidence({ times: times.slice(0, 4), events: [1, 2, 1, 0] }).incidence.at(-1),
    ).toBeCloseTo(0.5);
    expect(figure!.svg.match(/stroke-dasharray="5 4"/g)).toHaveLength(2);
  });

  it("add Fine and Gray's regression to the models of a study", () => {
    const study = (competing: string[]) =>
      studySchema.parse({
        name: 'x',
        tables: [{ file: 'a.csv' }],
        outcome: { column: 'end', time: 'months', event: 'fracture', competing },
      });
    const names = (competing: string[]) =>
      studyPipelines('survival', study(competing), new Set(['clinical', 'radiomic'])).map(({ name }) => name);
    expect(names([])).not.toContain('Clinical and radscore, Fine-Gray');
    expect(names(['death']).at(-1)).toBe('Clinical and radscore, Fine-Gray');
  });
});

describe('codes of events in a study file', () => {
  it.each([
    ['event: 1, competing: [1]', 'outcome: 1 is both the event and a competing one'],
    ['competing: [1, 2]', 'outcome: 1 is both the event and a competing one'],
    ['event: relapse, competing: [death, death]', 'outcome: death is named twice'],
  ])('are refused where one means two things: %s', async (codes, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'rachis-codes-'));
    writeFileSync(join(folder, 'a.csv'), 'subject,months,state\n');
    writeFileSync(
      join(folder, 'a.yaml'),
      `name: codes\ntables: [{file: a.csv}]\noutcome: {column: state, time: months, kind: survival, ${codes}}\n`,
    );
    await expect(loadStudy(join(folder, 'a.yaml'))).rejects.toThrow(words);
    rmSync(folder, { recursive: true });
  });
});
