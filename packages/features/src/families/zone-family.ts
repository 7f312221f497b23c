import type { RegionContext } from '../context.ts';
import type { Zones } from '../kernels/zones.ts';
import type { ExtractionSettings } from '../settings.ts';
import { type CountMatrix, countFeatures, fromObservations, mergeCounts } from './count-matrix.ts';
import type { FamilyValues } from './family.ts';
import { gatherSpace } from './gather.ts';

/** Features of zones of equal level by one of their measures (size or distance), for every spatial part asked. */
export function gatherZones(
  context: RegionContext,
  settings: ExtractionSettings,
  featureCount: number,
  measure: (zones: Zones) => Uint32Array,
): FamilyValues[] {
  const { levelOf } = context.identityGrid();
  const matrix = (zones: Zones, voxels: number) =>
    fromObservations(zones.level, measure(zones), levelOf, voxels);
  return gatherSpace<CountMatrix>(settings, featureCount, {
    slices: () => context.zones(false).map((zones, z) => matrix(zones, context.sliceCounts()[z]!)),
    volume: () => matrix(context.zones(true)[0]!, context.region.values.length),
    merge: (matrices) => mergeCounts(matrices, new Array<number>(matrices.length).fill(1)),
    read: (counts) => countFeatures(counts)?.subarray(0, featureCount) ?? null,
  });
}
