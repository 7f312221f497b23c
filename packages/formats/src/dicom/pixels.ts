import { RachisError, type VoxelArray } from '@rachis/volume';
import dicomParser from 'dicom-parser';
import { nativeLittleEndian, swapBytes } from '../bytes.ts';
import { decodeOnThread } from './codec-thread.ts';
import { type DecodedFrame, type FrameCodec, reasonOf } from './codecs.ts';
import { type CodestreamHeader, codestreamHeader } from './codestream.ts';
import { type DicomFile, readDicomWhole } from './dataset.ts';
import type { ImageHeader, PixelFormat } from './image-header.ts';
import { decodeRle } from './rle.ts';
import { isBigEndian, transferSyntaxOf } from './transfer-syntax.ts';

/** Reads frames of one file, one at a time. */
export interface FrameReader {
  /** Stored values of a frame, row by row, in an array of the file's own type. */
  read(frame: number): Promise<VoxelArray>;
}

/** Opens the pixel data of a file. Throws where its transfer syntax or pixel layout cannot be read. */
export async function openFrames(header: ImageHeader): Promise<FrameReader> {
  checkFormat(header);
  const { codec } = transferSyntaxOf(header.format.transferSyntax);
  if (codec === 'native' && header.pixelData && !header.format.swappedPairs) {
    const { offset, length } = header.pixelData;
    const size = frameBytes(header.format);
    return {
      read: async (frame) => {
        const bytes = await header.source.read(offset + frame * size, size);
        if (bytes.length < size || (frame + 1) * size > length) throw truncated(header);
        return storedValues(bytes, header.format);
      },
    };
  }
  const file = await readDicomWhole(header.source);
  return codec === 'native' ? wholeFrames(header, file) : encapsulatedFrames(header, file);
}

const frameBytes = (format: PixelFormat): number =>
  (format.rows * format.columns * format.samplesPerPixel * format.bitsAllocated) / 8;

/** What must hold of the pixels of a file before any is read: `UNSUPPORTED`, `UNSUPPORTED_TRANSFER_SYNTAX` or `FILE_CORRUPT`. */
export function checkFormat(header: ImageHeader): void {
  const { name } = header.source;
  const { format } = header;
  const syntax = transferSyntaxOf(format.transferSyntax);
  if (syntax.codec === null) {
    throw new RachisError(
      'UNSUPPORTED_TRANSFER_SYNTAX',
      `${name} is stored as ${syntax.name} (${format.transferSyntax}), which is not supported.`,
      {
        file: name,
        subject: header.patient,
        remedy: 'Convert it to an uncompressed transfer syntax, for example with dcmdjpeg or gdcmconv --raw.',
      },
    );
  }
  if (format.samplesPerPixel !== 1 || !/^MONOCHROME[12]$/.test(header.photometric || 'MONOCHROME2')) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} is a colour image (${header.photometric}, ${format.samplesPerPixel} samples a pixel), which has no single intensity to measure.`,
      {
        file: name,
        subject: header.patient,
        remedy: 'Choose the grey-scale series; screenshots and fused images cannot be measured.',
      },
    );
  }
  const widths = { integer: [8, 16, 32], float: [32], double: [64] }[format.kind];
  if (!widths.includes(format.bitsAllocated)) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} has ${format.bitsAllocated} bits a pixel, where ${widths.join(' or ')} were expected.`,
      {
        file: name,
        subject: header.patient,
        remedy: 'Export the image again with 16 bits a pixel.',
      },
    );
  }
  const { bitsAllocated, bitsStored, highBit } = format;
  if (format.kind !== 'integer') return;
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit < bitsStored - 1) {
    throw new RachisError(
      'FILE_CORRUPT',
      `${name} says that its pixels have ${bitsStored} bits up to bit ${highBit} of ${bitsAllocated} (BitsStored, HighBit, BitsAllocated), which cannot be.`,
      { file: name, subject: header.patient, remedy: 'Export the image again.' },
    );
  }
}

/** Stored values from the bytes of an uncompressed frame (copied, aligned, in native byte order). */
export function storedValues(bytes: Uint8Array, format: PixelFormat): VoxelArray {
  // Own, aligned copy unless the bytes are that already.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const elementSize = format.bitsAllocated / 8;
  if (elementSize > 1 && isBigEndian(format.transferSyntax) === nativeLittleEndian)
    swapBytes(aligned, elementSize);
  return maskBits(viewAs(aligned, format), format);
}

