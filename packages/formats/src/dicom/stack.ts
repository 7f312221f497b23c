import type { Grid, Matrix3, Vector3 } from '@rachis/volume';
import { canonicalSpacing, snapDirection } from '../canonical.ts';
import type { FrameHeader } from './image-header.ts';
import { axes, checkPositions, checkSameSize, dot, inPlaneSpacing } from './planes.ts';
import { failure, type Subject } from './subject.ts';

/** Frames in the order of their slices, and the grid that they make. */
export interface Stack {
  readonly frames: FrameHeader[];
  readonly grid: Grid;
  readonly warnings: string[];
}

const millimetres = (value: number): string => `${Number(value.toFixed(3))} mm`;

/**
 * Puts frames in the order of their position along the slice normal (never of name or number) and checks
 * that they make a regular grid: one orientation, even spacing, nothing missing, doubled or sheared. Spacing and direction
 * come in their canonical form (`canonical.ts`); the origin is that of the file, in whose digits contours are written.
 * Source: PS3.3 C.7.6.2.1.1.
 */
export function stackFrames(frames: readonly FrameHeader[], subject: Subject): Stack {
  const warnings: string[] = [];
  const first = frames[0]!;
  const { rows, columns } = first.file.format;
  checkSameSize(frames, subject);
  const inPlane = inPlaneSpacing(frames, subject, warnings);
  const { row, column, normal } = axes(frames, subject, warnings);
  checkPositions(frames, subject, warnings);
  const placed = dropCopies(
    frames
      .map((frame) => ({ frame, at: frame.position ? dot(frame.position, normal) : 0 }))
      .sort((a, b) => a.at - b.at),
    subject,
    warnings,
  );
  const start = placed[0]!.frame.position ?? [0, 0, 0];
  const spacing = sliceSpacing(placed, subject, warnings);
  checkShear(placed, row, column, inPlane, subject);
  const direction: Matrix3 = [
    row[0],
    column[0],
    normal[0],
    row[1],
    column[1],
    normal[1],
    row[2],
    column[2],
    normal[2],
  ];
  return {
    frames: placed.map(({ frame }) => frame),
    // PixelSpacing is between rows first: along y, then x.
    grid: {
      size: [columns, rows, placed.length],
      spacing: canonicalSpacing([inPlane[1], inPlane[0], spacing]),
      origin: start,
      direction: snapDirection(direction),
    },
    warnings,
  };
}

interface Placed {
  readonly frame: FrameHeader;
  /** Position along the normal, mm. */
  readonly at: number;
}

/** A copied file (same SOPInstanceUID, same place) is dropped; two different slices in one place are an error. */
function dropCopies(placed: readonly Placed[], subject: Subject, warnings: string[]): Placed[] {
  const kept: Placed[] = [];
  for (const next of placed) {
    const last = kept.at(-1);
    if (!last || next.at - last.at > 1e-3) {
      kept.push(next);
      continue;
    }
    const a = last.frame.file;
    const b = next.frame.file;
    if (a !== b && a.sopUid !== '' && a.sopUid === b.sopUid && a.source.size === b.source.size) {
      warnings.push(`${b.source.name} is a copy of ${a.source.name} (same SOPInstanceUID) and was left out.`);
      continue;
    }
    const where =
      a === b
        ? `frames ${last.frame.frame + 1} and ${next.frame.frame + 1} of ${a.source.name}`
        : `${a.source.name} and ${b.source.name}`;
    throw failure(
      'SLICE_DUPLICATED',
      subject,
      `has two different slices in the same place (${millimetres(next.at)} along the slice normal): ${where}`,
      'The series may hold several time points, echoes or b-values: split it into one volume each, or delete the slice that is too many.',
    );
  }
  return kept;
}

function sliceSpacing(placed: readonly Placed[], subject: Subject, warnings: string[]): number {
  if (placed.length === 1) {
    const { spacingBetweenSlices, sliceThickness, file } = placed[0]!.frame;
    const spacing = spacingBetweenSlices || sliceThickness;
    const say = (what: string): void => void warnings.push(`${file.source.name} ${what}`);
    if (!spacing) {
      say(
        'is a single slice without SliceThickness or SpacingBetweenSlices: a thickness of 1 mm was taken, so that volumes and lengths across the slice are made up.',
      );
      return 1;
    }
    if (spacing < 0) say(`is a single slice of thickness ${spacing} mm: ${-spacing} mm was taken.`);
    else if (sliceThickness && Math.abs(sliceThickness - spacing) > 1e-3 * spacing)
      say(
        `is a single slice with SpacingBetweenSlices ${spacing} mm and SliceThickness ${sliceThickness} mm: SpacingBetweenSlices was taken.`,
      );
    return Math.abs(spacing);
  }
  const gaps = placed.slice(1).map(({ at }, i) => at - placed[i]!.at);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)]!;
  gaps.forEach((gap, i) => {
    const times = Math.round(gap / usual);
    if (times < 2 || Math.abs(gap - times * usual) > 0.1 * usual) return;
    const from = placed[i]!;
    throw failure(
      'SLICE_MISSING',
      subject,
      `lacks ${times - 1} slice${times > 2 ? 's' : ''} between ${millimetres(from.at)} (${from.frame.file.source.name}) and ${millimetres(from.at + gap)} (${placed[i + 1]!.frame.file.source.name}) along the slice normal: the gap is ${millimetres(gap)} where slices are ${millimetres(usual)} apart`,
      'Fetch the missing slices from the archive; a volume with a hole cannot be measured.',
    );
  });
  const mean = (placed.at(-1)!.at - placed[0]!.at) / (placed.length - 1);
  const worst = placed.reduce(
    (most, { at }, i) => Math.max(most, Math.abs(at - placed[0]!.at - i * mean)),
    0,
  );
  if (!(worst <= 0.1 * mean)) {
    throw failure(
      'SPACING_NOT_UNIFORM',
      subject,
      `has slices at uneven distances, from ${millimetres(Math.min(...gaps))} to ${millimetres(Math.max(...gaps))}`,
      'Resample the series to even spacing, or export the reconstruction with even spacing.',
    );
  }
  if (worst > 0.01 * mean) {
    warnings.push(
      `Slice positions are off an even spacing of ${millimetres(mean)} by up to ${millimetres(worst)}; the even spacing was taken.`,
    );
  }
  return mean;
}

/** In a tilted gantry the slices slide sideways along the stack: the voxels are then no cuboids. */
function checkShear(
  placed: readonly Placed[],
  row: Vector3,
  column: Vector3,
  inPlane: readonly number[],
  subject: Subject,
): void {
  const start = placed[0]!.frame.position;
  if (placed.length < 2 || !start) return;
  for (const { frame, at } of placed) {
    const offset = frame.position!.map((value, axis) => value - start[axis]!);
    const sideways = Math.hypot(dot(offset, row), dot(offset, column));
    if (sideways <= 0.25 * Math.min(inPlane[0]!, inPlane[1]!)) continue;
    const angle = (Math.atan2(sideways, Math.abs(at - placed[0]!.at)) * 180) / Math.PI;
    throw failure(
      'GANTRY_TILT',
      subject,
      `was acquired with a tilted gantry: its slices shift sideways by ${millimetres(sideways)} along the stack (${angle.toFixed(1)} degrees), so that its voxels do not make a rectangular grid`,
      'Resample it to a straight grid first (for example dcm2niix corrects the tilt), and check the result.',
    );
  }
}
