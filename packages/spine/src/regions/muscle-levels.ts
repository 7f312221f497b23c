import type { Mask, Vector3 } from '@rachis/volume';
import type { Level } from '../levels.ts';
import { type CutPlane, planeOfLevel } from '../section/plane.ts';
import type { VertebraLandmarks, VertebraOrReason } from '../vertebra/landmarks.ts';
import { axesFrom, dot, subtract } from '../vertebra/vector.ts';
import { maskWhere } from './vertebra-regions.ts';

/** What lies between the planes through the discs above and below a vertebra. */
export interface LevelSlab {
  readonly level: Level;
  readonly upper: CutPlane;
  readonly lower: CutPlane;
}

const ownPlate = (
  { box, superior, inferior }: VertebraLandmarks,
  which: 'superior' | 'inferior',
): CutPlane | null => {
  const plate = (which === 'superior' ? superior : inferior).plate;
  return plate === null ? null : { centre: plate.centre, axes: axesFrom(plate.normal, box.axes.anterior) };
};

/**
 * A slab for each vertebra whose endplates are known: from the middle of the disc above to the middle of the disc below, or
 * to its own endplate where the neighbour is not there. Slabs of neighbours meet and do not overlap near the spine.
 */
export function levelSlabs(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): LevelSlab[] {
  return vertebrae.flatMap(([level, { found }], i): LevelSlab[] => {
    if (found === null) return [];
    const above = vertebrae[i - 1]?.[1].found ?? null;
    const below = vertebrae[i + 1]?.[1].found ?? null;
    const upper = (above && planeOfLevel(above, found, 'mid_disc').plane) ?? ownPlate(found, 'superior');
    const lower = planeOfLevel(found, below, 'mid_disc').plane ?? ownPlate(found, 'inferior');
    return upper === null || lower === null ? [] : [{ level, upper, lower }];
  });
}

const above = (place: Vector3, { centre, axes }: CutPlane): boolean =>
  dot(subtract(place, centre), axes.superior) >= 0;

/** The part of a muscle at each level; a place that two slabs hold, far from the spine, counts with the upper one. */
export function muscleLevels(muscle: Mask, slabs: readonly LevelSlab[]): Map<Level, Mask> {
  const taken = new Uint8Array(muscle.data.length);
  return new Map(
    slabs.map(({ level, upper, lower }) => [
      level,
      maskWhere(muscle, (place, voxel) => {
        if (taken[voxel] !== 0 || above(place, upper) || !above(place, lower)) return false;
        taken[voxel] = 1;
        return true;
      }),
    ]),
  );
}
