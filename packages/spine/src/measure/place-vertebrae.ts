import { type Grid, indexToPatient, type Vector3 } from '@rachis/volume';
import type { LevelReport } from '../labels/check-levels.ts';
import { type MendedLabel, mendLabels } from '../labels/mend.ts';
import type { Structure } from '../labels/structure.ts';
import { type Level, levelRank } from '../levels.ts';
import { type LabelCrop, touchesEdge } from '../vertebra/label-crops.ts';
import { vertebraLandmarks, type VertebraOrReason } from '../vertebra/landmarks.ts';
import { type BodyAxes, dot, mean, median, subtract } from '../vertebra/vector.ts';

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

/** A vertebra of a file, with the middle of its voxels (LPS, mm). */
export interface Placed {
  readonly level: Level;
  /** Its label, mended where that is safe. */
  readonly crop: LabelCrop;
  readonly centre: Vector3;
  readonly mended: MendedLabel;
}

/** Vertebrae of a file, their labels mended where that is safe (`mendLabels`), cranial to caudal. */
export function placeVertebrae(
  crops: readonly LabelCrop[],
  structures: ReadonlyMap<number, Structure>,
  scan: Grid,
): Placed[] {
  const named = crops.flatMap((crop) => {
    const structure = structures.get(crop.label);
    return structure?.kind === 'vertebra' && structure.level !== null
      ? [{ level: structure.level, crop }]
      : [];
  });
  const mended = mendLabels(
    named.map(({ crop }) => crop),
    scan,
  );
  return named
    .map(({ level }, i) => {
      const { crop } = mended[i]!;
      return { level, crop, centre: middleOf(crop), mended: mended[i]! };
    })
    .sort((a, b) => levelRank(a.level) - levelRank(b.level));
}

/** About where superior is at a vertebra: along the line from the neighbour below to the one above. */
function upwardsAt(placed: readonly Placed[], i: number): Vector3 {
  const [above, below] = [placed[i - 1] ?? placed[i]!, placed[i + 1] ?? placed[i]!];
  return above === below ? [0, 0, 1] : subtract(above.centre, below.centre);
}

/** Less than this part of its neighbours, and what the scan has left of a vertebra is no body that could be measured. */
const leastPart = 0.1;

/** Whether the scan cuts off so much of a vertebra that nothing of its body is to be expected. */
function isRemnant(placed: readonly Placed[], { level, crop }: Placed, scan: Grid): boolean {
  const others = placed
    .filter((one) => one.level !== level && one.level !== 'C1')
    .map((one) => one.crop.voxels);
  return others.length > 1 && crop.voxels < leastPart * median(others) && touchesEdge(crop, scan);
}

/** Landmarks of each vertebra; none of those whose label cannot be right, or of which the scan has next to nothing. */
export function landmarksOf(
  placed: readonly Placed[],
  report: LevelReport,
  scan: Grid,
): [Level, VertebraOrReason][] {
  const swapped = new Set(report.swapped.flat());
  const found = new Map<Level, VertebraOrReason>();
  for (const [i, { level, crop, mended }] of placed.entries()) {
    const refuse = (reason: string) => found.set(level, { found: null, reason });
    if (report.duplicated.includes(level)) refuse(`${level} is there more than once`);
    else if (report.inverted)
      refuse(
        'the levels do not run downwards in the file: its orientation is wrong, or its labels follow another scheme',
      );
    else if (swapped.has(level)) refuse('its label is swapped with a neighbour, or of another scheme');
    else if (mended.refusal !== '') refuse(mended.refusal);
    else if (isRemnant(placed, placed[i]!, scan)) refuse('the field of view cuts nearly all of it off');
    else found.set(level, vertebraLandmarks(level, crop, upwardsAt(placed, i), scan));
  }
  return facingTogether([...found], placed, scan);
}

/**
 * How far, in standard errors, the mean direction in which others face must be from that in which a body was taken to face. Bodies
 * alone tell theirs by the longer axis of their section, to 10 or 15 degrees each.
 */
const sureToDiffer = 2;

/** Whether the others face so much otherwise, and so much alike, that a body without a direction of its own turns with them. */
function turnsWith(fronts: readonly Vector3[], { anterior, left }: BodyAxes): boolean {
  const angles = fronts.map((front) => Math.atan2(dot(front, left), dot(front, anterior)));
  const centre = angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
  const squares = angles.reduce((sum, angle) => sum + (angle - centre) ** 2, 0);
  const error = Math.sqrt(squares / (angles.length - 1) / angles.length);
  return angles.length > 1 && Math.abs(centre) > sureToDiffer * error;
}

/** Bodies that do not tell themselves where front is, looked for again as the others face, however the patient lies. */
function facingTogether(
  found: readonly [Level, VertebraOrReason][],
  placed: readonly Placed[],
  scan: Grid,
): [Level, VertebraOrReason][] {
  const fronts = found.flatMap(([, one]) =>
    one.found === null || one.found.facesAsTold ? [] : [one.found.box.axes.anterior],
  );
  return found.map(([level, one]) => {
    if (!one.found?.facesAsTold || !turnsWith(fronts, one.found.box.axes)) return [level, one];
    const i = placed.findIndex((other) => other.level === level);
    return [level, vertebraLandmarks(level, placed[i]!.crop, upwardsAt(placed, i), scan, mean(fronts))];
  });
}
