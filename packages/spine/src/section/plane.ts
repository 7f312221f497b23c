import type { Vector3 } from '@rachis/volume';
import { levelsBelow } from '../levels.ts';
import type { VertebraLandmarks } from '../vertebra/landmarks.ts';
import { add, axesFrom, type BodyAxes, mean } from '../vertebra/vector.ts';

/** Where at a level a section lies. */
export const levelPlanes = ['mid_body', 'mid_disc', 'inferior_endplate'] as const;

/** Middle of the body, middle of the disc below it, or its lower endplate. */
export type LevelPlane = (typeof levelPlanes)[number];

/** A plane through a level, with its own left, anterior and (as its normal) superior direction. */
export interface CutPlane {
  /** LPS, mm. */
  readonly centre: Vector3;
  readonly axes: BodyAxes;
}

/** A plane, or why there is none. */
export type PlaneOrReason = { readonly plane: CutPlane } | { readonly plane: null; readonly reason: string };

const none = (reason: string): PlaneOrReason => ({ plane: null, reason });

/**
 * The plane at a place of a level, at right angles to the body's axis, to the middle direction of the endplates at the
 * disc, or along the lower endplate. `below` is the next vertebra that is measured, for the disc; where a level is missing
 * between the two there is no disc's plane.
 */
export function planeOfLevel(
  vertebra: VertebraLandmarks,
  below: VertebraLandmarks | null,
  place: LevelPlane,
): PlaneOrReason {
  const { box, inferior, level } = vertebra;
  if (place === 'mid_body') return { plane: { centre: box.centre, axes: box.axes } };
  if (inferior.plate === null) return none(`${level}: ${inferior.reason}`);
  if (place === 'inferior_endplate')
    return {
      plane: { centre: inferior.plate.centre, axes: axesFrom(inferior.plate.normal, box.axes.anterior) },
    };
  if (below === null || !levelsBelow(level).includes(below.level))
    return none(`the vertebra below ${level} is missing, or not measured`);
  if (below.superior.plate === null) return none(`${below.level}: ${below.superior.reason}`);
  const normal = add(inferior.plate.normal, below.superior.plate.normal);
  return {
    plane: {
      centre: mean([inferior.plate.centre, below.superior.plate.centre]),
      axes: axesFrom(normal, add(box.axes.anterior, below.box.axes.anterior)),
    },
  };
}
