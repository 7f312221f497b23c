import type { Vector3 } from '@rachis/volume';
import { type Level, levelRank } from '../levels.ts';
import type { FemoralHeads } from '../measure/frame-measures.ts';
import type { Endplate, EndplateOrReason } from '../vertebra/endplate.ts';
import type { HeadOrReason } from '../vertebra/femoral-head.ts';
import type { BodyBox } from '../vertebra/body.ts';
import {
  type Landmark,
  type LandmarkName,
  landmarkNames,
  type VertebraLandmarks,
  type VertebraOrReason,
} from '../vertebra/landmarks.ts';
import { axesFrom, dot, mean, norm, scale, subtract, unit } from '../vertebra/vector.ts';
import { labelOf, type NamedLandmark } from './landmark-set.ts';

/** A point that is no further than this from the one found, mm, was not corrected. */
const unchanged = 1e-5;

/** Vertebrae and heads with the landmarks of a file in place of those found. */
export interface Corrected {
  readonly vertebrae: readonly (readonly [Level, VertebraOrReason])[];
  readonly heads: FemoralHeads;
  /** What was done, in sentences. */
  readonly notes: readonly string[];
}

type Points = ReadonlyMap<string, NamedLandmark>;

const asLandmark = ({ position, source, fitError }: NamedLandmark, corrected: boolean): Landmark => ({
  position,
  source: corrected ? `by hand; before: ${source}` : source,
  fitError: corrected ? Number.NaN : (fitError ?? Number.NaN),
});

/** A plate through two corners, as near to a direction as that allows. */
function plateThrough(front: Vector3, back: Vector3, upwards: Vector3): Endplate {
  const along = unit(subtract(front, back));
  return {
    centre: mean([front, back]),
    normal: unit(subtract(upwards, scale(along, dot(upwards, along)))),
    fitError: Number.NaN,
    points: 2,
  };
}

const sides = ['superior', 'inferior'] as const;

/** Endplates of corners that are there; `upwards` is about where superior is. */
function platesFrom(
  points: VertebraLandmarks['points'],
  upwards: Vector3,
  before: Partial<Record<(typeof sides)[number], EndplateOrReason>>,
  moved: ReadonlySet<string>,
): Record<(typeof sides)[number], EndplateOrReason> {
  const plate = (which: (typeof sides)[number]): EndplateOrReason => {
    const old = before[which];
    const names = [`${which}_anterior`, `${which}_posterior`] as const;
    const [front, back] = names.map((name) => points[name]?.position);
    if (front === undefined || back === undefined)
      return old ?? { plate: null, reason: `the file has no ${which} corners` };
    if (old?.plate && !names.some((name) => moved.has(name))) return old;
    return { plate: plateThrough(front, back, old?.plate?.normal ?? upwards) };
  };
  return { superior: plate('superior'), inferior: plate('inferior') };
}

/**
 * Box of a body from its corners: middle, axes, half its depth and height. What they do not tell is that of the box before,
 * where there was one: the width, and without the corners of both endplates (C2, S1) middle and height.
 */
function boxFrom(
  points: VertebraLandmarks['points'],
  plates: Record<(typeof sides)[number], EndplateOrReason>,
  upwards: Vector3,
  before: BodyBox | null,
): BodyBox {
  const at = (name: LandmarkName) => points[name]?.position;
  const forwards = sides.flatMap((which) => {
    const [front, back] = [at(`${which}_anterior`), at(`${which}_posterior`)];
    return front === undefined || back === undefined ? [] : [subtract(front, back)];
  });
  const normals = sides.flatMap((which) => {
    const { plate } = plates[which];
    return plate === null ? [] : [plate.normal];
  });
  if (forwards.length === 0 && before !== null) return before;
  const axes = axesFrom(normals.length === 0 ? upwards : mean(normals), mean(forwards));
  const middles = sides.flatMap((which) => {
    const [front, back] = [at(`${which}_anterior`), at(`${which}_posterior`)];
    return front === undefined || back === undefined ? [] : [mean([front, back])];
  });
  const [upper, lower] = middles;
  return {
    axes,
    centre: middles.length === 2 ? mean(middles) : (before?.centre ?? mean(middles)),
    halfWidth: before?.halfWidth ?? Number.NaN,
    halfDepth: mean(forwards.map((way): Vector3 => [norm(way), 0, 0]))[0] / 2,
    halfHeight:
      upper === undefined || lower === undefined
        ? (before?.halfHeight ?? Number.NaN)
        : dot(subtract(upper, lower), axes.superior) / 2,
  };
}

