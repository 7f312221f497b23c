import type { Random } from '../random/random.ts';
import { checkRows, nearest, type Rows, squaredDistance } from './distances.ts';

/** A map of nodes on a plane, each with a prototype; plain numbers, kept as JSON and applied to new rows. */
export interface SelfOrganisingMap {
  readonly width: number;
  readonly height: number;
  readonly grid: 'rectangular' | 'hexagonal';
  /** Prototype of each node, row by row. */
  readonly centres: readonly (readonly number[])[];
  /** Node of each training row. */
  readonly labels: Int32Array;
  /** Mean distance of rows to their prototype. */
  readonly quantisationError: number;
  /** Share of rows whose two nearest nodes are not neighbours. */
  readonly topographicError: number;
}

/** How a map is trained. */
export interface SelfOrganisingMapOptions {
  readonly width: number;
  readonly height: number;
  readonly random: Random;
  readonly grid?: 'rectangular' | 'hexagonal';
  /** Times each row is shown; 100 unless told. */
  readonly epochs?: number;
  /** Learning rate from and to, falling in a line. */
  readonly rate?: readonly [number, number];
  /** Radius of the Gaussian neighbourhood from and to, falling in a line; from half the longer side to 0.5. */
  readonly radius?: readonly [number, number];
}

/** Places of nodes; hexagonal maps shift every second row by a half and bring rows nearer. */
function places(width: number, height: number, grid: 'rectangular' | 'hexagonal'): [number, number][] {
  return Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    return grid === 'hexagonal' ? [x + (y % 2) / 2, (y * Math.sqrt(3)) / 2] : [x, y];
  });
}

/**
 * Kohonen's self-organising map: prototypes start at rows drawn at random; each row shown pulls its nearest node and,
 * by a Gaussian of their distance on the plane, its neighbours. Scale columns first. Source: Kohonen 1982, 2001.
 */
export function selfOrganisingMap(rows: Rows, options: SelfOrganisingMapOptions): SelfOrganisingMap {
  const { width, height, random, grid = 'rectangular', epochs = 100, rate = [0.05, 0.01] } = options;
  const { radius = [Math.max(width, height) / 2, 0.5] } = options;
  checkRows(rows, 1);
  const nodes = width * height;
  const place = places(width, height, grid);
  const draws = random.split('start');
  const centres = Array.from({ length: nodes }, () => Array.from(rows[draws.integer(rows.length)]!));
  const between = place.map(([ax, ay]) =>
    Float64Array.from(place, ([bx, by]) => (ax - bx) ** 2 + (ay - by) ** 2),
  );
  const total = epochs * rows.length;
  let shown = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random
      .split('epoch', epoch)
      .shuffle(Uint32Array.from(rows, (_, i) => i) as unknown as number[]);
    for (let k = 0; k < order.length; k++) {
      const row = rows[order[k]!]!;
      const share = shown++ / total;
      const pull = rate[0] + (rate[1] - rate[0]) * share;
      const reach = radius[0] + (radius[1] - radius[0]) * share;
      const winner = nearest(centres, row);
      for (let c = 0; c < nodes; c++) {
        const factor = pull * Math.exp(-between[winner]![c]! / (2 * reach * reach));
        if (factor < 1e-8) continue;
        const centre = centres[c]!;
        for (let j = 0; j < centre.length; j++) centre[j]! += factor * (row[j]! - centre[j]!);
      }
    }
  }
  const labels = Int32Array.from(rows, (row) => nearest(centres, row));
  let error = 0;
  let torn = 0;
  // Neighbours touch: distance 1, on a rectangle also across a corner.
  const touching = grid === 'hexagonal' ? 1.01 : 2.01;
  rows.forEach((row, i) => {
    error += Math.sqrt(squaredDistance(row, centres[labels[i]!]!));
    let second = -1;
    let least = Infinity;
    centres.forEach((centre, c) => {
      const distance = squaredDistance(centre, row);
      if (c !== labels[i] && distance < least) [second, least] = [c, distance];
    });
    if (second >= 0 && between[labels[i]!]![second]! > touching) torn++;
  });
  return {
    width,
    height,
    grid,
    centres,
    labels,
    quantisationError: error / rows.length,
    topographicError: torn / rows.length,
  };
}
