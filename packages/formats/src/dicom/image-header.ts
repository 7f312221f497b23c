import { RachisError, type Vector3 } from '@rachis/volume';
import type { DataSet } from 'dicom-parser';
import type { ByteSource } from '../bytes.ts';
import { acquisitionFacts } from './acquisition.ts';
import { dosePosition, isDose } from './dose.ts';
import { type FrameIntensity, frameIntensity } from './intensity.ts';
import { type FrameFacts, frameFacts } from './frame-facts.ts';
import { type DicomFile, decimalOf, decimalsOf, itemOf, itemsOf, stringOf, textOf } from './dataset.ts';
import { type PetFacts, petFacts } from './pet.ts';
import { isBigEndian } from './transfer-syntax.ts';

/** How the pixels of a file are stored. */
export interface PixelFormat {
  readonly transferSyntax: string;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  /** Most significant of the stored bits, from 0; `bitsStored - 1` unless the values are shifted up. */
  readonly highBit: number;
  readonly signed: boolean;
  /** Bytes in the words of a big-endian file (OW): of each pair the second comes first (PS3.5 annex A.3). */
  readonly swappedPairs: boolean;
  /** Which element holds the pixels: integers, float, or double. */
  readonly kind: 'integer' | 'float' | 'double';
  /** Values that mark pixels without measurement (PixelPaddingValue to PixelPaddingRangeLimit); null without. */
  readonly padding: { readonly low: number; readonly high: number } | null;
}

/** Where one frame lies in the patient, and how its stored values become intensities. */
export interface FrameHeader {
  readonly file: ImageHeader;
  /** Index of the frame in its file. */
  readonly frame: number;
  /** Centre of the first pixel, mm, LPS. */
  readonly position: Vector3 | null;
  /** Direction along a row (of increasing column), then along a column. */
  readonly orientation: readonly number[] | null;
  /** Distance between rows, then between columns, mm. */
  readonly pixelSpacing: readonly number[] | null;
  readonly sliceThickness: number | null;
  readonly spacingBetweenSlices: number | null;
  readonly intensity: FrameIntensity;
  /** By what the frame may differ from others of its series: echo time, b-value, kernel ... */
  readonly facts: FrameFacts;
}

/** What the reader keeps of one image file: no data set, so that thousands of files fit in memory. */
export interface ImageHeader {
  readonly source: ByteSource;
  readonly modality: string;
  readonly sopClass: string;
  readonly sopUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly studyDescription: string;
  readonly studyDate: string;
  readonly description: string;
  readonly patient: string;
  readonly frameOfReference: string | null;
  readonly photometric: string;
  readonly instanceNumber: number | null;
  readonly format: PixelFormat;
  readonly frameCount: number;
  readonly frames: FrameHeader[];
  /** Where the uncompressed pixel data lie in the file; null where they are compressed or deflated. */
  readonly pixelData: { readonly offset: number; readonly length: number } | null;
  readonly hasModalityLut: boolean;
  readonly lossy: boolean;
  readonly facts: Record<string, string | number>;
  /** Tracer, units and times of a PET image; null for others. */
  readonly pet: PetFacts | null;
  readonly warnings: string[];
}

/** Storage classes of images, which have pixel data or were cut off. */
const imageStorage = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1|1\.1|1\.1\.1|2|2\.1|4|4\.1|128|130)$/;

/**
 * Whether the file is an image that this package reads as one: it has pixels and is not a SEG.
 * `FILE_TRUNCATED` where it should have pixels and has none, `GEOMETRY_INVALID` where they have no rows or columns: a
 * series must not lose a slice unseen.
 */
