export { readImage } from './read-image.ts';
export { readRegions } from './read-regions.ts';
export type * from './result.ts';