/** Why corners cannot be of a vertebra that stands upright, front to front; null where they can. */
function wrongWay(points: VertebraLandmarks['points'], upwards: Vector3, forwards?: Vector3): string | null {
  const at = (name: LandmarkName) => points[name]?.position;
  const ways = sides.map((which) => {
    const [front, back] = [at(`${which}_anterior`), at(`${which}_posterior`)];
    return front === undefined || back === undefined ? null : subtract(front, back);
  });
  const front = forwards ?? ways[0];
  if (ways.some((way) => way && front && dot(way, front) <= 0))
    return 'in the landmark file its anterior corners lie behind its posterior ones: names are swapped, or the points are not in LPS';
  for (const wall of ['anterior', 'posterior'] as const) {
    const [upper, lower] = [at(`superior_${wall}`), at(`inferior_${wall}`)];
    if (upper !== undefined && lower !== undefined && dot(subtract(upper, lower), upwards) <= 0)
      return `in the landmark file its superior ${wall} corner lies below the inferior one: names are swapped, or the points are not in LPS`;
  }
  return null;
}

/** Corrections by hand stay nearer to the middle of a body than this many halves of its diagonal. */
const mostDiagonals = 2;

/** Why points of a file cannot be of a vertebra found in a mask; null where they can. */
function elsewhere({ box }: VertebraLandmarks, given: Points): string | null {
  const most = mostDiagonals * Math.hypot(box.halfDepth, box.halfHeight, box.halfWidth);
  for (const [name, { position }] of given) {
    const distance = norm(subtract(position, box.centre));
    if (distance > most)
      return `in the landmark file its ${name} lies ${distance.toFixed(0)} mm from the body in the labels: the file is of another scan, or not in LPS`;
  }
  return null;
}

/** A vertebra that is known by its landmarks alone. */
function fromPoints(level: Level, given: Points, upwards: Vector3): VertebraOrReason {
  const points: Partial<Record<LandmarkName, Landmark>> = {};
  for (const name of landmarkNames) {
    const point = given.get(name);
    if (point !== undefined) points[name] = asLandmark(point, false);
  }
  // By the patient, not by the neighbours: their names may be what is swapped.
  const wrong = wrongWay(points, [0, 0, 1]);
  if (wrong !== null) return { found: null, reason: wrong };
  const plates = platesFrom(points, upwards, {}, new Set());
  if (plates.superior.plate === null && plates.inferior.plate === null)
    return { found: null, reason: 'the landmark file has no two corners of one of its endplates' };
  const box = boxFrom(points, plates, upwards, null);
  const [left, right] = [given.get('pedicle_left'), given.get('pedicle_right')];
  return {
    found: {
      level,
      box,
      ...plates,
      points,
      centroid: { position: box.centre, source: 'corners of the landmark file', fitError: Number.NaN },
      pedicles:
        left === undefined || right === undefined
          ? null
          : { left: asLandmark(left, false), right: asLandmark(right, false) },
      occupancy: { at: () => 0, voxel: 1, grain: 1 },
      pointsAlone: true,
    },
  };
}

const isMoved = (found: Landmark | undefined, given: NamedLandmark): boolean =>
  found === undefined || norm(subtract(found.position, given.position)) > unchanged;

