import { distanceTransform, type Grid, indexToPatient, inPatientOrder, type Vector3 } from '@rachis/volume';
import { coarsened } from './body.ts';
import type { LabelCrop } from './label-crops.ts';
import type { Landmark } from './landmarks.ts';
import { atEdge, exitDistance, occupancyOf } from './occupancy.ts';
import { evenDirections, fitSphere } from './sphere.ts';
import { add, scale } from './vector.ts';

/** The centre of a femoral head with its radius (mm), or why there is none. */
export type HeadOrReason =
  | { readonly found: Landmark & { readonly radius: number } }
  | { readonly found: null; readonly reason: string };

/** Heads of people, mm. */
const plausibleRadius = [15, 34] as const;

/** At least this part of the directions from the centre must end on the sphere: the neck takes a fifth or so. */
const leastCovered = 0.5;

const directions = evenDirections(600);

const none = (reason: string): HeadOrReason => ({ found: null, reason });

/** The thickest place of a femur, which lies in its head. */
function thickest({ mask }: LabelCrop): { readonly place: Vector3; readonly depth: number } {
  const coarse = coarsened(mask);
  const depth = distanceTransform(coarse, 0);
  const [nx, ny] = coarse.size;
  let best = 0;
  for (let i = 0; i < depth.length; i++) if (depth[i]! > depth[best]!) best = i;
  const index: Vector3 = [best % nx, Math.floor(best / nx) % ny, Math.floor(best / (nx * ny))];
  return { place: indexToPatient(coarse, index), depth: depth[best]! };
}

/**
 * The head of a femur as a sphere: from the thickest place of the mask rays go out to its surface, and a sphere is fitted to
 * where they leave, neck and shaft weighed down as outliers. The reason where the scan cuts too much of the head, or what
 * was found is no sphere of a head's size.
 */
export function femoralHead(given: LabelCrop, scan: Grid): HeadOrReason {
  if (given.voxels < 60) return none('too few voxels for a femoral head');
  const crop = { ...given, mask: inPatientOrder(given.mask) };
  const occupancy = occupancyOf(crop.mask);
  const { place, depth } = thickest(crop);
  let centre = place;
  let radius = Math.max(10, depth);
  let error = 0;
  let covered = 0;
  let cut = 0;
  for (let pass = 0; pass < 6; pass++) {
    const surface: Vector3[] = [];
    cut = 0;
    for (const direction of directions) {
      const distance = exitDistance(occupancy, centre, direction, 1, 60);
      if (distance === null) return none('the middle of the femoral head is not in its mask');
      const at = add(centre, scale(direction, distance));
      if (atEdge(scan, at)) cut++;
      else surface.push(at);
    }
    const sphere = fitSphere(surface, centre, radius, occupancy.voxel / 4);
    if (sphere === null) break;
    ({ centre, radius, error } = sphere);
    covered = sphere.points / directions.length;
  }
  if (covered < leastCovered)
    return none(
      cut > 0.1 * directions.length
        ? 'the femoral head is cut by the field of view'
        : 'the thickest part of the femur is no sphere: its head is not there, or deformed',
    );
  if (radius < plausibleRadius[0] || radius > plausibleRadius[1])
    return none(`what was found is no femoral head: its radius would be ${radius.toFixed(0)} mm`);
  if (error > Math.max(1, 0.75 * occupancy.voxel))
    return none(`the femoral head is no sphere: its surface lies ${error.toFixed(1)} mm off it`);
  return {
    found: {
      position: centre,
      source: `mask: sphere of ${radius.toFixed(1)} mm fitted to ${(100 * covered).toFixed(0)}% of the directions from its middle`,
      fitError: error,
      radius,
    },
  };
}
