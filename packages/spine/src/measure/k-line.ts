import { indexToPatient, type Vector3 } from '@rachis/volume';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { type BodyAxes, cross, dot, norm, scale, subtract, unit } from '../vertebra/vector.ts';
import { halfVoxelAlong } from './region-intensities.ts';

/** Half the width, mm, of what counts as near the midline: the K-line is of the mid-sagittal plane. */
const nearMidline = 4;

/**
 * Least distance, mm, in front (+) of the K-line, from the middle of the canal at C2 to that at C7, of the ossification's
 * surface near the midline between those levels. Null where none of it lies there.
 */
export function kLineDistance(
  c2: Vector3,
  c7: Vector3,
  { mask }: LabelCrop,
  { left }: BodyAxes,
): number | null {
  const line = unit(subtract(c2, c7));
  const length = norm(subtract(c2, c7));
  // Forwards, at right angles to the line.
  const forwards = unit(cross(left, line));
  const front = dot(forwards, [0, -1, 0]) < 0 ? scale(forwards, -1) : forwards;
  const sideways = unit(cross(line, front));
  const [nx, ny] = mask.size;
  const half = halfVoxelAlong(mask, front);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    const at = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    const from = subtract(at, c7);
    const along = dot(from, line);
    if (along < 0 || along > length || Math.abs(dot(from, sideways)) > nearMidline) continue;
    // Behind a voxel's centre lies half of it.
    least = Math.min(least, dot(from, front) - half);
  }
  return Number.isFinite(least) ? least : null;
}
