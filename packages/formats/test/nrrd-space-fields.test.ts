import { describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { nrrdHeader as header, headerFiles, raw, values } from './header-fields.ts';
import { errorOf } from './support.ts';

// What the same files are to ITK 5 (SimpleITK 2.5.7) was tried when these tests were written; where we differ, it says so.

const { write, read } = headerFiles();

describe('NRRD: how the voxels lie, and what is refused', () => {
  for (const [i, slice] of [raw.subarray(0, 24), raw.subarray(24)].entries())
    write(`q${String(i + 1).padStart(2, '0')}.raw`, slice);
  const gone = (i: number) => `LIST\nq0${i}.raw`;

  test('one slice in four axes keeps its thickness', async () => {
    const fields = { dimension: '4', sizes: '4 3 1 1', 'space directions': '(1,0,0) (0,1,0) (0,0,5) none' };
    const found = await read(write('a.nrrd', header(fields), '\n', raw.subarray(0, 24)));
    expect([found.size, found.spacing]).toEqual([
      [4, 3, 1],
      [1, 1, 5],
    ]);
    const plain = { dimension: '4', sizes: '4 3 1 1', 'space directions': null, spacings: '1 1 5 nan' };
    expect((await read(write('a.nrrd', header(plain), '\n', raw.subarray(0, 24)))).spacing).toEqual([
      1, 1, 5,
    ]);
    const leading = { dimension: '4', sizes: '1 4 3 1', 'space directions': null, spacings: 'nan 1 1 5' };
    expect((await read(write('a.nrrd', header(leading), '\n', raw.subarray(0, 24)))).spacing).toEqual([
      1, 1, 5,
    ]);
  });

  test('units other than millimetres are converted and said', async () => {
    for (const [unit, factor] of [
      ['cm', 10],
      ['m', 1000],
      ['um', 0.001],
      ['µm', 0.001],
    ] as const) {
      const found = await read(
        write('a.nrrd', header({ 'space units': `"${unit}" "${unit}" "${unit}"` }), '\n', raw),
      );
      expect(found.spacing[2]).toBeCloseTo(2 * factor, 6);
      expect(found.origin[1]).toBeCloseTo(2 * factor, 6);
      expect(found.warnings).toMatch(/space units/);
    }
    const axes = header({
      'space directions': null,
      space: null,
      spacings: '1 2 3',
      units: '"cm" "cm" "mm"',
    });
    expect((await read(write('a.nrrd', axes, '\n', raw))).spacing).toEqual([10, 20, 3]);
    expect(
      (await read(write('a.nrrd', header({ 'space units': '"mm" "mm" "mm"' }), '\n', raw))).warnings,
    ).toBe('');
  });

  test('a header without a space, or with its dimension alone, is read with a warning', async () => {
    for (const space of [{ space: null }, { space: null, 'space dimension': '3' }]) {
      const found = await read(write('a.nrrd', header(space), '\n', raw));
      expect([found.spacing, found.warnings]).toEqual([
        [1, 1, 2],
        expect.stringMatching(/does not name its space/),
      ]);
    }
    const none = await read(write('a.nrrd', header({ 'space directions': null, space: null }), '\n', raw));
    expect(none.warnings).toMatch(/neither space directions nor spacings/);
  });

  test('a plane in space has the direction across it', async () => {
    const plane = header({ dimension: '2', sizes: '4 6', 'space directions': '(0,1,0) (0,0,2)' });
    expect((await read(write('a.nrrd', plane, '\n', raw))).direction).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0]);
  });

  test('old min and old max are said: stored numbers are taken', async () => {
    const found = await read(write('a.nrrd', header({ 'old min': '-5', oldmax: '9' }), '\n', raw));
    expect([found.values, found.warnings]).toEqual([values, expect.stringMatching(/old min -5, old max 9/)]);
  });

  test.each<[string, Record<string, string | null>]>([
    ['endian', { endian: null }],
    ['endian', { endian: 'middle' }],
    ['space', { space: 'scanner-xyz' }],
    ['space', { space: '3D-right-handed' }],
    ['space dimension', { space: null, 'space dimension': '5' }],
    ['space dimension', { 'space dimension': '2' }],
    ['space units', { 'space units': '"inch" "inch" "inch"' }],
    ['space units', { 'space units': '"mm"' }],
    ['space origin', { 'space origin': '(1,2)' }],
    ['space origin', { 'space origin': '(1,nan,2)' }],
    ['space directions', { 'space directions': '(1,0,0) (0,1,0)' }],
    ['space directions', { 'space directions': '(1,0) (0,1) (0,0)' }],
    ['spacings', { spacings: '1 1 3' }],
    ['spacings', { 'space directions': null, spacings: '1 1 nan' }],
    ['spacings', { 'space directions': null, thicknesses: '1 1 5' }],
    ['axis mins', { 'space directions': null, space: null, 'axis mins': '0 0 0' }],
    ['axis maxs', { axismaxs: '0 0 9' }],
    ['number', { number: '25' }],
    ['block size', { type: 'block', 'block size': '2' }],
    ['type', { type: 'constructor' }],
    ['type', { type: '__proto__' }],
    ['encoding', { encoding: 'bzip2' }],
    ['encoding', { encoding: null }],
    ['encoding', { encoding: 'constructor' }],
    ['byte skip', { encoding: 'text', 'byte skip': '-1' }],
    ['line skip', { 'line skip': '-1' }],
    ['line skip', { 'line skip': 'two' }],
    ['sizes', { sizes: '4 3' }],
    ['sizes', { sizes: '4 3 x' }],
    ['spacing', { spacing: '1 1 1' }],
    ['kinds', { kinds: 'domain domain' }],
    ['data file', { 'data file': gone(1) }],
    ['data file', { 'data file': 'q%02d.raw 1 9 1' }],
    ['data file', { 'data file': 'q%02d.raw 1 2 0' }],
    ['data file', { 'data file': '' }],
    ['volumes', { dimension: '4', sizes: '2 3 2 2', 'space directions': 'none (1,0,0) (0,1,0) (0,0,2)' }],
  ])('%s is refused by name: %j', async (key, fields) => {
    const error = await errorOf(readImage(write('a.nrrd', header(fields), '\n', raw)));
    expect(error.message).toContain(key);
  });

  test('a field that is there twice, and a line that is none', async () => {
    const twice = await errorOf(readImage(write('a.nrrd', header(), 'type: int\n\n', raw)));
    expect(twice.message).toMatch(/"type" twice/);
    expect((await errorOf(readImage(write('a.nrrd', header(), 'what\n\n', raw)))).message).toMatch(/"what"/);
  });
});