export function hasImage({ source, dataSet }: DicomFile): boolean {
  if (stringOf(dataSet, 'x00080060') === 'SEG') return false;
  const { x7fe00010, x7fe00008, x7fe00009, x56000020: spectroscopy } = dataSet.elements;
  const rows = dataSet.uint16('x00280010') ?? 0;
  if (x7fe00010 ?? x7fe00008 ?? x7fe00009) {
    const columns = dataSet.uint16('x00280011') ?? 0;
    if (rows > 0 && columns > 0) return true;
    throw new RachisError(
      'GEOMETRY_INVALID',
      `${source.name} has pixel data of ${columns} columns and ${rows} rows.`,
      { file: source.name, remedy: 'Export the image again, or take the file out of the folder.' },
    );
  }
  if (spectroscopy || (rows === 0 && !imageStorage.test(stringOf(dataSet, 'x00080016')))) return false;
  throw new RachisError('FILE_TRUNCATED', `${source.name} ends before its pixel data.`, {
    file: source.name,
    ...(stringOf(dataSet, 'x00100020') ? { subject: stringOf(dataSet, 'x00100020') } : {}),
    remedy: 'Copy or export the file again.',
  });
}

/** The parts of an image's header that geometry and intensities need (PS3.3 C.7.6.2, C.7.6.16, C.11.1). */
export function imageHeaderOf(file: DicomFile): ImageHeader {
  const { dataSet } = file;
  const float = dataSet.elements.x7fe00008;
  const double = dataSet.elements.x7fe00009;
  const pixels = float ?? double ?? dataSet.elements.x7fe00010;
  const warnings: string[] = [];
  const frames: FrameHeader[] = [];
  const frameCount = Math.max(1, Math.trunc(decimalOf(dataSet, 'x00280008') ?? 1));
  const compressed =
    pixels === undefined || pixels.hadUndefinedLength === true || pixels.length === 0xffffffff;
  const bitsAllocated = dataSet.uint16('x00280100') ?? (double ? 64 : float ? 32 : 16);
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  const signed = dataSet.uint16('x00280103') === 1;
  const header: ImageHeader = {
    source: file.source,
    modality: stringOf(dataSet, 'x00080060'),
    sopClass: stringOf(dataSet, 'x00080016'),
    sopUid: stringOf(dataSet, 'x00080018'),
    seriesUid: stringOf(dataSet, 'x0020000e'),
    studyUid: stringOf(dataSet, 'x0020000d'),
    studyDescription: textOf(file, dataSet, 'x00081030'),
    studyDate: stringOf(dataSet, 'x00080020'),
    description: textOf(file, dataSet, 'x0008103e'),
    patient: textOf(file, dataSet, 'x00100020'),
    frameOfReference: stringOf(dataSet, 'x00200052') || null,
    photometric: stringOf(dataSet, 'x00280004'),
    instanceNumber: decimalOf(dataSet, 'x00200013'),
    format: {
      transferSyntax: file.transferSyntax,
      rows: dataSet.uint16('x00280010') ?? 0,
      columns: dataSet.uint16('x00280011') ?? 0,
      samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
      bitsAllocated,
      bitsStored,
      highBit: dataSet.uint16('x00280102') ?? bitsStored - 1,
      signed,
      swappedPairs: isBigEndian(file.transferSyntax) && bitsAllocated === 8 && pixels?.vr === 'OW',
      kind: float ? 'float' : double ? 'double' : 'integer',
      padding: paddingOf(dataSet, signed),
    },
    frameCount,
    frames,
    pixelData:
      file.headerOnly && pixels && !compressed ? { offset: pixels.dataOffset, length: pixels.length } : null,
    hasModalityLut: dataSet.elements.x00283000 !== undefined,
    lossy: stringOf(dataSet, 'x00282110') === '01',
    facts: acquisitionFacts(file),
    pet: stringOf(dataSet, 'x00080060') === 'PT' ? petFacts(file) : null,
    warnings,
  };
  checkFrameCount(header, file, compressed ? null : (pixels?.length ?? 0));
  const shared = itemOf(dataSet, 'x52009229');
  const perFrame = itemsOf(dataSet, 'x52009230');
  for (let frame = 0; frame < frameCount; frame++) {
    frames.push(frameHeaderOf(file, header, dataSet, shared, perFrame[frame], frame, warnings));
  }
  return header;
}

