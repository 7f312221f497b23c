import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
// The built package: threads start from its files.
import { learn, loadLearnSettings } from '@rachis/study';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../src/tables/parse-csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = createRandom('explain');
const lines = Array.from({ length: 60 }, (_, row) => {
  const [a, b, noise] = [random.normal(), random.normal(), random.normal()];
  const signal = a + b + 0.7 * random.normal();
  const grade = 'abc'[row % 3];
  return [row, a, a + 0.05 * random.normal(), b, noise, grade, signal > 0 ? 'yes' : 'no', signal].join(',');
});
const path = join(folder, 'table.csv');
writeFileSync(path, `subject,a,like_a,b,noise,grade,event,value\n${lines.join('\n')}\n`);

const ready = [{ step: 'encode' }, { step: 'scale' }];
const pipelines = [
  {
    name: 'Ridge',
    steps: ready,
    model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.05 } },
  },
  { name: 'Forest', steps: ready, model: { estimator: 'random-forest', settings: { trees: 20 } } },
  { name: 'Neighbours', steps: ready, model: { estimator: 'nearest-neighbours' } },
];
const given = {
  outcome: 'event',
  subject: 'subject',
  exclude: ['value'],
  pipelines,
  outer: { kind: 'folds', folds: 3, repeats: 2 },
  inner: { folds: 2 },
  resamples: 100,
};

const run = async (name: string, more: object = {}, workers = 1) => {
  const output = join(folder, name);
  await learn(path, output, await loadLearnSettings(undefined, { ...given, ...more }), { workers });
  return output;
};

describe('what the models of rachis learn use', () => {
  test('is in tables, figures and the page, and the same with any number of threads', async () => {
    const [one, two, four] = [await run('one'), await run('two', {}, 2), await run('four', {}, 4)];
    const files = readdirSync(one).sort();
    expect(files).toEqual(
      expect.arrayContaining([
        'coefficients-1.svg',
        'coefficients.csv',
        'effect-1-1.svg',
        'effects.csv',
        'importance-1.svg',
        'importance-3.svg',
        'importance.csv',
        'shap-1.svg',
        'shap-2.svg',
        'shap.csv',
      ]),
    );
    expect(files).not.toContain('shap-3.svg');
    for (const other of [two, four]) {
      expect(readdirSync(other).sort()).toEqual(files);
      for (const file of files) {
        const same = readFileSync(join(other, file)).equals(readFileSync(join(one, file)));
        expect(same, `${file} of ${other}`).toBe(true);
      }
    }
    const page = readFileSync(join(one, 'index.html'), 'utf8');
    expect(page).toContain('What the models use');
    expect(page).toContain('not what causes the outcome');
    expect(page).toContain('There are no exact SHAP values of this kind of model');
  });

  test('puts correlated columns into one group, ahead of noise', async () => {
    const rows = parseCsv(readFileSync(join(folder, 'one', 'importance.csv'), 'utf8')) as readonly string[][];
    const groups = rows.filter(([pipeline, kind]) => pipeline === 'Ridge' && kind === 'group');
    expect(groups.map(([, , , members]) => members)).toContain('a; like_a');
    const loss = (members: string) => Number(groups.find((row) => row[3] === members)![5]);
    expect(loss('a; like_a')).toBeGreaterThan(loss('noise'));
  });

  test('can be left out', async () => {
    const files = readdirSync(await run('without', { explain: false }));
    expect(files.filter((name) => /importance|shap|effect|coefficients/.test(name))).toEqual([]);
  });

  test('is told of a continuous outcome too', async () => {
    const output = await run('continuous', {
      outcome: 'value',
      exclude: ['event'],
      pipelines: [
        {
          name: 'Linear',
          steps: ready,
          model: { estimator: 'linear-regression', settings: { lambda: 0.01 } },
        },
      ],
    });
    const result = JSON.parse(readFileSync(join(output, 'result.json'), 'utf8'));
    expect(result.explanations[0].importance[0]).toMatchObject({
      criterion: 'R squared',
      used: 6,
      splits: 6,
    });
    expect(result.explanations[0].coefficients.scale).toBe('units of the outcome');
  });
});
