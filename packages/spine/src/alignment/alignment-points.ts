import type { Level } from '../levels.ts';
import { midpoint, type PlanePoint, tilt } from './plane.ts';
import { centroidOf, type SagittalCorners, type SagittalLandmarks } from './sagittal-landmarks.ts';

/** What is missing for a measurement; caught by `measureAlignment`, which makes the reason of it. */
export class MissingLandmark extends Error {}

/** Points and tilts that the formulas of alignment are written in; each throws `MissingLandmark` when it is not there. */
export interface AlignmentPoints {
  /** Hip axis: midpoint of the femoral heads. */
  readonly hips: () => PlanePoint;
  /** Midpoint of the knees. */
  readonly knees: () => PlanePoint;
  /** Middle of the S1 upper endplate. */
  readonly sacrum: () => PlanePoint;
  readonly corners: (level: Level) => SagittalCorners;
  readonly centroid: (level: Level) => PlanePoint;
  /** Tilt of the upper and lower endplate, degrees, anterior edge higher +. */
  readonly upper: (level: Level) => number;
  readonly lower: (level: Level) => number;
}

function pairOf(points: readonly PlanePoint[], what: string): PlanePoint {
  if (points.length !== 2) throw new MissingLandmark(`${what}: two are needed, ${points.length} given`);
  return midpoint(points[0]!, points[1]!);
}

/** The points of a landmark set. */
export function alignmentPoints({ vertebrae, femoralHeads, knees }: SagittalLandmarks): AlignmentPoints {
  const corners = (level: Level): SagittalCorners => {
    const found = vertebrae[level];
    if (found === undefined) throw new MissingLandmark(`${level} is missing`);
    return found;
  };
  return {
    corners,
    hips: () => pairOf(femoralHeads, 'femoral heads'),
    knees: () => pairOf(knees, 'knees'),
    sacrum: () => midpoint(corners('S1').superiorAnterior, corners('S1').superiorPosterior),
    centroid: (level) => {
      const centroid = centroidOf(corners(level));
      if (centroid === null) throw new MissingLandmark(`the lower corners of ${level} are missing`);
      return centroid;
    },
    upper: (level) => tilt(corners(level).superiorAnterior, corners(level).superiorPosterior),
    lower: (level) => {
      const { inferiorAnterior, inferiorPosterior } = corners(level);
      if (inferiorAnterior === undefined || inferiorPosterior === undefined)
        throw new MissingLandmark(`the lower corners of ${level} are missing`);
      return tilt(inferiorAnterior, inferiorPosterior);
    },
  };
}
