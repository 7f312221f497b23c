import { clusterTree, cutTree } from '@rachis/statistics';
import * as z from 'zod';
import { numericInScope, refuseMissing } from '../columns.ts';
import { correlation, correlationOfUnits, unitColumn } from './ranked-columns.ts';
import { scope, selectionStep } from './selection.ts';
import { strongestFirst, univariateScores } from './univariate-scores.ts';

const settings = z.strictObject({
  ...scope,
  correlation,
  linkage: z
    .enum(['average', 'complete', 'single'])
    .default('average')
    .describe("How near two clusters are, by their members' distances 1 - |correlation|."),
  threshold: z.number().min(0).max(1).default(0.9).describe('Clusters nearer than 1 - threshold are joined.'),
  clusters: z.int().min(1).optional().describe('So many clusters, in place of the threshold.'),
  representative: z
    .enum(['medoid', 'score'])
    .default('medoid')
    .describe(
      'Who stands for a cluster: the member nearest to the others, or the one that goes best with the outcome.',
    ),
});

/** Members of each cluster, ascending. */
function membersOf(labels: Int32Array): number[][] {
  const members: number[][] = [];
  labels.forEach((label, at) => {
    if (members[label] === undefined) members[label] = [];
    members[label].push(at);
  });
  return members;
}

/** The member with the least sum of distances to the others; the first of equal ones. */
function medoidOf(members: readonly number[], distance: (a: number, b: number) => number): number {
  let best = members[0]!;
  let least = Infinity;
  for (const own of members) {
    const sum = members.reduce((total, other) => total + distance(own, other), 0);
    // Sums of the same distances in another order are equal but for rounding.
    if (sum < least - 1e-12) {
      least = sum;
      best = own;
    }
  }
  return best;
}

/** Clusters columns by 1 - |correlation| and keeps one of each cluster. A constant column is its own cluster. */
export const correlationClusters = selectionStep({
  id: 'correlation-clusters',
  name: 'Clusters of correlated columns',
  settings,
  supervised: true,
  choose(frame, { correlation, linkage, threshold, clusters, representative, ...chosen }) {
    const columns = numericInScope(frame, chosen);
    refuseMissing(columns, 'correlation-clusters');
    const seen = columns.map(({ name }) => name);
    if (columns.length < 2) return { seen, kept: new Set(seen) };
    const units = columns.map(({ values }) => unitColumn(values, correlation));
    const distances = units.map((own, at) =>
      Float64Array.from({ length: at }, (_, other) => 1 - Math.abs(correlationOfUnits(own, units[other]!))),
    );
    const tree = clusterTree(distances, linkage);
    const joined = tree.heights.filter((height) => height <= 1 - threshold + 1e-12).length;
    const count = Math.min(clusters ?? columns.length - joined, columns.length);
    const members = membersOf(cutTree(tree, count));
    const place = new Map<number, number>();
    if (representative === 'score') {
      strongestFirst(univariateScores(columns, frame.outcome!)).forEach((at, rank) => {
        place.set(at, rank);
      });
    }
    const between = (a: number, b: number) => (a === b ? 0 : a > b ? distances[a]![b]! : distances[b]![a]!);
    const kept = members.map((own) =>
      representative === 'medoid'
        ? medoidOf(own, between)
        : own.reduce((best, at) => (place.get(at)! < place.get(best)! ? at : best)),
    );
    return { seen, kept: new Set(kept.map((at) => columns[at]!.name)) };
  },
});