/** A vertebra found in a mask, with the points of a file that are not where they were found. */
function correct(
  found: VertebraLandmarks,
  given: Points,
): { readonly vertebra: VertebraOrReason; readonly moved: readonly string[] } {
  const astray = elsewhere(found, given);
  if (astray !== null) return { vertebra: { found: null, reason: astray }, moved: [] };
  const points = { ...found.points };
  const moved = new Set<string>();
  for (const name of landmarkNames) {
    const point = given.get(name);
    if (point === undefined || !isMoved(found.points[name], point)) continue;
    points[name] = asLandmark(point, true);
    moved.add(name);
  }
  let { pedicles } = found;
  for (const side of ['left', 'right'] as const) {
    const point = given.get(`pedicle_${side}`);
    if (point === undefined || pedicles === null || !isMoved(pedicles[side], point)) continue;
    pedicles = { ...pedicles, [side]: asLandmark(point, true) };
    moved.add(`pedicle_${side}`);
  }
  const corner = [...moved].some((name) => /_(anterior|posterior)$/.test(name));
  if (!corner) return { vertebra: { found: { ...found, points, pedicles } }, moved: [...moved] };
  const upwards = found.box.axes.superior;
  const wrong = wrongWay(points, upwards, found.box.axes.anterior);
  if (wrong !== null) return { vertebra: { found: null, reason: wrong }, moved: [] };
  const plates = platesFrom(points, upwards, { superior: found.superior, inferior: found.inferior }, moved);
  const box = boxFrom(points, plates, upwards, found.box);
  const centroid = { ...found.centroid, position: box.centre, source: 'corners, some of them by hand' };
  return { vertebra: { found: { ...found, ...plates, box, points, pedicles, centroid } }, moved: [...moved] };
}

/** About where superior is at each level of a file: from the level below to the one above, by their corners. */
function upwardsOf(
  levels: readonly Level[],
  byLevel: ReadonlyMap<string, Points>,
): ReadonlyMap<Level, Vector3> {
  const middles = levels.map((level) =>
    mean([...byLevel.get(level)!.values()].map(({ position }) => position)),
  );
  return new Map(
    levels.map((level, i): [Level, Vector3] => {
      const [above, below] = [middles[i - 1] ?? middles[i]!, middles[i + 1] ?? middles[i]!];
      const way = subtract(above, below);
      return [level, norm(way) > 0 ? unit(way) : [0, 0, 1]];
    }),
  );
}

function correctHeads(heads: FemoralHeads, given: Points, moved: string[]): FemoralHeads {
  const corrected = new Map<'left' | 'right', HeadOrReason>(heads);
  for (const side of ['left', 'right'] as const) {
    const point = given.get(`femoral_head_${side}`);
    if (point === undefined) continue;
    const found = heads.get(side)?.found ?? null;
    if (found !== null && !isMoved(found, point)) continue;
    if (heads.size > 0) moved.push(`femoral_head_${side}`);
    corrected.set(side, {
      found: { ...asLandmark(point, heads.size > 0), radius: Number.NaN },
    });
  }
  return corrected;
}

/**
 * Puts the landmarks of a file in place of those found: endplates, axes and middle of a body follow corners that were moved.
 * A file that says what was found changes nothing. Levels that were not found, or all of them where there was no mask, are
 * made of the file's corners.
 */
export function applyLandmarks(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  heads: FemoralHeads,
  landmarks: readonly NamedLandmark[],
): Corrected {
  const byLevel = new Map<string, Map<string, NamedLandmark>>();
  for (const landmark of landmarks) {
    const points = byLevel.get(landmark.level) ?? new Map<string, NamedLandmark>();
    byLevel.set(landmark.level, points.set(landmark.name, landmark));
  }
  const levels = [...byLevel.keys()]
    .filter((level): level is Level => level !== '')
    .sort((a, b) => levelRank(a) - levelRank(b));
  const upwards = upwardsOf(levels, byLevel);
  const corrected = new Map<Level, VertebraOrReason>(vertebrae);
  const notes: string[] = [];
  const moved: string[] = [];
  for (const level of levels) {
    const given = byLevel.get(level)!;
    const found = corrected.get(level)?.found ?? null;
    if (found === null) {
      const made = fromPoints(level, given, upwards.get(level)!);
      if (made.found !== null || !corrected.has(level)) corrected.set(level, made);
      continue;
    }
    const one = correct(found, given);
    corrected.set(level, one.vertebra);
    moved.push(...one.moved.map((name) => labelOf({ level, name: name as NamedLandmark['name'] })));
    const centroid = given.get('centroid');
    if (one.vertebra.found !== null && centroid !== undefined && isMoved(found.centroid, centroid))
      notes.push(`${level} centroid: it follows from the corners; where the file has it is not taken.`);
  }
  const newHeads = correctHeads(heads, byLevel.get('') ?? new Map(), moved);
  if (moved.length > 0) notes.unshift(`Corrected by hand: ${moved.join(', ')}.`);
  return {
    vertebrae: [...corrected].sort(([a], [b]) => levelRank(a) - levelRank(b)),
    heads: newHeads,
    notes,
  };
}
