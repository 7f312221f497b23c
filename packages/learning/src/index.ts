export type * from './contract.ts';
export { type CrossValidatedPath, crossValidatedPath } from './models/linear/cross-validated-path.ts';
export { estimatorOf, estimators } from './models/registry.ts';
export { readSettings } from './models/settings.ts';
