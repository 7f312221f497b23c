import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { metaImageFields } from '../src/metaimage-header.ts';
import { nrrdFields } from '../src/nrrd-header.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { errorOf, temporaryFolder } from './support.ts';

// What the same files are to ITK 5 (SimpleITK 2.5.7) was tried when these tests were written; where we differ, it says so.

const folder = temporaryFolder();
const values = Array.from({ length: 24 }, (_, i) => 3 * i + 1);
const raw = new Uint8Array(Int16Array.from(values).buffer);
const bigEndian = Buffer.from(raw).swap16();

type Part = string | Uint8Array;
function write(name: string, ...parts: Part[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
}
async function read(path: string) {
  const { volume, warnings } = await readImage(path);
  const { data, size, spacing, origin, direction } = volume;
  return { values: [...data], size, spacing, origin, direction, warnings: warnings.join(' ') };
}

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

describe('NRRD', () => {
  const header = (changes: Record<string, string | null> = {}): string => {
    const fields: Record<string, string | null> = {
      type: 'short',
      dimension: '3',
      space: 'left-posterior-superior',
      sizes: '4 3 2',
      'space directions': '(1,0,0) (0,1,0) (0,0,2)',
      endian: 'little',
      encoding: 'raw',
      'space origin': '(1,2,3)',
      ...changes,
    };
    const lines = Object.entries(fields).flatMap(([key, value]) =>
      value === null ? [] : [`${key}: ${value}`],
    );
    return `NRRD0005\n${lines.join('\n')}\n`;
  };
  const text = values.join(' ');
  const slices = [raw.subarray(0, 24), raw.subarray(24)];
  for (const [i, slice] of slices.entries()) {
    write(`q${String(i + 1).padStart(2, '0')}.raw`, slice);
    write(`skip${i}`, 'one\ntwo\nabc', slice);
    write(`g${i}`, gzipSync(slice));
  }
  write('n.raw', raw);
  const gone = (i: number) => `LIST\nq0${i}.raw`;

  test.each<[string, Record<string, string | null>, Part[]]>([
    ['line skip', { 'line skip': '2' }, ['a\nb\n', raw]],
    ['lineskip and byteskip', { lineskip: '1', byteskip: '2' }, ['a\nbc', raw]],
    ['byte skip -1', { 'byte skip': '-1' }, ['abc', raw]],
    ['byte skip -3: two bytes follow', { 'byte skip': '-3' }, ['abc', raw, 'de']],
    ['gzip, lines before the stream', { encoding: 'gzip', 'line skip': '1' }, ['a\n', gzipSync(raw)]],
    [
      'gzip, bytes in the stream',
      { encoding: 'gz', 'byte skip': '3' },
      [gzipSync(Buffer.concat([Buffer.from('abc'), raw]))],
    ],
    [
      'gzip, byte skip -1',
      { encoding: 'gzip', 'byte skip': '-1' },
      [gzipSync(Buffer.concat([Buffer.from('abc'), raw]))],
    ],
    [
      'text after lines and bytes',
      { encoding: 'txt', 'line skip': '1', 'byte skip': '2' },
      ['9 9\n9 ', text],
    ],
    ['text needs no byte order', { encoding: 'text', endian: null }, [text]],
    ['hex', { encoding: 'hex' }, [Buffer.from(raw).toString('hex')]],
    [
      'hex in capitals and lines',
      { encoding: 'hex', endian: 'big' },
      [bigEndian.toString('hex').toUpperCase().replace(/.{7}/g, '$&\n')],
    ],
    ['big', { endian: 'big' }, [bigEndian]],
    [
      'fields that say nothing of the voxels',
      {
        number: '24',
        content: 'x',
        'sample units': 'HU',
        labels: '"x" "y" "z"',
        'measurement frame': '(1,0,0) (0,1,0) (0,0,1)',
        centerings: 'cell cell cell',
        min: '0',
        max: '9',
        thicknesses: 'nan nan 3',
      },
      [raw],
    ],
    ['spacings that agree with the directions', { spacings: '1 1 2' }, [raw]],
    [
      'a time axis of one',
      {
        dimension: '4',
        sizes: '4 3 2 1',
        space: 'LPST',
        'space directions': '(1,0,0,0) (0,1,0,0) (0,0,2,0) (0,0,0,1)',
        'space origin': '(1,2,3,0)',
      },
      [raw],
    ],
    [
      'a first axis of one',
      {
        dimension: '4',
        sizes: '1 4 3 2',
        'space directions': 'none (1,0,0) (0,1,0) (0,0,2)',
        kinds: 'list domain domain domain',
      },
      [raw],
    ],
    [
      'a first axis of one without kinds',
      { dimension: '4', sizes: '1 4 3 2', 'space directions': 'none (1,0,0) (0,1,0) (0,0,2)' },
      [raw],
    ],
    [
      'a last axis of one',
      { dimension: '4', sizes: '4 3 2 1', 'space directions': '(1,0,0) (0,1,0) (0,0,2) none' },
      [raw],
    ],
    [
      'directions of NaN are none',
      { dimension: '4', sizes: '4 3 2 1', 'space directions': '(1,0,0) (0,1,0) (0,0,2) (nan,nan,nan)' },
      [raw],
    ],
  ])('%s', async (name, fields, parts) => {
    const found = await read(write('a.nrrd', header(fields), '\n', ...parts));
    expect(found, name).toEqual({
      values,
      size: [4, 3, 2],
      spacing: [1, 1, 2],
      origin: [1, 2, 3],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      warnings: '',
    });
  });

  test.each<[string, Record<string, string>]>([
    ['a list', { 'data file': 'LIST\nq01.raw\nq02.raw' }],
    ['a list with dimensions', { 'data file': 'LIST 2\nq01.raw\nq02.raw' }],
    ['a list of slabs', { 'data file': 'LIST 3\nq01.raw\nq02.raw' }],
    [
      'skips of each file of a list',
      { 'line skip': '2', 'byte skip': '3', 'data file': 'LIST\nskip0\nskip1' },
    ],
    ['byte skip -1 of each file of a list', { 'byte skip': '-1', 'data file': 'LIST\nskip0\nskip1' }],
    ['compressed files of a list', { encoding: 'gzip', 'data file': 'LIST\ng0\ng1' }],
    ['a pattern', { 'data file': 'q%02d.raw 1 2 1' }],
    ['a pattern with dimensions', { 'data file': './q%02d.raw 1 2 1 2' }],
    ['an absolute path', { 'data file': join(folder, 'n.raw') }],
    ['datafile', { datafile: 'n.raw' }],
  ])('%s of a detached header', async (name, fields) => {
    expect((await read(write('a.nhdr', header(fields)))).values, name).toEqual(values);
    // The last line may lack its end.
    expect((await read(write('a.nhdr', header(fields).trimEnd()))).values, name).toEqual(values);
  });

  test('a pattern counts down too', async () => {
    const found = await read(write('a.nhdr', header({ 'data file': 'q%02d.raw 2 1 -1' })));
    expect(found.values).toEqual([...values.slice(12), ...values.slice(0, 12)]);
  });

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

  test.each<[string, string[], number[]]>([
    ['int8', ['signed char', 'int8', 'int8_t'], [-128, 127]],
    ['uint8', ['uchar', 'unsigned char', 'uint8', 'uint8_t'], [0, 255]],
    [
      'int16',
      ['short', 'short int', 'signed short', 'signed short int', 'int16', 'int16_t'],
      [-32_768, 32_767],
    ],
    ['uint16', ['ushort', 'unsigned short', 'unsigned short int', 'uint16', 'uint16_t'], [0, 65_535]],
    ['int32', ['int', 'signed int', 'int32', 'int32_t'], [-2_147_483_648, 2_147_483_647]],
    ['uint32', ['uint', 'unsigned int', 'uint32', 'uint32_t'], [3_000_000_000, 4_294_967_295]],
    [
      'int64',
      [
        'longlong',
        'long long',
        'long long int',
        'signed long long',
        'signed long long int',
        'int64',
        'int64_t',
      ],
      [-(2 ** 40), 2 ** 40],
    ],
    [
      'uint64',
      ['ulonglong', 'unsigned long long', 'unsigned long long int', 'uint64', 'uint64_t'],
      [0, 2 ** 53],
    ],
    ['float', ['float', 'FLOAT'], [-0.5, 1.5]],
    ['double', ['double'], [-0.1, 1e300]],
  ])('text of type %s, by all its names', async (_, names, numbers) => {
    for (const type of names) {
      const fields = header({ type, sizes: '2 1 1', encoding: 'ascii' });
      expect((await read(write('a.nrrd', fields, '\n', numbers.join(' ')))).values, type).toEqual(numbers);
    }
  });

  test('floating-point text may say nan and inf', async () => {
    const fields = header({ type: 'float', sizes: '4 1 1', encoding: 'ascii' });
    expect((await read(write('a.nrrd', fields, '\n', 'nan inf -inf 1e2'))).values).toEqual([
      NaN,
      Infinity,
      -Infinity,
      100,
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

describe('NIfTI', () => {
  const grid = {
    size: [4, 3, 2],
    spacing: [1, 1, 2],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const file = (change: (view: DataView, bytes: Uint8Array) => void, between: Part = ''): string => {
    const bytes = niftiHeader({ ...grid, data: Int16Array.from(values), unit: 'arbitrary' });
    change(new DataView(bytes.buffer), bytes);
    return write('a.nii', bytes, between, raw);
  };

  test('a qform and an sform that differ are said, and rounding between them is not', async () => {
    const turned = await read(
      file((view) => {
        view.setFloat32(268, 5, true);
        for (const [i, value] of [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0].entries())
          view.setFloat32(280 + 4 * i, value, true);
      }),
    );
    expect(turned.direction).toEqual([0, 1, 0, -1, 0, 0, 0, 0, 1]);
    expect(turned.warnings).toMatch(
      /qform \(code 1\).*sform \(code 1\) differ.*mm apart. The sform was taken/,
    );
    const moved = await read(file((view) => view.setFloat32(268, 40, true)));
    expect(moved.warnings).toMatch(/differ: they put voxels up to 40\.0 mm apart/);
    expect((await read(file((view) => view.setFloat32(268, 1e-4, true)))).warnings).toBe('');
    expect((await read(file((view) => view.setFloat32(256, Number.NaN, true)))).warnings).toMatch(/differ/);
  });

  test('vox_offset: behind extensions, at odd places; 0 is the end of the header, and is said', async () => {
    const at = (offset: number) => (view: DataView) => view.setFloat32(108, offset, true);
    expect((await read(file(at(352 + 32), 'x'.repeat(32)))).values).toEqual(values);
    expect((await read(file(at(357), 'abcde'))).values).toEqual(values);
    const zero = await read(file(at(0)));
    expect([zero.values, zero.warnings]).toEqual([values, expect.stringMatching(/vox_offset 0/)]);
    const more = await read(file(() => {}, 'ab'));
    expect(more.warnings).toMatch(/2 bytes more/);
  });

  test('an extension that vox_offset leaves no room for is said', async () => {
    const found = await read(file((_, bytes) => bytes.set([1], 348)));
    expect([found.values, found.warnings]).toEqual([values, expect.stringMatching(/extensions/)]);
  });

  test.each<[string, (view: DataView, bytes: Uint8Array) => void]>([
    ['vox_offset', (view) => view.setFloat32(108, Number.NaN, true)],
    ['vox_offset', (view) => view.setFloat32(108, -1, true)],
    ['vox_offset', (view) => view.setFloat32(108, 352.5, true)],
    ['vox_offset', (view) => view.setFloat32(108, 100, true)],
    ['vox_offset', (view) => view.setFloat32(108, Number.POSITIVE_INFINITY, true)],
    ['scl_slope', (view) => view.setFloat32(112, Number.POSITIVE_INFINITY, true)],
    [
      'scl_inter',
      (view) => {
        view.setFloat32(112, 2, true);
        view.setFloat32(116, Number.NaN, true);
      },
    ],
    ['xyzt_units', (_, bytes) => bytes.set([5], 123)],
    ['dim', (view) => view.setInt16(40, 0, true)],
    ['dim', (view) => view.setInt16(40, 768, true)],
    ['dim', (view) => view.setInt16(40, -3, true)],
    [
      'dim',
      (view) => {
        view.setInt16(40, 4, true);
        view.setInt16(48, -1, true);
      },
    ],
    [
      'quatern',
      (view) => {
        view.setInt16(254, 0, true);
        view.setFloat32(256, 3, true);
      },
    ],
    ['float128', (view) => view.setInt16(70, 1536, true)],
    ['complex64', (view) => view.setInt16(70, 32, true)],
    ['RGBA32', (view) => view.setInt16(70, 2304, true)],
    ['binary', (view) => view.setInt16(70, 1, true)],
    ['77', (view) => view.setInt16(70, 77, true)],
  ])('%s is refused by name (%#)', async (key, change) => {
    expect((await errorOf(readImage(file(change)))).message).toContain(key);
  });

  test('scl_slope 0 and NaN are no scale; a unit other than millimetres and a wrong bitpix are said', async () => {
    for (const slope of [0, Number.NaN])
      expect(
        (
          await read(
            file((view) => {
              view.setFloat32(112, slope, true);
              view.setFloat32(116, 7, true);
            }),
          )
        ).values,
      ).toEqual(values);
    expect((await read(file((_, bytes) => bytes.set([1], 123)))).warnings).toMatch(/metres \(xyzt_units\)/);
    const bits = await read(file((view) => view.setInt16(72, 32, true)));
    expect([bits.values, bits.warnings]).toEqual([values, expect.stringMatching(/bitpix/)]);
  });

  test('the voxels of a pair start at vox_offset', async () => {
    const header = niftiHeader({ ...grid, data: Int16Array.from(values), unit: 'arbitrary' }).slice(0, 348);
    header[345] = 0x69;
    new DataView(header.buffer).setFloat32(108, 5, true);
    write('p.img', 'abcde', raw);
    expect((await read(write('p.hdr', header))).values).toEqual(values);
    write('c.img.gz', gzipSync(Buffer.concat([Buffer.from('abcde'), raw])));
    expect((await read(write('c.hdr.gz', gzipSync(header)))).values).toEqual(values);
  });
});

test('the page on file formats speaks of every field', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/file-formats.md', import.meta.url)), 'utf8');
  const missing = [...metaImageFields.keys(), ...nrrdFields.keys()].filter(
    (key) => !page.includes(`\`${key}\``),
  );
  expect(missing).toEqual([]);
});
