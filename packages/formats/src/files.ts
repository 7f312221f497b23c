import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RachisError } from '@rachis/volume';
import { type ByteSource, type Inflaters, plainBytes, StreamTooLong } from './bytes.ts';
import { zlib } from './node-zlib.ts';

/** node:zlib behind the interface that the parsers ask for. */
export const nodeInflaters: Inflaters = {
  gunzip: (bytes, limit) => bounded(() => zlib().gunzipSync(bytes, { maxOutputLength: longest(limit) })),
  unzlib: (bytes, limit) => bounded(() => zlib().inflateSync(bytes, { maxOutputLength: longest(limit) })),
  gunzipStart: (bytes, length) => {
    // A kilobyte unpacks to a megabyte at most.
    for (let taken = 2 ** 12; ; taken *= 16) {
      const start = zlib().gunzipSync(bytes.subarray(0, taken), {
        finishFlush: zlib().constants.Z_SYNC_FLUSH,
      });
      if (start.length >= length || taken >= bytes.length) return plainBytes(start);
    }
  },
};

const longest = (limit: number): number =>
  Math.min(limit, process.getBuiltinModule('node:buffer').constants.MAX_LENGTH);

function bounded(open: () => Uint8Array): Uint8Array {
  try {
    return plainBytes(open());
  } catch (cause) {
    if (systemCode(cause) === 'ERR_BUFFER_TOO_LARGE') throw new StreamTooLong();
    throw cause;
  }
}

const systemCode = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The code of what is neither a file nor a folder, beside those of the system. */
const notAFile = 'NOT_A_FILE';

