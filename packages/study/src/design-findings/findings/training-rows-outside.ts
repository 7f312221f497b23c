import { closeness, logRatios, mannWhitney, nearestBetween, neighboursNeeded } from '@rachis/statistics';
import type { DesignCheck } from '../context.ts';
import { firstOfEqual } from '../space.ts';
import { chance, counted, listed, short } from '../words.ts';
import { mostShare, nearness, twinRisk } from './subject-twice.ts';

/** Chance of the finding on all rows together. */
const wholeRisk = 1e-4;

/** How often an external row has its nearest closer than a training row has: one half where both are drawn alike. */
const leastSuperiority = 0.65;

/** Rows of the external table that are training rows: looked for from the external rows and from the training rows. */
export const trainingRowsOutside: DesignCheck = (context) => {
  const { design, neighbourhood } = context;
  const { external } = design;
  if (external === undefined || neighbourhood === undefined) return [];
  const { space, placed, rows, dimension, usual, ratios } = neighbourhood;
  const known = new Set(external.frame.columns.map(({ name }) => name));
  const shared = space.columns.filter(({ name }) => known.has(name)).length;
  if (2 * shared < space.columns.length) return [];
  const first = firstOfEqual(external.frame.columns, external.frame.rows);
  const others = Array.from(first.keys()).filter((row) => first[row] === row);
  const outside = space.place(external.frame, others);
  const pairs = new Map<number, { training: number; share: number }>();
  const limit = twinRisk / (rows.length + others.length);
  const [fromOutside, fromInside] = nearestBetween(outside, placed, neighboursNeeded);
  const look = (
    found: typeof fromOutside,
    count: number,
    add: (i: number, j: number, share: number) => void,
  ) => {
    for (let i = 0; i < count; i++) {
      const distance = found.distances[i * found.count]!;
      const j = found.indices[i * found.count]!;
      if (j < 0 || distance > mostShare * usual) continue;
      const next = found.distances.subarray(i * found.count + 1, (i + 1) * found.count);
      if (!next.some((one) => Number.isFinite(one) && distance <= mostShare * one)) continue;
      if (closeness(found, i, dimension) <= limit) add(i, j, distance / usual);
    }
  };
  const keep = (outsideRow: number, training: number, share: number) => {
    const before = pairs.get(outsideRow);
    if (before === undefined || share < before.share) pairs.set(outsideRow, { training, share });
  };
  look(fromOutside, others.length, (i, j, share) => keep(others[i]!, rows[j]!, share));
  look(fromInside, rows.length, (i, j, share) => keep(others[j]!, rows[i]!, share));
  const outsideRatios = logRatios(fromOutside).filter((value) => !Number.isNaN(value));
  const insideRatios = ratios.filter((value) => !Number.isNaN(value));
  const { superiority, p } =
    outsideRatios.length < 10
      ? { superiority: 0, p: 1 }
      : mannWhitney(outsideRatios, insideRatios, { exact: false });
  const asWhole =
    superiority >= leastSuperiority && p < wholeRisk
      ? `rows of ${external.file} have a single training row near them more often than training rows have each other (${short(100 * superiority)}% of comparisons, where 50% is chance; ${chance(p)}), as where the training patients were measured again`
      : undefined;
  if (pairs.size === 0 && asWhole === undefined) return [];
  const found = [...pairs].sort(([, a], [, b]) => a.share - b.share);
  const words = found.map(
    ([row, { training, share }]) =>
      `${external.labels[row]} is ${design.labels[training]} (${nearness(share)})`,
  );
  // Equal rows of the external table stand for each other.
  const all = Array.from(first.keys()).filter((row) => pairs.has(first[row]!));
  const single = `${counted(all.length, 'row')} of ${external.frame.rows} of ${external.file} ${all.length === 1 ? 'is a training row' : 'are training rows'}, the same or nearly so in ${shared} columns: ${listed(words, 4)}.`;
  const message =
    pairs.size === 0
      ? `${asWhole![0]!.toUpperCase()}${asWhole!.slice(1)}.`
      : `${single}${asWhole === undefined || all.length > external.frame.rows / 2 ? '' : ` All in all, ${asWhole}.`}`;
  return [
    {
      code: 'TRAINING_ROWS_OUTSIDE',
      severity: 'problem',
      message: `${message} The external result is no test.`,
      remedy:
        'Take them out of one of the two tables. What was measured on training patients is no external validation.',
      columns: [],
      subjects: all.map((row) => external.labels[row]!),
    },
  ];
};
