import * as z from 'zod';
import type { Estimator, FittedModel, TrainingData } from '../../contract.ts';
import { requireUsable, trainingRows } from '../training.ts';
import { averageModel, restoreAverage } from './average.ts';
import { type FindEstimator, memberSettings, readMember } from './members.ts';

const settings = z.strictObject({
  // Small nodes have many columns that part them alike: trees that all took the first would resemble each other.
  member: memberSettings.default({ estimator: 'decision-tree', settings: { ties: 'random' } }),
  models: z
    .int()
    .positive()
    .max(10_000)
    .default(50)
    .describe('Number of models, each on its own draw of rows.'),
});

/** Rows drawn with replacement, whole groups at a time; again until every class (or two values) occurs. */
function drawRows(data: TrainingData, random: TrainingData['random']): number[] {
  const { outcome, groups, x } = data;
  const units = new Map<number, number[]>();
  for (let i = 0; i < x.rows; i++) {
    const key = groups === undefined ? i : groups[i];
    const list = units.get(key);
    if (list === undefined) units.set(key, [i]);
    else list.push(i);
  }
  const lists = [...units.values()];
  const kinds = (rows: number[]): number =>
    new Set(rows.map((row) => ('codes' in outcome ? outcome.codes[row] : 0))).size;
  const wanted = kinds(Array.from({ length: x.rows }, (_, i) => i));
  for (let attempt = 0; ; attempt++) {
    const rows = Array.from(random.resample(lists.length), (at) => lists[at]).flat();
    if (kinds(rows) === wanted || attempt === 1000) return rows;
  }
}

/** Bagging: the same estimator on bootstrap draws of subjects, averaged (Breiman 1996). */
export function makeBagging(find: FindEstimator): Estimator<typeof settings> {
  return {
    id: 'bagging',
    name: 'Bagging',
    outcomes: ['classes', 'ordinal', 'continuous'],
    settings,
    fit(data, { member, models }) {
      requireUsable('bagging', data);
      const { fit } = readMember(find, member, data.outcome.kind);
      const fitted: FittedModel[] = [];
      for (let m = 0; m < models; m++) {
        const random = data.random.split('model', m);
        const rows = drawRows(data, random.split('rows'));
        fitted.push(fit(trainingRows(data, rows, random)));
      }
      return averageModel('bagging', fitted, new Array<number>(models).fill(1 / models));
    },
    restore: (state) => restoreAverage(find, state),
  };
}
