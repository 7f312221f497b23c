import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import type { Frame } from '../../frame/frame.ts';
import { balancingStep } from '../step.ts';
import { type ClassRows, classRows, coordinates, oneOf, type Synthetic, withSynthetic } from './classes.ts';
import { nearestRows } from './neighbours.ts';
import { ratio } from './random-sampling.ts';

const common = {
  ratio,
  neighbours: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'Nearest rows of the same class among which the other end is drawn; fewer where the class is small.',
    ),
};

/** Rows to add to each class that is smaller than its share of the largest. */
function lacking({ rows, most }: ClassRows, share: number): { own: number[]; wanted: number }[] {
  return rows
    .map((own) => ({ own, wanted: own.length === 0 ? 0 : Math.floor(most * share) - own.length }))
    .filter(({ wanted }) => wanted > 0);
}

/**
 * Points between rows of `bases`, drawn with replacement, and one of their nearest rows of the class, at a place drawn
 * evenly. A class of one row has no neighbour: it is repeated.
 */
function between(
  columns: readonly Float64Array[],
  bases: readonly number[],
  own: readonly number[],
  neighbours: number,
  wanted: number,
  random: Random,
): Synthetic[] {
  const near = new Map<number, number[]>();
  return Array.from({ length: wanted }, () => {
    const parent = oneOf(bases, random);
    let others = near.get(parent);
    if (others === undefined) {
      others = nearestRows(columns, parent, own, neighbours);
      near.set(parent, others);
    }
    if (others.length === 0) return { parent, neighbour: parent, place: 0 };
    return { parent, neighbour: oneOf(others, random), place: random.uniform() };
  });
}

const others = (frame: Frame) => Array.from({ length: frame.rows }, (_, row) => row);

/**
 * Adds rows to the smaller classes, each between a row and one of its nearest of the class. Columns must be on one
 * scale. Probabilities of a model fitted after it are too high: calibrate it. Source: Chawla et al. 2002.
 */
export const smote = balancingStep({
  id: 'smote',
  name: 'SMOTE',
  settings: z.strictObject(common),
  training(frame, { ratio, neighbours }, random) {
    const classes = classRows(frame, 'smote');
    const columns = coordinates(frame, 'smote');
    return withSynthetic(
      frame,
      lacking(classes, ratio).flatMap(({ own, wanted }) =>
        between(columns, own, own, neighbours, wanted, random),
      ),
    );
  },
});

/**
 * SMOTE from rows at the border only: of their nearest rows of any class at least half, but not all, are of other
 * classes. A class without such rows stays as it is. Source: Han, Wang and Mao 2005, Borderline-SMOTE1.
 */
export const borderlineSmote = balancingStep({
  id: 'borderline-smote',
  name: 'Borderline-SMOTE 1',
  settings: z.strictObject({
    ...common,
    borderNeighbours: z
      .int()
      .min(1)
      .default(10)
      .describe('Nearest rows of any class that tell whether a row is at the border.'),
  }),
  training(frame, { ratio, neighbours, borderNeighbours }, random) {
    const classes = classRows(frame, 'borderline-smote');
    const columns = coordinates(frame, 'borderline-smote');
    const all = others(frame);
    return withSynthetic(
      frame,
      lacking(classes, ratio).flatMap(({ own, wanted }) => {
        const border = own.filter((row) => {
          const near = nearestRows(columns, row, all, borderNeighbours);
          const foreign = near.filter((other) => classes.codes[other] !== classes.codes[row]).length;
          return foreign >= near.length / 2 && foreign < near.length;
        });
        return border.length === 0 ? [] : between(columns, border, own, neighbours, wanted, random);
      }),
    );
  },
});

/** To the nearest whole number, halves to the even one. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/**
 * SMOTE with more rows from those that have more rows of other classes near them; numbers of rows are rounded for each,
 * so that classes are balanced but for rounding. Where no row has one near, all have the same share.
 * Source: He et al. 2008.
 */
export const adasyn = balancingStep({
  id: 'adasyn',
  name: 'ADASYN',
  settings: z.strictObject(common),
  training(frame, { ratio, neighbours }, random) {
    const classes = classRows(frame, 'adasyn');
    const columns = coordinates(frame, 'adasyn');
    const all = others(frame);
    return withSynthetic(
      frame,
      lacking(classes, ratio).flatMap(({ own, wanted }) => {
        const foreign = own.map((row) => {
          const near = nearestRows(columns, row, all, neighbours);
          return near.filter((other) => classes.codes[other] !== classes.codes[row]).length / near.length;
        });
        const whole = foreign.reduce((sum, share) => sum + share, 0);
        return own.flatMap((row, at) => {
          const share = whole > 0 ? foreign[at]! / whole : 1 / own.length;
          return between(columns, [row], own, neighbours, roundHalfEven(share * wanted), random);
        });
      }),
    );
  },
});
