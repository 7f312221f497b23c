import { closeSync, fsyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { RachisError } from '@rachis/volume';

/**
 * A journal: the results of a run as they come, one line a case. A line is whole or it does not count: it begins with
 * the CRC-32 of what follows. Lines are only ever added, so that a run that is killed at any moment, or two runs at once,
 * lose nothing but what was being written.
 */

/** A line of a journal: which case, of which state of its files, and the rest, as JSON. */
export interface JournalEntry {
  /** What was asked: the case's row, the settings, the version. */
  readonly key: string;
  /** Size and time of the files that were read. */
  readonly stamp: string;
  /** Whether anything kept it from being used as a whole. */
  readonly failed: boolean;
}

/** Where an entry stands in a file. */
export interface JournalPlace extends JournalEntry {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');

/** An entry as a line of a journal. */
export function journalLine<T extends object>({ key, stamp, failed }: JournalEntry, content: T): string {
  const text = JSON.stringify({ key, stamp, failed, ...content });
  return `${checksum(text)} ${text}\n`;
}

/** The text of a line, or null where it is not whole. */
function wholeText(line: string): string | null {
  if (line.length < 11 || line[8] !== ' ') return null;
  const text = line.slice(9);
  return checksum(text) === line.slice(0, 8) ? text : null;
}

/** Bytes read at a time. */
const chunkSize = 1 << 20;

/** Opens a journal to read. */
function openToRead(path: string): number {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // A folder can be opened, and not be read.
    readSync(file, Buffer.alloc(1), 0, 1, 0);
    return file;
  } catch (cause) {
    if (file !== undefined) closeSync(file);
    throw new RachisError(
      'FILE_UNREADABLE',
      `The journal ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
      { file: path, remedy: 'Move it away, or choose another name for the output.', cause },
    );
  }
}

/** Where every whole line of a journal stands, in the order of the file. */
export function* readJournal(path: string): Generator<JournalPlace> {
  const file = openToRead(path);
  try {
    let rest = Buffer.alloc(0);
    let offset = 0;
    const chunk = Buffer.alloc(chunkSize);
    for (;;) {
      const read = readSync(file, chunk);
      if (read === 0) return;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        const text = wholeText(bytes.toString('utf8', start, end));
        if (text !== null) {
          // The results behind them are long and not wanted here.
          const [, key, stamp, failed] =
            /^\{"key":"([^"]*)","stamp":"([^"]*)","failed":(true|false)/.exec(text) ?? [];
          if (key !== undefined && stamp !== undefined) {
            const place = { file: path, offset: offset + start, length: end - start };
            yield { key, stamp, failed: failed === 'true', ...place };
          }
        }
        start = end + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
      offset += start;
    }
  } finally {
    closeSync(file);
  }
}

/** Reads entries again by their place; keeps the files open until `close`. */
export function journalReader(): {
  read(place: Pick<JournalPlace, 'file' | 'offset' | 'length'>): unknown;
  close(): void;
} {
  const files = new Map<string, number>();
  return {
    read({ file, offset, length }) {
      const opened = files.get(file) ?? openSync(file, 'r');
      files.set(file, opened);
      const bytes = Buffer.alloc(length);
      for (let done = 0; done < length; ) {
        const read = readSync(opened, bytes, done, length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
      const text = wholeText(bytes.toString('utf8'));
      if (text === null) {
        throw new RachisError('FILE_CORRUPT', `${file} was changed while it was read.`, {
          file,
          remedy: 'Run again.',
        });
      }
      return JSON.parse(text);
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** A journal to add lines to. */
export interface Journal {
  add(line: string): void;
  close(): void;
}

/** Milliseconds after which what was written must have reached the disk. */
const syncEvery = 2000;

/** Opens a journal to add to, after whatever an earlier run left. */
export function openJournal(path: string): Journal {
  let file: number;
  try {
    file = openSync(path, 'a+');
  } catch (cause) {
    throw new RachisError(
      'FILE_NOT_WRITABLE',
      `${path} cannot be written: ${cause instanceof Error ? cause.message : cause}.`,
      {
        file: path,
        remedy: 'Choose another place to write to.',
        cause,
      },
    );
  }
  const { size } = fstatSync(file);
  if (size > 0) {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    // A line that was cut off must not spoil the next.
    if (last[0] !== 10) writeSync(file, '\n');
  }
  let synced = Date.now();
  return {
    add(line) {
      const bytes = Buffer.from(line);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        if (Date.now() - synced < syncEvery) return;
        fsyncSync(file);
        synced = Date.now();
      } catch (cause) {
        throw new RachisError(
          'FILE_NOT_WRITABLE',
          `${path} cannot be written: ${cause instanceof Error ? cause.message : cause}.`,
          { file: path, remedy: 'Make room on the disk and run again: what is done is not lost.', cause },
        );
      }
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}
