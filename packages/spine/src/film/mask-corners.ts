import type { Level } from '../levels.ts';
import { levelRank } from '../levels.ts';
import type { PlaneLandmark } from '../landmark-files/plane-file.ts';
import { robustFit } from '../vertebra/fit.ts';

/** A label map of one film: a label a pixel, row by row. */
export interface FilmMask {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

type Point = readonly [row: number, column: number];

const dot = (p: Point, q: Point): number => p[0] * q[0] + p[1] * q[1];
const plus = (p: Point, q: Point, by = 1): Point => [p[0] + by * q[0], p[1] + by * q[1]];
const unit = (p: Point): Point => [p[0] / Math.hypot(...p), p[1] / Math.hypot(...p)];

/** Fewer pixels than this are no vertebra of a film. */
const leastPixels = 40;

/** Parts of half the depth and height that endplates and walls are fitted over: rims stay out. */
const inner = 0.7;

interface Region {
  readonly pixels: readonly Point[];
  readonly centre: Point;
}

function regionOf({ rows, columns, data }: FilmMask, label: number): Region | null {
  const pixels: Point[] = [];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) if (data[c + columns * r] === label) pixels.push([r, c]);
  if (pixels.length < leastPixels) return null;
  const sum = pixels.reduce<Point>((all, p) => plus(all, p), [0, 0]);
  return { pixels, centre: [sum[0] / pixels.length, sum[1] / pixels.length] };
}

/** Where a label is left along a direction, in pixels: the last place inside, to half a pixel. */
function exitAlong(
  { rows, columns, data }: FilmMask,
  label: number,
  from: Point,
  way: Point,
  reach: number,
): number | null {
  const inside = (t: number) => {
    const [r, c] = [Math.round(from[0] + t * way[0]), Math.round(from[1] + t * way[1])];
    return r >= 0 && c >= 0 && r < rows && c < columns && data[c + columns * r] === label;
  };
  if (!inside(0)) return null;
  let last = 0;
  // Small holes do not count: a gap of three pixels is one.
  for (let t = 0; t < reach && t - last <= 3; t += 0.25) if (inside(t)) last = t;
  return last + 0.125;
}

/** A side of the body as a line: its distance along one axis, by the place along the other. */
function sideLine(
  mask: FilmMask,
  label: number,
  centre: Point,
  way: Point,
  across: Point,
  half: number,
  reach: number,
) {
  const [places, distances]: [number[], number[]] = [[], []];
  for (let i = 0; i <= 24; i++) {
    const at = inner * half * (i / 12 - 1);
    const distance = exitAlong(mask, label, plus(centre, across, at), way, reach);
    if (distance === null) continue;
    places.push(at);
    distances.push(distance);
  }
  const fit = robustFit(
    places.map((at) => [1, at]),
    distances,
    0.25,
  );
  return fit === null ? null : { at: fit.coefficients[0]!, slope: fit.coefficients[1]! };
}

/** Where two sides meet: `h = a + b v` along up, `v = c + d h` along forwards. */
function meeting(
  plate: { at: number; slope: number },
  wall: { at: number; slope: number },
  up: 1 | -1,
  front: 1 | -1,
) {
  // Up (or down) the distance is up * h, forwards (or back) front * v.
  const v = (front * (wall.at + wall.slope * up * plate.at)) / (1 - front * up * wall.slope * plate.slope);
  return { v, h: up * (plate.at + plate.slope * v) };
}

