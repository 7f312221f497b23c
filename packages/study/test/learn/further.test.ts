import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, linearMixed, mean, standardDeviation } from '@rachis/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learn, loadLearnSettings } from '../../src/index.ts';
import type { LearnResult } from '../../src/learn/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-further-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Patients with two lesions each: what a patient has is shared by both. */
function lesions(seed: string, patients: number): string[] {
  const random = createRandom(seed);
  const made = ['id,sex,y,a,b'];
  for (let patient = 0; patient < patients; patient++) {
    const own = random.normal();
    for (let lesion = 0; lesion < 2; lesion++) {
      const y = own + 0.5 * random.normal() > 0 ? 1 : 0;
      made.push(
        `${seed}${patient},${patient % 2 === 0 ? 'f' : 'm'},${y},${own + random.normal()},${random.normal()}`,
      );
    }
  }
  return made;
}
const table = join(folder, 't.csv');
const lines = lesions('further', 50);
writeFileSync(table, lines.join('\n'));

const model = { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } };
const steps = [{ step: 'encode' }, { step: 'scale' }];
const given = {
  outcome: 'y',
  subject: 'id',
  pipelines: [
    { name: 'One', steps: [{ step: 'stability-list', settings: { names: ['b'] } }, ...steps], model },
    { name: 'All', steps, model },
  ],
  outer: { kind: 'folds', folds: 4, repeats: 2 },
  inner: { folds: 3 },
  explain: false,
};

let result: LearnResult;
let page: string;
let output: string;
beforeAll(async () => {
  output = join(folder, 'out');
  const settings = await loadLearnSettings(undefined, {
    ...given,
    reclassification: { from: 'One', to: 'All', cuts: [0.3, 0.6] },
    optimism: 20,
    learningCurve: { shares: [0.5], repeats: 1 },
    subgroups: ['sex', { column: 'b', cuts: [-0.5, 0.5] }],
  });
  await learn(table, output, settings, { workers: 1 });
  result = JSON.parse(readFileSync(join(output, 'result.json'), 'utf8'));
  page = readFileSync(join(output, 'index.html'), 'utf8');
});

describe('several rows of a subject', () => {
  it("have Obuchowski's AUC beside what independent rows would claim", () => {
    const { subjects, rows, aucs, comparisons } = result.clustered!;
    expect([subjects, rows]).toEqual([50, 100]);
    const all = aucs.find(({ pipeline }) => pipeline === 'All')!;
    const measured = result.pipelines.find(({ name }) => name === 'All')!;
    expect(all.value).toBeCloseTo(measured.measures.find(({ id }) => id === 'auc')!.value, 10);
    expect(all.designEffect).toBeGreaterThan(1);
    expect(all.designEffect).toBeCloseTo((all.standardError / all.independentError) ** 2, 2);
    expect(comparisons[0]).toMatchObject({ first: 'One', second: 'All' });
    expect(page).toContain('id="clustered"');
  });
  it('have it on an external table too, without what folds share', async () => {
    const other = join(folder, 'others.csv');
    writeFileSync(other, lesions('other', 40).join('\n'));
    const settings = await loadLearnSettings(undefined, { ...given, external: other });
    await learn(table, join(folder, 'outside'), settings, { workers: 1 });
    const read = JSON.parse(readFileSync(join(folder, 'outside/result.json'), 'utf8')) as LearnResult;
    const { external } = read.clustered!;
    expect([external!.subjects, external!.rows]).toEqual([40, 80]);
    const all = external!.aucs.find(({ pipeline }) => pipeline === 'All')!;
    expect(all.upper - all.value).toBeCloseTo(Math.min(1 - all.value, 1.959964 * all.standardError), 5);
  });
  it('leave out whole subjects in the intervals of the measures: they agree with Obuchowski', () => {
    const all = result.clustered!.aucs.find(({ pipeline }) => pipeline === 'All')!;
    const { lower, upper } = result.pipelines
      .find(({ name }) => name === 'All')!
      .measures.find(({ id }) => id === 'auc')!;
    expect((upper - lower) / (all.upper - all.lower)).toBeGreaterThan(0.85);
    expect((upper - lower) / (all.upper - all.lower)).toBeLessThan(1.15);
  });
});

describe('features by themselves', () => {
  it('are tested with a random intercept for each subject, as lme4 does, and by estimating equations', () => {
    const [first, second] = result.clusteredTests!;
    expect([first!.feature, second!.feature]).toEqual(['a', 'b']);
    expect(first!.p).toBeLessThan(0.001);
    expect(first!.intraclass).toBeGreaterThan(second!.intraclass);
    expect(first!.adjusted).toBeCloseTo(Math.min(2 * first!.p, second!.p), 10);
    const rows = lines.slice(1).map((line) => line.split(','));
    const a = rows.map((cells) => Number(cells[3]));
    const [centre, spread] = [mean(a), standardDeviation(a)];
    const { coefficients } = linearMixed(
      rows.map((cells) => [1, Number(cells[2])]),
      a.map((value) => (value - centre) / spread),
      rows.map((cells) => cells[0]!),
    );
    expect(first!.effect).toBeCloseTo(coefficients[1]!, 8);
    expect(Math.abs(first!.estimatingEffect - first!.effect)).toBeLessThan(0.1);
    expect(readFileSync(join(output, 'clustered-tests.csv'), 'utf8')).toContain('a,100,50,');
    expect(page).toContain('random intercept by subject');
  });
});

