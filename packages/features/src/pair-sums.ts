// The sums over pairs of voxels alone, for threads that have nothing else to do: the package's own entry loads all of it.
export { pairSumsFourier } from './kernels/pair-sums.ts';
export type { PairSums, PairSumsProblem, StartPairSums } from './shape/spatial-correlation.ts';
