import { mean, type Random, standardDeviation } from '@rachis/statistics';
import { applyCalibration } from '../calibration/calibration.ts';
import type { Matrix, Predictions } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import { outcomeOf } from '../resampling/split.ts';
import { type Criterion, criterionOf, defaultCriterion, refuseCriterion } from '../search/criterion.ts';
import type { ColumnGroup } from './column-groups.ts';
import { columnSources } from './sources.ts';
import { usedColumns } from './column-weights.ts';

/** How much worse the criterion is without what a group of columns says. */
export interface Importance {
  readonly columns: ColumnGroup;
  /** Criterion as it is less that with the columns permuted: a value a repeat. */
  readonly drops: readonly number[];
  readonly mean: number;
  /** Over repeats, divisor n - 1; NaN of one repeat. */
  readonly deviation: number;
}

/** Importance of groups on some rows. */
export interface PermutationImportance {
  readonly criterion: Criterion;
  /** The criterion on the rows as they are. More is better. */
  readonly value: number;
  readonly groups: readonly Importance[];
}

/** How rows are permuted and judged. */
export interface ImportanceOptions {
  /** Columns of the table that are permuted together; each column by itself unless told. */
  readonly groups?: readonly ColumnGroup[];
  readonly criterion?: Criterion;
  readonly repeats?: number;
  /** In place of `random`: for each repeat, the row that each row takes its values from. */
  readonly permutations?: readonly ArrayLike<number>[];
}

/** `count` copies of all rows, one after the other. */
function stacked({ rows, columns, data }: Matrix, count: number): Matrix {
  const made = new Float64Array(count * data.length);
  for (let k = 0; k < count; k++) made.set(data, k * data.length);
  return { rows: rows * count, columns, data: made };
}

/** Rows of one copy out of the predictions of all. */
function part({ scores, probabilities }: Predictions, from: number, rows: number): Predictions {
  const own = { scores: scores.subarray(from, from + rows) };
  if (probabilities === undefined) return own;
  const { columns, data } = probabilities;
  return {
    ...own,
    probabilities: { rows, columns, data: data.subarray(from * columns, (from + rows) * columns) },
  };
}

function checkedPermutations(permutations: readonly ArrayLike<number>[], rows: number): void {
  for (const own of permutations) {
    const sorted = Array.from(own).sort((a, b) => a - b);
    if (own.length === rows && sorted.every((row, at) => row === at)) continue;
    throw learningError('SETTINGS_INVALID', `A permutation does not have each of the ${rows} rows once.`, {
      remedy: 'Give for each repeat the numbers of all rows in another order.',
    });
  }
}

/** Predictions of all repeats of a group, with its columns permuted before the steps: where steps mix columns. */
function throughSteps(
  pipeline: FittedPipeline,
  frame: Frame,
  group: ReadonlySet<string>,
  permutations: readonly ArrayLike<number>[],
): Predictions[] {
  const { outcome: _, ...unseen } = frame;
  return permutations.map((from) =>
    pipeline.predict({
      ...unseen,
      columns: frame.columns.map((column) =>
        group.has(column.name)
          ? { ...column, values: Float64Array.from(column.values, (_value, row) => column.values[from[row]]) }
          : column,
      ),
    }),
  );
}

/**
 * Permutation importance of a whole fitted pipeline on rows with an outcome: what the criterion loses when columns of
 * the table swap their values among the rows, all columns of a group alike (Breiman 2001; Fisher, Rudin and Dominici
 * 2019). Give rows that the pipeline was not fitted on. A group that no column of the model comes from has 0. The same
 * permutations serve all groups, by `random.split('permutation', repeat)`; sites and outcome stay where they are.
 * `SETTINGS_INVALID` for a criterion that the outcome does not have, columns that the pipeline does not know, or
 * permutations that are none.
 */
export function permutationImportance(
  pipeline: FittedPipeline,
  frame: Frame,
  random: Random,
  options: ImportanceOptions = {},
): PermutationImportance {
  const outcome = outcomeOf(frame);
  const { criterion = defaultCriterion(outcome), repeats = 5 } = options;
  refuseCriterion(criterion, outcome);
  const groups = options.groups ?? pipeline.inputs.map(({ name }) => [name]);
  const known = new Set(pipeline.inputs.map(({ name }) => name));
  const unknown = groups.flat().find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw learningError('SETTINGS_INVALID', `The pipeline was not fitted on a column ${unknown}.`, {
      column: unknown,
      remedy: 'Group columns that the pipeline was fitted on.',
    });
  }
  if (!(Number.isInteger(repeats) && repeats > 0)) {
    throw learningError('SETTINGS_INVALID', `The number of repeats is ${repeats}.`, {
      remedy: 'Give a whole number above 0.',
    });
  }
  const { rows } = frame;
  const permutations =
    options.permutations ??
    Array.from({ length: repeats }, (_, repeat) =>
      random.split('permutation', repeat).shuffle(Int32Array.from({ length: rows }, (_row, row) => row)),
    );
  checkedPermutations(permutations, rows);
  const x = matrixOf(pipeline.prepare(frame));
  const calibrated = (said: Predictions) =>
    pipeline.calibration === undefined ? said : applyCalibration(pipeline.calibration, said);
  const score = (said: Predictions) => criterionOf(criterion, outcome, said);
  const value = score(calibrated(pipeline.model.predict(x)));
  const used = usedColumns(pipeline.model, x.columns);
  const sources = columnSources(pipeline);
  const copies = stacked(x, permutations.length);

  const found = groups.map((columns): Importance => {
    const group = new Set(columns);
    const touched = sources.flatMap(({ inputs }, at) =>
      used[at] === 1 && columns.some((name) => inputs.has(name)) ? [at] : [],
    );
    if (touched.length === 0) {
      return {
        columns,
        drops: permutations.map(() => 0),
        mean: 0,
        deviation: permutations.length > 1 ? 0 : NaN,
      };
    }
    // Rows do not depend on each other: what comes of the group alone may as well be permuted after the steps.
    const alone = touched.every(
      (at) => !sources[at].bySite && [...sources[at].inputs].every((name) => group.has(name)),
    );
    let said: Predictions[];
    if (alone) {
      const data = copies.data.slice();
      permutations.forEach((from, k) => {
        for (let row = 0; row < rows; row++) {
          const to = (k * rows + row) * x.columns;
          for (const at of touched) data[to + at] = x.data[from[row] * x.columns + at];
        }
      });
      const all = calibrated(pipeline.model.predict({ ...copies, data }));
      said = permutations.map((_, k) => part(all, k * rows, rows));
    } else said = throughSteps(pipeline, frame, group, permutations);
    const drops = said.map((one) => value - score(one));
    return {
      columns,
      drops,
      mean: mean(drops),
      deviation: drops.length > 1 ? standardDeviation(drops) : NaN,
    };
  });
  return { criterion, value, groups: found };
}
