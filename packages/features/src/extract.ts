import { alongAcquiredSlices } from './acquired-slices.ts';
import { type FlatImage, flatImage, flatNotes } from './flat-image.ts';
import type { Mask, Volume } from '@rachis/volume';
import { aggregationsOf, families } from './catalogue.ts';
import { createContext, type RegionContext } from './context.ts';
import type { GreyLevels } from './discretise.ts';
import type { FeatureFamily } from './families/family.ts';
import { filteredRegion, responseBox } from './filtered-region.ts';
import { voxelsOf } from './filters/image-source.ts';
import { columnPrefix, imageGroups, imagesOf, originalImage } from './images.ts';
import { withKernels } from './kernels/webassembly.ts';
import { type PreparedRegion, prepareRegion } from './prepare.ts';
import { type Allocate, withinScratch, withScratch } from './scratch.ts';
import type { ExtractionSettings, FamilyId } from './settings.ts';
import { mostBeside, type StartPairSums } from './shape/spatial-correlation.ts';

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
  /** What a reader should know of how the numbers came about, or that they say nothing; a sentence each. */
  readonly notes: readonly string[];
}

/** An image as its features see it. What it holds may be used during the call only. */
export interface ProcessedImage {
  /** `original`, or the id of a filtered image. */
  readonly image: string;
  readonly region: PreparedRegion;
  /** Grey levels as discretised; not made before they are asked for. */
  levels(): GreyLevels;
}

export interface ExtractionOptions {
  /** Hears of each family of each image before it is computed. */
  readonly onFamily?: (family: FamilyId, image: string) => void;
  /** Sees each image before its features are computed. */
  readonly onImage?: (processed: ProcessedImage) => void;
  /**
   * Whether this call computes a group of `imageGroups(settings)`, by its number: threads that share a run each claim
   * what no other has. Groups that are not claimed are left out of the values. Default: every group.
   */
  readonly claim?: (group: number) => boolean;
  /** Begins the sums over pairs of voxels, of Moran's I and Geary's C, elsewhere. Default: they are made here. */
  readonly startPairSums?: StartPairSums;
}

/** Families that need no intensities. */
const shapeOnly = new Set(['morphology']);

/**
 * Computes the features of one region of an image and of its filtered images (IBSI 1 manual, chapters 2 and 3; IBSI 2
 * manual).
 *
 * `mask` must lie on the image's grid. A feature that the region does not allow (one voxel, one grey level, nothing
 * left after re-segmentation) is NaN with a reason. Errors: those of `prepareRegion` and `discretise`.
 */
export function extractFeatures(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  options: ExtractionOptions = {},
): ExtractionResult {
  const claim = options.claim ?? (() => true);
  const results = new Map<string, FamilyResult[]>();
  return withScratch((allocate) =>
    withKernels(() => {
      const along = alongAcquiredSlices(image, mask, settings);
      const region = prepareRegion(along.image, along.mask, settings, allocate);
      const notes = along.note === undefined ? [] : [along.note];
      const flat: FlatImage[] = [];
      const box = responseBox(region, settings);
      const ofFiltered = settingsOfFiltered(settings);
      imageGroups(settings).forEach((group, number) => {
        if (!claim(number)) return;
        if (group[0] === originalImage) {
          const compute = () => computeImage(originalImage, region, settings, allocate, options, flat);
          results.set(originalImage, withinScratch(compute));
          return;
        }
        const plan = region.plans.find(({ images }) => images.includes(group[0]!))!;
        plan.run(region.source, box, new Set(group), (id, response) => {
          const compute = () => {
            const filtered = filteredRegion(region, id, response, box, allocate);
            return computeImage(id, filtered, ofFiltered, allocate, options, flat);
          };
          results.set(
            id,
            withKernels(() => withinScratch(compute)),
          );
        });
      });
      return { ...gather(imagesOf(settings), results, region), notes: [...notes, ...flatNotes(flat)] };
    }),
  );
}

/** A family's values of one image, column by column. */
interface FamilyResult {
  readonly column: string;
  readonly value: number;
  /** Why the value is NaN. */
  readonly reason: string | null;
}

/** Settings as they hold for filtered images. */
function settingsOfFiltered(settings: ExtractionSettings): ExtractionSettings {
  const { families: chosen, discretisation, volumeHistogram } = settings.filteredImages;
  return { ...settings, families: [...chosen], discretisation, volumeHistogram };
}

/** Values of every family that the settings ask for, of one image. */
function computeImage(
  image: string,
  region: PreparedRegion,
  settings: ExtractionSettings,
  allocate: Allocate,
  { onFamily, onImage, startPairSums }: ExtractionOptions,
  flat: FlatImage[],
): FamilyResult[] {
  const context = createContext(region, settings, {
    allocate,
    ...(startPairSums === undefined ? {} : { startPairSums }),
  });
  onImage?.({ image, region, levels: context.greyLevels });
  const flatness = flatImage(image, region, settings);
  if (flatness !== null) flat.push(flatness);
  const wanted = families.filter(({ id }) => settings.families.includes(id));
  const hasShape = ({ id }: FeatureFamily) => shapeOnly.has(id);
  // What another thread does is begun first, and waited for last where the memory of both allows it.
  if (wanted.some(hasShape) && settings.morphology.spatialCorrelation) context.spatialCorrelation();
  const small = voxelsOf(region.size) <= mostBeside;
  const inTurn = small ? [...wanted.filter((one) => !hasShape(one)), ...wanted.filter(hasShape)] : wanted;
  const results = new Map<FeatureFamily, readonly FamilyResult[]>();
  for (const family of inTurn) {
    onFamily?.(family.id, image);
    results.set(family, computeFamily(image, family, context, settings));
  }
  return wanted.flatMap((family) => results.get(family)!);
}

/** Values of one family. */
function computeFamily(
  image: string,
  family: FeatureFamily,
  context: RegionContext,
  settings: ExtractionSettings,
): FamilyResult[] {
  const empty = context.region.values.length === 0;
  const computed =
    empty && !shapeOnly.has(family.id)
      ? aggregationsOf(family.aggregation, settings).map((aggregation) => ({
          aggregation,
          values: new Float64Array(family.features.length).fill(Number.NaN),
        }))
      : family.compute(context, settings);
  return computed.flatMap(({ aggregation, values }) =>
    family.features.map((feature, f) => {
      const own = aggregation === '' ? feature.id : `${feature.id}_${aggregation}`;
      const value = values[f]!;
      const reason = () =>
        empty
          ? 'no voxel is left after re-segmentation'
          : (context.notes.get(feature.id) ??
            context.notes.get(family.id) ??
            'the region is too small for this feature');
      return {
        column: columnPrefix(image) + own,
        value,
        reason: Number.isNaN(value) ? reason() : null,
      };
    }),
  );
}

/** Results of all images in the order of the columns. */
function gather(
  images: readonly string[],
  results: ReadonlyMap<string, readonly FamilyResult[]>,
  region: PreparedRegion,
): Omit<ExtractionResult, 'notes'> {
  const values = new Map<string, number>();
  const undefinedValues: UndefinedValue[] = [];
  for (const image of images) {
    for (const { column, value, reason } of results.get(image) ?? []) {
      values.set(column, value);
      if (reason !== null) undefinedValues.push({ column, reason });
    }
  }
  return {
    values,
    undefinedValues,
    voxels: { morphological: region.morphologicalCount, intensity: region.values.length },
  };
}
