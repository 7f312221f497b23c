import * as z from 'zod';
import type { Estimator, FittedModel, Json, Matrix, Predictions } from '../../contract.ts';
import { foldRows, innerFolds } from '../inner-folds.ts';
import { requireUsable, type StateRecord, trainingRows } from '../training.ts';
import { type FindEstimator, memberSettings, memberStates, readMember, restoreMembers } from './members.ts';
import { defaultMembers } from './voting.ts';

const settings = z.strictObject({
  members: z
    .array(memberSettings)
    .min(1)
    .nullable()
    .default(null)
    .describe('Models that are combined; by default a penalised regression and a random forest.'),
  final: memberSettings
    .nullable()
    .default(null)
    .describe('What combines the members; by default a ridge regression of their predictions.'),
  folds: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe('Inner folds that give the final model what members say of rows that they have not seen.'),
});

/** What a member says of rows, as columns: the probability of each class but the first, or the value. */
function columnsOf({ scores, probabilities }: Predictions): Matrix {
  if (probabilities === undefined) return { rows: scores.length, columns: 1, data: scores };
  const { rows, columns, data } = probabilities;
  const kept = new Float64Array(rows * (columns - 1));
  for (let i = 0; i < rows; i++) {
    for (let k = 1; k < columns; k++) kept[i * (columns - 1) + k - 1] = data[i * columns + k];
  }
  return { rows, columns: columns - 1, data: kept };
}

function beside(parts: readonly Matrix[]): Matrix {
  const rows = parts[0].rows;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const data = new Float64Array(rows * columns);
  let from = 0;
  for (const part of parts) {
    for (let i = 0; i < rows; i++) {
      data.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), i * columns + from);
    }
    from += part.columns;
  }
  return { rows, columns, data };
}

const model = (members: readonly FittedModel[], final: FittedModel): FittedModel => ({
  estimator: 'stacking',
  predict: (x) => final.predict(beside(members.map((member) => columnsOf(member.predict(x))))),
  state: () => ({ members: memberStates(members), final: memberStates([final]) }),
});

/**
 * Stacking: a final estimator over what members say of rows that they were not fitted on (inner folds, subjects kept
 * together); the members are then fitted on all rows (Wolpert 1992).
 */
export function makeStacking(find: FindEstimator): Estimator<typeof settings> {
  return {
    id: 'stacking',
    name: 'Stacking',
    outcomes: ['classes', 'ordinal', 'continuous'],
    settings,
    fit(data, options) {
      requireUsable('stacking', data);
      const { kind } = data.outcome;
      const members = (options.members ?? defaultMembers(kind)).map((member) =>
        readMember(find, member, kind),
      );
      const final = readMember(
        find,
        options.final ?? {
          estimator: kind === 'continuous' ? 'linear-regression' : 'logistic-regression',
          settings: { alpha: 0, lambda: 0.01 },
        },
        kind,
      );
      const fitted = members.map(({ fit }, m) => fit({ ...data, random: data.random.split('member', m) }));
      const units = data.groups === undefined ? data.x.rows : new Set(data.groups).size;
      const parts = members.map(({ fit }, m) => {
        let out: Matrix | undefined;
        foldRows(innerFolds(data, Math.min(options.folds, units))).forEach(({ inside, outside }, f) => {
          const trained = fit(trainingRows(data, outside, data.random.split('fold', f, 'member', m)));
          const said = columnsOf(trained.predict(trainingRows(data, inside).x));
          out ??= {
            rows: data.x.rows,
            columns: said.columns,
            data: new Float64Array(data.x.rows * said.columns),
          };
          for (let at = 0; at < inside.length; at++) {
            const own = said.data.subarray(at * said.columns, (at + 1) * said.columns);
            out.data.set(own, inside[at] * said.columns);
          }
        });
        return out as Matrix;
      });
      const x = beside(parts);
      const names = Array.from({ length: x.columns }, (_, j) => `member prediction ${j + 1}`);
      return model(fitted, final.fit({ ...data, x, names, random: data.random.split('final') }));
    },
    restore(state: Json) {
      const { members, final } = state as StateRecord;
      return model(restoreMembers(find, members), restoreMembers(find, final)[0]);
    },
  };
}
