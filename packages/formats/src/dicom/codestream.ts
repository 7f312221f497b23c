import type { FrameCodec } from './codecs.ts';

/** What the header of a compressed frame says, before a codec is let loose on it. */
export interface CodestreamHeader {
  readonly width: number;
  /** 0 where the stream says it only behind its first scan (JPEG). */
  readonly height: number;
  readonly components: number;
}

/** A fault of a compressed frame's header, as the end of a sentence. */
export class CodestreamFault extends Error {}

const fault = (what: string): CodestreamFault => new CodestreamFault(what);

/**
 * Reads the header of a compressed frame. A codec believes what it says: a damaged one of a few bytes keeps it for hours, or
 * takes all memory. `CodestreamFault` where the header is none, or speaks of more than the stream's bytes can hold.
 * Sources: ITU-T T.81 (JPEG), T.87 (JPEG-LS), T.800 (JPEG 2000) Annex A.
 */
export function codestreamHeader(bytes: Uint8Array, codec: FrameCodec): CodestreamHeader {
  return codec === 'jpeg-2000' || codec === 'htj2k' ? jpeg2000Header(bytes) : jpegHeader(bytes, codec);
}

/** Start-of-frame markers of the kinds of JPEG. */
const frames: Record<'jpeg' | 'jpeg-lossless' | 'jpeg-ls', readonly number[]> = {
  jpeg: [0xc0, 0xc1, 0xc2],
  'jpeg-lossless': [0xc3],
  'jpeg-ls': [0xf7],
};

function jpegHeader(bytes: Uint8Array, codec: 'jpeg' | 'jpeg-lossless' | 'jpeg-ls'): CodestreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) throw fault('it does not begin as one');
  let header: CodestreamHeader | null = null;
  for (let at = 2; ; ) {
    if (at + 4 > bytes.length) throw fault('its header does not end');
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) throw fault('its header is damaged');
    if (marker === 0xff) {
      // Markers may have any number of fill bytes before them.
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) throw fault('its header is damaged');
    if (marker === 0xda) break;
    const isFrame =
      (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
    if (isFrame) {
      if (header !== null || length < 8) throw fault('its header is damaged');
      if (!frames[codec].includes(marker)) throw fault(`it is of another process (${marker.toString(16)})`);
      header = {
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    }
    at += 2 + length;
  }
  if (header === null) throw fault('its header says no size');
  return header;
}

/** Packets that a byte of a stream may stand for: one of a whole stream has a byte at least, a shortened one lacks some. */
const packetsAByte = 64;

function jpeg2000Header(file: Uint8Array): CodestreamHeader {
  const bytes = file.subarray(startOfCodestream(file));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44 || view.getUint32(0) !== 0xff4fff51) throw fault('it does not begin as one');
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from(
    { length: 8 },
    (_, i) => view.getUint32(8 + 4 * i),
  ) as [number, number, number, number, number, number, number, number];
  const components = view.getUint16(40);
  if (view.getUint16(4) !== 38 + 3 * components || 4 + 38 + 3 * components > bytes.length)
    throw fault('its header is damaged');
  for (let i = 0; i < components; i++)
    if (view.getUint8(43 + 3 * i) !== 1 || view.getUint8(44 + 3 * i) !== 1)
      throw fault('its samples are farther apart than its pixels');
  const size = [right - left, bottom - top] as const;
  const tiles = [(right - tileLeft) / tileWidth, (bottom - tileTop) / tileHeight].map(Math.ceil) as [
    number,
    number,
  ];
  if (!(size[0] > 0 && size[1] > 0 && tileLeft <= left && tileTop <= top && tiles[0] > 0 && tiles[1] > 0))
    throw fault('its header says an area that is none');
  // Each tile has a header of 14 bytes.
  const tileCount = tiles[0] * tiles[1];
  if (!(tileCount * 14 <= bytes.length))
    throw fault(`its header says ${tileCount} tiles in ${bytes.length} bytes`);
  const tile = [Math.min(tileWidth, right), Math.min(tileHeight, bottom)] as const;
  let coded = false;
  for (let at = 4 + view.getUint16(4); ; ) {
    if (at + 4 > bytes.length) throw fault('its header does not end');
    const marker = view.getUint16(at);
    if (marker === 0xff90) break;
    const length = view.getUint16(at + 2);
    if (marker < 0xff00 || length < 2 || at + 2 + length > bytes.length) throw fault('its header is damaged');
    if (marker === 0xff52) {
      coded = true;
      const packets = tileCount * components * packetsOfTile(bytes.subarray(at + 4, at + 2 + length), tile);
      if (!(packets <= packetsAByte * bytes.length))
        throw fault(`its header says ${packets} packets in ${bytes.length} bytes`);
    }
    at += 2 + length;
  }
  if (!coded) throw fault('its header does not say how it is coded');
  return { width: size[0], height: size[1], components };
}

/** Packets of a component of a tile, by what its coding style (COD) says. */
function packetsOfTile(style: Uint8Array, [width, height]: readonly [number, number]): number {
  const [own, , , , , levels, across, down] = style;
  const layers = (style[2]! << 8) | style[3]!;
  const sound =
    style.length >= 10 && layers > 0 && levels! <= 32 && across! <= 8 && down! <= 8 && across! + down! <= 8;
  if (!sound) throw fault('its header says a coding that is none');
  const ownPrecincts = (own! & 1) === 1;
  if (style.length < 10 + (ownPrecincts ? levels! + 1 : 0)) throw fault('its header is damaged');
  let packets = 0;
  for (let level = 0; level <= levels!; level++) {
    const exponents = ownPrecincts ? style[10 + level]! : 0xff;
    const shrink = 2 ** (levels! - level);
    packets +=
      Math.ceil(width / shrink / 2 ** (exponents & 15)) * Math.ceil(height / shrink / 2 ** (exponents >> 4));
  }
  return layers * packets;
}

/** Where the codestream is: at the beginning, or in the box "jp2c" of a JP2 file. */
function startOfCodestream(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [jp2, codestream] = [0x6a502020, 0x6a703263];
  if (bytes.length < 12 || view.getUint32(4) !== jp2) return 0;
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === codestream) return at + (length === 1 ? 16 : 8);
    if (length < 8) break;
    at += length;
  }
  throw fault('it has no codestream');
}
