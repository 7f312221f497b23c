import { type IntensityUnit, type VoxelArray, voxelCount } from '@rachis/volume';
import type { ImageRead, ReadImageOptions } from '../result.ts';
import { choosePart } from './choose-series.ts';
import type { FrameHeader, ImageHeader } from './image-header.ts';
import { intensityUnit } from './intensity.ts';
import type { SeriesPart } from './parts.ts';
import { type FrameReader, openFrames, storedRange } from './pixels.ts';
import { type Stack, stackFrames } from './stack.ts';
import type { Subject } from './subject.ts';
import { implausibleSuv, suvScales } from './suv.ts';

/** Modalities whose MONOCHROME1 means that more absorption is a lower number. */
const projectionModalities = new Set(['CR', 'DX', 'RG', 'MG', 'IO', 'PX', 'XA', 'RF']);

/**
 * Reads the slices of one series to a volume: HU for CT, Gy for dose, body-weight SUV for PET whose header allows it,
 * otherwise arbitrary. Rescale slope and intercept are applied for each slice; the array is the smallest
 * integer type that holds the values, or Float32 where the rescale is fractional.
 * MONOCHROME1 projections (CR, DX ...) are inverted, so that more absorption is a higher number.
 * Where the series holds several images (echoes, b-values ...), `options.series` says which.
 */
export async function readSeries(
  headers: readonly ImageHeader[],
  source: string,
  options: ReadImageOptions = {},
): Promise<ImageRead> {
  return readPart(choosePart(headers, source, options.series), source, options);
}

/** Reads the image that a part of a series is. */
export async function readPart(
  part: SeriesPart,
  source: string,
  options: ReadImageOptions = {},
): Promise<ImageRead> {
  const first = part.frames[0]!.file;
  const { stack, unit, factors, warnings } = describePart(part, source, options);
  const data = await readStack(stack, factors, options);
  if (unit === 'SUV') {
    const odd = implausibleSuv(rangeOf(data)[1]);
    if (odd) warnings.push(odd);
  }
  return {
    volume: { ...stack.grid, data, unit },
    modality: first.modality,
    source,
    patient: first.patient,
    frameOfReference: first.frameOfReference,
    seriesUid: first.seriesUid || null,
    ...(part.name === '' ? {} : { part: part.name }),
    description: first.description,
    warnings,
    ...paddingIn(stack.frames, factors, data),
    header: first.facts,
  };
}

/** The intensities that padding has become; nothing where there is none, or slices have different ones. */
function paddingIn(
  frames: readonly FrameHeader[],
  factors: ReadonlyMap<ImageHeader, number>,
  data: VoxelArray,
): Pick<ImageRead, 'padding'> {
  const ranges = frames.map((frame): [number, number] | null => {
    const { padding, kind } = frame.file.format;
    if (padding === null || kind !== 'integer') return null;
    const exact = linearScale(frame, factors.get(frame.file) ?? 1);
    const { slope, intercept } = data instanceof Float32Array ? inSinglePrecision(exact) : exact;
    const ends = [padding.low, padding.high].map((value) => value * slope + intercept);
    const kept = data instanceof Float32Array ? ends.map(Math.fround) : ends;
    return [Math.min(...kept), Math.max(...kept)];
  });
  const first = ranges[0];
  if (!first || ranges.some((range) => range?.[0] !== first[0] || range[1] !== first[1])) return {};
  return { padding: { low: first[0], high: first[1] } };
}

/** What is known of a part before its pixels are read: its stack, the meaning of its numbers, and what is odd. */
export interface PartDescription {
  readonly stack: Stack;
  readonly unit: IntensityUnit;
  /** Factor of each file from rescaled values to the unit; 1 where it is missing. */
  readonly factors: Map<ImageHeader, number>;
  readonly warnings: string[];
}

/** Describes a part that makes a stack; errors as `stackFrames` and `intensityUnit` have them. */
export function describePart(
  part: SeriesPart,
  source: string,
  options: Pick<ReadImageOptions, 'suv'> = {},
): PartDescription {
  const headers = [...new Set(part.frames.map(({ file }) => file))];
  const first = headers[0]!;
  const subject: Subject = { file: source, patient: first.patient, description: first.description };
  const stack = stackFrames(part.frames, subject);
  const warnings = [...headers.flatMap((header) => header.warnings), ...part.warnings, ...stack.warnings];
  const rescaled = intensityUnit(stack.frames, subject, warnings);
  const { factors, unit } = intensityScale(headers, rescaled, options, warnings);
  warnings.push(...pixelWarnings(first));
  return { stack, unit, factors, warnings: [...new Set(warnings)] };
}

