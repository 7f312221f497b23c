export {
  type Calibration as CalibrationCurves,
  calibrationSchema,
  fitCalibration,
} from './calibration/calibration.ts';
export { fitIsotonic, type Isotonic, isotonicAt } from './calibration/isotonic.ts';
export type * from './contract.ts';
export * from './explain/index.ts';
export {
  columnsNamed,
  type Frame,
  type FrameColumn,
  takeOutcome,
  takeRows,
  withColumns,
} from './frame/frame.ts';
export { type FramedTable, type FrameRoles, frameOfTable } from './frame/frame-of-table.ts';
export { matrixOf } from './frame/matrix.ts';
export type { CrossValidatedPath } from './models/linear/cross-validated-path.ts';
export type { LinearPath } from './models/linear/linear-task.ts';
export { crossValidatedPath, linearPaths, type PenaltyPathOptions } from './models/linear/penalty-path.ts';
export { drawsOf, infinitesimalJackknife, treeValues } from './models/trees/jackknife.ts';
export { type Formula, publishedFormula, publishedFormulaId } from './models/published/formula.ts';
export { estimatorOf, estimators } from './models/registry.ts';
export { readSettings } from './models/settings.ts';
export { thinDecomposition } from './optimise/thin-decomposition.ts';
export { eventLogit } from './pipeline/assembled.ts';
export { type FittedPipeline, fitPipeline, type Input, restorePipeline } from './pipeline/fitted-pipeline.ts';
export { type Pipeline, pipelineSchema } from './pipeline/pipeline.ts';
export { type BootstrapSettings, bootstrap } from './resampling/bootstrap.ts';
export { leaveOneSiteOut } from './resampling/by-site.ts';
export { crossValidation, type FoldSettings, heldOut } from './resampling/folds.ts';
export type { Split } from './resampling/split.ts';
export { type TemporalSettings, temporal } from './resampling/temporal.ts';
export { type Criterion, criteria, criterionOf, defaultCriterion } from './search/criterion.ts';
export {
  type InnerDesign,
  type ScoredCandidate,
  type SearchResult,
  searchCandidates,
} from './search/search.ts';
export {
  type Candidate,
  candidatesOf,
  gridOf,
  pipelineWith,
  type Search,
  searchSchema,
} from './search/space.ts';
export { stepOf, steps } from './steps/registry.ts';
export {
  type FittedStep,
  type Step,
  type StepFit,
  stepSettings,
} from './steps/step.ts';
export type { PipelineComparison } from './validation/comparison.ts';
export { type FittedPlan, fitPlan } from './validation/fit-plan.ts';
export {
  type Explain,
  type FoldResult,
  type FoldTask,
  foldTasks,
  runFold,
  type Said,
} from './validation/fold.ts';
export { eventTimes } from './validation/horizons.ts';
export {
  type CurvePoint,
  curveTasks,
  type LearningCurve,
  learningCurves,
} from './validation/learning-curve.ts';
export { measureName } from './validation/measures.ts';
export { outerSplits } from './validation/outer-splits.ts';
export type { PermutationTest } from './validation/permutation.ts';
export {
  type Outer,
  outerSchema,
  type PipelinePlan,
  pipelinePlanSchema,
  type ThresholdRule,
  thresholdSchema,
  type ValidationPlan,
  validationSchema,
} from './validation/plan.ts';
export { type Pooled, pooledByRepeat } from './validation/pooled.ts';
export { bootstrapRows, finalFit, type RefitPlan, refit } from './validation/refit.ts';
export { refuseShared, reviewFrame, type Warning } from './validation/review.ts';
export { scaleOf } from './validation/interval-scale.ts';
export { type IntervalOptions, sharedTraining } from './validation/measure-intervals.ts';
export {
  type Subgrouping,
  type SubgroupMeasure,
  type SubgroupResult,
  type SubgroupTest,
  subgroupResults,
} from './validation/subgroups.ts';
export {
  type MeasureSummary,
  type PipelineSummary,
  type SelectionFrequency,
  selectionFrequencies,
  summarise,
} from './validation/summary.ts';
export {
  type FinalModel,
  fitFinal,
  type RunTasks,
  type Validation,
  type ValidationOptions,
  validate,
} from './validation/validate.ts';
