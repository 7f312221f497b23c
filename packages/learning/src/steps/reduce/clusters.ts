import {
  assignToCentres,
  hierarchicalClusters,
  kMeans,
  mean,
  selfOrganisingMap,
  standardDeviation,
} from '@rachis/statistics';
import * as z from 'zod';
import { learningError } from '../../error.ts';
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

const settings = z.strictObject({
  ...scope,
  clusters: z
    .int()
    .min(2)
    .max(50)
    .describe('So many clusters; of a self-organising map, its nodes in a row.'),
  method: z
    .enum(['k-means', 'ward', 'self-organising-map'])
    .default('k-means')
    .describe('How rows are clustered; a new row belongs to the nearest centre.'),
  scale: z.boolean().default(true).describe('Divides each column by its standard deviation first.'),
  keep: z
    .boolean()
    .default(false)
    .describe('Whether the columns that were clustered stay beside the clusters.'),
  prefix: z
    .string()
    .min(1)
    .default('cluster_')
    .describe('A column of 0 and 1 for each cluster but the largest is called NAME1, NAME2 ...'),
});

const state = z.object({
  columns: z.array(z.object({ name: z.string(), centre: z.number(), scale: z.number() })),
  centres: z.array(z.array(z.number())),
  clusters: z.array(z.object({ name: z.string(), centre: z.int() })),
  dropped: z.array(z.string()),
});

/** Rows of the columns, each less its centre and by its scale. */
function rowsOf(
  columns: readonly FrameColumn[],
  scalings: readonly { readonly centre: number; readonly scale: number }[],
  rows: number,
): Float64Array[] {
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from(
      columns,
      ({ values }, at) => (values[row]! - scalings[at]!.centre) / scalings[at]!.scale,
    ),
  );
}

/**
 * Clusters of rows as columns of 0 and 1: found in the training rows alone, and a new row is given to the nearest centre. The largest
 * cluster has no column, so that they do not add up to a constant. Columns that do not vary are left out of the distance. Sources:
 * k-means (Lloyd 1982; Arthur and Vassilvitskii 2007), Ward 1963, Kohonen 2001.
 */
export const clusterColumns = transformStep({
  id: 'clusters',
  name: 'Clusters of rows',
  settings,
  supervised: false,
  state,
  fit(frame, { clusters, method, scale, keep, prefix, ...chosen }, random) {
    const all = numericInScope(frame, chosen);
    refuseMissing(all, 'clusters');
    const varying = all.filter(({ values }) => !isConstantColumn(values));
    if (varying.length === 0 || clusters > frame.rows)
      throw learningError(
        'DATA_UNSUITABLE',
        `${frame.rows} training rows with ${varying.length} columns that vary cannot make ${clusters} clusters.`,
        { remedy: 'Ask for fewer clusters, or name columns of numbers that vary.' },
      );
    const columns = varying.map(({ name, values }) => ({
      name,
      centre: mean(values),
      scale: scale ? standardDeviation(values) : 1,
    }));
    const rows = rowsOf(varying, columns, frame.rows);
    const { centres, labels } =
      method === 'k-means'
        ? kMeans(rows, clusters, { random })
        : method === 'ward'
          ? hierarchicalClusters(rows, clusters)
          : selfOrganisingMap(rows, { width: clusters, height: 1, random });
    const sizes = centres.map((_, c) => labels.reduce((sum, label) => sum + (label === c ? 1 : 0), 0));
    // By size, the largest first: it is what the others are compared with.
    const order = centres.map((_, c) => c).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
    return {
      columns,
      centres: centres.map((centre) => Array.from(centre)),
      clusters: order.slice(1).map((centre, i) => ({ name: `${prefix}${i + 1}`, centre })),
      dropped: keep ? [] : all.map(({ name }) => name),
    };
  },
  apply(frame, { columns, centres, clusters, dropped }) {
    const given = learnedColumns(
      frame,
      columns.map(({ name }) => name),
      'clusters',
    );
    for (const column of given) refuseInfinite(column);
    refuseMissing(given, 'clusters');
    const labels = assignToCentres({ centres }, rowsOf(given, columns, frame.rows));
    return {
      ...frame,
      columns: [
        ...withoutColumns(frame, dropped).columns,
        ...clusters.map(
          ({ name, centre }): FrameColumn => ({
            name,
            kind: 'numeric',
            values: Float64Array.from(labels, (label) => (label === centre ? 1 : 0)),
          }),
        ),
      ],
    };
  },
});