function viewAs(bytes: Uint8Array, format: PixelFormat): VoxelArray {
  const { buffer, byteOffset } = bytes;
  const count = Math.floor(bytes.length / (format.bitsAllocated / 8));
  if (format.kind === 'float') return new Float32Array(buffer, byteOffset, count);
  if (format.kind === 'double') return new Float64Array(buffer, byteOffset, count);
  switch (format.bitsAllocated) {
    case 8:
      return format.signed
        ? new Int8Array(buffer, byteOffset, count)
        : new Uint8Array(buffer, byteOffset, count);
    case 16:
      return format.signed
        ? new Int16Array(buffer, byteOffset, count)
        : new Uint16Array(buffer, byteOffset, count);
    default:
      return format.signed
        ? new Int32Array(buffer, byteOffset, count)
        : new Uint32Array(buffer, byteOffset, count);
  }
}

/** Smallest and largest value that the stored bits hold. */
export function storedRange({ signed, bitsStored }: PixelFormat): readonly [low: number, high: number] {
  return signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
}

/**
 * The stored bits of each sample, which end at the high bit (PS3.5 8.1.1). Bits above and below them may hold overlays (old files)
 * and are not part of the value; but padding values that the stored bits do not hold stand in the whole sample, and
 * must not become measurements by losing their upper bits.
 */
function maskBits(values: VoxelArray, format: PixelFormat): VoxelArray {
  const { bitsAllocated, bitsStored, highBit, signed, padding } = format;
  if (format.kind !== 'integer' || bitsStored >= bitsAllocated) return values;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  const [lowest, highest] = storedRange(format);
  const padded =
    padding !== null && highBit === bitsStored - 1 && (padding.low < lowest || padding.high > highest);
  const { low, high } = padded ? padding : { low: 1, high: 0 };
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= low && value <= high) continue;
    values[i] = signed ? (value << up) >> down : (value << up) >>> down;
  }
  return values;
}

/** Frames of a file that must be had as a whole first: it is deflated, or its frames share words. */
function wholeFrames(header: ImageHeader, file: DicomFile): FrameReader {
  const { elements } = file.dataSet;
  const pixels = elements.x7fe00010 ?? elements.x7fe00008 ?? elements.x7fe00009;
  const size = frameBytes(header.format);
  const byteArray = header.format.swappedPairs ? file.dataSet.byteArray.slice() : file.dataSet.byteArray;
  if (header.format.swappedPairs && pixels) {
    const end = Math.min(pixels.dataOffset + pixels.length, byteArray.length);
    swapBytes(byteArray.subarray(pixels.dataOffset, end - ((end - pixels.dataOffset) % 2)), 2);
  }
  return {
    read: async (frame) => {
      const start = pixels!.dataOffset + frame * size;
      if ((frame + 1) * size > pixels!.length || start + size > byteArray.length) throw truncated(header);
      return storedValues(byteArray.slice(start, start + size), header.format);
    },
  };
}

function encapsulatedFrames(header: ImageHeader, file: DicomFile): FrameReader {
  const element = file.dataSet.elements.x7fe00010;
  const fragments = element?.fragments;
  if (!element || !fragments || fragments.length === 0) throw truncated(header);
  const offsets = element.basicOffsetTable ?? [];
  const fragmentBytes = (frame: number): Uint8Array => {
    if (header.frameCount === 1) return joinFragments(file, 0, fragments.length);
    if (fragments.length === header.frameCount) return joinFragments(file, frame, frame + 1);
    if (offsets.length === header.frameCount) {
      return dicomParser.readEncapsulatedImageFrame(file.dataSet, element, frame) as Uint8Array;
    }
    const table = dicomParser.createJPEGBasicOffsetTable(file.dataSet, element);
    return dicomParser.readEncapsulatedImageFrame(file.dataSet, element, frame, table) as Uint8Array;
  };
  return { read: async (frame) => decodeFrame(header, fragmentBytes(frame)) };
}

