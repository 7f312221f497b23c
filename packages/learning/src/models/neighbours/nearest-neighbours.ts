import * as z from 'zod';
import type { Estimator, FittedModel, Json, Matrix } from '../../contract.ts';
import {
  classPredictions,
  classTask,
  continuousValues,
  floats,
  integers,
  rowWeights,
  type StateRecord,
} from '../training.ts';

const id = 'nearest-neighbours';
const settings = z.strictObject({
  neighbours: z.int().positive().default(5).describe('Nearest training rows that vote.'),
  votes: z
    .enum(['equal', 'distance'])
    .default('equal')
    .describe('Whether all neighbours vote alike or by the inverse of their distance.'),
});

interface Fit {
  readonly x: Matrix;
  /** Class codes or values. */
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly neighbours: number;
  readonly byDistance: boolean;
  readonly classes?: { readonly count: number; readonly present: Int32Array };
}

function model(fit: Fit): FittedModel {
  const { x: training, y, weights, neighbours, byDistance, classes } = fit;
  const outputs = classes?.present.length ?? 1;
  const { columns: p, rows: n } = training;
  return {
    estimator: id,
    predict(x) {
      const result = new Float64Array(x.rows * outputs);
      const near = new Float64Array(neighbours);
      const who = new Int32Array(neighbours);
      for (let i = 0; i < x.rows; i++) {
        let held = 0;
        for (let t = 0; t < n; t++) {
          let square = 0;
          for (let j = 0, a = i * p, b = t * p; j < p; j++)
            square += (x.data[a + j] - training.data[b + j]) ** 2;
          if (held === neighbours && !(square < near[held - 1])) continue;
          let k = held < neighbours ? held++ : held - 1;
          // Of equally far rows the first stays: only a smaller distance passes.
          for (; k > 0 && near[k - 1] > square; k--) {
            near[k] = near[k - 1];
            who[k] = who[k - 1];
          }
          near[k] = square;
          who[k] = t;
        }
        const exact = byDistance && near[0] === 0;
        let total = 0;
        for (let k = 0; k < held; k++) {
          const vote =
            weights[who[k]] * (!byDistance ? 1 : exact ? (near[k] === 0 ? 1 : 0) : 1 / Math.sqrt(near[k]));
          total += vote;
          if (classes === undefined) result[i] += vote * y[who[k]];
          else result[i * outputs + y[who[k]]] += vote;
        }
        for (let k = 0; k < outputs; k++) result[i * outputs + k] /= total;
      }
      return classes === undefined
        ? { scores: result }
        : classPredictions(classes.count, classes.present, result);
    },
    state: () => ({
      rows: n,
      columns: p,
      x: [...training.data],
      y: [...y],
      weights: [...weights],
      neighbours,
      byDistance,
      ...(classes === undefined ? {} : { classes: classes.count, present: [...classes.present] }),
    }),
  };
}

/**
 * k nearest neighbours by Euclidean distance: shares of their classes, or their mean. Of training rows equally far the
 * earlier ones are taken; with votes by distance, rows at distance 0 vote alone. Scale the columns first.
 */
export const nearestNeighbours: Estimator<typeof settings> = {
  id,
  name: 'Nearest neighbours',
  outcomes: ['classes', 'ordinal', 'continuous'],
  settings,
  fit(data, { neighbours, votes }) {
    const weights = rowWeights(data);
    // Rows of no weight are not there.
    const rows = Array.from(weights.keys()).filter((i) => weights[i] > 0);
    const p = data.x.columns;
    const x = new Float64Array(rows.length * p);
    rows.forEach((row, at) => {
      x.set(data.x.data.subarray(row * p, (row + 1) * p), at * p);
    });
    const base = {
      x: { rows: rows.length, columns: p, data: x },
      weights: Float64Array.from(rows, (row) => weights[row]),
      neighbours: Math.min(neighbours, rows.length),
      byDistance: votes === 'distance',
    };
    if (data.outcome.kind === 'continuous') {
      const values = continuousValues(id, data);
      return model({ ...base, y: Float64Array.from(rows, (row) => values[row]) });
    }
    const { classes, codes, present } = classTask(id, data);
    const y = Float64Array.from(rows, (row) => codes[row]);
    return model({ ...base, y, classes: { count: classes.length, present } });
  },
  restore(state: Json) {
    const { rows, columns, x, y, weights, neighbours, byDistance, classes, present } = state as StateRecord;
    return model({
      x: { rows: rows as number, columns: columns as number, data: floats(x) },
      y: floats(y),
      weights: floats(weights),
      neighbours: neighbours as number,
      byDistance: byDistance as boolean,
      ...(classes === undefined ? {} : { classes: { count: classes as number, present: integers(present) } }),
    });
  },
};
