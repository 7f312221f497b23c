import { type Grid, type Matrix3, RachisError, type Vector3, type VoxelArray } from '@rachis/volume';
import type { DataSet } from 'dicom-parser';
import { canonicalSpacing, snapDirection } from '../canonical.ts';
import { type DicomFile, decimalOf, decimalsOf, itemOf, itemsOf, stringOf, textOf } from './dataset.ts';
import { imageHeaderOf } from './image-header.ts';
import { openFrames } from './pixels.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';

/** One segment of a SEG. */
export interface Segment {
  readonly number: number;
  readonly label: string;
}

/** One frame: its segment (null in a LABELMAP, where pixels are segment numbers) and slice. */
export interface SegmentFrame {
  readonly segment: number | null;
  /** Index along the slices of the SEG's own grid. */
  readonly slice: number;
  /** Values row by row: 0 or 1, fractions, or segment numbers. */
  readonly values: () => VoxelArray;
}

/** A DICOM segmentation: its segments, frames and the grid that the frames make. */
export interface Segmentation {
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly maximumFractionalValue: number;
  readonly segments: readonly Segment[];
  readonly frames: readonly SegmentFrame[];
  readonly grid: Grid;
  readonly patient: string;
  readonly frameOfReference: string | null;
  readonly referencedSeries: string | null;
  readonly warnings: readonly string[];
}

/**
 * Reads a Segmentation (PS3.3 C.8.20; label maps: Supplement 243). Frames may be sparse: slices without
 * one are empty. The grid spans from the first to the last slice that has a frame.
 */
export async function readSegmentation(file: DicomFile): Promise<Segmentation> {
  const { dataSet } = file;
  const type = segmentationType(file, stringOf(dataSet, 'x00620001'));
  const places = framePlaces(file);
  const warnings: string[] = [];
  const { grid, slices } = gridOfFrames(file, places, warnings);
  const frameValues = await frameReader(file, places.length);
  return {
    type,
    maximumFractionalValue: dataSet.uint16('x0062000e') ?? 255,
    segments: segmentsOf(file),
    frames: places.map(({ segment }, frame) => ({
      segment: type === 'LABELMAP' ? null : segment,
      slice: slices[frame]!,
      values: () => frameValues(frame),
    })),
    grid,
    patient: textOf(file, dataSet, 'x00100020'),
    frameOfReference: stringOf(dataSet, 'x00200052') || null,
    referencedSeries: referencedSeries(dataSet),
    warnings,
  };
}

function segmentationType(file: DicomFile, text: string): Segmentation['type'] {
  if (text === 'BINARY' || text === 'FRACTIONAL' || text === 'LABELMAP') return text;
  throw problem(
    file,
    'UNSUPPORTED',
    `is a segmentation of type "${text}", where BINARY, FRACTIONAL or LABELMAP was expected`,
  );
}

function segmentsOf(file: DicomFile): Segment[] {
  return itemsOf(file.dataSet, 'x00620002').flatMap((item, i) => {
    const number = item.uint16('x00620004') ?? i + 1;
    // In a label map 0 may be listed as the background.
    return number === 0 ? [] : [{ number, label: textOf(file, item, 'x00620005') || `segment ${number}` }];
  });
}

function referencedSeries(dataSet: DataSet): string | null {
  const series = itemOf(dataSet, 'x00081115');
  return (series && stringOf(series, 'x0020000e')) || null;
}

interface FramePlace {
  readonly segment: number;
  readonly position: readonly number[];
  readonly orientation: readonly number[];
  readonly pixelSpacing: readonly number[];
  readonly spacingBetweenSlices: number | null;
  readonly sliceThickness: number | null;
}

