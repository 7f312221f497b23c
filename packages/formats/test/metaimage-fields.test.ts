import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { bigEndian, headerFiles, type Part, raw, values } from './header-fields.ts';
import { errorOf } from './support.ts';

// What the same files are to ITK 5 (SimpleITK 2.5.7) was tried when these tests were written; where we differ, it says so.

const { folder, write, read } = headerFiles();

describe('MetaImage', () => {
  const header = (fields: string, file: string): string =>
    `ObjectType = Image\nNDims = 3\n${fields}DimSize = 4 3 2\nElementSpacing = 1 1 2\nElementType = MET_SHORT\nElementDataFile = ${file}\n`;
  const text = values.join(' ');
  const slices = [raw.subarray(0, 24), raw.subarray(24)];
  for (const [i, slice] of slices.entries()) {
    write(`m${i}`, slice);
    write(`long${i}`, 'abcde', slice);
    write(`z${i}`, deflateSync(slice));
    write(`t${i}`, values.slice(12 * i, 12 * i + 12).join('\n'));
    write(`s${String(i + 1).padStart(3, '0')}.raw`, slice);
  }
  for (let row = 0; row < 6; row++) write(`row${row}`, raw.subarray(8 * row, 8 * row + 8));
  write('m.raw', raw);
  write('junk.raw', 'junk!', raw);
  write('junk.zraw', 'junk!', deflateSync(raw));
  const inside = header('HeaderSize = 200\n', 'LOCAL');

  test.each<[string, string, Part[]]>([
    ['HeaderSize -1', header('HeaderSize = -1\n', 'junk.raw'), []],
    ['HeaderSize -1 in the file itself', header('HeaderSize = -1\n', 'LOCAL'), ['junk', raw]],
    ['HeaderSize of bytes', header('HeaderSize = 5\n', 'junk.raw'), []],
    ['HeaderSize counts from the start of the file', inside, ['x'.repeat(200 - inside.length), raw]],
    [
      'HeaderSize before a compressed stream',
      header('HeaderSize = 5\nCompressedData = True\n', 'junk.zraw'),
      [],
    ],
    ['LIST', header('', 'LIST\nm0\nm1'), []],
    ['LIST 2D', header('', 'LIST 2D\nm0\nm1'), []],
    ['LIST 3D: one file', header('', 'LIST 3D\nm.raw'), []],
    [
      'LIST 1: a file a row',
      header('', `LIST 1\n${[0, 1, 2, 3, 4, 5].map((row) => `row${row}`).join('\n')}`),
      [],
    ],
    ['HeaderSize -1 of each file of a LIST', header('HeaderSize = -1\n', 'LIST\nlong0\nlong1'), []],
    ['HeaderSize of each file of a LIST', header('HeaderSize = 5\n', 'LIST\nlong0\nlong1'), []],
    ['compressed files of a LIST', header('CompressedData = True\n', 'LIST\nz0\nz1'), []],
    ['text files of a LIST', header('BinaryData = False\n', 'LIST\nt0\nt1'), []],
    ['a pattern', header('', 's%03d.raw 1 2 1'), []],
    ['a pattern without numbers', header('', 's%03d.raw'), []],
    ['an absolute path', header('', join(folder, 'm.raw')), []],
    ['text', header('BinaryData = False\n', 'LOCAL'), [text]],
    ['text with commas', header('BinaryData = F\n', 'LOCAL'), [values.join(', ')]],
    ['gzip where zlib is usual', header('CompressedData = True\n', 'LOCAL'), [gzipSync(raw)]],
    ['ElementByteOrderMSB', header('ElementByteOrderMSB = True\n', 'LOCAL'), [bigEndian]],
    ['BinaryDataByteOrderMSB', header('BinaryDataByteOrderMSB = 1\n', 'LOCAL'), [bigEndian]],
    [
      'fields of other programs',
      header('Modality = MET_MOD_CT\nMade by = me\nComment = a = b\n', 'LOCAL'),
      [raw],
    ],
    ['an absent BinaryData is True', header('', 'LOCAL'), [raw]],
  ])('%s', async (name, fields, parts) => {
    const found = await read(write('a.mha', fields, ...parts));
    expect(found.values, name).toEqual(values);
    expect(found.warnings).toBe('');
  });

  test('CompressedDataSize ends the stream', async () => {
    const stream = deflateSync(raw);
    const size = (length: number) => `CompressedData = True\nCompressedDataSize = ${length}\n`;
    const path = write('a.mha', header(size(stream.length), 'LOCAL'), stream, 'what follows');
    expect((await read(path)).values).toEqual(values);
    const short = await errorOf(readImage(write('a.mha', header(size(stream.length + 9), 'LOCAL'), stream)));
    expect(short.code).toBe('FILE_TRUNCATED');
  });

  test('files beyond the sizes are left out and said, as bytes are', async () => {
    const files = await read(write('a.mhd', header('', 'LIST\nm0\nm1\nm0')));
    expect([files.values, files.warnings]).toEqual([values, expect.stringMatching(/names 3 data files/)]);
    const bytes = await read(write('a.mhd', header('', 'LIST\nlong0\nm1')));
    expect(bytes.warnings).toMatch(/long0 holds 5 bytes more/);
  });

  test('names of one thing: ElementSize for ElementSpacing, Position and Origin for Offset, Rotation and Orientation', async () => {
    const fields = (more: string) =>
      `NDims = 3\nDimSize = 4 3 2\n${more}ElementType = MET_SHORT\nElementDataFile = m.raw\n`;
    const turned = '0 1 0 -1 0 0 0 0 1';
    const direction = [0, -1, 0, 1, 0, 0, 0, 0, 1];
    for (const key of ['TransformMatrix', 'Rotation', 'Orientation'])
      expect((await read(write('a.mhd', fields(`${key} = ${turned}\n`)))).direction).toEqual(direction);
    for (const key of ['Offset', 'Position', 'Origin'])
      expect((await read(write('a.mhd', fields(`${key} = 1 2 3\n`)))).origin).toEqual([1, 2, 3]);
    const size = await read(write('a.mhd', fields('ElementSize = 1 2 3\n')));
    expect([size.spacing, size.warnings]).toEqual([[1, 2, 3], '']);
    const both = await read(write('a.mhd', fields('ElementSize = 1 2 3\nElementSpacing = 4 5 6\n')));
    expect([both.spacing, both.warnings]).toEqual([
      [4, 5, 6],
      expect.stringMatching(/ElementSize.*was taken/),
    ]);
    const none = await read(write('a.mhd', fields('')));
    expect([none.spacing, none.warnings]).toEqual([
      [1, 1, 1],
      expect.stringMatching(/neither ElementSpacing/),
    ]);
    const centre = await read(
      write('a.mhd', fields(`CenterOfRotation = 9 9 9\nOffset = 1 2 3\nTransformMatrix = ${turned}\n`)),
    );
    expect([centre.origin, centre.direction]).toEqual([[1, 2, 3], direction]);
  });

  test('four dimensions of which the last is one', async () => {
    const path = write(
      'a.mha',
      'NDims = 4\nDimSize = 4 3 2 1\nElementSpacing = 1 2 3 9\nOffset = 1 2 3 4\nTransformMatrix = 0 1 0 0 -1 0 0 0 0 0 1 0 0 0 0 1\nElementType = MET_SHORT\nElementDataFile = LOCAL\n',
      raw,
    );
    const found = await read(path);
    expect([found.spacing, found.origin]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(found.direction).toEqual([0, -1, 0, 1, 0, 0, 0, 0, 1]);
  });

  test('the scale and the unit are honoured and said (ITK leaves both out)', async () => {
    const scaled = await read(
      write(
        'a.mha',
        header('ElementToIntensityFunctionSlope = 2\nElementToIntensityFunctionOffset = 5\n', 'LOCAL'),
        raw,
      ),
    );
    expect(scaled.values).toEqual(values.map((value) => 2 * value + 5));
    expect(scaled.warnings).toMatch(/ElementToIntensityFunctionSlope/);
    const unit = await read(write('a.mha', header('DistanceUnits = cm\nOffset = 1 2 3\n', 'LOCAL'), raw));
    expect([unit.spacing, unit.origin]).toEqual([
      [10, 10, 20],
      [10, 20, 30],
    ]);
    expect(unit.warnings).toMatch(/DistanceUnits/);
  });

  test('AnatomicalOrientation that denies the matrix is said', async () => {
    const said = async (letters: string) =>
      (await read(write('a.mha', header(`AnatomicalOrientation = ${letters}\n`, 'LOCAL'), raw))).warnings;
    expect([await said('RAI'), await said('???')]).toEqual(['', '']);
    expect(await said('LPI')).toMatch(/AnatomicalOrientation = LPI.*RAI/);
  });

  test.each<[string, string, string]>([
    ['HeaderSize', 'HeaderSize = 9\n', 'LOCAL'],
    ['HeaderSize', 'HeaderSize = -2\n', 'm.raw'],
    ['HeaderSize', 'HeaderSize = -1\nCompressedData = True\n', 'z0'],
    ['BinaryData', 'BinaryData = False\nCompressedData = True\n', 'z0'],
    ['BinaryData', 'BinaryData = perhaps\n', 'm.raw'],
    ['BinaryDataByteOrderMSB', 'BinaryDataByteOrderMSB = True\nElementByteOrderMSB = False\n', 'm.raw'],
    ['Position', 'Offset = 1 2 3\nPosition = 4 5 6\n', 'm.raw'],
    ['Rotation', 'TransformMatrix = 1 0 0 0 1 0 0 0 1\nRotation = 0 1 0 -1 0 0 0 0 1\n', 'm.raw'],
    ['TransformMatrix', 'TransformMatrix = 1 0 0 1\n', 'm.raw'],
    ['TransformMatrix', 'TransformMatrix = 2 0 0 0 1 0 0 0 1\n', 'm.raw'],
    ['Offset', 'Offset = 1 2\n', 'm.raw'],
    ['Offset', 'Offset = a b c\n', 'm.raw'],
    ['ElementNumberOfChannels', 'ElementNumberOfChannels = 3\n', 'm.raw'],
    ['ElementToIntensityFunctionSlope', 'ElementToIntensityFunctionSlope = 0\n', 'm.raw'],
    ['DistanceUnits', 'DistanceUnits = furlongs\n', 'm.raw'],
    ['ElementSpacing', 'elementspacing = 1 2 3\n', 'm.raw'],
    ['NDims', 'NDims = 2\n', 'm.raw'],
    ['ElementDataFile', '', 'LIST\nm0'],
    ['ElementDataFile', '', 's%03d.raw 1 1 1'],
    ['ElementDataFile', '', 's%03d.raw 1 2 0'],
    ['ElementDataFile', '', ''],
  ])('%s is refused by name: %j', async (key, fields, file) => {
    const error = await errorOf(readImage(write('a.mhd', header(fields, file))));
    expect(error.message).toContain(key);
  });

  test.each(['MET_UCHAR_ARRAY', 'MET_STRING', 'MET_OTHER', 'constructor', '__proto__', ''])(
    'ElementType %s is refused',
    async (type) => {
      const path = write('a.mha', header('', 'LOCAL').replace('MET_SHORT', type), raw);
      expect((await errorOf(readImage(path))).message).toContain('ElementType');
    },
  );

  test.each([
    ['MET_UCHAR', '256'],
    ['MET_CHAR', '-129'],
    ['MET_SHORT', '1.5'],
    ['MET_SHORT', 'a'],
    ['MET_ULONG_LONG', '-1'],
    ['MET_FLOAT', '0x10'],
  ])('text of type %s that says %s is refused', async (type, word) => {
    const head = header('BinaryData = False\n', 'LOCAL').replace('MET_SHORT', type).replace('4 3 2', '1 1 1');
    expect((await errorOf(readImage(write('a.mha', head, word)))).message).toContain(`"${word}"`);
  });
});
