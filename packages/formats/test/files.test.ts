import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBytes, sourceOfFile } from '../src/files.ts';
import { temporaryFolder } from './support.ts';

const folder = temporaryFolder();

describe('a file', () => {
  test('is read at places beyond two and four gigabytes, and ends where it ends', async () => {
    const path = join(folder, 'large');
    const file = openSync(path, 'w');
    // Mostly holes, which take no room.
    ftruncateSync(file, 2 ** 32 + 10);
    writeSync(file, Uint8Array.of(1, 2, 3, 4), 0, 4, 2 ** 31 - 2);
    writeSync(file, Uint8Array.of(5, 6), 0, 2, 2 ** 32 + 8);
    closeSync(file);
    const source = await sourceOfFile(path);
    expect(source.size).toBe(2 ** 32 + 10);
    expect([...(await source.read(2 ** 31 - 3, 6))]).toEqual([0, 1, 2, 3, 4, 0]);
    expect([...(await source.read(2 ** 32 + 7, 100))]).toEqual([0, 5, 6]);
    expect([...(await source.read(2 ** 33, 100))]).toEqual([]);
  });

  test('lies in a buffer of its own, small as it may be', async () => {
    const path = join(folder, 'small');
    writeFileSync(path, 'seven..');
    const bytes = await readBytes(path);
    expect(new TextDecoder().decode(bytes)).toBe('seven..');
    expect(bytes.buffer.byteLength).toBe(7);
    expect(await readBytes(path)).not.toBe(bytes);
  });

  test('of no bytes has none', async () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '');
    expect((await readBytes(path)).length).toBe(0);
  });
});
