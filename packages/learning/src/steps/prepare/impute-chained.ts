import { applyChain, type ChainColumn, createRandom, type FittedChain, fitChain } from '@rachis/statistics';
import * as z from 'zod';
import type { Frame, FrameColumn } from '../../frame/frame.ts';
import { columnsInScope, learnedColumns, refuseInfinite, scope, withoutColumns } from '../columns.ts';
import { transformStep } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  iterations: z.int().min(1).max(100).default(10).describe('Times that every column is filled anew.'),
  predictors: z
    .int()
    .min(1)
    .max(200)
    .default(15)
    .describe('Columns at most that one is predicted from: those that go with it most closely.'),
  draw: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe(
      '0: what is expected is filled in. Else the number of one imputation of several, which is drawn.',
    ),
});

const number = z.number();
const state = z.object({
  names: z.array(z.string()),
  categories: z.array(z.array(z.string()).nullable()),
  /** Columns without a single training value. */
  dropped: z.array(z.string()),
  draw: z.int(),
  chain: z.object({
    columns: z.array(z.object({ centre: number, scale: number, start: number })),
    equations: z.array(
      z.object({
        target: z.int(),
        predictors: z.array(z.int()),
        coefficients: z.array(z.array(number)),
        deviation: number,
      }),
    ),
  }),
});

/** A column as a chain takes it: categories by the numbers they had in training; one that is new there is missing. */
function chainColumn(column: FrameColumn, known: readonly string[] | null): ChainColumn {
  if (known === null) return { values: column.values };
  const codes = (column.categories ?? []).map((name) => known.indexOf(name));
  return {
    categories: known.length,
    values: column.values.map((value) => {
      const code = Number.isNaN(value) ? -1 : codes[value]!;
      return code < 0 ? NaN : code;
    }),
  };
}

/** A column with its missing values filled; categories that training rows did not have stay. */
function filledColumn(
  column: FrameColumn,
  known: readonly string[] | null,
  filled: Float64Array,
): FrameColumn {
  if (!column.values.some(Number.isNaN)) return column;
  if (known === null)
    return {
      ...column,
      values: column.values.map((value, row) => (Number.isNaN(value) ? filled[row]! : value)),
    };
  const categories = [...(column.categories ?? [])];
  const codeOf = (name: string) => {
    if (!categories.includes(name)) categories.push(name);
    return categories.indexOf(name);
  };
  const values = column.values.map((value, row) =>
    Number.isNaN(value) ? codeOf(known[filled[row]!]!) : value,
  );
  return { ...column, categories, values };
}

/**
 * Fills missing values by chained equations that are learned from the training rows, without the outcome, which new rows do not have. Columns that were complete in training
 * take their mean or most frequent category. A drawn imputation takes its random numbers from the values of a row, so that a
 * row is filled in the same way in whatever company. Sources: van Buuren and Groothuis-Oudshoorn 2011; Sisk et al. 2023 (without the outcome).
 */
export const imputeChained = transformStep({
  id: 'impute-chained',
  name: 'Imputation by chained equations',
  settings,
  supervised: false,
  state,
  fit(frame, { iterations, predictors, draw, ...chosen }, random) {
    const inScope = columnsInScope(frame, chosen);
    for (const column of inScope) refuseInfinite(column);
    const empty = (column: FrameColumn) => column.values.every(Number.isNaN);
    const columns = inScope.filter((column) => !empty(column));
    const categories = columns.map((column) => (column.kind === 'category' ? [...column.categories!] : null));
    const { chain } = fitChain(
      columns.map((column, at) => chainColumn(column, categories[at]!)),
      { iterations, predictors, ...(draw === 0 ? {} : { random: random.split('draw', draw) }) },
    );
    return {
      names: columns.map(({ name }) => name),
      categories,
      dropped: inScope.filter(empty).map(({ name }) => name),
      draw,
      chain: JSON.parse(JSON.stringify(chain)) as z.output<typeof state>['chain'],
    };
  },
  apply(frame, { names, categories, dropped, draw, chain }): Frame {
    const kept = withoutColumns(frame, dropped);
    const columns = learnedColumns(kept, names, 'impute-chained');
    const own = columns.map((column, at) => chainColumn(column, categories[at]!));
    const randomOf = (row: number) =>
      createRandom(`${draw} ${JSON.stringify(own.map(({ values }) => values[row]))}`);
    const filled = applyChain(chain as FittedChain, own, draw === 0 ? undefined : randomOf);
    const byName = new Map(
      columns.map((column, at) => [column.name, filledColumn(column, categories[at]!, filled[at]!)]),
    );
    return { ...kept, columns: kept.columns.map((column) => byName.get(column.name) ?? column) };
  },
});
