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
  growBox,
  type Mask,
  maskCount,
  pasteData,
  RachisError,
  roundHalfToEven,
  type Vector3,
  type Volume,
} from '@rachis/volume';
import { randomiseContour } from './contour-randomisation.ts';
import { addNoise, estimateNoise } from './noise.ts';
import type { Interpolation, Perturbation } from './perturbation.ts';
import { type PerturbedGrid, perturbedGrid, sourceBox } from './perturbed-grid.ts';
import { createRandom } from './random.ts';
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

/** The smallest box that holds both. */
function hull(a: Box, b: Box): Box {
  const start = a.start.map((s, k) => Math.min(s, b.start[k]!)) as unknown as Vector3;
  const end = a.start.map((s, k) => Math.max(s + a.size[k]!, b.start[k]! + b.size[k]!));
  return { start, size: end.map((e, k) => e - start[k]!) as unknown as Vector3 };
}

const voxelsOf = ({ size }: Box): number => size[0] * size[1] * size[2];

/** A mask whose inside is 1: partial volumes are shares of it. */
const zeroOrOne = (data: Uint8Array): Uint8Array =>
  anyBits(data, 0, data.length, 0xfe) ? data.map((v) => (v === 0 ? 0 : 1)) : data;

/** A mask on a box of the perturbed grid. */
function sampleMask(mask: Mask, on: PerturbedGrid, box: Box, how: Interpolation): Uint8Array {
  const data = zeroOrOne(mask.data);
  if (!on.interpolated) return cropData(data, mask.size, box, new Uint8Array(voxelsOf(box)));
  return fromPartialVolumes(on.sample(data, mask, box, how.mask, 'zero'), how.maskThreshold);
}

/** Where the region lies on the perturbed grid, and its voxels there. */
function regionOn(mask: Mask, on: PerturbedGrid, how: Interpolation): { box: Box; data: Uint8Array } | null {
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

function changeRegion(
  mask: Mask,
  { volume, contour }: Perturbation,
  read: (box: Box) => Float64Array,
  random: ReturnType<typeof createRandom>,
  where: { slicewise: boolean; keepOut: Uint8Array | null },
): Mask {
  let changed = mask;
  if (volume !== null && volume.amount !== 0) {
    changed =
      volume.by === 'fraction'
        ? changeVolumeByFraction(changed, volume.amount, random.split('volume'), where)
        : changeVolumeByDistance(changed, volume.amount, where);
  }
  if (contour !== null) {
    changed = randomiseContour(changed, read, random.split('contour'), { ...contour, ...where });
  }
  return changed;
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
  const on = perturbedGrid(image, mask, { rotation: perturbation.rotation, translation }, interpolation);
  const region = regionOn(mask, on, how);
  const within = region && boundingBox({ ...cropGrid(on.grid, region.box), data: region.data });
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
  const regionBox: Box = {
    start: within.start.map((s, a) => s + region.box.start[a]!) as unknown as Vector3,
    size: within.size,
  };
  const frame = hull({ start: [0, 0, 0], size: on.grid.size }, regionBox);
  const frameGrid: Grid = cropGrid(on.grid, frame);
  const inFrame = ({ start, size }: Box): Box => ({
    start: start.map((s, a) => s - frame.start[a]!) as unknown as Vector3,
    size,
  });
  const fromFrame = ({ start, size }: Box): Box => ({
    start: start.map((s, a) => s + frame.start[a]!) as unknown as Vector3,
    size,
  });
  const framed = new Uint8Array(voxelsOf(frame));
  const tight = cropData(region.data, region.box.size, within, new Uint8Array(voxelsOf(within)));
  pasteData(framed, frame.size, inFrame(regionBox), tight);
  const interpolated: Mask = { ...frameGrid, data: framed };
  const readImage = imageReader(image, on, how, noisy);
  const keepOut = keepOutOn(options.keepOut, on, how, frame, inFrame);
  const changed = changeRegion(interpolated, perturbation, (box) => readImage(fromFrame(box)), random, {
    slicewise,
    keepOut,
  });
  const voxels = { interpolated: maskCount(interpolated), perturbed: maskCount(changed) };
  if (voxels.perturbed < leastVoxels) {
    throw new RachisError(
      'REGION_TOO_SMALL',
      `Perturbation ${perturbation.id} leaves ${voxels.perturbed} voxels of the region; at least ${leastVoxels} are asked for.`,
      { remedy: 'Leave this region or this perturbation out.' },
    );
  }
  const margin = options.margin ?? 'image';
  const kept =
    margin === 'image'
      ? { start: [0, 0, 0] as const, size: frame.size }
      : growBox(boundingBox(changed)!, margin, frameGrid);
  const grid = cropGrid(frameGrid, kept);
  return {
    image: { ...grid, data: readImage(fromFrame(kept)), unit: image.unit },
    mask: { ...grid, data: cropData(changed.data, frame.size, kept, new Uint8Array(voxelsOf(kept))) },
    noiseLevel,
    voxels,
  };
}

/** What the region may not grow into, on the frame. */
function keepOutOn(
  mask: Mask | undefined,
  on: PerturbedGrid,
  how: Interpolation,
  frame: Box,
  inFrame: (box: Box) => Box,
): Uint8Array | null {
  const found = mask && regionOn(mask, on, how);
  if (!found) return null;
  const whole = hull(frame, found.box);
  const wide = new Uint8Array(voxelsOf(whole));
  const at = found.box.start.map((s, a) => s - whole.start[a]!) as unknown as Vector3;
  pasteData(wide, whole.size, { start: at, size: found.box.size }, found.data);
  const within = inFrame(whole).start.map((s) => -s) as unknown as Vector3;
  return cropData(wide, whole.size, { start: within, size: frame.size }, new Uint8Array(voxelsOf(frame)));
}
