import {
  boundingBox,
  growBox,
  type Mask,
  patientToIndex,
  RachisError,
  type Vector3,
  type Volume,
} from '@rachis/volume';
import { looksAtSlices, sliceAxisOf } from '../acquired-slices.ts';
import { discretise, type GreyLevels } from '../discretise.ts';
import { type PreparedRegion, prepareRegion } from '../prepare.ts';
import type { ExtractionSettings } from '../settings.ts';

/** Where maps are computed: voxels that neighbourhoods see, and voxels that get a value, in one box. */
export interface MapDomain {
  /** Its `intensityMask` is what neighbourhoods see. */
  readonly region: PreparedRegion;
  /** Grey levels of all that is seen, discretised once, so that levels mean the same in every neighbourhood. */
  readonly greyLevels: GreyLevels;
  /** 1 at voxels that get a value. */
  readonly centres: Uint8Array;
  readonly centreCount: number;
}

/** The image's box around the region, grown by a neighbourhood's reach. */
function everythingAround(image: Volume, mask: Mask, reach: Vector3): Mask {
  const drawn = boundingBox(mask);
  const data = new Uint8Array(mask.data.length);
  if (drawn !== null) {
    const { start, size } = growBox(drawn, reach, image);
    const [nx, ny] = image.size;
    for (let z = start[2]; z < start[2] + size[2]; z++) {
      for (let y = start[1]; y < start[1] + size[1]; y++) {
        const from = start[0] + nx * (y + ny * z);
        data.fill(1, from, from + size[0]);
      }
    }
  }
  return { ...mask, data };
}

/**
 * The region, resampled and re-segmented as the settings say, is where values are computed. `masked`: neighbourhoods are
 * cut to it; else they see the whole image, and grey levels are those of the region's box grown by `reach` (voxels of the
 * grid that is computed on).
 * Errors: those of `prepareRegion` and `discretise`, and `REGION_EMPTY` when no voxel is left.
 */
export function mapDomain(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  masked: boolean,
  reach: Vector3,
): MapDomain {
  const { axis } = sliceAxisOf(image);
  if (axis !== 2 && looksAtSlices(settings)) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `Maps of slices need the acquired slices along z; those of this image lie along ${'xyz'[axis]} (voxels of ${image.spacing.join(' x ')} mm).`,
      { remedy: 'Reorder the axes of image and region, or map in 3D (slicewise: false).' },
    );
  }
  const own: ExtractionSettings = { ...settings, families: ['statistics'], filters: [] };
  const region = prepareRegion(image, mask, own);
  if (region.values.length === 0) {
    throw new RachisError('REGION_EMPTY', 'No voxel of the region is left after re-segmentation.', {
      remedy: 'Widen resegmentation.range, or leave this region out.',
    });
  }
  if (masked) {
    return {
      region,
      greyLevels: discretise(region, settings.discretisation),
      centres: region.intensityMask,
      centreCount: region.values.length,
    };
  }
  // On the input's grid the reach is longer or shorter than on the grid that is computed on.
  const inputReach = reach.map((n, axis) =>
    Math.ceil((n * region.spacing[axis]!) / image.spacing[axis]! - 1e-9),
  ) as unknown as Vector3;
  const around = everythingAround(image, mask, inputReach);
  const seen = prepareRegion(image, around, { ...own, resegmentation: { range: null, outliers: null } });
  const centres = new Uint8Array(seen.intensities.length);
  const shift = patientToIndex(seen, region.origin).map(Math.round);
  const [nx, ny, nz] = region.size;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const to = shift[0]! + seen.size[0] * (y + shift[1]! + seen.size[1] * (z + shift[2]!));
      for (let x = 0; x < nx; x++, i++) centres[to + x] = region.intensityMask[i]!;
    }
  }
  return {
    region: seen,
    greyLevels: discretise(seen, settings.discretisation),
    centres,
    centreCount: region.values.length,
  };
}
