import type { Vector3 } from '@rachis/volume';
import { type Level, levelsBelow } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { meyerdingGrade } from '../scores/meyerding.ts';
import type { Endplate } from '../vertebra/endplate.ts';
import { plateTilt, type VertebraLandmarks, type VertebraOrReason } from '../vertebra/landmarks.ts';
import { add, axesFrom, dot, norm, perpendicularTo, subtract, unit } from '../vertebra/vector.ts';
import { discCatalogue as catalogue, leastSlipPercent } from './catalogue.ts';
import {
  type HeightPlace,
  heightOf,
  heightPlaces,
  meetingOf,
  positionOf,
  type ValueOrReason,
} from './vertebra-measures.ts';

const none = (reason: string): ValueOrReason => ({ value: null, reason });

/** Two vertebrae that follow one another, both found. */
interface Pair {
  readonly upper: VertebraLandmarks;
  readonly lower: VertebraLandmarks;
}

/** The endplates at the disc, or the reason. */
function platesAt({ upper, lower }: Pair): { readonly above: Endplate; readonly below: Endplate } | string {
  if (upper.inferior.plate === null) return `${upper.level}: ${upper.inferior.reason}`;
  if (lower.superior.plate === null) return `${lower.level}: ${lower.superior.reason}`;
  return { above: upper.inferior.plate, below: lower.superior.plate };
}

const axesOf = ({ upper, lower }: Pair) =>
  axesFrom(
    add(upper.box.axes.superior, lower.box.axes.superior),
    add(upper.box.axes.anterior, lower.box.axes.anterior),
  );

function discHeight(pair: Pair, place: HeightPlace): ValueOrReason {
  const plates = platesAt(pair);
  if (typeof plates === 'string') return none(plates);
  const above = positionOf(pair.upper, `inferior_${place}`);
  const below = positionOf(pair.lower, `superior_${place}`);
  if (above.position === null) return none(`${pair.upper.level}: ${above.reason}`);
  if (below.position === null) return none(`${pair.lower.level}: ${below.reason}`);
  const normal = unit(add(plates.above.normal, plates.below.normal));
  return { value: dot(subtract(above.position, below.position), normal) };
}

/** Distance between the corners of an endplate, mm. */
function depthOf(vertebra: VertebraLandmarks, plate: 'superior' | 'inferior'): ValueOrReason {
  const [front, back] = (['anterior', 'posterior'] as const).map((side) =>
    positionOf(vertebra, `${plate}_${side}`),
  );
  for (const corner of [front!, back!])
    if (corner.position === null) return none(`${vertebra.level}: ${corner.reason}`);
  return { value: norm(subtract(front!.position!, back!.position!)) };
}

