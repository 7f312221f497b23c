import * as z from 'zod';
import type { TrainingData } from '../../contract.ts';
import { candidatesIn, choiceOf, evidenceOf, modelRows } from './candidates.ts';
import { columnImportance, defaultJudge, type Judge } from './column-importance.ts';
import { scope, selectionStep } from './selection.ts';

const id = 'recursive-elimination';

const step = z
  .union([
    z.int().min(1),
    z.strictObject({
      share: z.number().gt(0).lt(1),
      of: z.enum(['start', 'left']).default('left'),
    }),
  ])
  .default({ share: 0.1, of: 'left' })
  .describe(
    'How many columns go at a time: a count, or a share of those at the start or of those left, rounded down, at least one.',
  );

const settings = z.strictObject({
  ...scope,
  keep: z.int().min(1).default(10).describe('How many columns stay.'),
  step,
  estimator: z
    .string()
    .optional()
    .describe(
      'The model that judges columns, with coefficients or an importance: unless told, ridge regression (logistic, linear, Cox), or a random forest for more than two classes.',
    ),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Settings of that model; of the usual one if none is named.'),
  standardised: z
    .boolean()
    .default(true)
    .describe('Coefficients are compared times the spread of their column, so that units do not matter.'),
});

/** How columns are eliminated. */
export interface EliminationRule {
  readonly keep: number;
  readonly step: z.output<typeof step>;
  readonly standardised: boolean;
}

/** Some columns of training data. */
function onColumns(data: TrainingData, columns: readonly number[], round: number): TrainingData {
  const { x, names } = data;
  const values = new Float64Array(x.rows * columns.length);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (const j of columns) values[at++] = x.data[i * x.columns + j];
  }
  return {
    ...data,
    x: { rows: x.rows, columns: columns.length, data: values },
    names: columns.map((j) => names[j]),
    random: data.random.split('round', round),
  };
}

/**
 * The rank of each column: 1 for those kept, 2 for those that went last, and so on. Of columns that matter equally
 * little, the later in the table goes first.
 */
export function eliminationRanks(data: TrainingData, judge: Judge, rule: EliminationRule): Int32Array {
  const { keep, step: size } = rule;
  const count = data.x.columns;
  let left = Array.from({ length: count }, (_, j) => j);
  const ranks = new Int32Array(count).fill(1);
  for (let round = 0; left.length > keep; round++) {
    const importance = columnImportance(onColumns(data, left, round), judge, rule.standardised);
    const wanted =
      typeof size === 'number'
        ? size
        : Math.max(1, Math.floor(size.share * (size.of === 'start' ? count : left.length)));
    const weakest = Array.from(left.keys()).sort((a, b) => importance[a] - importance[b] || b - a);
    const going = new Set(weakest.slice(0, Math.min(wanted, left.length - keep)).map((at) => left[at]));
    left = left.filter((j) => !going.has(j));
    const staying = new Set(left);
    for (let j = 0; j < count; j++) if (!staying.has(j)) ranks[j]++;
  }
  return ranks;
}

/**
 * Recursive elimination: fits a model, drops the columns that matter least to it, and again, until `keep` are left.
 * Source: Guyon, Weston, Barnhill and Vapnik 2002; a share of those left as in their halving. Weights of rows count
 * where the model takes them. The state holds the rank of each column.
 */
export const recursiveElimination = selectionStep({
  id,
  name: 'Recursive elimination',
  settings,
  supervised: true,
  choose(frame, chosen, random) {
    const candidates = candidatesIn(frame, chosen, id);
    if (candidates.columns.length === 0) return choiceOf(candidates, []);
    const data = modelRows(frame, candidates.columns, random);
    const usual = defaultJudge(data.outcome);
    const judge =
      chosen.estimator === undefined
        ? { ...usual, settings: { ...usual.settings, ...chosen.settings } }
        : { estimator: chosen.estimator, settings: chosen.settings };
    const ranks = eliminationRanks(data, judge, chosen);
    const kept = Array.from(ranks.keys()).filter((j) => ranks[j] === 1);
    return choiceOf(candidates, kept, evidenceOf(candidates, 'rank', ranks, {}));
  },
});
