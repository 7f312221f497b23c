import { type ExtractionSettings, extractFeatures, interpolateBeforehand } from '@rachis/features';
import type { ImageRead, Region } from '@rachis/formats';
import {
  estimateNoise,
  listPerturbations,
  type Perturbation,
  type PerturbationSettings,
  perturb,
} from '@rachis/segment';
import { isRachisError, type Mask, RachisError } from '@rachis/volume';
import type { ExtractedRegion, RegionFailure } from './extract-regions.ts';
import { maskOnImage } from './mask-on-image.ts';

/** The features of a region under one perturbation. */
export interface PerturbedExtraction extends ExtractedRegion {
  readonly perturbation: string;
}

/** What of a label map is not the region: a region must not grow into its neighbour. Null where regions may overlap. */
function others(regions: readonly Region[], region: Region, mask: Mask): Mask | null {
  if (region.label === null || regions.length < 2) return null;
  const data = new Uint8Array(mask.data.length);
  for (const other of regions) {
    // Volumes of one mask overlap as they like.
    if (other === region || other.label === null || other.channel !== region.channel) continue;
    const own = other.mask().data;
    if (own.length !== data.length) return null;
    for (let i = 0; i < own.length; i++) if (own[i] !== 0 && mask.data[i] === 0) data[i] = 1;
  }
  return { ...mask, data };
}

/**
 * The features of regions under every perturbation of the settings (Zwanenburg et al. 2019). A perturbation that a region
 * does not allow is a failure of its own; the others are extracted. `all` are the regions of the file, which a region of a
 * label map does not grow into; `name` keeps random choices apart between subjects.
 */
export function extractPerturbed(
  image: ImageRead,
  chosen: readonly Region[],
  all: readonly Region[],
  maskPath: string,
  settings: ExtractionSettings,
  perturbations: PerturbationSettings,
  { align, name, labelMap }: { readonly align: boolean; readonly name: string; readonly labelMap: boolean },
): { extracted: PerturbedExtraction[]; failures: RegionFailure[] } {
  const extracted: PerturbedExtraction[] = [];
  const failures: RegionFailure[] = [];
  const { settings: after, ...how } = interpolateBeforehand(image.volume, settings);
  const list = listPerturbations(perturbations, settings.slicewise);
  const noisy = list.some(({ noise }) => noise !== null && noise.level === 'estimate');
  // Estimated once: it looks at the whole image.
  const noiseLevel = noisy ? estimateNoise(image.volume) : undefined;
  for (const region of chosen) {
    const fail = (error: unknown, perturbation?: Perturbation) => {
      if (!isRachisError(error)) throw error;
      const about = perturbation === undefined ? '' : `Perturbation ${perturbation.id}: `;
      const message = error.message.includes(perturbation?.id ?? '\n')
        ? error.message
        : about + error.message;
      failures.push({
        region,
        error: new RachisError(error.code, message, { file: maskPath, ...error.details }),
      });
    };
    try {
      const mask = maskOnImage(image, region, maskPath, align);
      const keepOut = labelMap ? others(all, region, mask) : null;
      for (const perturbation of list) {
        try {
          const perturbed = perturb(image.volume, mask, perturbation, {
            ...how,
            name: `${name}/${region.name}`,
            ...(keepOut === null ? {} : { keepOut }),
            ...(noiseLevel === undefined ? {} : { noiseLevel }),
          });
          const result = extractFeatures(perturbed.image, perturbed.mask, after);
          extracted.push({ region, result, diagnostics: new Map(), perturbation: perturbation.id });
        } catch (error) {
          fail(error, perturbation);
        }
      }
    } catch (error) {
      fail(error);
    }
  }
  return { extracted, failures };
}
