/// <reference path="../modules.d.ts" />
import type { PixelCodec } from './transfer-syntax.ts';

/** Samples of one decompressed frame, little-endian bytes, and what the codestream says of them. */
export interface DecodedFrame {
  readonly bytes: Uint8Array;
  readonly bitsPerSample: number;
  readonly components: number;
  readonly width: number;
  readonly height: number;
}

/** The interface that all WebAssembly decoders of cornerstone share. */
interface CornerstoneDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  delete(): void;
}
type CornerstoneModule = Record<string, new () => CornerstoneDecoder>;
type CornerstoneFactory = (options?: object) => Promise<CornerstoneModule>;

/** Codecs of packages. */
export type FrameCodec = Exclude<PixelCodec, 'native' | 'rle'>;

/**
 * What may be told of a codec's failure, or ''. The decoders throw bare numbers (WebAssembly exceptions) and stumble over
 * missing parts: that text would help nobody.
 */
export function reasonOf(cause: unknown): string {
  if (typeof cause === 'string') return cause;
  const said = cause instanceof Error && !(cause instanceof TypeError || cause instanceof RangeError);
  return said && cause.name !== 'RuntimeError' ? cause.message : '';
}

// Copied for each module: emscripten makes the object it is given the module itself.
const quiet = { print: () => {}, printErr: () => {} };
const loaded = new Map<string, Promise<(bytes: Uint8Array) => DecodedFrame>>();

/** A decoder for the codec, loaded at its first use: together they are megabytes of WebAssembly. */
export function decoderFor(codec: FrameCodec): Promise<(bytes: Uint8Array) => DecodedFrame> {
  const decoder = loaded.get(codec) ?? load(codec);
  loaded.set(codec, decoder);
  return decoder;
}

async function load(codec: FrameCodec): Promise<(bytes: Uint8Array) => DecodedFrame> {
  switch (codec) {
    case 'jpeg-2000':
      return cornerstone(await import('@cornerstonejs/codec-openjpeg/decodewasmjs'), 'J2KDecoder');
    case 'htj2k':
      return cornerstone(await import('@cornerstonejs/codec-openjph/wasmjs'), 'HTJ2KDecoder');
    case 'jpeg-ls':
      return cornerstone(await import('@cornerstonejs/codec-charls/decodewasmjs'), 'JpegLSDecoder');
    case 'jpeg':
      return cornerstone(await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'), 'JPEGDecoder');
    case 'jpeg-lossless':
      return losslessJpeg();
  }
}

async function cornerstone(
  imported: unknown,
  className: string,
): Promise<(bytes: Uint8Array) => DecodedFrame> {
  const factory = (imported as { default: CornerstoneFactory }).default;
  const module = await factory({ ...quiet });
  const Decoder = module[className]!;
  return (bytes) => {
    const decoder = new Decoder();
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
      // A copy: the buffer is WebAssembly memory, which the next frame overwrites.
      return {
        bytes: decoder.getDecodedBuffer().slice(),
        bitsPerSample,
        components: componentCount,
        width,
        height,
      };
    } finally {
      decoder.delete();
    }
  };
}

async function losslessJpeg(): Promise<(bytes: Uint8Array) => DecodedFrame> {
  const { Decoder } = await import('jpeg-lossless-decoder-js');
  return (bytes) => {
    const decoder = new Decoder();
    const copy = bytes.slice();
    const samples: Uint8Array | Uint16Array = decoder.decode(copy.buffer, 0, copy.length);
    const frame: { precision: number; dimX: number; dimY: number; numComp: number } = decoder.frame;
    const { precision, dimX, dimY, numComp } = frame;
    // It reads zeros behind the end, and stops at a marker among the data: the samples that it did not find would be made up.
    if (decoder.yLoc < dimY || decoder.stream!.index > copy.length)
      throw new Error('it ends before its samples are complete');
    return {
      bytes: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
      bitsPerSample: precision,
      components: numComp ?? 1,
      width: dimX,
      height: dimY,
    };
  };
}
