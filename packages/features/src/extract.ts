import type { Mask, Volume } from '@rachis/volume';
import { aggregationsOf, families } from './catalogue.ts';
import { createContext, type RegionContext } from './context.ts';
import { withKernels } from './kernels/webassembly.ts';
import { prepareRegion } from './prepare.ts';
import { withScratch } from './scratch.ts';
import type { ExtractionSettings, FamilyId } from './settings.ts';

/** Why a value is not a number. */
export interface UndefinedValue {
  readonly column: string;
  readonly reason: string;
}

/** The features of one region. */
export interface ExtractionResult {
  /** Value of each column, in the order of `columns(settings)`; NaN where a feature is undefined. */
  readonly values: ReadonlyMap<string, number>;
  /** A reason for every NaN. */
  readonly undefinedValues: readonly UndefinedValue[];
  /** Voxels of the region on the processed grid: as drawn, and after re-segmentation. */
  readonly voxels: { readonly morphological: number; readonly intensity: number };
}

/** Families that need no intensities. */
const shapeOnly = new Set(['morphology']);

/**
 * Computes the features of one region of an image (IBSI 1 manual, chapters 2 and 3).
 *
 * `mask` must lie on the image's grid. A feature that the region does not allow (one voxel, one grey level, nothing
 * left after re-segmentation) is NaN with a reason. `onFamily` hears of each family before it is computed. Errors: those of `prepareRegion` and `discretise`.
 */
export function extractFeatures(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  onFamily: (family: FamilyId) => void = () => {},
): ExtractionResult {
  return withScratch((allocate) =>
    withKernels(() => {
      const region = prepareRegion(image, mask, settings, allocate);
      return computeFamilies(createContext(region, settings, allocate), settings, onFamily);
    }),
  );
}

/** Values of every family that the settings ask for. */
function computeFamilies(
  context: RegionContext,
  settings: ExtractionSettings,
  onFamily: (family: FamilyId) => void,
): ExtractionResult {
  const { region } = context;
  const values = new Map<string, number>();
  const undefinedValues: UndefinedValue[] = [];
  const empty = region.values.length === 0;
  for (const family of families) {
    if (!settings.families.includes(family.id)) continue;
    onFamily(family.id);
    const computed =
      empty && !shapeOnly.has(family.id)
        ? aggregationsOf(family.aggregation, settings).map((aggregation) => ({
            aggregation,
            values: new Float64Array(family.features.length).fill(Number.NaN),
          }))
        : family.compute(context, settings);
    for (const { aggregation, values: found } of computed) {
      family.features.forEach((feature, f) => {
        const column = aggregation === '' ? feature.id : `${feature.id}_${aggregation}`;
        values.set(column, found[f]!);
        if (!Number.isNaN(found[f]!)) return;
        const reason = empty
          ? 'no voxel is left after re-segmentation'
          : (context.notes.get(feature.id) ??
            context.notes.get(family.id) ??
            'the region is too small for this feature');
        undefinedValues.push({ column, reason });
      });
    }
  }
  return {
    values,
    undefinedValues,
    voxels: { morphological: region.morphologicalCount, intensity: region.values.length },
  };
}