describe('the bootstrap and the learning curve beside the folds', () => {
  it('correct what the final model seems to do, and stand beside nested validation', () => {
    const [one] = result.optimism!.find(({ name }) => name === 'All')!.measures;
    expect(one!.id).toBe('auc');
    const { apparent, optimism, estimate632Plus } = one!.bootstrap!;
    expect(one!.value).toBeCloseTo(apparent - optimism, 12);
    expect(estimate632Plus!).toBeLessThan(apparent);
    expect(page).toContain('id="optimism"');
    expect(existsSync(join(output, 'optimism.csv'))).toBe(true);
  });
  it('have a point for each share, the last of which is the validation itself', () => {
    const { points, gain } = result.learningCurves!.find(({ pipeline }) => pipeline === 'All')!;
    expect(points.map(({ share, splits }) => [share, splits])).toEqual([
      [0.5, 4],
      [1, 4],
    ]);
    expect(points[0]!.subjects / points[1]!.subjects).toBeCloseTo(0.5, 1);
    expect(gain.value).toBeCloseTo(points[1]!.value - points[0]!.value, 12);
    expect(page).toMatch(/More subjects would most likely help|cannot be told|made it worse/);
    expect(readFileSync(join(output, 'learning-curve.svg'), 'utf8')).toContain('training subjects');
  });
  it('change nothing of the validation', async () => {
    const plain = join(folder, 'without');
    await learn(table, plain, await loadLearnSettings(undefined, given), { workers: 1 });
    const other = JSON.parse(readFileSync(join(plain, 'result.json'), 'utf8')) as LearnResult;
    expect(other.pipelines).toEqual(result.pipelines);
  });
});

describe('subgroups that were asked for', () => {
  it('are judged apart, with intervals and a test of interaction, in the report, a table and a forest', () => {
    const { columns } = result.subgroups!.find(({ pipeline }) => pipeline === 'All')!;
    expect(columns.map(({ name }) => name)).toEqual(['sex', 'b']);
    expect(columns[1]!.tests[0]!.subgroups.map(({ level }) => level)).toEqual([
      '< -0.5',
      '-0.5 to < 0.5',
      '0.5 or more',
    ]);
    const [auc] = columns[0]!.tests;
    expect(auc).toMatchObject({ measure: 'auc', degrees: 1 });
    expect(auc!.subgroups.map(({ subjects }) => subjects)).toEqual([25, 25]);
    expect(auc!.adjusted).toBeGreaterThanOrEqual(auc!.p);
    expect(page).toContain('id="subgroups"');
    expect(page).toContain('sex: f (50)');
    expect(readFileSync(join(output, 'subgroups.csv'), 'utf8')).toContain('All,sex,f,auc,50,25');
    expect(readFileSync(join(output, 'subgroups-2.svg'), 'utf8')).toContain('sex: m (50)');
  });
  it('that are not there are an error before anything is fitted', async () => {
    const settings = await loadLearnSettings(undefined, { ...given, subgroups: ['scanner'] });
    await expect(learn(table, join(folder, 'none'), settings, { workers: 1 })).rejects.toThrow(
      /subgroups of scanner: there is no such column/,
    );
  });
});

describe('the decision curve', () => {
  it('is a file with intervals, and a band in the figure', () => {
    const [head, first] = readFileSync(join(output, 'decision-curve.csv'), 'utf8').split('\n');
    expect(head).toBe(
      'pipeline,threshold,net_benefit,lower,upper,treat_all,versus_all,versus_all_lower,versus_all_upper',
    );
    const [, , benefit, lower, upper, all, versus] = first!.split(',').map(Number);
    expect(lower!).toBeLessThan(benefit!);
    expect(upper!).toBeGreaterThan(benefit!);
    expect(versus!).toBeCloseTo(benefit! - all!, 10);
    expect(readFileSync(join(output, 'decision-curve.svg'), 'utf8')).toContain('fill-opacity="0.12"');
  });
});

describe('net reclassification', () => {
  it('stands with its warning, its parts and the change of the Brier score', () => {
    const { warning, brierChange, categorical, continuous } = result.reclassification!;
    expect(warning).toMatch(/no proper score/);
    expect(page).toContain('Do not judge a model by net reclassification.');
    expect(brierChange).toBeLessThan(0);
    for (const { events, nonEvents, total } of [categorical!, continuous])
      expect(total.value).toBeCloseTo(events.value + nonEvents.value, 12);
  });
  it('is not there unless it was asked for, and names a pipeline that is not there', async () => {
    const settings = await loadLearnSettings(undefined, given);
    const plain = join(folder, 'plain');
    await learn(table, plain, settings, { workers: 1 });
    expect(readFileSync(join(plain, 'index.html'), 'utf8')).not.toContain('reclassification');
    const wrong = await loadLearnSettings(undefined, {
      ...given,
      reclassification: { from: 'Two', to: 'All' },
    });
    await expect(learn(table, join(folder, 'no'), wrong, { workers: 1 })).rejects.toThrow(
      /names Two, which is no pipeline/,
    );
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