/** The system's refusal to read a path, as a sentence. */
export function readError(path: string, cause: unknown): RachisError {
  switch (systemCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new RachisError('FILE_NOT_FOUND', `There is no file or folder ${path}.`, {
        file: path,
        remedy: 'Check the path.',
        cause,
      });
    case 'EACCES':
    case 'EPERM':
      return new RachisError('FILE_UNREADABLE', `You do not have permission to read ${path}.`, {
        file: path,
        remedy: 'Change the permissions of the file, or copy it to where you may read it.',
        cause,
      });
    case 'EISDIR':
      return new RachisError('FILE_UNREADABLE', `${path} is a folder where a file was expected.`, {
        file: path,
        remedy: 'Name a file in the folder.',
        cause,
      });
    case notAFile:
      return new RachisError('FILE_UNREADABLE', `${path} is a pipe or a device where a file was expected.`, {
        file: path,
        remedy: 'Write what comes from it to a file first.',
        cause,
      });
    default:
      return new RachisError(
        'FILE_UNREADABLE',
        `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
        { file: path, remedy: 'Check that the disk or network share is there and whole.', cause },
      );
  }
}

// Files are read in this thread, behind promises: what comes next (inflating, decoding) keeps it for longer, and the way to the
// threads that Node reads with and back costs more than to read a small file.

/** Whether the path is a file or a folder; `FILE_NOT_FOUND` or `FILE_UNREADABLE` otherwise. */
export async function kindOfPath(path: string): Promise<'file' | 'folder'> {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** Bytes that the system is asked for at a time: it gives at most two gigabytes. */
const readAtOnce = 2 ** 30;

/** Size of a file, bytes. A folder is none, nor is a pipe, whose opening waits until somebody writes to it. */
function sizeOfFile(path: string): number {
  try {
    const found = statSync(path);
    const code = found.isDirectory() ? 'EISDIR' : notAFile;
    if (!found.isFile()) throw Object.assign(new Error('is not a file'), { code });
    return found.size;
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** Bytes of a file from `offset` on, in a buffer of their own; fewer where it ends before. */
function readPart(path: string, offset: number, length: number): Uint8Array {
  try {
    const bytes = new Uint8Array(length);
    const file = openSync(path, 'r');
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(file, bytes, done, Math.min(readAtOnce, length - done), offset + done);
        if (count === 0) return bytes.subarray(0, done);
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** The whole of a file. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return readPart(path, 0, sizeOfFile(path));
}

/** The first bytes of a file. */
export async function readStart(path: string, length: number): Promise<Uint8Array> {
  return (await sourceOfFile(path)).read(0, length);
}

/** A file as a source that is opened for each read, so that a series of thousands holds none open. */
export async function sourceOfFile(path: string): Promise<ByteSource> {
  const size = sizeOfFile(path);
  return {
    name: path,
    size,
    read: async (offset, length) => readPart(path, offset, Math.max(0, Math.min(length, size - offset))),
  };
}

let partCount = 0;

/** Deletes what a program that was killed while it wrote these files has left; one that still runs keeps its own. */
export async function removeLeftParts(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const start = `.${basename(path)}.`;
    for (const name of await readdir(dirname(path)).catch(() => [])) {
      const [, writer] = name.startsWith(start)
        ? (/^(\d+)-\d+\.part$/.exec(name.slice(start.length)) ?? [])
        : [];
      if (writer !== undefined && !isRunning(Number(writer)))
        await rm(join(dirname(path), name), { force: true });
    }
  }
}

/** Whether there is a process of that number on this machine. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** A file to be written, in parts. */
export interface WrittenFile {
  readonly path: string;
  readonly parts: Iterable<Uint8Array>;
}

/**
 * Writes a file so that it is whole or absent: to a temporary name in the same folder, then renamed.
 * `FILE_NOT_WRITABLE` names the file and what the system said.
 */
export async function writeWhole(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  await writeTogether([{ path, parts }]);
}

/** Files that are written side by side: a system allows a process some hundreds. */
const openAtOnce = 4;

/**
 * Writes files that belong together, such as a table and its provenance: all under temporary names first, so
 * that a full disk leaves what was there before; then renamed. Errors as `writeWhole`.
 */
export async function writeTogether(files: readonly WrittenFile[]): Promise<void> {
  const parts = files.map(
    ({ path }) => `${join(dirname(path), `.${basename(path)}.${process.pid}-${partCount++}`)}.part`,
  );
  const removeParts = () => Promise.all(parts.map((name) => rm(name, { force: true }).catch(() => {})));
  for (let at = 0; at < files.length; at += openAtOnce) {
    const some = files.slice(at, at + openAtOnce);
    // All are waited for, so that none is written after the others were removed.
    const written = await Promise.allSettled(some.map((file, i) => writePart(file, parts[at + i]!)));
    const failed = written.findIndex(({ status }) => status === 'rejected');
    if (failed < 0) continue;
    await removeParts();
    throw writeError(some[failed]!.path, (written[failed] as PromiseRejectedResult).reason);
  }
  for (const [i, { path }] of files.entries()) {
    try {
      await rename(parts[i]!, path);
    } catch (cause) {
      await removeParts();
      throw writeError(path, cause);
    }
  }
}

async function writePart({ path, parts }: WrittenFile, name: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw Object.assign(new Error(), { code: 'EISDIR' });
  const file = await open(name, 'wx');
  try {
    for (const part of parts) await file.writeFile(part);
  } finally {
    await file.close();
  }
}

function writeError(path: string, cause: unknown): RachisError {
  const why: Record<string, string> = {
    ENOENT: existsSync(dirname(path))
      ? `no files can be made in ${dirname(path)}`
      : `the folder ${dirname(path)} does not exist`,
    ENOTDIR: `${dirname(path)} is not a folder`,
    EACCES: 'you do not have permission to write there',
    EPERM: 'you do not have permission to write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'your disk quota is used up',
    EISDIR: 'a folder has this name',
  };
  const reason = why[systemCode(cause)] ?? (cause instanceof Error ? cause.message : String(cause));
  return new RachisError('FILE_NOT_WRITABLE', `${path} cannot be written: ${reason}.`, {
    file: path,
    remedy: 'Choose another place to write to, or make room there.',
    cause,
  });
}