function joinFragments(file: DicomFile, first: number, end: number): Uint8Array {
  const { byteArray, elements } = file.dataSet;
  const parts = elements
    .x7fe00010!.fragments!.slice(first, end)
    .map((fragment) => byteArray.subarray(fragment.position, fragment.position + fragment.length));
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

async function decodeFrame(header: ImageHeader, bytes: Uint8Array): Promise<VoxelArray> {
  const { format } = header;
  const samples = format.rows * format.columns;
  const bytesPerSample = format.bitsAllocated / 8;
  const { codec, name } = transferSyntaxOf(format.transferSyntax);
  const littleEndian = { ...format, transferSyntax: '1.2.840.10008.1.2.1' };
  if (codec === 'rle') {
    const { data, missing } = decodeRle(bytes, samples, bytesPerSample);
    if (missing > 0) throw truncated(header);
    return storedValues(data, littleEndian);
  }
  if (codec === null || codec === 'native') throw truncated(header);
  checkCodestream(header, codec, name, bytes);
  let decoded: DecodedFrame;
  try {
    decoded = await decodeOnThread({ codec, bytes }, samples);
  } catch (cause) {
    if (codec === 'jpeg' && format.bitsStored > 8) throw twelveBitJpeg(header);
    throw decodeFailure(header, name, cause);
  }
  const decodedBytes = decoded.bytes.length / samples;
  if (decoded.width !== format.columns || decoded.height !== format.rows || decoded.components !== 1) {
    throw decodeFailure(header, name, `the compressed image is ${decoded.width} x ${decoded.height}`);
  }
  if (decodedBytes !== 1 && decodedBytes !== 2 && decodedBytes !== 4) throw truncated(header);
  // The codestream says how many bits it holds; the header's count may be larger and then says less.
  const bits = Math.min(decoded.bitsPerSample, decodedBytes * 8);
  const bitsStored = Math.min(bits, format.bitsStored);
  return storedValues(decoded.bytes.slice(), {
    ...littleEndian,
    bitsAllocated: decodedBytes * 8,
    bitsStored,
    highBit: format.highBit < bits ? format.highBit : bitsStored - 1,
  });
}

/** A codec is given no stream whose header is damaged or is of another image: some never come back from one. */
function checkCodestream(header: ImageHeader, codec: FrameCodec, name: string, bytes: Uint8Array): void {
  const { columns, rows } = header.format;
  let found: CodestreamHeader;
  try {
    found = codestreamHeader(bytes, codec);
  } catch (cause) {
    throw decodeFailure(header, name, cause);
  }
  const { width, height, components } = found;
  if (components !== 1)
    throw decodeFailure(header, name, `the compressed image has ${components} components`);
  if (width !== columns || (height !== rows && height !== 0))
    throw decodeFailure(
      header,
      name,
      `the compressed image is ${width} x ${height}, where Columns and Rows are ${columns} and ${rows}`,
    );
}

function decodeFailure(header: ImageHeader, name: string, cause: unknown): RachisError {
  const reason = reasonOf(cause);
  const why = reason === '' ? '' : `: ${reason}`;
  return new RachisError(
    'FILE_CORRUPT',
    `The ${name} pixel data of ${header.source.name} cannot be decompressed${why}.`,
    {
      file: header.source.name,
      subject: header.patient,
      remedy: 'Copy or export the file again, uncompressed if that is possible.',
      cause,
    },
  );
}

/** No maintained JavaScript package opens lossy JPEG of 12 bits. */
function twelveBitJpeg(header: ImageHeader): RachisError {
  const { transferSyntax, bitsStored } = header.format;
  return new RachisError(
    'UNSUPPORTED_TRANSFER_SYNTAX',
    `${header.source.name} is stored as ${transferSyntaxOf(transferSyntax).name} (${transferSyntax}) with ${bitsStored} bits, of which only 8 bits are supported.`,
    {
      file: header.source.name,
      subject: header.patient,
      remedy: 'Convert it to an uncompressed transfer syntax, for example with dcmdjpeg or gdcmconv --raw.',
    },
  );
}

function truncated(header: ImageHeader): RachisError {
  return new RachisError('FILE_TRUNCATED', `${header.source.name} ends before its pixel data are complete.`, {
    file: header.source.name,
    subject: header.patient,
    remedy: 'Copy or export the file again.',
  });
}
