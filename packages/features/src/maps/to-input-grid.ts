import { indexToPatient, type Mask, patientToIndex, type Vector3, type Volume } from '@rachis/volume';
import type { MapDomain } from './domain.ts';

/** Where the values of a map go: for each voxel of the input's grid the number of its centre, -1 for none. */
export type MapPlaces = Int32Array;

/** Places of centres on the input's grid: at the voxel itself, or where the map's grid is another, from the nearest of its voxels. */
export function placesOnInput(
  image: Volume,
  mask: Mask,
  { region, centres }: MapDomain,
  resampled: boolean,
): MapPlaces {
  const [nx, ny, nz] = image.size;
  const places = new Int32Array(nx * ny * nz).fill(-1);
  const numbers = new Int32Array(centres.length).fill(-1);
  let next = 0;
  for (let i = 0; i < centres.length; i++) if (centres[i] !== 0) numbers[i] = next++;
  // Axes are shared, so that an index along an axis is a line in the other grid's.
  const origin = patientToIndex(region, indexToPatient(image, [0, 0, 0]));
  const along = ([0, 1, 2] as const).map((axis) => {
    const step = image.spacing[axis] / region.spacing[axis];
    return Int32Array.from({ length: image.size[axis] }, (_, i) => {
      const at = Math.round(origin[axis] + step * i);
      return at >= 0 && at < region.size[axis] ? at : -1;
    });
  }) as [Int32Array, Int32Array, Int32Array];
  const [sx, sy]: Vector3 = region.size;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = along[1][y]! < 0 || along[2][z]! < 0 ? -1 : sx * (along[1][y]! + sy * along[2][z]!);
      for (let x = 0; x < nx; x++, i++) {
        if (row < 0 || along[0][x]! < 0) continue;
        // On a grid of its own a map also has voxels that only overlap the region: they are not the region's on the input's.
        if (resampled && mask.data[i] === 0) continue;
        places[i] = numbers[row + along[0][x]!]!;
      }
    }
  }
  return places;
}
