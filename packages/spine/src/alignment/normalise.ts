import { RachisError } from '@rachis/volume';
import type { Level } from '../levels.ts';
import { levelRank } from '../levels.ts';
import { midpoint, type PlanePoint } from './plane.ts';
import { centroidOf, type SagittalCorners, type SagittalLandmarks } from './sagittal-landmarks.ts';

/** How radiographs are brought to one size and place. */
export interface NormaliseOptions {
  /** Also turn the hip axis and the middle of the sacral plate onto one vertical: pelvic tilt is then lost. */
  readonly upright?: boolean;
}

/**
 * Landmarks moved and scaled so that the hip axis lies at (0, 0) and the middle of the S1 upper endplate at distance 1 from
 * it: the femoral heads and their distance to the sacrum at one place in all patients, as Durand et al. (2021) normalise
 * lateral radiographs before clustering. Neither magnification nor stature is left. Pelvic tilt stays unless `upright`.
 * `ARGUMENT_INVALID` where a femoral head or S1 is missing, or the patient faces backwards.
 */
export function normaliseToPelvis(
  { vertebrae, femoralHeads, knees }: SagittalLandmarks,
  { upright = false }: NormaliseOptions = {},
): SagittalLandmarks {
  const missing =
    femoralHeads.length !== 2
      ? 'two femoral heads'
      : vertebrae.S1 === undefined
        ? 'the S1 upper endplate'
        : null;
  if (missing !== null)
    throw new RachisError('ARGUMENT_INVALID', `Normalisation needs ${missing}.`, {
      remedy: 'Mark them, or leave the subject out.',
    });
  const forwards = Object.values(vertebrae).reduce(
    (sum, { superiorAnterior: front, superiorPosterior: back }) => sum + front[0] - back[0],
    0,
  );
  if (!(forwards > 0))
    throw new RachisError(
      'ARGUMENT_INVALID',
      'The anterior corners lie behind the posterior ones: the patient faces the other side, or the points are not in LPS.',
      { remedy: 'Give radiographs that face the same side in one run, with --faces as they are.' },
    );
  const hips = midpoint(femoralHeads[0]!, femoralHeads[1]!);
  const sacrum = midpoint(vertebrae.S1!.superiorAnterior, vertebrae.S1!.superiorPosterior);
  const [a, s] = [sacrum[0] - hips[0], sacrum[1] - hips[1]];
  const length = Math.hypot(a, s);
  if (!(length > 0))
    throw new RachisError(
      'ARGUMENT_INVALID',
      'The hip axis and the middle of the sacral plate are at one place.',
    );
  const [cos, sin] = upright ? [s / length, a / length] : [1, 0];
  const moved = (p: PlanePoint): PlanePoint => {
    const [x, y] = [(p[0] - hips[0]) / length, (p[1] - hips[1]) / length];
    return [cos * x - sin * y, sin * x + cos * y];
  };
  const corners = (given: SagittalCorners): SagittalCorners => ({
    superiorAnterior: moved(given.superiorAnterior),
    superiorPosterior: moved(given.superiorPosterior),
    ...(given.inferiorAnterior === undefined ? {} : { inferiorAnterior: moved(given.inferiorAnterior) }),
    ...(given.inferiorPosterior === undefined ? {} : { inferiorPosterior: moved(given.inferiorPosterior) }),
  });
  return {
    vertebrae: Object.fromEntries(
      Object.entries(vertebrae).map(([level, given]) => [level, corners(given)]),
    ) as SagittalLandmarks['vertebrae'],
    femoralHeads: femoralHeads.map(moved),
    knees: knees.map(moved),
  };
}

/** Named numbers of a subject: a row that clustering takes. */
export type AlignmentVector = ReadonlyMap<string, number>;

const cornerNames = [
  ['superiorAnterior', 'superior_anterior'],
  ['superiorPosterior', 'superior_posterior'],
  ['inferiorAnterior', 'inferior_anterior'],
  ['inferiorPosterior', 'inferior_posterior'],
] as const;

