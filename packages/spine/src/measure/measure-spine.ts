import { type Grid, type Volume, voxelVolume } from '@rachis/volume';
import { checkBodies } from '../labels/check-bodies.ts';
import { deviationsOf, withIntervals } from './intervals.ts';
import { checkLevels, type LevelReport } from '../labels/check-levels.ts';
import { checkShapes } from '../labels/check-shapes.ts';
import { mendNotes } from '../labels/mend-notes.ts';
import { sideOf, type Structure, type StructureKind } from '../labels/structure.ts';
import type { Level } from '../levels.ts';
import { type Measurement, measured, type PatientPosture, unmeasured } from '../measurement.ts';
import { femoralHead, type HeadOrReason } from '../vertebra/femoral-head.ts';
import { applyLandmarks } from '../landmark-files/apply-landmarks.ts';
import type { NamedLandmark } from '../landmark-files/landmark-set.ts';
import { type LabelCrop, touchesEdge } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import type { BodyAxes } from '../vertebra/vector.ts';
import { deepestCervical, measureCanal } from './canal-measures.ts';
import { vertebraCatalogue } from './catalogue.ts';
import type { CompositionSource } from './composition.ts';
import { measureCore } from './core.ts';
import { measureDiscs } from './disc-measures.ts';
import { type FemoralHeads, measureHeads, measurePedicles } from './frame-measures.ts';
import { measureMuscles, type MuscleOptions } from './muscle-measures.ts';
import { landmarksOf, type Placed, placeVertebrae } from './place-vertebrae.ts';
import { measureSegments } from './segment-measures.ts';
import { measureSignals, type Weighting } from './signal-measures.ts';
import { alignmentOf, kneesOf, spineAxes } from './spine-alignment.ts';
import { measureTrabecular } from './trabecular.ts';
import { measureVertebrae } from './vertebra-measures.ts';

/** What a spine is measured from. */
export interface SpineInput {
  /** Labels cut out of their file (`cropLabels`). */
  readonly crops: readonly LabelCrop[];
  /** What each label is (`readLabels`). */
  readonly structures: ReadonlyMap<number, Structure>;
  /** Grid of the whole label map. */
  readonly scan: Grid;
  /** Image on the same grid, for intensities of the cores. */
  readonly image?: Volume;
  /** Posture in the scanner; CT and MR are supine unless the user says otherwise. */
  readonly posture: PatientPosture;
  /** Where at each level muscles are cut, and along whose axes; by default the scan's slice at the middle of the body. */
  readonly section?: Pick<MuscleOptions, 'place' | 'axes'>;
  /** What tells fat from muscle; a sentence why nothing does. */
  readonly composition?: CompositionSource | string;
  /** What made the image, where it is known; nothing that is of MR alone is said of a CT. */
  readonly modality?: 'CT' | 'MR';
  /** What an MR is weighted to, for intensities relative to the cerebrospinal fluid. */
  readonly weighting?: Weighting;
  /** Body height, m, for muscle indices. */
  readonly bodyHeight?: number;
  /** Age, years, for scores and targets that depend on it. */
  readonly age?: number;
  /** Landmarks that take the place of those found (`landmarksFromText`). */
  readonly landmarks?: readonly NamedLandmark[];
  /** Milliseconds from any start, for the timings: `() => performance.now()`; by default the system's clock. */
  readonly clock?: () => number;
}

/** How long a step took. */
export interface SpineTiming {
  readonly step: string;
  readonly seconds: number;
}

/** All that was measured of one subject. */
export interface SpineMeasurements {
  readonly measurements: readonly Measurement[];
  readonly levels: LevelReport;
  /** Cranial to caudal. */
  readonly vertebrae: readonly (readonly [Level, VertebraOrReason])[];
  /** Left, anterior and superior of the whole spine: its sagittal plane is at right angles to left. */
  readonly axes: BodyAxes;
  readonly heads: FemoralHeads;
  /** In the order of the work. */
  readonly timings: readonly SpineTiming[];
}

/** Runs steps and keeps how long each took. */
function stopwatch(now: () => number) {
  const timings: SpineTiming[] = [];
  const timed = <T>(step: string, work: () => T): T => {
    const start = now();
    const result = work();
    timings.push({ step, seconds: (now() - start) / 1000 });
    return result;
  };
  return { timings, timed };
}

function volumesOf(
  placed: readonly Placed[],
  { duplicated }: LevelReport,
  vertebrae: ReadonlyMap<Level, VertebraOrReason>,
  levels: readonly Level[],
  scan: Grid,
) {
  const crops = new Map(placed.map(({ level, crop }) => [level, crop]));
  return levels.map((level): Measurement => {
    const crop = crops.get(level)!;
    if (duplicated.includes(level))
      return unmeasured(vertebraCatalogue.volume, level, `${level} is there more than once`);
    const found = vertebrae.get(level);
    if (level !== 'C1' && found?.found === null)
      return unmeasured(vertebraCatalogue.volume, level, found.reason);
    if (touchesEdge(crop, scan))
      return unmeasured(vertebraCatalogue.volume, level, 'the field of view cuts it');
    return measured(vertebraCatalogue.volume, level, crop.voxels * voxelVolume(crop.mask));
  });
}