/** Corners of one label, or the reason. */
function cornersOf(
  mask: FilmMask,
  label: number,
  { pixels, centre }: Region,
  start: Point,
  forwards: 1 | -1,
) {
  let up = unit(start);
  const reach = 3 * Math.sqrt(pixels.length);
  const frontOf = (axis: Point): Point => (forwards === 1 ? [axis[1], -axis[0]] : [-axis[1], axis[0]]);
  let lines: ReturnType<typeof sideLine>[] = [];
  let front = frontOf(up);
  let [halfHeight, halfDepth] = [0, 0];
  for (let pass = 0; pass < 4; pass++) {
    front = frontOf(up);
    halfHeight = Math.max(...pixels.map((p) => Math.abs(dot(plus(p, centre, -1), up))));
    halfDepth = Math.max(...pixels.map((p) => Math.abs(dot(plus(p, centre, -1), front))));
    const down: Point = [-up[0], -up[1]];
    const back: Point = [-front[0], -front[1]];
    lines = [
      sideLine(mask, label, centre, up, front, halfDepth, reach),
      sideLine(mask, label, centre, down, front, halfDepth, reach),
      sideLine(mask, label, centre, front, up, halfHeight, reach),
      sideLine(mask, label, centre, back, up, halfHeight, reach),
    ];
    if (lines.includes(null)) return null;
    // The axis stands midway between the endplates.
    const lean = (lines[0]!.slope - lines[1]!.slope) / 2;
    up = unit(plus(up, front, -lean));
  }
  front = frontOf(up);
  const corners = new Map<string, Point>();
  for (const [vertical, plate, upper] of [
    ['superior', lines[0]!, 1],
    ['inferior', lines[1]!, -1],
  ] as const)
    for (const [side, wall, ahead] of [
      ['anterior', lines[2]!, 1],
      ['posterior', lines[3]!, -1],
    ] as const) {
      const { v, h } = meeting(plate, wall, upper, ahead);
      const sharp = plus(plus(centre, up, h), front, v);
      // On the rim: of the pixels within half of the body of it, that which lies furthest halfway between up and forwards.
      const way = unit(plus([up[0] * upper, up[1] * upper], front, ahead));
      const near = pixels.filter((p) => {
        const from = plus(p, centre, -1);
        const [a, b] = [dot(from, front), dot(from, up)];
        return (
          ahead * a <= ahead * v + 0.5 &&
          upper * b <= upper * h + 0.5 &&
          Math.hypot(a - v, b - h) < 0.6 * halfHeight
        );
      });
      if (near.length === 0) continue;
      const far = Math.max(...near.map((p) => dot(p, way)));
      const rim = near.filter((p) => dot(p, way) >= far - 1);
      const middle = rim.reduce<Point>((sum, p) => plus(sum, p, 1 / rim.length), [0, 0]);
      // What a sharp corner loses to its pixels is no rounding.
      const lost = dot(plus(sharp, middle, -1), way);
      corners.set(`${vertical}_${side}`, lost <= 1.5 ? sharp : plus(middle, way, 0.5));
    }
  return corners;
}

/** Landmarks of a film, in pixels, and the levels that have none, with the reason. */
export interface FilmLandmarks {
  readonly points: readonly PlaneLandmark[];
  readonly missing: readonly { readonly level: Level; readonly reason: string }[];
}

/**
 * Corners of the vertebrae of a lateral film from a label map of it: (row, column) of the middles of pixels, as `planeFromCsv` reads
 * them. Endplates and walls are lines through where rays leave the label, over 70% of its depth and height; a corner lies where they
 * meet, or on the rim of a body that is round there. `levels` says which label is which level, `faces` the side of the image that the
 * patient faces. The sacrum gets its upper corners.
 */
export function filmCorners(
  mask: FilmMask,
  levels: ReadonlyMap<number, Level>,
  faces: 'left' | 'right',
): FilmLandmarks {
  const found = [...levels]
    .map(([label, level]) => ({ label, level, region: regionOf(mask, label) }))
    .sort((a, b) => levelRank(a.level) - levelRank(b.level));
  const points: PlaneLandmark[] = [];
  const missing: { level: Level; reason: string }[] = [];
  for (const [i, { label, level, region }] of found.entries()) {
    if (region === null) {
      missing.push({ level, reason: `fewer than ${leastPixels} pixels have its label` });
      continue;
    }
    const { pixels } = region;
    const cut = pixels.some(([r, c]) => r === 0 || c === 0 || r === mask.rows - 1 || c === mask.columns - 1);
    if (cut && level[0] !== 'S') {
      missing.push({ level, reason: 'the film cuts it' });
      continue;
    }
    const above =
      found
        .slice(0, i)
        .reverse()
        .find((one) => one.region !== null)?.region ?? region;
    const below = found.slice(i + 1).find((one) => one.region !== null)?.region ?? region;
    const course = plus(above.centre, below.centre, -1);
    const corners = cornersOf(
      mask,
      label,
      region,
      above === below ? [-1, 0] : course,
      faces === 'right' ? 1 : -1,
    );
    if (corners === null || corners.size < 4) {
      missing.push({ level, reason: 'its endplates and walls are not found in the mask' });
      continue;
    }
    for (const [name, at] of corners)
      if (level[0] !== 'S' || name.startsWith('superior')) points.push({ level, name, at });
  }
  return { points, missing };
}
