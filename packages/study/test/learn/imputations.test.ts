import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, poolRubin } from '@rachis/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { learn, loadLearnSettings } from '../../src/index.ts';
import type { LearnResult } from '../../src/learn/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-imputations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const random = createRandom('imputations');
const rows = Array.from({ length: 80 }, (_, row) => {
  const a = random.normal();
  const b = 0.8 * a + 0.6 * random.normal();
  const y = a + b + random.normal() > 0 ? 1 : 0;
  return [`s${row}`, y, random.uniform() < 0.3 ? '' : a, b, random.normal()];
});
const table = join(folder, 't.csv');
writeFileSync(table, ['id,y,a,b,c', ...rows.map((cells) => cells.join(','))].join('\n'));

const model = { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.05 } };
const given = {
  outcome: 'y',
  subject: 'id',
  pipelines: [{ name: 'A', steps: [{ step: 'impute' }, { step: 'scale' }], model }],
  outer: { kind: 'folds', folds: 4, repeats: 1 },
  inner: { folds: 2 },
  explain: false,
};
async function run(name: string, settings: object): Promise<LearnResult & { page: string }> {
  const output = join(folder, name);
  await learn(table, output, await loadLearnSettings(undefined, settings), { workers: 1 });
  return {
    ...(JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')) as LearnResult),
    page: readFileSync(join(output, 'index.html'), 'utf8'),
  };
}

describe('multiple imputation inside folds', () => {
  it("pools the validations of each imputation by Rubin's rules, on the scale of the interval", async () => {
    const found = await run('pooled', { ...given, imputations: { count: 3, iterations: 4 } });
    const { pipelines, missingCells } = found.imputations!;
    expect(missingCells).toBe(rows.filter((cells) => cells[2] === '').length);
    const pooled = pipelines[0]!.measures.find(({ id }) => id === 'auc')!;
    // Each imputation is the validation of a pipeline with that draw.
    const single = await Promise.all(
      [1, 2, 3].map(async (draw) => {
        const steps = [{ step: 'impute-chained', settings: { iterations: 4, draw } }, { step: 'scale' }];
        const { pipelines: own } = await run(`draw${draw}`, {
          ...given,
          pipelines: [{ name: 'A', steps, model }],
        });
        return own[0]!.measures.find(({ id }) => id === 'auc')!;
      }),
    );
    const logit = (p: number) => Math.log(p / (1 - p));
    const expected = poolRubin(
      single.map(({ value }) => logit(value)),
      single.map(({ lower, upper }) => ((logit(upper) - logit(lower)) / (2 * 1.959963984540054)) ** 2),
      { completeDegrees: 79 },
    );
    expect(logit(pooled.value)).toBeCloseTo(expected.value, 9);
    expect(logit(pooled.upper)).toBeCloseTo(expected.upper, 6);
    expect(pooled.missingInformation).toBeCloseTo(expected.missingInformation, 6);
    expect([pooled.least, pooled.greatest]).toEqual([
      Math.min(...single.map(({ value }) => value)),
      Math.max(...single.map(({ value }) => value)),
    ]);
    expect(found.page).toContain('id="imputations"');
    expect(readFileSync(join(folder, 'pooled/imputations.csv'), 'utf8')).toContain('A,auc,3,');
    // The validation itself is as it is without.
    expect((await run('plain', given)).pipelines).toEqual(found.pipelines);
  });

  it('says where there is nothing to impute, or no step that does', async () => {
    const complete = await run('complete', { ...given, predictors: ['b', 'c'], imputations: {} });
    expect(complete.imputations).toMatchObject({ missingCells: 0, pipelines: [] });
    expect(complete.page).toContain('No value of the predictors is missing.');
    const without = [
      { name: 'B', steps: [{ step: 'stability-list', settings: { names: ['b', 'c'] } }], model },
      given.pipelines[0],
    ];
    const both = await run('both', {
      ...given,
      pipelines: without,
      imputations: { count: 2, iterations: 2 },
    });
    expect(both.imputations!.pipelines.map(({ pipeline }) => pipeline)).toEqual(['A']);
    expect(both.imputations!.reason).toMatch(/Without a step that imputes.*: B/);
  });
});
