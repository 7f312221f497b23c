import { mean, standardDeviation } from '@rachis/statistics';
import * as z from 'zod';
import type { FrameColumn } from '../../frame/frame.ts';
import {
  isConstantColumn,
  learnedColumns,
  numericInScope,
  refuseInfinite,
  refuseMissing,
  scope,
  withoutColumns,
} from '../columns.ts';
import { transformStep } from '../step.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

const settings = z.strictObject({
  ...scope,
  components: z.int().min(1).optional().describe('So many components, or as many as the data have.'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.95)
    .describe('As many components as explain this share of the variance, unless `components` says how many.'),
  scale: z.boolean().default(true).describe('Divides each column by its standard deviation first.'),
  prefix: z.string().min(1).default('PC').describe('Components are called NAME1, NAME2 ...'),
});

const state = z.object({
  columns: z.array(z.object({ name: z.string(), centre: z.number(), scale: z.number() })),
  components: z.array(z.object({ name: z.string(), variance: z.number(), loadings: z.array(z.number()) })),
  dropped: z.array(z.string()),
});

type State = z.output<typeof state>;

/** Values of a column less its centre, by its scale. */
const standardised = ({ values }: FrameColumn, { centre, scale }: State['columns'][number]) =>
  values.map((value) => (value - centre) / scale);

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += first[i]! * second[i]!;
  return sum;
}

/** Inner products of all pairs of lists. */
function gram(lists: readonly Float64Array[]): Float64Array {
  const n = lists.length;
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(lists[i]!, lists[j]!);
      products[i * n + j] = product;
      products[j * n + i] = product;
    }
  }
  return products;
}

/**
 * Directions of most variance with their variances (divisor n - 1), by the smaller of the two matrices of products:
 * of columns, or of rows where these are fewer.
 */
function directionsOf(columns: readonly Float64Array[], rows: number) {
  const count = columns.length;
  const byRows = rows < count;
  const lists = byRows
    ? Array.from({ length: rows }, (_, row) => Float64Array.from(columns, (values) => values[row]!))
    : columns;
  const size = lists.length;
  const { values, vectors } = symmetricEigen(gram(lists), size);
  // What is left of centred data to rounding is no direction.
  const least = values[0]! * Math.max(rows, count) * Number.EPSILON;
  const directions: { variance: number; loadings: Float64Array }[] = [];
  for (let k = 0; k < Math.min(size, rows - 1) && values[k]! > least; k++) {
    const vector = vectors.subarray(k * size, (k + 1) * size);
    const loadings = byRows ? columns.map((own) => dot(own, vector)) : Array.from(vector);
    directions.push({ variance: values[k]! / (rows - 1), loadings: turned(loadings) });
  }
  return directions;
}

/** To length 1, with the largest loading (the first of equal ones) positive: a direction has no sign of its own. */
function turned(loadings: readonly number[]): Float64Array {
  let length = 0;
  let largest = 0;
  loadings.forEach((loading) => {
    length += loading ** 2;
    if (Math.abs(loading) > Math.abs(largest) * (1 + 1e-9)) largest = loading;
  });
  const factor = (largest < 0 ? -1 : 1) / Math.sqrt(length);
  return Float64Array.from(loadings, (loading) => loading * factor);
}

/**
 * Principal components of columns of numbers, in their place. Columns that do not vary in the training rows are
 * dropped. Source: Jolliffe 2002; of correlations unless `scale` is false.
 */
export const principalComponents = transformStep({
  id: 'principal-components',
  name: 'Principal components',
  settings,
  supervised: false,
  state,
  fit(frame, { components, share, scale, prefix, ...chosen }) {
    const all = numericInScope(frame, chosen);
    refuseMissing(all, 'principal-components');
    const varying = all.filter(({ values }) => !isConstantColumn(values));
    const columns = varying.map(({ name, values }) => ({
      name,
      centre: mean(values),
      scale: scale ? standardDeviation(values) : 1,
    }));
    const directions =
      varying.length === 0
        ? []
        : directionsOf(
            varying.map((column, at) => standardised(column, columns[at]!)),
            frame.rows,
          );
    const whole = directions.reduce((sum, { variance }) => sum + variance, 0);
    let count = 0;
    for (let explained = 0; count < directions.length && explained < share * whole * (1 - 1e-12); count++) {
      explained += directions[count]!.variance;
    }
    return {
      columns,
      components: directions.slice(0, components ?? count).map(({ variance, loadings }, at) => ({
        name: `${prefix}${at + 1}`,
        variance,
        loadings: Array.from(loadings),
      })),
      dropped: all.map(({ name }) => name),
    };
  },
  apply(frame, { columns, components, dropped }) {
    const given = learnedColumns(
      frame,
      columns.map(({ name }) => name),
      'principal-components',
    );
    for (const column of given) refuseInfinite(column);
    refuseMissing(given, 'principal-components');
    const scores = components.map(() => new Float64Array(frame.rows));
    given.forEach((column, at) => {
      const values = standardised(column, columns[at]!);
      components.forEach(({ loadings }, k) => {
        const own = scores[k]!;
        const loading = loadings[at]!;
        for (let row = 0; row < own.length; row++) own[row]! += loading * values[row]!;
      });
    });
    return {
      ...frame,
      columns: [
        ...withoutColumns(frame, dropped).columns,
        ...components.map(({ name }, k): FrameColumn => ({ name, kind: 'numeric', values: scores[k]! })),
      ],
    };
  },
});