function framePlaces(file: DicomFile): FramePlace[] {
  const { dataSet } = file;
  const shared = itemOf(dataSet, 'x52009229');
  const frames = itemsOf(dataSet, 'x52009230');
  const count = Math.max(1, decimalOf(dataSet, 'x00280008') ?? 1);
  if (frames.length !== count) {
    throw problem(file, 'FILE_CORRUPT', `describes ${frames.length} frames where it holds ${count}`);
  }
  return frames.map((own, i) => {
    const group = (tag: string): DataSet | undefined => itemOf(own, tag) ?? itemOf(shared, tag);
    const numbers = (item: DataSet | undefined, tag: string): number[] => (item ? decimalsOf(item, tag) : []);
    const measures = group('x00289110');
    const place: FramePlace = {
      segment: segmentOf(file, group('x0062000a'), i),
      position: numbers(group('x00209113'), 'x00200032'),
      orientation: numbers(group('x00209116'), 'x00200037'),
      pixelSpacing: numbers(measures, 'x00280030'),
      spacingBetweenSlices: measures ? decimalOf(measures, 'x00180088') : null,
      sliceThickness: measures ? decimalOf(measures, 'x00180050') : null,
    };
    const whole =
      place.position.length === 3 &&
      place.orientation.length === 6 &&
      place.pixelSpacing.length === 2 &&
      [...place.position, ...place.orientation].every(Number.isFinite) &&
      place.pixelSpacing.every((value) => value > 0 && Number.isFinite(value));
    if (!whole) {
      throw problem(
        file,
        'GEOMETRY_INVALID',
        `has no position, orientation or pixel spacing for frame ${i + 1}`,
      );
    }
    checkPlace(file, place, i);
    return place;
  });
}

/** Segment of a frame; only a label map, or a file of one segment, may leave it out. */
function segmentOf(file: DicomFile, identification: DataSet | undefined, frame: number): number {
  const { dataSet } = file;
  const said = identification?.elements.x0062000b ? identification.uint16('x0062000b') : undefined;
  if (said !== undefined) return said;
  const segments = itemsOf(dataSet, 'x00620002');
  if (stringOf(dataSet, 'x00620001') === 'LABELMAP' || segments.length < 2)
    return segments[0]?.uint16('x00620004') ?? 1;
  throw problem(file, 'FILE_CORRUPT', `does not say of which segment frame ${frame + 1} is`);
}

/** A plane must lie somewhere, with pixels of some size and two directions at right angles. */
function checkPlace(
  file: DicomFile,
  { position, orientation, pixelSpacing }: FramePlace,
  frame: number,
): void {
  const refuse = (what: string, values: readonly number[]): never => {
    throw problem(file, 'GEOMETRY_INVALID', `has ${what} [${values.join(', ')}] for frame ${frame + 1}`);
  };
  if (!position.every(Number.isFinite)) refuse('a position that is no point,', position);
  if (!pixelSpacing.every((value) => value > 0 && Number.isFinite(value)))
    refuse('a pixel spacing that is not two numbers above zero,', pixelSpacing);
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const unit = Math.abs(Math.hypot(a, b, c) - 1) < 0.01 && Math.abs(Math.hypot(d, e, f) - 1) < 0.01;
  if (!unit || !(Math.abs(a * d + b * e + c * f) < 1e-3))
    refuse('an orientation whose two directions are not perpendicular and of unit length,', orientation);
}

/** More slices than any scan has: frames of other places have come in. */
const mostSlices = 32_768;

function gridOfFrames(
  file: DicomFile,
  places: readonly FramePlace[],
  warnings: string[],
): { grid: Grid; slices: number[] } {
  const first = places[0]!;
  const [a, b, c, d, e, f] = first.orientation as [number, number, number, number, number, number];
  const normal: Vector3 = [b * f - c * e, c * d - a * f, a * e - b * d];
  const differs = (x: readonly number[], y: readonly number[]): boolean =>
    x.some((value, i) => !(Math.abs(value - y[i]!) <= 1e-3));
  if (
    places.some(
      (place) =>
        differs(place.orientation, first.orientation) || differs(place.pixelSpacing, first.pixelSpacing),
    )
  ) {
    throw problem(file, 'GEOMETRY_INVALID', 'has frames of different orientation or pixel spacing');
  }
  const along = places.map(
    ({ position }) => position[0]! * normal[0] + position[1]! * normal[1] + position[2]! * normal[2],
  );
  const order = along.map((_, i) => i).sort((i, j) => along[i]! - along[j]!);
  const start = places[order[0]!]!;
  const lowest = along[order[0]!]!;
  const spacing = sliceSpacing(file, along, start, warnings);
  if (!(spacing > 0 && Number.isFinite(spacing)) || !normal.some((value) => Math.abs(value) > 0.1))
    throw problem(file, 'GEOMETRY_INVALID', 'has frames whose orientation or distance makes no grid');
  const slices = along.map((at) => Math.round((at - lowest) / spacing));
  if (along.some((at, i) => Math.abs(at - lowest - slices[i]! * spacing) > 0.1 * spacing)) {
    throw problem(file, 'SPACING_NOT_UNIFORM', `has frames that do not lie at multiples of ${spacing} mm`);
  }
  const count = Math.max(...slices) + 1;
  if (!(count <= mostSlices)) {
    throw problem(
      file,
      'GEOMETRY_INVALID',
      `has frames that do not fit together: slices ${spacing} mm apart over ${Math.max(...along) - lowest} mm`,
    );
  }
  const [betweenRows, betweenColumns] = first.pixelSpacing as [number, number];
  places.forEach(({ position }, i) => {
    const sideways = position.map(
      (value, axis) => value - start.position[axis]! - normal[axis]! * (along[i]! - lowest),
    );
    if (Math.hypot(...sideways) > 0.25 * Math.min(betweenRows, betweenColumns)) {
      throw problem(
        file,
        'GANTRY_TILT',
        'has frames that are shifted sideways, so that they make no rectangular grid',
      );
    }
  });
  const { dataSet } = file;
  const direction: Matrix3 = [a, d, normal[0], b, e, normal[1], c, f, normal[2]];
  return {
    grid: {
      size: [dataSet.uint16('x00280011') ?? 0, dataSet.uint16('x00280010') ?? 0, count],
      spacing: canonicalSpacing([betweenColumns, betweenRows, spacing]),
      origin: [start.position[0]!, start.position[1]!, start.position[2]!],
      direction: snapDirection(direction),
    },
    slices,
  };
}

