import { type Grid, indexToPatient, type Vector3, type Volume, voxelVolume } from '@rachis/volume';
import { planeOfAxes } from '../alignment/plane.ts';
import { sagittalCatalogue } from '../alignment/sagittal-catalogue.ts';
import { measureAlignment } from '../alignment/measure-alignment.ts';
import type { SagittalCorners } from '../alignment/sagittal-landmarks.ts';
import { checkLevels, type LevelReport } from '../labels/check-levels.ts';
import type { Structure } from '../labels/structure.ts';
import { type Level, levelRank } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { type LandmarkName, vertebraLandmarks, type VertebraOrReason } from '../vertebra/landmarks.ts';
import { axesFrom, type BodyAxes, mean, subtract } from '../vertebra/vector.ts';
import { vertebraCatalogue } from './catalogue.ts';
import { measureCore } from './core.ts';
import { measureDiscs } from './disc-measures.ts';
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
  readonly posture: 'supine' | 'standing';
}

/** All that was measured of one subject. */
export interface SpineMeasurements {
  readonly measurements: readonly Measurement[];
  readonly levels: LevelReport;
  /** Cranial to caudal. */
  readonly vertebrae: readonly (readonly [Level, VertebraOrReason])[];
  /** Left, anterior and superior of the whole spine: its sagittal plane is at right angles to left. */
  readonly axes: BodyAxes;
}

/** Patient position of the middle of a label's voxels. */
function middleOf({ mask }: LabelCrop): Vector3 {
  const [nx, ny] = mask.size;
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    sum[0]! += i % nx;
    sum[1]! += Math.floor(i / nx) % ny;
    sum[2]! += Math.floor(i / (nx * ny));
    count++;
  }
  return indexToPatient(mask, sum.map((s) => s / count) as unknown as Vector3);
}

interface Placed {
  readonly level: Level;
  readonly crop: LabelCrop;
  readonly centre: Vector3;
}

function placeVertebrae({ crops, structures }: SpineInput): Placed[] {
  return crops
    .flatMap((crop) => {
      const structure = structures.get(crop.label);
      return structure?.kind === 'vertebra' && structure.level !== null
        ? [{ level: structure.level, crop, centre: middleOf(crop) }]
        : [];
    })
    .sort((a, b) => levelRank(a.level) - levelRank(b.level));
}

/** About where superior is at a vertebra: along the line from the neighbour below to the one above. */
function upwardsAt(placed: readonly Placed[], i: number): Vector3 {
  const [above, below] = [placed[i - 1] ?? placed[i]!, placed[i + 1] ?? placed[i]!];
  return above === below ? [0, 0, 1] : subtract(above.centre, below.centre);
}

function landmarksOf(
  placed: readonly Placed[],
  report: LevelReport,
  scan: Grid,
): [Level, VertebraOrReason][] {
  const swapped = new Set(report.swapped.flat());
  const found = new Map<Level, VertebraOrReason>();
  for (const [i, { level, crop }] of placed.entries()) {
    const refuse = (reason: string) => found.set(level, { found: null, reason });
    if (report.duplicated.includes(level)) refuse(`${level} is there more than once`);
    else if (report.inverted)
      refuse(
        'the levels do not run downwards in the file: its orientation is wrong, or its labels follow another scheme',
      );
    else if (swapped.has(level)) refuse('its label is swapped with a neighbour, or of another scheme');
    else found.set(level, vertebraLandmarks(level, crop, upwardsAt(placed, i), scan));
  }
  return [...found];
}

/** The spine's own axes: left as its vertebrae have it on average, superior as near to the patient's as that allows. */
function spineAxes(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): BodyAxes {
  const fronts = vertebrae.flatMap(([, { found }]) => (found === null ? [] : [found.box.axes.anterior]));
  return axesFrom([0, 0, 1], fronts.length === 0 ? [0, -1, 0] : mean(fronts));
}

/** Regional angles from the corners; what needs the vertical is left to images of standing patients. */
function alignmentOf(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  axes: BodyAxes,
  posture: SpineInput['posture'],
): Measurement[] {
  const corners: Partial<Record<Level, SagittalCorners>> = {};
  for (const [level, { found }] of vertebrae) {
    if (found === null) continue;
    const at = (name: LandmarkName) => {
      const position = found.points[name]?.position;
      return position === undefined ? undefined : planeOfAxes(position, axes);
    };
    const [superiorAnterior, superiorPosterior] = [at('superior_anterior'), at('superior_posterior')];
    const [inferiorAnterior, inferiorPosterior] = [at('inferior_anterior'), at('inferior_posterior')];
    if (superiorAnterior === undefined || superiorPosterior === undefined) continue;
    corners[level] = {
      superiorAnterior,
      superiorPosterior,
      ...(inferiorAnterior === undefined ? {} : { inferiorAnterior }),
      ...(inferiorPosterior === undefined ? {} : { inferiorPosterior }),
    };
  }
  const present = new Set<string>(vertebrae.map(([level]) => level));
  const entries = new Map(sagittalCatalogue.map((entry) => [entry.id, entry]));
  return measureAlignment({ vertebrae: corners, femoralHeads: [], knees: [] }).map((one) => {
    const entry = entries.get(one.id)!;
    const [, absent] = /^(\w+) is missing$/.exec(one.reason) ?? [];
    if (present.has(absent ?? '')) return unmeasured(one, '', `the corners of ${absent} could not be found`);
    if (posture === 'standing' || entry.posture === 'any') return one;
    if (entry.vertical === true)
      return unmeasured(one, '', 'it is measured against the vertical of a standing patient; this one lies');
    // Whoever compares it with a standing norm should see that it is none.
    return { ...one, id: `${one.id}_supine` };
  });
}

/**
 * Every measurement of one subject's labelled spine: vertebrae, discs, cores (with an image), regional angles. Lengths in
 * mm, angles in degrees, of the patient's space. What cannot be measured has no value, and its reason.
 */
export function measureSpine(input: SpineInput): SpineMeasurements {
  const placed = placeVertebrae(input);
  const report = checkLevels(placed);
  const vertebrae = landmarksOf(placed, report, input.scan);
  const axes = spineAxes(vertebrae);
  const crops = new Map(placed.map(({ level, crop }) => [level, crop]));
  const whole = (level: Level): Measurement => {
    const crop = crops.get(level)!;
    if (report.duplicated.includes(level))
      return unmeasured(vertebraCatalogue.volume, level, `${level} is there more than once`);
    return measured(vertebraCatalogue.volume, level, crop.voxels * voxelVolume(crop.mask));
  };
  const { image } = input;
  return {
    measurements: [
      ...measureVertebrae(vertebrae),
      ...vertebrae.map(([level]) => whole(level)),
      ...(image === undefined
        ? []
        : vertebrae.flatMap(([level, one]) => measureCore(image, input.scan, level, crops.get(level)!, one))),
      ...measureDiscs(vertebrae),
      ...alignmentOf(vertebrae, axes, input.posture),
    ],
    levels: report,
    vertebrae,
    axes,
  };
}
