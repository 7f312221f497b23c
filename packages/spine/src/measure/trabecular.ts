import type { Grid, Vector3, Volume } from '@rachis/volume';
import type { Level } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { dot, median } from '../vertebra/vector.ts';
import { halfVoxelAlong, intensitiesAbout } from './region-intensities.ts';
import { signalCatalogue as catalogue } from './signal-catalogue.ts';

/** Part of a body's width and depth that the ellipse takes. */
const ellipsePart = 0.6;

/** Radius and half the height of the cylinder, mm. */
const cylinder = 5;

/** Fewer voxels than this say nothing. */
const leastVoxels = 20;

/**
 * Mean and median over the usual regions of trabecular bone, other than the core: an ellipse in the plane through the middle
 * of the body (one voxel thick), and a cylinder about its middle.
 */
export function measureTrabecular(
  image: Volume,
  scan: Grid,
  level: Level,
  crop: LabelCrop,
  vertebra: VertebraOrReason,
): Measurement[] {
  const unit = image.unit === 'HU' ? 'HU' : '';
  const entries = (['ellipseMean', 'ellipseMedian', 'cylinderMean', 'cylinderMedian'] as const).map(
    (key) => ({ ...catalogue[key], unit }),
  );
  if (vertebra.found === null) return entries.map((entry) => unmeasured(entry, level, vertebra.reason));
  const { axes, centre, halfWidth, halfDepth } = vertebra.found.box;
  const thick = halfVoxelAlong(scan, axes.superior);
  const inEllipse = (way: Vector3) =>
    Math.abs(dot(way, axes.superior)) <= thick &&
    Math.hypot(
      dot(way, axes.left) / (ellipsePart * halfWidth),
      dot(way, axes.anterior) / (ellipsePart * halfDepth),
    ) <= 1;
  const inCylinder = (way: Vector3) =>
    Math.abs(dot(way, axes.superior)) <= cylinder &&
    Math.hypot(dot(way, axes.left), dot(way, axes.anterior)) <= cylinder;
  return [inEllipse, inCylinder].flatMap((test, i) => {
    const values = intensitiesAbout(image, crop, scan, centre, test);
    const pair = entries.slice(2 * i, 2 * i + 2);
    if (values.length < leastVoxels)
      return pair.map((entry) => unmeasured(entry, level, `too few voxels (${values.length}) in the region`));
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return [measured(pair[0]!, level, mean), measured(pair[1]!, level, median(values))];
  });
}
