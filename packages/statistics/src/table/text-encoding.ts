import { StatisticsError } from '../error.ts';

/** Text of a file, and in which encoding its bytes were read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh';
  /** What a reader of the table must know: a guess, with a word by which to judge it. */
  readonly notes: readonly string[];
}

/** Bytes to which Windows-1252 gives no letter. */
const unassigned = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

const carriageReturn = 13;
const lineFeed = 10;

/** UTF-16 without a byte order mark: every other byte of plain Latin text is 0. */
function sixteenBits(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  if (length < 4) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at & 1]!++;
  if (zeros[1]! > 0.4 * (length / 2) && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > 0.4 * (length / 2) && zeros[1] === 0) return 'utf-16be';
  return undefined;
}

/** The first word with a letter beyond ASCII, and its line. */
function strangeWord(text: string): { readonly word: string; readonly line: number } {
  const at = text.search(/[\u0080-\uffff]/);
  const before = text.slice(0, at);
  const line = before.split(/\r\n|\r|\n/).length;
  // Step by step: an expression for the end of a text would look from every place to its end.
  let start = at;
  while (start > 0 && /[^\s,;"]/.test(text[start - 1]!)) start--;
  const rest = /^[^\s,;"]*/.exec(text.slice(at))![0];
  return { word: text.slice(start, at) + rest, line };
}

/**
 * Decodes the bytes of a text table. A byte order mark decides; without one UTF-16 is known by its zeros, and UTF-8 by
 * being valid. Other bytes are one of the older encodings with one byte a letter: Windows-1252 (Excel's "CSV" in western
 * Europe), or Mac Roman where lines end with a carriage return alone, and that is said with an example. No byte ever
 * becomes the replacement character, so two names that differ stay two names. `FILE_CORRUPT` for bytes that are no text,
 * or that none of these encodings has.
 */
export function decodeText(bytes: Uint8Array, file = 'The table'): DecodedText {
  const [first, second, third] = bytes;
  const plain = (encoding: 'utf-8' | 'utf-16le' | 'utf-16be', from: number): DecodedText => {
    try {
      return {
        text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from)),
        encoding,
        notes: [],
      };
    } catch (cause) {
      throw new StatisticsError(
        'FILE_CORRUPT',
        `${file} begins as ${encoding.toUpperCase()} and has bytes that are none of it.`,
        { file, remedy: 'Save it again as "CSV UTF-8".', cause },
      );
    }
  };
  if (first === 0xff && second === 0xfe) return plain('utf-16le', 2);
  if (first === 0xfe && second === 0xff) return plain('utf-16be', 2);
  if (first === 0xef && second === 0xbb && third === 0xbf) return plain('utf-8', 3);
  const wide = sixteenBits(bytes);
  if (wide !== undefined) return plain(wide, 0);
  if (bytes.includes(0)) {
    throw new StatisticsError('FILE_CORRUPT', `${file} is not a text table: it has bytes of value 0.`, {
      file,
      remedy: 'Save the table as .csv or .xlsx; renaming a file does not convert it.',
    });
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8', notes: [] };
  } catch {
    // Not UTF-8: one of the encodings with one byte a letter.
  }
  const macintosh = bytes.includes(carriageReturn) && !bytes.includes(lineFeed);
  const odd = macintosh ? undefined : bytes.find((byte) => unassigned.has(byte));
  if (odd !== undefined) {
    throw new StatisticsError(
      'FILE_CORRUPT',
      `${file}: its encoding cannot be told. It is not UTF-8, and byte 0x${odd.toString(16)} is no letter of Windows-1252.`,
      { file, remedy: 'Open it in the program that wrote it and save it as "CSV UTF-8".' },
    );
  }
  const encoding = macintosh ? 'macintosh' : 'windows-1252';
  const text = new TextDecoder(encoding).decode(bytes);
  const { word, line } = strangeWord(text);
  const name = macintosh ? 'Mac Roman' : 'Windows-1252';
  return {
    text,
    encoding,
    notes: [
      `${file} is not UTF-8; it was read as ${name}: "${word}" in line ${line}. If that is misspelt, save the file again as "CSV UTF-8".`,
    ],
  };
}
