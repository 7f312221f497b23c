import {
  anyBits,
  type Box,
  boundingBox,
  boxOnto,
  checkDataLength,
  checkGrid,
  cropData,
  cropGrid,
  describeGrid,
  fromPartialVolumes,
  type Grid,
  gridsMatch,
  isRachisError,
  type Mask,
  maskCount,
  RachisError,
  roundHalfToEven,
  type Vector3,
  type Volume,
} from '@rachis/volume';
import { randomiseContour } from './contour-randomisation.ts';
import { addNoise, estimateNoise } from './noise.ts';
import type { ContourChange, Interpolation, Perturbation, VolumeChange } from './perturbation.ts';
import { type PerturbedGrid, perturbedGrid, sourceBox } from './perturbed-grid.ts';
import {
  growWithin,
  hull,
  maskOf,
  type PlacedRegion,
  placeIn,
  tightBox,
  touches,
  voxelsOf,
} from './placed-region.ts';
import { createRandom, type Random } from './random.ts';
import { changeVolumeByDistance, changeVolumeByFraction } from './volume-change.ts';

export interface PerturbOptions {
  /** How the extraction interpolates; null: not at all. Turning and shifting then interpolate linearly. */
  readonly interpolation?: Interpolation | null;
  /**
   * Voxels around the region that the result must hold, on its own grid: what filters and local intensity look at.
   * Default: the whole image.
   */
  readonly margin?: Vector3 | 'image';
  /** Slices are processed one by one: nothing moves, grows or closes across them. */
  readonly slicewise?: boolean;
  /** A region on the image's grid that the perturbed one may not grow into: a neighbouring vertebra. */
  readonly keepOut?: Mask;
  /** Names the image and region: other names, other random choices from the same seed. */
  readonly name?: string;
  /** Fewest voxels that a region may be left with. Default 1. */
  readonly leastVoxels?: number;
  /** The noise level, where it was estimated before (`estimateNoise`), so that it is not computed again. */
  readonly noiseLevel?: number;
}

/** A perturbed image and region, both on one grid, already interpolated. */
export interface PerturbedRegion {
  readonly image: Volume;
  readonly mask: Mask;
  /** Standard deviation of the noise that was added; null where none was. */
  readonly noiseLevel: number | null;
  /** Voxels of the region after the interpolation, and after volume and contour have changed. */
  readonly voxels: { readonly interpolated: number; readonly perturbed: number };
}

const linear: Interpolation = {
  spacing: null,
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
  roundIntensities: false,
};

function checkTogether(image: Volume, mask: Mask, what: string): void {
  checkGrid(mask, what);
  checkDataLength(mask, mask.data, what);
  if (gridsMatch(image, mask)) return;
  throw new RachisError(
    'GRID_MISMATCH',
    `${what} is on another grid than the image.\n  image: ${describeGrid(image)}\n  mask:  ${describeGrid(mask)}`,
    { remedy: 'Resample it onto the image first (`alignMask`).' },
  );
}

/** A mask whose inside is 1: partial volumes are shares of it. */
const zeroOrOne = (data: Uint8Array): Uint8Array =>
  anyBits(data, 0, data.length, 0xfe) ? data.map((v) => (v === 0 ? 0 : 1)) : data;

/** A mask on a box of the perturbed grid. */
function sampleMask(mask: Mask, on: PerturbedGrid, box: Box, how: Interpolation): Uint8Array {
  const data = zeroOrOne(mask.data);
  if (!on.interpolated) return cropData(data, mask.size, box, new Uint8Array(voxelsOf(box)));
  return fromPartialVolumes(on.sample(data, mask, box, how.mask, 'zero'), how.maskThreshold);
}

/** Where the region lies on the perturbed grid, and its voxels there; null for an empty mask. */
function regionOn(mask: Mask, on: PerturbedGrid, how: Interpolation): PlacedRegion | null {
  const drawn = boundingBox(mask);
  if (drawn === null) return null;
  const box = on.interpolated ? boxOnto(mask, drawn, on.grid) : drawn;
  return { box, data: sampleMask(mask, on, box, how) };
}

/** The noisy or plain image, read where it is asked for. */
function imageReader(
  image: Volume,
  on: PerturbedGrid,
  how: Interpolation,
  noise: ((box: Box) => Float64Array) | null,
): (box: Box) => Float64Array {
  return (box) => {
    if (!on.interpolated) {
      return noise?.(box) ?? cropData(image.data, image.size, box, new Float64Array(voxelsOf(box)));
    }
    let values: Float64Array;
    if (noise === null) values = on.sample(image.data, image, box, how.image, 'edge');
    else {
      const block = sourceBox(image, on, box, how.image);
      values = on.sample(noise(block), cropGrid(image, block), box, how.image, 'edge');
    }
    if (how.roundIntensities) for (let i = 0; i < values.length; i++) values[i] = roundHalfToEven(values[i]!);
    return values;
  };
}

/** What changes of a region need to know. */
interface Surroundings {
  readonly grid: Grid;
  /** How far the grid goes. */
  readonly frame: Box;
  readonly keepOut: PlacedRegion | null;
  readonly slicewise: boolean;
}