/** A number of frames that the file cannot hold is refused before there is a header of each. */
function checkFrameCount(
  { format, frameCount, source, patient }: ImageHeader,
  { dataSet }: DicomFile,
  pixelBytes: number | null,
): void {
  const { rows, columns, bitsAllocated } = format;
  // Of compressed frames, no more is known than that each takes a bit.
  const most =
    pixelBytes === null
      ? Math.min(8 * Math.max(source.size, dataSet.byteArray.length), 1e6)
      : (8 * pixelBytes) / Math.max(1, rows * columns * bitsAllocated);
  if (frameCount === 1 || frameCount <= most) return;
  throw new RachisError(
    'FILE_TRUNCATED',
    `${source.name} ends before its pixel data are complete: ${frameCount} frames of ${columns} x ${rows} pixels were announced.`,
    {
      file: source.name,
      ...(patient ? { subject: patient } : {}),
      remedy: 'Copy or export the file again.',
    },
  );
}

function frameHeaderOf(
  source: DicomFile,
  file: ImageHeader,
  dataSet: DataSet,
  shared: DataSet | undefined,
  own: DataSet | undefined,
  frame: number,
  warnings: string[],
): FrameHeader {
  // A functional group stands in the frame's own item or in the shared one, a classic image has neither.
  const group = (tag: string): DataSet | undefined =>
    itemOf(own, tag) ?? itemOf(shared, tag) ?? (own || shared ? undefined : dataSet);
  const position = isDose(file.modality)
    ? dosePosition(dataSet, file.frameCount, frame)
    : decimalsOf(group('x00209113') ?? dataSet, 'x00200032');
  const orientation = decimalsOf(group('x00209116') ?? dataSet, 'x00200037');
  const measures = group('x00289110') ?? dataSet;
  return {
    file,
    frame,
    position: position.length === 0 ? null : vector(position),
    orientation: orientation.length === 0 ? null : orientation,
    pixelSpacing: pixelSpacingOf(dataSet, measures, warnings),
    sliceThickness: decimalOf(measures, 'x00180050') ?? decimalOf(dataSet, 'x00180050'),
    spacingBetweenSlices: decimalOf(measures, 'x00180088') ?? decimalOf(dataSet, 'x00180088'),
    intensity: frameIntensity(
      { name: file.source.name, patient: file.patient, modality: file.modality },
      dataSet,
      group,
      [own, shared],
    ),
    facts: frameFacts(dataSet, own, shared, (tag, set) => textOf(source, set, tag)),
  };
}

/** Three coordinates; NaN where the file has another number of them, which no grid passes. */
const vector = (values: readonly number[]): Vector3 =>
  values.length === 3 ? [values[0]!, values[1]!, values[2]!] : [Number.NaN, Number.NaN, Number.NaN];

/** Pixel padding (PS3.3 C.7.5.1.1.2): one value, or all from it to the limit. */
function paddingOf(dataSet: DataSet, signed: boolean): PixelFormat['padding'] {
  const number = (tag: string) => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const value = dataSet.elements.x00280120?.length ? number('x00280120') : undefined;
  if (value === undefined) return null;
  const limit = (dataSet.elements.x00280121?.length ? number('x00280121') : undefined) ?? value;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}

/** Pixel spacing, or for projections the spacing at the detector, which is not that in the patient. */
function pixelSpacingOf(dataSet: DataSet, measures: DataSet, warnings: string[]): number[] | null {
  const own = decimalsOf(measures, 'x00280030');
  const detector = decimalsOf(dataSet, 'x00181164');
  // A pixel spacing that differs from the detector's was corrected to the patient; an equal one was not (PS3.3 10.7.1.3).
  const corrected = own.length > 0 && !own.every((value, axis) => value === detector[axis]);
  if (corrected || (own.length > 0 && stringOf(dataSet, 'x00280a02') !== '')) return own;
  if (detector.length === 0) return null;
  const warning =
    'The pixel spacing is that at the detector: lengths in the patient are smaller by the magnification.';
  if (!warnings.includes(warning)) warnings.push(warning);
  return detector;
}
