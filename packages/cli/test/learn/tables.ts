import { writeFileSync } from 'node:fs';
import { createRandom } from '@rachis/statistics';

export type Line = Record<string, string | number>;

/** Lines of a table: 60 subjects at two sites, six features of which two follow the outcome, sex, age and survival. */
export function exampleLines(rows = 60): Line[] {
  const random = createRandom('learn example');
  return Array.from({ length: rows }, (_, row) => {
    const event = row % 3 === 0 ? 1 : 0;
    const line: Line = { subject: `P${String(row + 1).padStart(3, '0')}` };
    for (let j = 0; j < 6; j++) {
      line[`f${j}`] = Number((random.normal() + (j < 2 ? 1.2 * event : 0)).toFixed(4));
    }
    line.age = 50 + random.integer(30);
    line.sex = random.uniform() < 0.5 ? 'female' : 'male';
    line.site = row % 2 === 0 ? 'north' : 'south';
    line.months = 1 + random.integer(40) - (event === 1 ? 0 : -10);
    line.relapse = event === 1 ? 'yes' : 'no';
    return line;
  });
}

/** Writes lines as CSV, with the columns of the first. */
export function writeLines(path: string, lines: readonly Line[]): string {
  const names = Object.keys(lines[0]!);
  const rows = lines.map((line) => names.map((name) => line[name] ?? '').join(','));
  writeFileSync(path, `${[names.join(','), ...rows].join('\n')}\n`);
  return path;
}

/** Settings that make a run quick: two small pipelines, one repeat, few draws. */
export const quick = {
  pipelines: [
    {
      name: 'Lasso',
      steps: [{ step: 'impute' }, { step: 'encode' }, { step: 'scale' }],
      model: { estimator: 'logistic-regression', settings: { lambdas: 20, folds: 3 } },
    },
    {
      name: 'Forest',
      steps: [{ step: 'impute' }, { step: 'encode' }],
      model: { estimator: 'random-forest', settings: { trees: 20 } },
      search: { kind: 'grid', over: { 'model.minimumLeaf': [1, 5] } },
    },
  ],
  outer: { kind: 'folds', folds: 4, repeats: 2 },
  inner: { folds: 3 },
  resamples: 100,
};