/** What is odd of the pixels themselves. */
function pixelWarnings(first: ImageHeader): string[] {
  const warnings: string[] = [];
  if (inverts(first))
    warnings.push('MONOCHROME1: values were inverted, so that more absorption is a higher number.');
  if (first.lossy)
    warnings.push('The image was compressed with loss: texture features may be changed by it.');
  const { padding } = first.format;
  const [lowest, highest] = storedRange(first.format);
  if (padding && first.format.kind === 'integer' && (padding.low < lowest || padding.high > highest)) {
    const text = padding.low === padding.high ? `${padding.low}` : `${padding.low} to ${padding.high}`;
    warnings.push(
      `The padding value ${text} is beyond the ${first.format.bitsStored} bits stored: pixels that have it are no measurement, and were left as they are.`,
    );
  }
  return warnings;
}

const inverts = (header: ImageHeader): boolean =>
  header.photometric === 'MONOCHROME1' && projectionModalities.has(header.modality);

/** Factor of each file from rescaled values to the unit; 1 for all but PET. */
function intensityScale(
  headers: readonly ImageHeader[],
  rescaled: IntensityUnit,
  options: Pick<ReadImageOptions, 'suv'>,
  warnings: string[],
): { factors: Map<ImageHeader, number>; unit: IntensityUnit } {
  const factors = new Map<ImageHeader, number>();
  const first = headers[0]!;
  if (first.modality !== 'PT') return { factors, unit: rescaled };
  if (options.suv === 'none') return { factors, unit: first.facts.petUnits === 'GML' ? 'SUV' : 'arbitrary' };
  const scale = suvScales(headers);
  warnings.push(...scale.warnings);
  if (scale.factors === null) return { factors, unit: 'arbitrary' };
  for (const [i, header] of headers.entries()) factors.set(header, scale.factors[i]!);
  return { factors, unit: 'SUV' };
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
  const { intensity } = frame;
  const slope = intensity.slope === 0 ? 1 : intensity.slope;
  const own = { slope: slope * factor, intercept: intensity.intercept * factor };
  if (!inverts(frame.file)) return own;
  const { bitsStored, signed } = frame.file.format;
  // Stored values v become (largest + smallest) - v before the rescale.
  const sum = signed ? -1 : 2 ** bitsStored - 1;
  return { slope: -own.slope, intercept: own.intercept + own.slope * sum };
}

/** The type for the range that the header allows; 16 bits first, since full ranges are seldom used. */
function smallestFor(
  frames: readonly FrameHeader[],
  scaled: readonly LinearScale[],
  count: number,
): VoxelArray {
  let low = 0;
  let high = 0;
  frames.forEach(({ file: { format } }, i) => {
    const { slope, intercept } = scaled[i]!;
    const { padding } = format;
    for (const value of [...storedRange(format), ...(padding ? [padding.low, padding.high] : [])]) {
      low = Math.min(low, value * slope + intercept);
      high = Math.max(high, value * slope + intercept);
    }
  });
  if (low >= 0 && high <= 255) return new Uint8Array(count);
  if (low >= 0 && high <= 65_535) return new Uint16Array(count);
  return new Int16Array(count);
}

/** Rescales one slice into the volume, which is widened where a value does not fit. */
function putSlice(
  out: VoxelArray,
  stored: VoxelArray,
  offset: number,
  { slope, intercept }: LinearScale,
): VoxelArray {
  const wide = widened(out, stored, slope, intercept);
  if (slope === 1 && intercept === 0) wide.set(stored, offset);
  else for (let i = 0; i < stored.length; i++) wide[offset + i] = stored[i]! * slope + intercept;
  return wide;
}

/** The array itself, or the next larger type that holds both its values and those to come: up to double precision, which holds all of them. */
function widened(out: VoxelArray, stored: VoxelArray, slope: number, intercept: number): VoxelArray {
  if (!(out instanceof Int16Array || out instanceof Int32Array || out instanceof Uint32Array)) return out;
  const [storedLow, storedHigh] = rangeOf(stored);
  const ends = [storedLow * slope + intercept, storedHigh * slope + intercept];
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  if (out instanceof Int16Array && low >= -32_768 && high <= 32_767) return out;
  if (out instanceof Int32Array && low >= -(2 ** 31) && high < 2 ** 31) return out;
  if (out instanceof Uint32Array && low >= 0 && high < 2 ** 32) return out;
  if (out instanceof Int16Array && low >= -(2 ** 31) && high < 2 ** 31) return new Int32Array(out);
  if (!(out instanceof Uint32Array) && low >= 0 && high < 2 ** 32 && rangeOf(out)[0] >= 0)
    return new Uint32Array(out);
  return new Float64Array(out);
}

function rangeOf(values: VoxelArray): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
