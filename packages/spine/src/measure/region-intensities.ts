import { type Grid, indexToPatient, type Vector3, type Volume } from '@rachis/volume';
import { offsetIn } from '../section/section.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { subtract } from '../vertebra/vector.ts';

/** Intensities at the voxels of a label for which a test of the way (LPS, mm) from a place holds. */
export function intensitiesAbout(
  image: Volume,
  { mask }: Pick<LabelCrop, 'mask'>,
  scan: Grid,
  place: Vector3,
  test: (way: Vector3) => boolean,
): number[] {
  const [ox, oy, oz] = offsetIn(scan, mask);
  const [nx, ny] = mask.size;
  const values: number[] = [];
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    if (!test(subtract(indexToPatient(mask, [x, y, z]), place))) continue;
    values.push(image.data[ox + x + image.size[0] * (oy + y + image.size[1] * (oz + z))]!);
  }
  return values;
}

/** Half of what a voxel measures along a direction (LPS, length 1), mm: along an index axis half of its spacing. */
export function halfVoxelAlong({ spacing, direction: d }: Grid, way: Vector3): number {
  const along = spacing.map(
    (s, axis) => s * (d[axis]! * way[0] + d[3 + axis]! * way[1] + d[6 + axis]! * way[2]),
  );
  return Math.hypot(...along) / 2;
}

/** Half the thickness, mm, of what counts as mid-sagittal: 2.5 mm, or half of a thicker slice. */
export function midSagittalHalf(scan: Grid, left: Vector3): number {
  const d = scan.direction;
  let nearest = 0;
  let most = -1;
  for (let axis = 0; axis < 3; axis++) {
    const along = Math.abs(d[axis]! * left[0] + d[3 + axis]! * left[1] + d[6 + axis]! * left[2]);
    if (along > most) [nearest, most] = [axis, along];
  }
  return Math.max(2.5, scan.spacing[nearest]! / 2 + 1e-6);
}
