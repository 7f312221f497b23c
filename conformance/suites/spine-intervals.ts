export { compareSpineIntervals } from './spine/intervals.ts';