/** The declared spacing where the positions agree with it, else the smallest gap between frames. */
function sliceSpacing(
  file: DicomFile,
  along: readonly number[],
  place: FramePlace,
  warnings: string[],
): number {
  const sorted = [...along].sort((x, y) => x - y);
  const gaps = sorted
    .slice(1)
    .map((at, i) => at - sorted[i]!)
    .filter((gap) => gap > 1e-3);
  const declared = place.spacingBetweenSlices;
  if (
    declared &&
    declared > 0 &&
    gaps.every((gap) => Math.abs(gap / declared - Math.round(gap / declared)) < 0.05 && gap > 0.5 * declared)
  )
    return declared;
  if (gaps.length > 0) {
    const smallest = gaps.reduce((a, b) => Math.min(a, b));
    const span = sorted.at(-1)! - sorted[0]!;
    return Number((span / Math.round(span / smallest)).toPrecision(10));
  }
  const thickness = declared || place.sliceThickness;
  if (!thickness)
    warnings.push(
      `${file.source.name} has one slice without SliceThickness or SpacingBetweenSlices: a thickness of 1 mm was taken.`,
    );
  return thickness || 1;
}

/** Values of a frame; bits are unpacked at each call, compressed frames are opened once. */
async function frameReader(file: DicomFile, count: number): Promise<(frame: number) => VoxelArray> {
  const { dataSet } = file;
  const pixels = dataSet.elements.x7fe00010;
  const size = (dataSet.uint16('x00280010') ?? 0) * (dataSet.uint16('x00280011') ?? 0);
  if (!pixels || size === 0) throw problem(file, 'FILE_TRUNCATED', 'has no pixel data');
  const bitsAllocated = dataSet.uint16('x00280100') ?? 8;
  const header = imageHeaderOf(file);
  if (transferSyntaxOf(file.transferSyntax).codec === 'native' && bitsAllocated === 1) {
    const bytes = dataSet.byteArray.subarray(pixels.dataOffset, pixels.dataOffset + pixels.length);
    if (bytes.length * 8 < count * size)
      throw problem(file, 'FILE_TRUNCATED', 'ends before its pixel data are complete');
    return (frame) => unpackedBits(bytes, frame * size, size);
  }
  const reader = await openFrames({
    ...header,
    photometric: 'MONOCHROME2',
    format:
      bitsAllocated === 1 ? { ...header.format, bitsAllocated: 8, bitsStored: 8, highBit: 7 } : header.format,
  });
  const values: VoxelArray[] = [];
  for (let frame = 0; frame < count; frame++) values.push(await reader.read(frame));
  return (frame) => values[frame]!;
}

/** Bits of a frame, which need not start at a byte: least significant first (PS3.5 8.1.1). */
function unpackedBits(bytes: Uint8Array, start: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = (bytes[(start + i) >> 3]! >> ((start + i) & 7)) & 1;
  return out;
}

function problem(file: DicomFile, code: RachisError['code'], what: string): RachisError {
  return new RachisError(code, `${file.source.name} ${what}.`, {
    file: file.source.name,
    remedy: code === 'UNSUPPORTED' ? 'Export the segmentation as BINARY.' : 'Export the segmentation again.',
  });
}
