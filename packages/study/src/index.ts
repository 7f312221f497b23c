export { problemsPath, type TableShape } from './cohort/assemble.ts';
export {
  encodeManifest,
  isManifestPath,
  type Manifest,
  type ManifestRow,
  manifestColumns,
  readManifest,
  resolvePath,
} from './cohort/manifest.ts';
export { type CheckOptions, type CheckOutcome, checkCohort } from './check/check-cohort.ts';
export { type Design, designOfTables } from './design-findings/design.ts';
export {
  type DesignFinding,
  type DesignFindingCode,
  designFindingKinds,
  type DesignSeverity,
  designSeverities,
} from './design-findings/finding.ts';
export { type StudyFindings, studyFindings } from './study/findings.ts';
export { validationSentence } from './sample-size/words.ts';
export { findingLine } from './design-findings/section.ts';
export { tableFindings } from './design-findings/table-findings.ts';
export { withInterval } from './learn/interval-words.ts';
export { type LearnOutcome, learn, loadLearnSettings } from './learn/run.ts';
export type { LearnProgress } from './learn/run-tasks.ts';
export { learnStages, type LearnStage, type StageSeconds } from './learn/stages.ts';
export { type LearnSettings, learnSchema } from './learn/settings.ts';
export { mergeShards } from './cohort/merge.ts';
export { type CohortOptions, type CohortOutcome, type CohortProgress, extractCohort } from './cohort/run.ts';
export { parseShard, type Shard } from './cohort/shard.ts';
export { type ScanOptions, scanCohort } from './cohort/scan.ts';
export { analyseStability, type FeatureStability } from './stability/analyse.ts';
export { runStability, type StabilityOptions, type StabilityOutcome } from './stability/run.ts';
export * from './one-image.ts';
export { loadPerturbations } from './perturbations-file.ts';
export { loadStudy } from './study/load.ts';
export { runStudy, type StudyOutcome, type StudyRunOptions } from './study/run.ts';
export { type Study, studySchema } from './study/schema.ts';
export { type PatientCell, patientCells } from './signature/patient-cells.ts';
export { type GivenImage, type Prediction, predictPatient, predictRow } from './signature/predict.ts';
export { type ReadSignature, readSignature } from './signature/read.ts';
export { writePublished } from './signature/published/write.ts';
export { uncertaintyWords } from './signature/refits/words.ts';
export type { InputValue } from './signature/row.ts';
export { type UpdateOptions, type UpdateOutcome, updateSignature } from './signature/update.ts';
export type { ValidateOptions } from './signature/evaluation.ts';
export { type ValidateOutcome, validateSignature } from './signature/validate.ts';
export type { Signature } from './signature/schema.ts';
export * from './cluster/index.ts';
