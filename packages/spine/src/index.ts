export * from './alignment/coronal.ts';
export { type Gap, type GapInput, gapCategory, gapScore } from './alignment/gap.ts';
export { measureAlignment } from './alignment/measure-alignment.ts';
export {
  type PlanePoint,
  planeOfPatient,
  planeOfRadiograph,
  type RadiographScale,
} from './alignment/plane.ts';
export { classCatalogue } from './alignment/class-catalogue.ts';
export { measureClasses } from './alignment/measure-classes.ts';
export { lordosisApex, type Roussouly, roussoulyType } from './alignment/roussouly.ts';
export { type AlignmentEntry, sagittalCatalogue } from './alignment/sagittal-catalogue.ts';
export {
  type SagittalCorners,
  type SagittalLandmarks,
  sagittalLandmarksFrom,
} from './alignment/sagittal-landmarks.ts';
export { type SchwabModifiers, schwabCoronalType, schwabCuts, schwabModifiers } from './alignment/schwab.ts';
export * from './alignment/targets.ts';
export { isLevel, type Level, levelRank, levels, levelsBelow, regionOf } from './levels.ts';
export type { Measurement, MeasurementEntry, Posture, Standing } from './measurement.ts';
export { type GenantGrade, genantGrade, spinalFractureIndex } from './scores/genant.ts';
export { type MeyerdingGrade, meyerdingGrade, meyerdingNames } from './scores/meyerding.ts';
export {
  categoryOf,
  type PointScore,
  type ScoreComponent,
  type ScoreOption,
  type ScoreResult,
  sumScore,
} from './scores/point-score.ts';
export { gradeRank, type ReaderGrade, readerGrades } from './scores/reader-grades.ts';
export { pointScores } from './scores/scores.ts';
export { sinsCollapse, sinsLocation } from './scores/sins.ts';
export { checkLevels, type LevelReport, type PlacedLevel } from './labels/check-levels.ts';
export {
  checkScheme,
  type FileLabel,
  type ReadLabels,
  readLabels,
  schemeFromText,
} from './labels/recognise.ts';
export { type LabelScheme, labelSchemes } from './labels/schemes.ts';
export { discBelow, type Structure, structureOfName } from './labels/structure.ts';
export { discCatalogue, leastSlipPercent, vertebraCatalogue } from './measure/catalogue.ts';
export { coreMargin } from './measure/core.ts';
export { measureSpine, type SpineInput, type SpineMeasurements } from './measure/measure-spine.ts';
export type { BodyBox } from './vertebra/body.ts';
export type { Endplate, EndplateOrReason } from './vertebra/endplate.ts';
export { cropLabels, cropOfMask, type LabelCrop, touchesEdge } from './vertebra/label-crops.ts';
export {
  type Landmark,
  type LandmarkName,
  landmarkNames,
  plateTilt,
  type VertebraLandmarks,
  type VertebraOrReason,
  vertebraLandmarks,
} from './vertebra/landmarks.ts';
export type { BodyAxes } from './vertebra/vector.ts';
export { withOrientation } from './orientation.ts';
export { type SpinePictureOptions, spinePicture } from './picture/spine-picture.ts';
export { type Composition, type CompositionSource, muscleRanges } from './measure/composition.ts';
export { fitMixture, type Mixture, type MixtureComponent } from './measure/mixture.ts';
export { muscleCatalogue, type MuscleEntry } from './measure/muscle-catalogue.ts';
export { measureMuscles, type MuscleOptions } from './measure/muscle-measures.ts';
export { type CutPlane, type LevelPlane, levelPlanes, planeOfLevel } from './section/plane.ts';
export { type Section, type SectionAxes, sectionOf } from './section/section.ts';
export { canalCatalogue } from './measure/canal-catalogue.ts';
export { type CanalLabels, measureCanal } from './measure/canal-measures.ts';
export { frameCatalogue } from './measure/frame-catalogue.ts';
export type { FemoralHeads } from './measure/frame-measures.ts';
export { signalCatalogue } from './measure/signal-catalogue.ts';
export type { Weighting } from './measure/signal-measures.ts';
export { femoralHead, type HeadOrReason } from './vertebra/femoral-head.ts';
export type { Pedicles } from './vertebra/pedicles.ts';
export { fitSphere, type Sphere } from './vertebra/sphere.ts';
export { applyLandmarks, type Corrected } from './landmark-files/apply-landmarks.ts';
export {
  bodyPoints,
  labelOf,
  type LandmarkSet,
  landmarksOfSpine,
  levelPoints,
  type NamedLandmark,
} from './landmark-files/landmark-set.ts';
export {
  landmarkEnding,
  landmarkEndings,
  landmarksFromText,
  landmarksToText,
} from './landmark-files/read-landmarks.ts';
export { measureLandmarks } from './measure/measure-landmarks.ts';
export type { SpineTiming } from './measure/measure-spine.ts';
export type { PatientPosture } from './measurement.ts';
export { nucleusReach } from './regions/disc-regions.ts';
export { type RegionKind, regionKinds, regionKindsFromText } from './regions/region-names.ts';
export { type SpineRegion, type SpineRegions, spineRegions } from './regions/spine-regions.ts';
export { coronalCatalogue, measureCoronal } from './alignment/measure-coronal.ts';
export {
  type AlignmentVector,
  cornerVector,
  curveVector,
  type NormaliseOptions,
  normaliseToPelvis,
  sagittalOfLandmarks,
} from './alignment/normalise.ts';
export {
  lateralLandmarks,
  type RadiographSpacing,
  radiographScale,
  type ScaleOrReason,
} from './alignment/radiograph.ts';
export {
  frontalPlane,
  planeFromCsv,
  type PlaneKind,
  planeKindOf,
  type PlaneLandmark,
  type PlaneSet,
} from './landmark-files/plane-file.ts';
export { segmentCatalogue } from './measure/segment-measures.ts';
export { type Norm, sagittalNorms } from './alignment/norms.ts';
export { filmCorners, type FilmLandmarks, type FilmMask } from './film/mask-corners.ts';
