export * from './error.ts';
export * from './grid.ts';
export * from './volume.ts';