/** The volume changed in a box around the region, made larger until the region does not meet its sides. */
function changeVolume(
  region: PlacedRegion,
  { by, amount }: VolumeChange,
  random: () => Random,
  { grid, frame, keepOut, slicewise }: Surroundings,
): PlacedRegion {
  for (
    let steps = by === 'distance' ? Math.ceil(Math.abs(amount) / Math.min(...grid.spacing)) + 1 : 4;
    ;
    steps *= 2
  ) {
    const box = growWithin(region.box, [steps, steps, steps], frame);
    const mask = maskOf(placeIn(region, box), grid);
    const where = { slicewise, keepOut: keepOut && placeIn(keepOut, box).data };
    let changed: Mask;
    try {
      changed =
        by === 'fraction'
          ? changeVolumeByFraction(mask, amount, random(), where)
          : changeVolumeByDistance(mask, amount, where);
    } catch (error) {
      // No room to grow in the box may be room in the frame.
      if (isRachisError(error) && error.code === 'ARGUMENT_INVALID' && touches(box, box, frame)) continue;
      throw error;
    }
    const placed = { box, data: changed.data };
    const found = tightBox(placed, grid);
    if (found === null || !touches(found, box, frame)) return placed;
  }
}

/** The contour changed in the box that supervoxels are made in. */
function changeContour(
  region: PlacedRegion,
  contour: ContourChange,
  read: (box: Box) => Float64Array,
  random: Random,
  { grid, frame, keepOut, slicewise }: Surroundings,
): PlacedRegion {
  const drawn = tightBox(region, grid);
  if (drawn === null) return region;
  const margin = grid.spacing.map((s) => Math.ceil(contour.margin / s) + 2) as unknown as Vector3;
  const box = growWithin(drawn, margin, frame);
  const changed = randomiseContour(
    maskOf(placeIn(region, box), grid),
    ({ start, size }) => read({ start: start.map((s, a) => s + box.start[a]!) as unknown as Vector3, size }),
    random,
    { ...contour, slicewise, keepOut: keepOut && placeIn(keepOut, box).data },
  );
  return { box, data: changed.data };
}

/**
 * Perturbs an image and a region (Zwanenburg et al. 2019, "Assessing robustness of radiomic features by image
 * perturbation"), in the one order: noise on the image; translation and rotation within the interpolation that the
 * extraction would do anyway; then, on the interpolated grid, volume and contour. Both come out interpolated: features
 * are to be extracted from them with the same settings but no resampling. A perturbation that changes nothing gives
 * the numbers of an extraction that resamples for itself. The same seed and `name` give the same result.
 *
 * Errors: `GRID_MISMATCH`, `REGION_EMPTY` (also where interpolation leaves nothing), `REGION_TOO_SMALL`,
 * `SETTINGS_INVALID` for a turn across thick slices, `ARGUMENT_INVALID` for growth without room.
 */
export function perturb(
  image: Volume,
  mask: Mask,
  perturbation: Perturbation,
  options: PerturbOptions = {},
): PerturbedRegion {
  checkGrid(image);
  checkDataLength(image, image.data);
  checkTogether(image, mask, 'The mask');
  if (options.keepOut) checkTogether(image, options.keepOut, 'The mask to keep out of');
  const { slicewise = false, leastVoxels = 1, interpolation = null } = options;
  const how = interpolation ?? linear;
  const translation: Vector3 | null =
    perturbation.translation && slicewise
      ? [perturbation.translation[0], perturbation.translation[1], 0]
      : perturbation.translation;
  const on = perturbedGrid(
    image,
    mask,
    { rotation: perturbation.rotation, translation },
    interpolation,
    slicewise,
  );
  const region = regionOn(mask, on, how);
  const within = region && tightBox(region, on.grid);
  if (region === null || within === null) {
    throw new RachisError(
      'REGION_EMPTY',
      region === null
        ? 'The region has no voxels.'
        : `The region has no voxels left on the grid of perturbation ${perturbation.id}.`,
      { remedy: 'Check the mask and its label, or use a finer spacing.' },
    );
  }
  const random = createRandom(perturbation.seed, options.name ?? '');
  let noiseLevel: number | null = null;
  let noisy: ((box: Box) => Float64Array) | null = null;
  if (perturbation.noise !== null) {
    const { level } = perturbation.noise;
    const used = level === 'estimate' ? (options.noiseLevel ?? estimateNoise(image)) : level;
    const source = random.split('noise');
    noisy = (box) => addNoise(image, box, used, source);
    noiseLevel = used;
  }
  // The frame: the grid, and what of the region reaches beyond it.
  const frame = hull({ start: [0, 0, 0], size: on.grid.size }, within);
  const interpolated = placeIn(region, within);
  const readImage = imageReader(image, on, how, noisy);
  const keepOut = options.keepOut ? regionOn(options.keepOut, on, how) : null;
  const surroundings: Surroundings = { grid: on.grid, frame, keepOut, slicewise };
  const { volume, contour } = perturbation;
  let changed = interpolated;
  if (volume !== null && volume.amount !== 0) {
    changed = changeVolume(changed, volume, () => random.split('volume'), surroundings);
  }
  if (contour !== null) {
    changed = changeContour(changed, contour, readImage, random.split('contour'), surroundings);
  }
  const voxels = {
    interpolated: maskCount(maskOf(interpolated, on.grid)),
    perturbed: maskCount(maskOf(changed, on.grid)),
  };
  if (voxels.perturbed < leastVoxels) {
    throw new RachisError(
      'REGION_TOO_SMALL',
      `Perturbation ${perturbation.id} leaves ${voxels.perturbed} voxels of the region; at least ${leastVoxels} are asked for.`,
      { remedy: 'Leave this region or this perturbation out.' },
    );
  }
  const margin = options.margin ?? 'image';
  const held = tightBox(changed, on.grid);
  const kept = margin === 'image' || held === null ? frame : growWithin(held, margin, frame);
  return {
    image: { ...cropGrid(on.grid, kept), data: readImage(kept), unit: image.unit },
    mask: maskOf(placeIn(changed, kept), on.grid),
    noiseLevel,
    voxels,
  };
}
