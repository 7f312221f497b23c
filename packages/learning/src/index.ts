export type * from './contract.ts';
export type { CrossValidatedPath } from './models/linear/cross-validated-path.ts';
export type { LinearPath } from './models/linear/linear-task.ts';
export { crossValidatedPath, linearPaths, type PenaltyPathOptions } from './models/linear/penalty-path.ts';
export { estimatorOf, estimators } from './models/registry.ts';
export { readSettings } from './models/settings.ts';