/** Femoral heads of the femora that are labelled with their side. */
function headsOf({ crops, structures, scan }: SpineInput): FemoralHeads {
  const heads = new Map<'left' | 'right', HeadOrReason>();
  for (const crop of crops) {
    const structure = structures.get(crop.label);
    const side = structure?.kind === 'femur' ? sideOf(structure.name).side : null;
    if (side !== null) heads.set(side, femoralHead(crop, scan));
  }
  return heads;
}

/** Says which cervical labels cannot be right by the size of their bodies. */
function tooDeep(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): string[] {
  const levels = vertebrae.flatMap(([level, { found }]) =>
    found !== null && level[0] === 'C' && 2 * found.box.halfDepth > deepestCervical ? [level] : [],
  );
  if (levels.length === 0) return [];
  return [
    `The bodies of ${levels.join(', ')} are deeper than ${deepestCervical} mm, which no cervical body is: the labels are of other levels, or follow another scheme.`,
  ];
}

/**
 * Every measurement of one subject's labelled spine: vertebrae, discs, cores (with an image), muscles, regional angles.
 * Lengths in mm, angles in degrees, of the patient's space. What cannot be measured has no value, and its reason.
 * `ARGUMENT_INVALID` where the labels are of the cord's levels, by their size.
 */
export function measureSpine(input: SpineInput): SpineMeasurements {
  const { timings, timed } = stopwatch(input.clock ?? Date.now);
  const { scan, image, posture } = input;
  const placed = timed('labels', () => placeVertebrae(input.crops, input.structures, input.scan));
  const report = checkLevels(placed);
  const seen = timed('landmarks', () => landmarksOf(placed, report, scan));
  checkBodies(seen, report.swapped.length > 0 ? [] : placed);
  const crops = new Map(placed.map(({ level, crop }) => [level, crop]));
  const shapes = timed('shapes', () => checkShapes(seen, crops, scan));
  const found = shapes.vertebrae;
  const foundHeads = timed('femoral heads', () => headsOf(input));
  const { vertebrae, heads, notes } = applyLandmarks(found, foundHeads, input.landmarks ?? []);
  const axes = spineAxes(vertebrae, posture);
  const masked = vertebrae.filter(([level]) => crops.has(level));
  const ofKind = (kind: StructureKind) =>
    input.crops.flatMap((crop) => {
      const structure = input.structures.get(crop.label);
      return structure?.kind === kind ? [{ crop, structure }] : [];
    });
  const cropsOf = (kind: StructureKind) => ofKind(kind).map(({ crop }) => crop);
  const measurements = [
    ...timed('vertebrae', () => [
      ...measureVertebrae(vertebrae),
      ...volumesOf(
        placed,
        report,
        new Map(vertebrae),
        masked.map(([level]) => level),
        scan,
      ),
    ]),
    ...timed('cores', () =>
      image === undefined
        ? []
        : masked.flatMap(([level, one]) => [
            ...measureCore(image, scan, level, crops.get(level)!, one),
            ...measureTrabecular(image, scan, level, crops.get(level)!, one),
          ]),
    ),
    ...timed('signals', () =>
      image === undefined || image.unit === 'HU' || input.modality === 'CT'
        ? []
        : measureSignals({
            image,
            scan,
            vertebrae,
            crops,
            weighting: input.weighting,
            discs: ofKind('disc'),
            canal: cropsOf('canal'),
            cord: cropsOf('cord'),
            fluid: cropsOf('fluid'),
          }),
    ),
    ...timed('discs', () => [...measureDiscs(vertebrae), ...measureSegments(vertebrae)]),
    ...timed('alignment', () => [
      ...alignmentOf(vertebrae, axes, posture, heads, {
        knees: kneesOf(input.landmarks ?? []),
        age: input.age,
      }),
      ...measureHeads(heads),
      ...measurePedicles(vertebrae, spineAxes(vertebrae, posture, 'spine')),
    ]),
    ...timed('canal', () =>
      measureCanal(
        { canal: cropsOf('canal'), cord: cropsOf('cord'), ossification: cropsOf('ossification') },
        masked,
        scan,
        axes,
        posture,
      ),
    ),
    ...timed('muscles', () =>
      measureMuscles(
        ofKind('muscle'),
        { scan, vertebrae, crops },
        {
          ...(input.section ?? { place: 'mid_body', axes: 'scanner' }),
          composition: input.composition ?? 'no image is given that tells fat from muscle',
          ...(input.bodyHeight === undefined ? {} : { bodyHeight: input.bodyHeight }),
        },
      ),
    ),
  ];
  const extras = { knees: kneesOf(input.landmarks ?? []), age: input.age };
  const deviations = timed('intervals', () =>
    deviationsOf(vertebrae, heads, (moved, movedHeads) => [
      ...measureVertebrae(moved),
      ...measureDiscs(moved),
      ...measureSegments(moved),
      ...alignmentOf(moved, axes, posture, movedHeads, extras),
      ...measurePedicles(moved, spineAxes(vertebrae, posture, 'spine')),
    ]),
  );
  const levels = {
    ...report,
    notes: [...report.notes, ...mendNotes(placed), ...notes, ...tooDeep(vertebrae), ...shapes.notes],
  };
  return { measurements: withIntervals(measurements, deviations), levels, vertebrae, axes, heads, timings };
}