/** A number made of others; the first reason where one of them is not there. */
function madeOf(
  parts: readonly ValueOrReason[],
  formula: (values: readonly number[]) => number,
): ValueOrReason {
  const without = parts.find(({ value }) => value === null);
  return without ?? { value: formula(parts.map(({ value }) => value!)) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The disc's height relative to its vertebrae: by their middle heights, their depth, and all their heights. */
function discIndices({ upper, lower }: Pair, heights: readonly ValueOrReason[]) {
  const own = [heightOf(upper, 'middle'), heightOf(lower, 'middle')];
  const all = [upper, lower].flatMap((one) => heightPlaces.map((place) => heightOf(one, place)));
  const depths = [depthOf(upper, 'inferior'), depthOf(lower, 'superior')];
  return {
    index: madeOf([...heights, ...own], (v) => sum(v.slice(0, 3)) / 3 / (sum(v.slice(3)) / 2)),
    indexOfDepth: madeOf(
      [heights[0]!, heights[2]!, ...depths],
      (v) => sum(v.slice(0, 2)) / (sum(v.slice(2)) / 2),
    ),
    indexOfThree: madeOf([...heights, ...all], (v) => (2 * sum(v.slice(0, 3))) / sum(v.slice(3))),
  };
}

function discAngle(pair: Pair): ValueOrReason {
  const plates = platesAt(pair);
  if (typeof plates === 'string') return none(plates);
  const axes = axesOf(pair);
  return { value: plateTilt(plates.above, axes) - plateTilt(plates.below, axes) };
}

function segmentAngle(pair: Pair): ValueOrReason {
  const [top, bottom] = [pair.upper.superior, pair.lower.inferior];
  if (top.plate === null) return none(`${pair.upper.level}: ${top.reason}`);
  if (bottom.plate === null) return none(`${pair.lower.level}: ${bottom.reason}`);
  const axes = axesOf(pair);
  return { value: plateTilt(top.plate, axes) - plateTilt(bottom.plate, axes) };
}

interface Slip {
  /** Offset of the posterior and of the anterior corners, and the depth that they are compared with, mm. */
  readonly back: number;
  readonly front: number;
  readonly depth: number;
}

/**
 * How far the upper vertebra stands forwards, in the plane midway between the two endplates; or the reason. Along either
 * endplate, lordosis of a high disc alone would push the upper vertebra backwards.
 */
function slipOf(pair: Pair): Slip | string {
  const { upper, lower } = pair;
  const plates = platesAt(pair);
  if (typeof plates === 'string') return plates;
  const corners = (['inferior_posterior', 'inferior_anterior'] as const).map((name) =>
    meetingOf(upper, name),
  );
  const [back, front] = (['superior_posterior', 'superior_anterior'] as const).map((name) =>
    meetingOf(lower, name),
  );
  for (const [level, corner] of [
    [upper.level, corners[0]!],
    [upper.level, corners[1]!],
    [lower.level, back!],
    [lower.level, front!],
  ] as const)
    if (corner.position === null) return `${level}: ${corner.reason}`;
  const [p, a, q, b] = [corners[0]!, corners[1]!, back!, front!].map(({ position }) => position!) as [
    Vector3,
    Vector3,
    Vector3,
    Vector3,
  ];
  const depth = subtract(b, q);
  const forwards = perpendicularTo(depth, unit(add(plates.above.normal, plates.below.normal)));
  return { back: dot(subtract(p, q), forwards), front: dot(subtract(a, b), forwards), depth: norm(depth) };
}

/** A vertebra that slipped did so in front and behind: where one corner alone lies elsewhere, it is a notch or a spur. */
function slipGrade({ back, front, depth }: Slip): number {
  if (back * front <= 0 || 100 * Math.abs(front) <= leastSlipPercent * depth) return 0;
  return meyerdingGrade((100 * back) / depth, leastSlipPercent);
}

function measurePair(name: string, pair: Pair): Measurement[] {
  const heights = heightPlaces.map((place) => discHeight(pair, place));
  const indices = discIndices(pair, heights);
  const slip = slipOf(pair);
  const fromSlip = (what: (slip: Slip) => number): ValueOrReason =>
    typeof slip === 'string' ? none(slip) : { value: what(slip) };
  const rows: readonly (readonly [keyof typeof catalogue, ValueOrReason])[] = [
    ...heightPlaces.map((place, i) => [place, heights[i]!] as const),
    ['index', indices.index],
    ['indexOfDepth', indices.indexOfDepth],
    ['indexOfThree', indices.indexOfThree],
    ['angle', discAngle(pair)],
    ['segment', segmentAngle(pair)],
    ['slip', fromSlip(({ back }) => back)],
    ['slipAnterior', fromSlip(({ front }) => front)],
    ['slipPercent', fromSlip(({ back, depth }) => (100 * back) / depth)],
    ['meyerding', fromSlip(slipGrade)],
  ];
  return rows.map(([key, row]) =>
    row.value === null
      ? unmeasured(catalogue[key], name, row.reason)
      : measured(catalogue[key], name, row.value),
  );
}

/**
 * Discs and slips between neighbouring vertebrae, cranial to caudal: heights, index, angles, Meyerding's grade. Where a
 * level is missing between two, nothing is measured across the gap.
 */
export function measureDiscs(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): Measurement[] {
  return vertebrae.slice(0, -1).flatMap(([level, upper], i) => {
    const [below, lower] = vertebrae[i + 1]!;
    const name = `${level}-${below}`;
    const all = (reason: string) => Object.values(catalogue).map((entry) => unmeasured(entry, name, reason));
    if (!levelsBelow(level).includes(below))
      return all(`the levels between ${level} and ${below} are missing`);
    if (upper.found === null) return all(`${level}: ${upper.reason}`);
    if (lower.found === null) return all(`${below}: ${lower.reason}`);
    return measurePair(name, { upper: upper.found, lower: lower.found });
  });
}
