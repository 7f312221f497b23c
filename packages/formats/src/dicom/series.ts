import { type IntensityUnit, RachisError, type VoxelArray, voxelCount } from '@rachis/volume';
import type { ImageRead, ReadImageOptions } from '../result.ts';
import { readDicomHeader } from './dataset.ts';
import type { FrameHeader, ImageHeader } from './image-header.ts';
import { type FrameReader, openFrames } from './pixels.ts';
import { type Stack, stackFrames, type Subject, subjectText } from './stack.ts';
import { acquisitionSeconds, type SuvScale, suvScale } from './suv.ts';

/** Modalities whose MONOCHROME1 means that more absorption is a lower number. */
const projectionModalities = new Set(['CR', 'DX', 'RG', 'MG', 'IO', 'PX', 'XA', 'RF']);

/**
 * Reads the slices of one series to a volume: HU for CT, body-weight SUV for PET whose header allows it,
 * otherwise arbitrary. Rescale slope and intercept are applied for each slice; the array is the smallest
 * integer type that holds the values, or Float32 where the rescale is fractional.
 * MONOCHROME1 projections (CR, DX ...) are inverted, so that more absorption is a higher number.
 */
export async function readSeries(
  headers: readonly ImageHeader[],
  source: string,
  options: ReadImageOptions = {},
): Promise<ImageRead> {
  const first = headers[0]!;
  const subject: Subject = { file: source, patient: first.patient, description: first.description };
  checkSeries(headers, subject);
  const stack = stackFrames(
    headers.flatMap((header) => header.frames),
    subject,
  );
  const warnings = [...new Set([...headers.flatMap((header) => header.warnings), ...stack.warnings])];
  const { factors, unit } = await intensityScale(headers, options, warnings);
  checkModality(first, warnings);
  if (stack.frames.some(({ slope }) => slope === 0))
    warnings.push('The rescale slope is 0, which would make all intensities equal: 1 was taken.');
  const data = await readStack(stack, factors, options);
  return {
    volume: { ...stack.grid, data, unit },
    modality: first.modality,
    source,
    patient: first.patient,
    frameOfReference: first.frameOfReference,
    seriesUid: first.seriesUid || null,
    description: first.description,
    warnings,
    header: first.facts,
  };
}

/**
 * What must hold of the files of a series before they are stacked: `SERIES_AMBIGUOUS` where they are not of one
 * patient, modality and frame of reference, `FILE_TRUNCATED` where a file is shorter than its header says.
 */
export function checkSeries(headers: readonly ImageHeader[], subject: Subject): void {
  checkOneAcquisition(headers, subject);
  checkPixelLengths(headers);
}

/** Slices of two patients, modalities or frames of reference may carry one series UID, or none. */
function checkOneAcquisition(headers: readonly ImageHeader[], subject: Subject): void {
  const differing = (what: string, said: (header: ImageHeader) => string): void => {
    const other = headers.find((header) => said(header) !== said(headers[0]!));
    if (!other) return;
    throw new RachisError(
      'SERIES_AMBIGUOUS',
      `${subjectText(subject)}: one series mixes slices of different ${what}: ${said(headers[0]!) || 'none'} in ${headers[0]!.source.name}, ${said(other) || 'none'} in ${other.source.name}.`,
      {
        file: subject.file,
        ...(subject.patient ? { subject: subject.patient } : {}),
        remedy: 'Put each acquisition into a folder of its own.',
      },
    );
  };
  differing('patients', ({ patient }) => patient);
  differing('modalities', ({ modality }) => modality);
  differing('frames of reference', ({ frameOfReference }) => frameOfReference ?? '');
}

/** Before memory is taken for what the header promises, the file must be long enough to keep the promise. */
function checkPixelLengths(headers: readonly ImageHeader[]): void {
  for (const { pixelData, format, frameCount, source, patient } of headers) {
    const { rows, columns, bitsAllocated } = format;
    const bytes = Math.ceil((rows * columns * bitsAllocated * frameCount) / 8);
    if (pixelData === null || (bytes <= pixelData.length && pixelData.offset + bytes <= source.size))
      continue;
    throw new RachisError(
      'FILE_TRUNCATED',
      `${source.name} ends before its pixel data are complete: ${columns} x ${rows} pixels were announced.`,
      {
        file: source.name,
        ...(patient ? { subject: patient } : {}),
        remedy: 'Copy or export the file again.',
      },
    );
  }
}

function checkModality(first: ImageHeader, warnings: string[]): void {
  if (first.hasModalityLut) {
    throw new RachisError(
      'UNSUPPORTED',
      `${first.source.name} maps its values by a modality lookup table, which is not supported.`,
      {
        file: first.source.name,
        subject: first.patient,
        remedy: 'Export the image with rescale slope and intercept.',
      },
    );
  }
  if (inverts(first))
    warnings.push('MONOCHROME1: values were inverted, so that more absorption is a higher number.');
  if (first.lossy)
    warnings.push('The image was compressed with loss: texture features may be changed by it.');
}

const inverts = (header: ImageHeader): boolean =>
  header.photometric === 'MONOCHROME1' && projectionModalities.has(header.modality);

