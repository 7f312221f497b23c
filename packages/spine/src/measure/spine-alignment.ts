import { measureAlignment } from '../alignment/measure-alignment.ts';
import { planeOfAxes } from '../alignment/plane.ts';
import { sagittalCatalogue } from '../alignment/sagittal-catalogue.ts';
import type { SagittalCorners } from '../alignment/sagittal-landmarks.ts';
import type { NamedLandmark } from '../landmark-files/landmark-set.ts';
import { measureClasses } from '../alignment/measure-classes.ts';
import type { Vector3 } from '@rachis/volume';
import type { Level } from '../levels.ts';
import type { BodyBox } from '../vertebra/body.ts';
import { type Measurement, type PatientPosture, unmeasured } from '../measurement.ts';
import type { FemoralHeads } from './frame-measures.ts';
import type { LandmarkName, VertebraOrReason } from '../vertebra/landmarks.ts';
import { axesFrom, type BodyAxes, cross, dot, mean, perpendicularTo, subtract } from '../vertebra/vector.ts';

/** Where the spine runs to, cranially: from the middle of its lowest to that of its highest body, or as its bodies stand. */
function courseOf(boxes: readonly BodyBox[]): Vector3 {
  const [first, last] = [boxes[0]!, boxes.at(-1)!];
  return boxes.length > 2
    ? subtract(first.centre, last.centre)
    : mean(boxes.map(({ axes }) => axes.superior));
}

/**
 * Axes of a spine that lies, from itself: left is at right angles to its course and to where its bodies face, however the patient
 * lies; superior is its course (`along: 'spine'`), or as near to the scanner's as its own sagittal plane allows. Of a patient who
 * stands superior is the vertical.
 */
export function spineAxes(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  posture: PatientPosture,
  along: 'scanner' | 'spine' = 'scanner',
): BodyAxes {
  const boxes = vertebrae.flatMap(([, { found }]) => (found === null ? [] : [found.box]));
  const front: Vector3 = boxes.length === 0 ? [0, -1, 0] : mean(boxes.map(({ axes }) => axes.anterior));
  if (posture === 'standing' || boxes.length === 0) return axesFrom([0, 0, 1], front);
  const own = axesFrom(courseOf(boxes), front);
  if (along === 'spine') return own;
  const up: Vector3 = [0, 0, 1];
  if (Math.abs(dot(own.left, up)) > 0.9) return own;
  const superior = perpendicularTo(up, own.left);
  return { left: own.left, superior, anterior: cross(own.left, superior) };
}

/** What alignment takes beside vertebrae and femoral heads. */
export interface AlignmentExtras {
  readonly knees?: readonly NamedLandmark[];
  /** Years, for scores and targets that depend on it. */
  readonly age?: number | undefined;
}

/** Regional angles from the corners; what needs the vertical is left to images of standing patients. */
export function alignmentOf(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  axes: BodyAxes,
  posture: PatientPosture,
  heads: FemoralHeads,
  { knees = [], age }: AlignmentExtras = {},
): Measurement[] {
  const corners: Partial<Record<Level, SagittalCorners>> = {};
  for (const [level, { found }] of vertebrae) {
    if (found === null) continue;
    const at = (name: LandmarkName) => {
      // Tilts are of endplates, whatever rim follows them.
      const position = found.points[name]?.meeting ?? found.points[name]?.position;
      return position === undefined ? undefined : planeOfAxes(position, axes);
    };
    const [superiorAnterior, superiorPosterior] = [at('superior_anterior'), at('superior_posterior')];
    const [inferiorAnterior, inferiorPosterior] = [at('inferior_anterior'), at('inferior_posterior')];
    if (superiorAnterior === undefined || superiorPosterior === undefined) continue;
    corners[level] = {
      superiorAnterior,
      superiorPosterior,
      ...(inferiorAnterior === undefined ? {} : { inferiorAnterior }),
      ...(inferiorPosterior === undefined ? {} : { inferiorPosterior }),
    };
  }
  const present = new Set<string>(vertebrae.map(([level]) => level));
  const entries = new Map(sagittalCatalogue.map((entry) => [entry.id, entry]));
  const femoralHeads = [...heads.values()].flatMap(({ found }) =>
    found === null ? [] : [planeOfAxes(found.position, axes)],
  );
  const noHeads = [...heads].flatMap(([side, head]) =>
    head.found === null ? [`${side} femoral head: ${head.reason}`] : [],
  );
  const landmarks = {
    vertebrae: corners,
    femoralHeads,
    knees: knees.map(({ position }) => planeOfAxes(position, axes)),
  };
  const angles = measureAlignment(landmarks).map((one) => {
    const entry = entries.get(one.id)!;
    const [, absent] = /^(\w+) is missing$/.exec(one.reason) ?? [];
    if (present.has(absent ?? '')) return unmeasured(one, '', `the corners of ${absent} could not be found`);
    if (one.reason.startsWith('femoral heads') && noHeads.length > 0)
      return unmeasured(one, '', noHeads.join('; '));
    if (posture === 'standing' || entry.posture === 'any') return one;
    if (entry.vertical === true)
      return unmeasured(one, '', 'it is measured against the vertical of a standing patient; this one lies');
    // Whoever compares it with a standing norm should see that it is none.
    return { ...one, id: `${one.id}_supine` };
  });
  return [...angles, ...measureClasses(angles, landmarks, posture, age)];
}

/** The knees of a landmark file. */
export const kneesOf = (landmarks: readonly NamedLandmark[]): NamedLandmark[] =>
  landmarks.filter(({ name }) => name === 'knee_left' || name === 'knee_right');
