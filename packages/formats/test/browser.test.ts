import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { imageHeaderOf, parseNifti, readDicomHeader, readSeries, sourceOfBytes } from '../src/browser.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { fixtures } from './support.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));

test('a series is read from bytes in memory, also from a Buffer', async () => {
  const bytes = readFileSync(join(fixtures, 'syntaxes/big-endian-u12.dcm'));
  const before = Buffer.from(bytes);
  const file = await readDicomHeader(sourceOfBytes('slice', bytes));
  const { volume } = await readSeries([imageHeaderOf(file)], 'slice');
  expect(volume.size).toEqual([64, 48, 1]);
  expect(Buffer.compare(bytes, before)).toBe(0);
});

test('NIfTI from bytes', () => {
  const data = Uint8Array.of(1, 2, 3);
  const header = niftiHeader({
    size: [3, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    data,
  });
  expect(parseNifti('memory', Buffer.concat([header, data])).data).toEqual(data);
});

test('the browser entry needs nothing of Node', async () => {
  const { metafile } = await build({
    entryPoints: [join(source, 'browser.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    // The codecs' loaders mention node modules behind a test for Node; dicom-parser mentions zlib so.
    external: ['@cornerstonejs/*', 'jpeg-lossless-decoder-js', '@rachis/volume', 'dicom-parser', 'fflate'],
    logLevel: 'silent',
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(imported.filter((path) => path.startsWith('node:'))).toEqual([]);
  expect(Object.keys(metafile.inputs).some((path) => path.endsWith('src/files.ts'))).toBe(false);
});