/** Factor of each file from rescaled values to the unit; 1 for all but PET. */
async function intensityScale(
  headers: readonly ImageHeader[],
  options: ReadImageOptions,
  warnings: string[],
): Promise<{ factors: Map<ImageHeader, number>; unit: IntensityUnit }> {
  const factors = new Map<ImageHeader, number>();
  const { modality } = headers[0]!;
  if (modality === 'CT') return { factors, unit: 'HU' };
  if (modality !== 'PT') return { factors, unit: 'arbitrary' };
  const units = headers[0]!.facts.petUnits;
  if (options.suv === 'none') return { factors, unit: units === 'GML' ? 'SUV' : 'arbitrary' };
  const scales = await suvScales(headers);
  for (const scale of scales)
    for (const warning of scale.warnings) if (!warnings.includes(warning)) warnings.push(warning);
  if (scales.some((scale) => scale.factor === null)) return { factors, unit: 'arbitrary' };
  for (const [i, header] of headers.entries()) factors.set(header, scales[i]!.factor!);
  return { factors, unit: 'SUV' };
}

async function suvScales(headers: readonly ImageHeader[]): Promise<SuvScale[]> {
  if (headers.every((header) => header.facts.petUnits === 'GML')) {
    const { dataSet } = await readDicomHeader(headers[0]!.source);
    const scale = suvScale(dataSet, null);
    return headers.map(() => scale);
  }
  let earliest: number | null = null;
  for (const { source } of headers) {
    const time = acquisitionSeconds((await readDicomHeader(source)).dataSet);
    if (time !== null && (earliest === null || time < earliest)) earliest = time;
  }
  const scales: SuvScale[] = [];
  for (const { source } of headers) scales.push(suvScale((await readDicomHeader(source)).dataSet, earliest));
  return scales;
}

async function readStack(
  stack: Stack,
  factors: Map<ImageHeader, number>,
  options: ReadImageOptions,
): Promise<VoxelArray> {
  const { frames, grid } = stack;
  const perSlice = grid.size[0] * grid.size[1];
  let scaled = frames.map((frame) => linearScale(frame, factors.get(frame.file) ?? 1));
  const whole = scaled.every(
    ({ slope, intercept }) => Number.isInteger(slope) && Number.isInteger(intercept),
  );
  const { kind } = frames[0]!.file.format;
  const count = voxelCount(grid);
  let out: VoxelArray =
    kind === 'double'
      ? new Float64Array(count)
      : kind === 'float' || !whole
        ? new Float32Array(count)
        : smallestFor(frames, scaled, count);
  // Single precision throughout, as NIfTI's scl_slope and the converters have it: a copy then holds the same bits.
  if (out instanceof Float32Array) scaled = scaled.map(inSinglePrecision);
  let openFile: ImageHeader | null = null;
  let reader: FrameReader | null = null;
  for (let slice = 0; slice < frames.length; slice++) {
    const { file, frame } = frames[slice]!;
    if (!reader || openFile !== file) reader = await openFrames(file);
    openFile = file;
    const stored = await reader.read(frame);
    out = putSlice(out, stored, slice * perSlice, scaled[slice]!);
    options.onProgress?.(slice + 1, frames.length);
  }
  return out;
}

/**
 * Rescale of a volume that is kept in single precision. Rounded after an exact product, values would differ in the last
 * bit from those of a NIfTI copy in about every fourth voxel: NIfTI-1 keeps `scl_slope` and `scl_inter` in single
 * precision, and converters (MIRP, dcm2niix) round slope and intercept to it before they multiply. Either is within
 * 1.2e-7 of the exact product.
 */
const inSinglePrecision = ({ slope, intercept }: LinearScale): LinearScale => ({
  slope: Math.fround(slope),
  intercept: Math.fround(intercept),
});

interface LinearScale {
  readonly slope: number;
  readonly intercept: number;
}

function linearScale(frame: FrameHeader, factor: number): LinearScale {
  const slope = frame.slope === 0 ? 1 : frame.slope;
  const own = { slope: slope * factor, intercept: frame.intercept * factor };
  if (!inverts(frame.file)) return own;
  const { bitsStored, signed } = frame.file.format;
  // Stored values v become (largest + smallest) - v before the rescale.
  const sum = signed ? -1 : 2 ** bitsStored - 1;
  return { slope: -own.slope, intercept: own.intercept + own.slope * sum };
}

/** The type for the range that the header allows; 16 bits first, since full 16-bit ranges are seldom used. */
function smallestFor(
  frames: readonly FrameHeader[],
  scaled: readonly LinearScale[],
  count: number,
): VoxelArray {
  let low = 0;
  let high = 0;
  frames.forEach(({ file: { format } }, i) => {
    const { slope, intercept } = scaled[i]!;
    const stored = format.signed
      ? [-(2 ** (format.bitsStored - 1)), 2 ** (format.bitsStored - 1) - 1]
      : [0, 2 ** format.bitsStored - 1];
    for (const value of stored) {
      low = Math.min(low, value * slope + intercept);
      high = Math.max(high, value * slope + intercept);
    }
  });
  if (low >= 0 && high <= 255) return new Uint8Array(count);
  if (low >= 0 && high <= 65_535) return new Uint16Array(count);
  return new Int16Array(count);
}

/** Rescales one slice into the volume, which is widened to 32 bits where a value does not fit. */
function putSlice(
  out: VoxelArray,
  stored: VoxelArray,
  offset: number,
  { slope, intercept }: LinearScale,
): VoxelArray {
  if (out instanceof Int16Array && !fits(stored, slope, intercept)) {
    const wide = new Int32Array(out);
    return putSlice(wide, stored, offset, { slope, intercept });
  }
  if (slope === 1 && intercept === 0) out.set(stored, offset);
  else for (let i = 0; i < stored.length; i++) out[offset + i] = stored[i]! * slope + intercept;
  return out;
}

function fits(stored: VoxelArray, slope: number, intercept: number): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const ends = [low * slope + intercept, high * slope + intercept];
  return Math.min(...ends) >= -32_768 && Math.max(...ends) <= 32_767;
}
