export {
  type AccumulatedEffects,
  type AccumulatedEffectsOptions,
  accumulatedEffects,
} from './accumulated-effects.ts';
export {
  type Coefficient,
  type Coefficients,
  coefficientsOf,
  type ModelCoefficient,
} from './coefficients.ts';
export { type ColumnGroup, correlatedGroups, type GroupOptions } from './column-groups.ts';
export {
  type PartialDependence,
  type PartialDependenceOptions,
  partialDependence,
} from './partial-dependence.ts';
export {
  type Importance,
  type ImportanceOptions,
  type PermutationImportance,
  permutationImportance,
} from './permutation-importance.ts';
export { type LinearParts, linearParts } from './linear-parts.ts';
export { defaultResponse, type Response } from './response.ts';
export {
  hasShap,
  meanAbsoluteShap,
  type ShapOptions,
  type ShapOutput,
  type ShapValues,
  shapValues,
} from './shap.ts';
export { type ColumnSource, columnSources } from './sources.ts';
export {
  type ExplanationPlan,
  explainFold,
  type FoldExplanation,
  type FoldShap,
} from './fold-explanation.ts';
export {
  type CoefficientSummary,
  coefficientsOverFolds,
  type ImportanceSummary,
  importanceOverFolds,
  type ShapSummary,
  shapOverFolds,
} from './over-folds.ts';
export { type Nomogram, type NomogramPredictor, nomogramOf } from './nomogram.ts';