const inOrder = (vertebrae: SagittalLandmarks['vertebrae']) =>
  (Object.entries(vertebrae) as [Level, SagittalCorners][]).sort(([a], [b]) => levelRank(a) - levelRank(b));

/** The corners of every level as two columns each: `L1_superior_anterior_a` and `_s`. */
export function cornerVector({ vertebrae }: SagittalLandmarks): AlignmentVector {
  const vector = new Map<string, number>();
  for (const [level, corners] of inOrder(vertebrae))
    for (const [key, name] of cornerNames) {
      const point = corners[key];
      if (point === undefined) continue;
      vector.set(`${level}_${name}_a`, point[0]);
      vector.set(`${level}_${name}_s`, point[1]);
    }
  return vector;
}

/**
 * The line through the middle of the sacral plate and the centroids above it, up to `top`, at `count` places evenly spread
 * along it: `curve_01_a`, `curve_01_s` … from the sacrum up. Subjects that lack a level between can be compared so.
 * `ARGUMENT_INVALID` where S1, the top level or everything between is missing.
 */
export function curveVector({ vertebrae }: SagittalLandmarks, top: Level, count: number): AlignmentVector {
  const { S1, [top]: highest } = vertebrae;
  const line: PlanePoint[] = S1 === undefined ? [] : [midpoint(S1.superiorAnterior, S1.superiorPosterior)];
  for (const [level, corners] of inOrder(vertebrae).reverse()) {
    const centroid = centroidOf(corners);
    if (level[0] !== 'S' && levelRank(level) >= levelRank(top) && centroid !== null) line.push(centroid);
  }
  if (S1 === undefined || highest === undefined || centroidOf(highest) === null || line.length < 3)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The line of the spine needs S1, ${top} and a level between, with their corners.`,
      { remedy: 'Mark them, or choose another top level.' },
    );
  const along = [0];
  for (let i = 1; i < line.length; i++)
    along.push(along[i - 1]! + Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1]));
  const vector = new Map<string, number>();
  for (let k = 0; k < count; k++) {
    const at = (along.at(-1)! * k) / (count - 1);
    const i = Math.max(
      1,
      along.findIndex((length) => length >= at - 1e-12),
    );
    const part = (at - along[i - 1]!) / (along[i]! - along[i - 1]!);
    const name = `curve_${String(k + 1).padStart(2, '0')}`;
    for (const [axis, letter] of ['a', 's'].entries())
      vector.set(`${name}_${letter}`, line[i - 1]![axis]! + part * (line[i]![axis]! - line[i - 1]![axis]!));
  }
  return vector;
}

/** Landmarks of the mid-sagittal plane (LPS) as corners and heads in the plane; levels without both upper corners are left out. */
export function sagittalOfLandmarks(
  landmarks: readonly {
    readonly level: Level | '';
    readonly name: string;
    readonly position: readonly [number, number, number];
  }[],
): SagittalLandmarks {
  const byLevel = new Map<Level, Record<string, PlanePoint>>();
  const femoralHeads: PlanePoint[] = [];
  const knees: PlanePoint[] = [];
  for (const { level, name, position } of landmarks) {
    const point: PlanePoint = [-position[1], position[2]];
    if (level === '') (name.startsWith('knee') ? knees : femoralHeads).push(point);
    else byLevel.set(level, { ...byLevel.get(level), [name]: point });
  }
  const vertebrae: Partial<Record<Level, SagittalCorners>> = {};
  for (const [level, found] of byLevel) {
    const {
      superior_anterior: sa,
      superior_posterior: sp,
      inferior_anterior: ia,
      inferior_posterior: ip,
    } = found;
    if (sa !== undefined && sp !== undefined)
      vertebrae[level] = {
        superiorAnterior: sa,
        superiorPosterior: sp,
        ...(ia === undefined ? {} : { inferiorAnterior: ia }),
        ...(ip === undefined ? {} : { inferiorPosterior: ip }),
      };
  }
  return { vertebrae, femoralHeads, knees };
}
