export * from './align-mask.ts';
export { type AlignedGrid, alignByCentre, samplesWithin } from './aligned-grid.ts';
export * from './box.ts';
export * from './error.ts';
export * from './grid.ts';
export * from './resample.ts';
export * from './volume.ts';
