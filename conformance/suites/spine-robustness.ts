export { compareSpineRobustness } from './spine/robustness.ts';
