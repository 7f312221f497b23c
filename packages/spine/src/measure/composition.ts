import type { Volume } from '@rachis/volume';
import { fitMixture } from './mixture.ts';

/** What tells muscle from fat in an image. */
export type CompositionSource =
  | { readonly method: 'dixon'; readonly fat: Volume; readonly water: Volume }
  | { readonly method: 'ct'; readonly image: Volume }
  | { readonly method: 'mixture'; readonly image: Volume; readonly components: 2 | 3 };

/** Ranges of HU of fat within a muscle and of lean muscle (Aubrey et al. Acta Physiol 2014;210:489). */
export const muscleRanges = { fat: [-190, -30], lean: [-29, 150] } as const;

/** How one muscle's voxels are told apart; the reason where they are not. */
export type Composition =
  | {
      readonly lean: (voxel: number) => boolean;
      readonly fat: (voxel: number) => boolean;
      /** Fat fraction of a voxel, 0 to 1, where the method gives one. */
      readonly fraction: ((voxel: number) => number | null) | null;
      readonly reason: '';
    }
  | { readonly reason: string };

/** Two kinds of tissue are told apart where Ashman's D is above this. */
const leastSeparation = 2;

function dixon(fat: Volume, water: Volume): Composition {
  const fraction = (voxel: number): number | null => {
    const [f, w] = [Math.max(0, fat.data[voxel]!), Math.max(0, water.data[voxel]!)];
    return f + w > 0 ? f / (f + w) : null;
  };
  return {
    lean: (voxel) => (fraction(voxel) ?? 1) < 0.5,
    fat: (voxel) => (fraction(voxel) ?? 0) >= 0.5,
    fraction,
    reason: '',
  };
}

function byAttenuation({ data }: Volume): Composition {
  // Between the ranges, at -30 to -29 HU, lie only values that are no whole numbers: they go with the nearer range.
  return {
    lean: (voxel) => data[voxel]! > -29.5 && data[voxel]! <= muscleRanges.lean[1],
    fat: (voxel) => data[voxel]! >= muscleRanges.fat[0] && data[voxel]! <= -29.5,
    fraction: null,
    reason: '',
  };
}

function byMixture({ data }: Volume, voxels: readonly number[], components: 2 | 3): Composition {
  const mixture = fitMixture(
    voxels.map((voxel) => data[voxel]!),
    components,
  );
  if (mixture === null) return { reason: 'too few voxels of different intensity for a mixture model' };
  if (!(mixture.separation > leastSeparation))
    return {
      reason: `muscle and fat are not told apart by intensity (Ashman's D ${mixture.separation.toFixed(2)}, above 2 is asked for)`,
    };
  const classes = new Map<number, number>();
  const classAt = (voxel: number): number => {
    const value = data[voxel]!;
    let found = classes.get(value);
    if (found === undefined) {
      found = mixture.classOf(value);
      classes.set(value, found);
    }
    return found;
  };
  const fat = (voxel: number) => classAt(voxel) === components - 1;
  return {
    lean: (voxel) => classAt(voxel) === 0,
    fat,
    fraction: (voxel) => (fat(voxel) ? 1 : 0),
    reason: '',
  };
}

/**
 * How the voxels of one muscle (offsets in the scan) are told apart: by Dixon's images, by attenuation, or by a Gaussian
 * mixture of the muscle's own intensities, whose brightest component is fat and darkest muscle (fat is bright on T1 and T2
 * without suppression).
 */
export function compositionOf(source: CompositionSource, voxels: readonly number[]): Composition {
  if (source.method === 'dixon') return dixon(source.fat, source.water);
  if (source.method === 'ct') return byAttenuation(source.image);
  return byMixture(source.image, voxels, source.components);
}
