import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { randomForest } from '../../packages/learning/src/models/trees/forests.ts';
import type { Comparison } from '../report.ts';
import { forestTables, type SplitTable } from './forests/tables.ts';

/** Seeds of our forests; RACHIS_FOREST_SEEDS takes others. */
const seeds = Number(process.env.RACHIS_FOREST_SEEDS ?? 100);
/** Standard errors that two means may differ by: of twelve tables one is beyond three in some thirty runs. */
const apart = 3.5;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);

function aucOf(scores: readonly number[], codes: readonly number[]): number {
  let won = 0;
  let pairs = 0;
  codes.forEach((code, i) => {
    if (code !== 1) return;
    codes.forEach((other, j) => {
      if (other === 1) return;
      pairs++;
      won += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    });
  });
  return won / pairs;
}

function aucsOver({ columns, codes, training, test }: SplitTable): number[] {
  const matrix = (rows: readonly number[]) => ({
    rows: rows.length,
    columns: columns.length,
    data: Float64Array.from(rows.flatMap((row) => columns.map((values) => values[row]!))),
  });
  const [x, unseen] = [matrix(training), matrix(test)];
  const own = {
    kind: 'classes',
    classes: ['0', '1'],
    codes: Int32Array.from(training, (r) => codes[r]!),
  } as const;
  const names = columns.map((_, j) => `x${j}`);
  const settings = randomForest.settings.parse({ trees: 500 });
  return Array.from({ length: seeds }, (_, seed) => {
    const model = randomForest.fit(
      { x, names, outcome: own, random: createRandom(`forests ${seed}`) },
      settings,
    );
    const { data } = model.predict(unseen).probabilities!;
    return aucOf(
      test.map((_, i) => data[2 * i + 1]!),
      test.map((row) => codes[row]!),
    );
  });
}

/**
 * Random forests beside scikit-learn's over many seeds of both, on one split of each of twelve tables: the same mean AUC,
 * within what seeds do, in each table and over all.
 */
export function compareForests(): Comparison[] {
  const path = join(import.meta.dirname, '../fixtures/forests.csv');
  const [, , ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const theirs = new Map(
    lines.map((line) => {
      const [name, count, average, sd] = line.split(',');
      return [name!, { count: Number(count), mean: Number(average), sd: Number(sd) }] as const;
    }),
  );
  const found = forestTables().map((table) => {
    const one = theirs.get(table.name)!;
    const aucs = aucsOver(table);
    const error = Math.sqrt(variance(aucs) / seeds + one.sd ** 2 / one.count);
    return { name: table.name, ours: mean(aucs), expected: one.mean, error };
  });
  const all = {
    name: 'all tables',
    ours: mean(found.map(({ ours }) => ours)),
    expected: mean(found.map(({ expected }) => expected)),
    error: Math.sqrt(found.reduce((sum, { error }) => sum + error ** 2, 0)) / found.length,
  };
  return [...found, all].map(({ name, ours, expected, error }) => {
    console.log(
      `${name}: mean AUC ${ours.toFixed(4)}, scikit-learn's ${expected.toFixed(4)}, se of the difference ${error.toFixed(4)}`,
    );
    return { group: name, family: 'mean AUC', tag: 'auc', ours, expected, tolerance: apart * error };
  });
}
