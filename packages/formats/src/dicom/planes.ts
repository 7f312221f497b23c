import type { Vector3 } from '@rachis/volume';
import { isDose } from './dose.ts';
import type { FrameHeader } from './image-header.ts';
import { geometryError, type Subject } from './subject.ts';

/** Vector product. */
export const cross = (a: readonly number[], b: readonly number[]): Vector3 => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];
/** Scalar product. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
const length = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const scale = (a: readonly number[], s: number): Vector3 => [a[0]! * s, a[1]! * s, a[2]! * s];

/** `GEOMETRY_INVALID` where slices have different numbers of rows or columns. */
export function checkSameSize(frames: readonly FrameHeader[], subject: Subject): void {
  const { rows, columns } = frames[0]!.file.format;
  const other = frames.find(({ file }) => file.format.rows !== rows || file.format.columns !== columns);
  if (!other) return;
  const { format, source } = other.file;
  throw geometryError(
    subject,
    `has slices of different sizes: ${columns} x ${rows}, but ${format.columns} x ${format.rows} in ${source.name}`,
    'Keep the slices of one acquisition in the series.',
  );
}

/** A position that is missing or no point would put the slice nowhere, or at the patient's origin. */
export function checkPositions(frames: readonly FrameHeader[], subject: Subject, warnings: string[]): void {
  const odd = frames.find(({ position }) => position !== null && !position.every(Number.isFinite));
  if (odd) {
    const { source, modality } = odd.file;
    throw geometryError(
      subject,
      isDose(modality)
        ? `has a plane without a position: frame ${odd.frame + 1} of ${source.name} (GridFrameOffsetVector does not begin with 0 or with the z of ImagePositionPatient, or has not one number a frame)`
        : `has a slice whose position (ImagePositionPatient) is not three numbers: ${source.name}`,
      'Export the series again with its positions.',
    );
  }
  const lacking = frames.find(({ position }) => position === null);
  if (!lacking) return;
  if (frames.length > 1) {
    throw geometryError(
      subject,
      `has slices without a position (ImagePositionPatient), so that their order is unknown: ${lacking.file.source.name}`,
      'Export the series again with its positions.',
    );
  }
  if (lacking.orientation)
    warnings.push('The file has no position in the patient: its first pixel was taken as the origin.');
}

/** Distance between rows and between columns in millimetres, which all slices share; 1 with a warning for one file without. */
export function inPlaneSpacing(
  frames: readonly FrameHeader[],
  subject: Subject,
  warnings: string[],
): [number, number] {
  const own = frames[0]!.pixelSpacing;
  if (!own) {
    if (frames.length > 1)
      throw geometryError(subject, 'has no pixel spacing', 'Export the series again with its pixel spacing.');
    warnings.push('The file has no pixel spacing: 1 mm was taken, so that lengths are in pixels.');
    return [1, 1];
  }
  for (const { pixelSpacing, file } of frames) {
    if (pixelSpacing?.length !== 2 || !pixelSpacing.every((value) => value > 0 && Number.isFinite(value))) {
      throw geometryError(
        subject,
        `has pixel spacing ${pixelSpacing?.join(' x ') ?? 'missing'} in ${file.source.name}; it must be two numbers above zero`,
        'Export the series again with its pixel spacing.',
      );
    }
    if (pixelSpacing.some((value, axis) => Math.abs(value - own[axis]!) > 1e-3 * own[axis]!)) {
      throw geometryError(
        subject,
        `has slices of different pixel spacing: ${own.join(' x ')} mm, but ${pixelSpacing.join(' x ')} mm in ${file.source.name}`,
        'Keep the slices of one acquisition in the series.',
      );
    }
  }
  return [own[0]!, own[1]!];
}

/** Unit vectors along rows, along columns and across, which all slices share; `GEOMETRY_INVALID` where they are none. */
export function axes(
  frames: readonly FrameHeader[],
  subject: Subject,
  warnings: string[],
): { row: Vector3; column: Vector3; normal: Vector3 } {
  const own = frames[0]!.orientation;
  if (!own) {
    if (frames.length > 1)
      throw geometryError(
        subject,
        'has no orientation (ImageOrientationPatient)',
        'Export the series again with its orientation.',
      );
    warnings.push('The file has no orientation in the patient: rows and columns were taken as the axes.');
    return { row: [1, 0, 0], column: [0, 1, 0], normal: [0, 0, 1] };
  }
  const rowLength = length(own.slice(0, 3));
  const columnLength = length(own.slice(3));
  const skew = dot(own.slice(0, 3), own.slice(3)) / (rowLength * columnLength);
  if (
    own.length !== 6 ||
    !(Math.abs(rowLength - 1) < 0.01 && Math.abs(columnLength - 1) < 0.01 && Math.abs(skew) < 1e-3)
  ) {
    throw geometryError(
      subject,
      `has orientation [${own.join(', ')}] in ${frames[0]!.file.source.name}, whose two directions are not perpendicular and of unit length`,
      'Export the series again.',
    );
  }
  for (const { orientation, file } of frames) {
    if (orientation?.length !== 6 || orientation.some((value, i) => !(Math.abs(value - own[i]!) <= 1e-3))) {
      throw geometryError(
        subject,
        `mixes orientations: [${own.join(', ')}], but [${orientation?.join(', ') ?? 'none'}] in ${file.source.name}`,
        'Take the localizer or the other orientation out of the series.',
      );
    }
  }
  const row = scale(own.slice(0, 3), 1 / rowLength);
  const column = scale(own.slice(3), 1 / columnLength);
  const normal = cross(row, column);
  return { row, column, normal: scale(normal, 1 / length(normal)) };
}
