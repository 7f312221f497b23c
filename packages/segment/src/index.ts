export { type ContourOptions, randomiseContour } from './contour-randomisation.ts';
export { margin, ring } from './margin.ts';
export { addNoise, estimateNoise, normalMedianDeviation } from './noise.ts';
export { type Overlap, overlap } from './overlap.ts';
export { type PerturbedRegion, type PerturbOptions, perturb } from './perturb.ts';
export type {
  ContourChange,
  Interpolation,
  Noise,
  Perturbation,
  Rotation,
  VolumeChange,
} from './perturbation.ts';
export { listPerturbations } from './perturbation-list.ts';
export {
  type PerturbationSettings,
  type PerturbationSettingsInput,
  perturbationJsonSchema,
  perturbationSettingsSchema,
  resolvePerturbationSettings,
} from './perturbation-settings.ts';
export { createRandom, type Random } from './random.ts';
export {
  type ConsensusMethod,
  compareReaders,
  consensus,
  type ReaderMask,
  type ReaderPair,
} from './readers.ts';
export { type Staple, staple, stapleMask } from './staple.ts';
export { type SupervoxelOptions, type Supervoxels, supervoxels } from './supervoxels.ts';
export { type SurfaceDistances, surfaceDistances } from './surface-distances.ts';
export { changeVolumeByDistance, changeVolumeByFraction, type VolumeChangeOptions } from './volume-change.ts';
