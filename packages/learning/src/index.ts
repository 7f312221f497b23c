export type * from './contract.ts';
export type { CrossValidatedPath } from './models/linear/cross-validated-path.ts';
export type { LinearPath } from './models/linear/linear-task.ts';
export { crossValidatedPath, linearPaths, type PenaltyPathOptions } from './models/linear/penalty-path.ts';
export { estimatorOf, estimators } from './models/registry.ts';
export { readSettings } from './models/settings.ts';
export {
  columnsNamed,
  type Frame,
  type FrameColumn,
  takeOutcome,
  takeRows,
  withColumns,
} from './frame/frame.ts';
export { matrixOf } from './frame/matrix.ts';
export { type BootstrapSettings, bootstrap } from './resampling/bootstrap.ts';
export { leaveOneSiteOut } from './resampling/by-site.ts';
export { crossValidation, type FoldSettings, heldOut } from './resampling/folds.ts';
export type { Split } from './resampling/split.ts';
export { type TemporalSettings, temporal } from './resampling/temporal.ts';
export { stepOf, steps } from './steps/registry.ts';
export {
  type FittedStep,
  type Step,
  type StepFit,
  stepSettings,
} from './steps/step.ts';
