export {
  type BlandAltman,
  type BlandAltmanOptions,
  blandAltman,
  blandAltmanRepeated,
  type RepeatedBlandAltman,
} from './agreement/bland-altman.ts';
export {
  type Concordance,
  concordance,
  type OverallConcordance,
  overallConcordance,
} from './agreement/concordance.ts';
export {
  type FeatureStability,
  featureStability,
  type StabilityRule,
} from './agreement/feature-stability.ts';
export { type GwetAgreement, gwetAgreement } from './agreement/gwet.ts';
export {
  type IntraclassCorrelation,
  type IntraclassCorrelations,
  type IntraclassForm,
  intraclassCorrelations,
  intraclassForms,
} from './agreement/intraclass-correlation.ts';
export {
  cohenKappa,
  type Kappa,
  type KappaOptions,
  type KappaWeights,
  type Rating,
} from './agreement/kappa.ts';
export type { Ratings } from './agreement/ratings.ts';
export {
  coefficientOfVariation,
  type Measured,
  percentRange,
  quartileDispersion,
  type Repeatability,
  repeatability,
} from './agreement/variation.ts';
export type { Rows } from './clustering/distances.ts';
export {
  type ClusterTree,
  clusterTree,
  cutTree,
  euclideanDistances,
  hierarchicalClusters,
  type Linkage,
} from './clustering/hierarchical.ts';
export { assignToCentres, type CentreClustering, kMeans } from './clustering/k-means.ts';
export {
  type SelfOrganisingMap,
  type SelfOrganisingMapOptions,
  selfOrganisingMap,
} from './clustering/self-organising-map.ts';
export {
  adjustedRandIndex,
  type ClusterStability,
  clusterStability,
  silhouette,
} from './clustering/stability.ts';
export {
  crossConformalSet,
  jackknifePlus,
  type PredictionInterval,
} from './conformal/jackknife-plus.ts';
export { conformalP, conformalThreshold } from './conformal/split.ts';
export { ledoitWolf, shrinkageOfCentred, type ShrunkCovariance } from './covariance/ledoit-wolf.ts';
export type { LinearPredictorSpread } from './design/linear-predictor.ts';
export {
  type BinarySampleSize,
  binarySampleSize,
  concordanceFromR2,
  type ContinuousSampleSize,
  continuousSampleSize,
  largestBinaryR2,
  largestSurvivalR2,
  r2FromConcordance,
  type SampleSize,
  type SurvivalSampleSize,
  survivalSampleSize,
} from './design/sample-size.ts';
export {
  newcombeVariance,
  type ValidationAssumptions,
  type ValidationSize,
  validationSize,
} from './design/validation-size.ts';
export { betaQuantile, betaTails, binomialTails } from './distributions/beta.ts';
export {
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareTails,
  chiSquareUpper,
  gammaQuantile,
  gammaTails,
} from './distributions/chi-square.ts';
export { fCdf, fQuantile, fTails, fUpper } from './distributions/f.ts';
export { logChoose, logGamma } from './distributions/gamma-function.ts';
export { incompleteBeta } from './distributions/incomplete-beta.ts';
export { incompleteGamma } from './distributions/incomplete-gamma.ts';
export {
  normalCdf,
  normalCritical,
  normalDensity,
  normalQuantile,
  normalTails,
  normalTwoSided,
} from './distributions/normal.ts';
export { tCdf, tCritical, tQuantile, tTails, tTwoSided } from './distributions/student-t.ts';
export type { Tails } from './distributions/tails.ts';
export { StatisticsError, type StatisticsErrorCode, type StatisticsErrorDetails } from './error.ts';
export type { Estimate } from './estimate.ts';
export {
  applyCombat,
  type Batch,
  type CombatCovariate,
  type CombatOptions,
  type CombatParameters,
  fitCombat,
} from './harmonise/combat.ts';
export { applyScaling, fitRobustScaling, fitZScore, type Scaling } from './harmonise/scaling.ts';
export {
  type Auc,
  type AucComparison,
  type AucInterval,
  type AucOptions,
  auc,
  clusteredAuc,
  compareAucs,
  type RocPoint,
  rocCurve,
} from './measures/auc.ts';
export { compareClusteredAucs } from './measures/clustered-auc-comparison.ts';
export { type AveragePrecision, averagePrecision } from './measures/average-precision.ts';
export { type BootstrapOptions, bootstrapInterval, resampledRows } from './measures/bootstrap.ts';
export { type Brier, brier } from './measures/brier.ts';
export { type Calibration, calibration, hosmerLemeshow, spiegelhalterZ } from './measures/calibration.ts';
export { type Confusion, confusion, type DecisionMeasures, decisionMeasures } from './measures/confusion.ts';
export {
  type DecisionCurveOptions,
  decisionCurve,
  type NetBenefit,
  survivalDecisionCurve,
} from './measures/decision-curve.ts';
export { fitLogistic, type LogisticFit } from './measures/logistic-fit.ts';
export { type PriorRefit, refitWithPrior, shiftedLogistic } from './measures/prior-refit.ts';
export {
  type ModelUpdate,
  type UpdateMethod,
  type UpdateTest,
  updateModel,
} from './measures/model-updating.ts';
export {
  type ClassMeasures,
  classMeasures,
  type MultiClassAuc,
  multiClassAuc,
} from './measures/multi-class.ts';
export { type ProportionInterval, proportion } from './measures/proportion.ts';
export { type Improvement, improvement, type Reclassification } from './measures/reclassification.ts';
export { type RegressionMeasures, regressionMeasures } from './measures/regression.ts';
export {
  type Bootstrap632,
  bootstrap632,
  correctedComparison,
  noInformationError,
  type OptimismCorrected,
  optimismCorrected,
  type ResampledComparison,
} from './measures/resampling-corrections.ts';
export { costThreshold, sensitivityThreshold, youdenThreshold } from './measures/thresholds.ts';
export { inverse, quadraticForm, solve } from './numbers/linear.ts';
export { type LoessOptions, loess } from './numbers/loess.ts';
export { covariance, mean, standardDeviation, variance } from './numbers/moments.ts';
export {
  applyChain,
  type ChainFit,
  type ChainOptions,
  type FittedChain,
  fitChain,
} from './imputation/chained-equations.ts';
export type { ChainColumn, ChainEquation } from './imputation/equation.ts';
export { poolRubin, type RubinPooled } from './imputation/rubin.ts';
export {
  type EstimatingFit,
  type EstimatingOptions,
  estimatingEquations,
} from './mixed/generalised-estimating.ts';
export { type LinearMixedFit, linearMixed } from './mixed/linear-mixed.ts';
export { type LogisticMixedFit, logisticMixed } from './mixed/logistic-mixed.ts';
export { gaussHermite, type HermiteRule } from './numbers/gauss-hermite.ts';
export {
  type NearestRows,
  nearestBetween,
  nearestRows,
  type PackedRows,
  rowDistance,
} from './neighbours/nearest-rows.ts';
export {
  closeness,
  logRatios,
  neighbourDimension,
  neighboursNeeded,
  otherDistances,
} from './neighbours/neighbour-ratio.ts';
export { type RowBetween, rowsBetween } from './neighbours/rows-between.ts';
export { median, quantile, quantileOfSorted, sorted } from './numbers/quantile.ts';
export { orderOf, type Ranking, rank } from './numbers/ranks.ts';
export { createRandom, type Random } from './random/random.ts';
export { type CensoringDistribution, censoringDistribution } from './survival/censoring.ts';
export { competingConcordance } from './survival/competing-concordance.ts';
export {
  type ConcordanceIndex,
  type ConcordanceOptions,
  harrellConcordance,
  ordinalConcordance,
  unoConcordance,
} from './survival/concordance-index.ts';
export { cumulativeIncidence, type IncidenceCurve, incidenceAt } from './survival/cumulative-incidence.ts';
export type { TimeToEvent } from './survival/event-table.ts';
export { grayTest } from './survival/gray.ts';
export {
  kaplanMeier,
  nelsonAalen,
  type SurvivalCurve,
  type SurvivalInterval,
  survivalAt,
  survivalQuantile,
} from './survival/kaplan-meier.ts';
export { type LogRank, logRank } from './survival/log-rank.ts';
export {
  brierAt,
  type IntegrationRule,
  integratedBrier,
  timeDependentAuc,
  type ValueAtTime,
  type WeightingOptions,
} from './survival/time-dependent.ts';
export {
  type DelimitedOptions,
  type DelimitedRow,
  type DelimitedText,
  delimitedRows,
  parseDelimited,
} from './table/csv.ts';
export { isDateText, parseDates } from './table/dates.ts';
export { openParquet, type ParquetFile } from './table/parquet-rows.ts';
export {
  type CategoryDescription,
  type Description,
  describeColumn,
  describeNumbers,
  type NumericDescription,
  type TimeToEventDescription,
} from './table/describe.ts';
export {
  type Cell,
  type ColumnDeclaration,
  type InferenceOptions,
  inferColumn,
  missingTexts,
} from './table/infer.ts';
export { excelCells, type SheetChoice } from './table/excel.ts';
export { alikeIdentifiers, looseIdentifier, nearIdentifiers } from './table/identifiers.ts';
export { readExcel, readParquet, readTableFile } from './table/read-files.ts';
export {
  type ReadTableOptions,
  readTable,
  type TimeToEventDeclaration,
  tableFromCells,
} from './table/read-table.ts';
export { standardisedCategoryDifference, standardisedDifference } from './table/standardised-difference.ts';
export {
  type CategoryColumn,
  type Column,
  columnOf,
  createTable,
  type Domain,
  isMissing,
  type NumericColumn,
  type OrdinalColumn,
  selectColumns,
  selectRows,
  type Table,
  type TimeToEventColumn,
} from './table/table.ts';
export { foldedText } from './table/spellings.ts';
export { type DecodedText, decodeText } from './table/text-encoding.ts';
export { type TableOne, type TableOneOptions, type TableOneRow, tableOne } from './table/table-one.ts';
export {
  type ChiSquareTest,
  type Counts,
  chiSquareTest,
  type McNemar,
  mcNemar,
} from './tests/contingency.ts';
export { type Correlation, kendall, pearson, spearman } from './tests/correlation.ts';
export { correlationMatrix } from './tests/correlation-matrix.ts';
export { type FisherExact, fisherExact } from './tests/fisher-exact.ts';
export { fisherTwoByTwo } from './tests/two-by-two.ts';
export { analysisOfVariance, type GroupTest, kruskalWallis } from './tests/groups.ts';
export { kolmogorovSmirnov } from './tests/kolmogorov-smirnov.ts';
export { type MannWhitney, mannWhitney, type RankTestOptions } from './tests/mann-whitney.ts';
export { adjustPValues, type Correction } from './tests/multiple-testing.ts';
export type { TestResult } from './tests/result.ts';
export { signedRank } from './tests/signed-rank.ts';
export { pairedTTest, type TTest, tTest } from './tests/t-test.ts';
