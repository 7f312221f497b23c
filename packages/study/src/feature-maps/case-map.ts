import { type ExtractionSettings, featureMap } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { type Mask, maskCount, RachisError, type Volume, voxelVolume } from '@rachis/volume';
import { measureRegion, type RegionMeasures } from '../check/measure-region.ts';
import { drawRaster, nearRaster, type Picture, type Raster } from '../check/picture.ts';
import { windowFor } from '../check/window.ts';
import { chooseRegions } from '../choose-regions.ts';
import { choiceOf } from '../cohort/case.ts';
import { type Manifest, type ManifestRow, resolvePath } from '../cohort/manifest.ts';
import { maskOnImage } from '../mask-on-image.ts';

/** A slice of a case with the map of a feature on it. */
export interface CaseMap {
  readonly picture: Picture;
  /** Value of each pixel of the picture, NaN where there is none. */
  readonly values: Float32Array;
  /** mm: radius of the sphere that each value is of. */
  readonly radius: number;
  /** Whether grey levels are those of the slices around the shown one, and not of the whole region. */
  readonly slab: boolean;
}

/** Voxels on the grid of the settings beyond which only the slices around the shown one are computed. */
const mostVoxels = 30_000;

const spacingOf = (image: Volume, { resampling }: ExtractionSettings): readonly number[] => {
  const spacing = resampling?.spacing ?? image.spacing;
  return typeof spacing === 'number' ? [spacing] : spacing;
};

/** The region within some millimetres of a slice. */
function slabOf(mask: Mask, axis: number, slice: number, millimetres: number): Mask {
  const reach = Math.ceil(millimetres / mask.spacing[axis]!);
  const [nx, ny] = mask.size;
  const data = mask.data.map((value, at) => {
    const place = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))][axis]!;
    return Math.abs(place - slice) <= reach ? value : 0;
  });
  return { ...mask, data };
}

/** The pixels of a map: means of the voxels that have a value. */
function mapRaster(map: Volume<Float64Array>, mask: Mask, measures: RegionMeasures): Float32Array {
  const known = Float64Array.from(map.data, (value) => (Number.isNaN(value) ? 0 : 1));
  const filled = map.data.map((value) => (Number.isNaN(value) ? 0 : value));
  const sums = nearRaster({ ...map, data: filled }, mask, measures).values;
  const shares = nearRaster({ ...map, data: known }, mask, measures).values;
  return sums.map((sum, at) => (shares[at]! > 0.5 ? sum / shares[at]! : Number.NaN));
}

/**
 * The largest cross-section of a case's region (the largest region of several) with the map of a feature over a sphere of
 * three voxels. Errors: those of reading, and of regions that are too small for the feature.
 */
export async function caseMap(
  manifest: Manifest,
  row: ManifestRow,
  feature: string,
  settings: ExtractionSettings,
): Promise<CaseMap> {
  const image = await readImage(
    resolvePath(manifest.path, row.image),
    row.series === '' ? {} : { series: row.series },
  );
  const maskPath = resolvePath(manifest.path, row.mask);
  const { regions } = await readRegions(maskPath, { image });
  const masks = chooseRegions(regions, choiceOf(row), maskPath).map((region) =>
    maskOnImage(image, region, maskPath, false),
  );
  const mask = masks.reduce((most, one) => (maskCount(one) > maskCount(most) ? one : most));
  const measures = measureRegion(image.volume, mask)!;
  const raster: Raster = nearRaster(image.volume, mask, measures);
  const spacing = spacingOf(image.volume, settings);
  const radius = 3 * Math.max(...spacing.slice(0, settings.slicewise ? 2 : 3));
  const target = spacing.length === 3 ? spacing : [spacing[0]!, spacing[1] ?? spacing[0]!, spacing[0]!];
  const voxels = (measures.voxels * voxelVolume(mask)) / target.reduce((product, one) => product * one, 1);
  const slab = voxels > mostVoxels;
  const within = slab ? slabOf(mask, raster.view.normal, raster.slice, radius) : mask;
  const map = featureMap(
    image.volume,
    within,
    feature,
    { neighbourhood: { shape: 'sphere', radius, unit: 'mm' } },
    settings,
  );
  const values = mapRaster(map, mask, measures);
  if (values.every(Number.isNaN)) {
    throw new RachisError('REGION_TOO_SMALL', `The region of ${row.subject} is too small for a map.`, {
      file: maskPath,
    });
  }
  const modality = image.modality || row.modality.toUpperCase();
  const picture = drawRaster(mask, raster, windowFor(modality, measures.median, raster.values));
  return { picture, values, radius, slab };
}
