import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bigEndian, nrrdHeader as header, headerFiles, type Part, raw, values } from './header-fields.ts';

// What the same files are to ITK 5 (SimpleITK 2.5.7) was tried when these tests were written; where we differ, it says so.

const { folder, write, read } = headerFiles();

describe('NRRD: where the voxels are, and how they are written', () => {
  const text = values.join(' ');
  const slices = [raw.subarray(0, 24), raw.subarray(24)];
  for (const [i, slice] of slices.entries()) {
    write(`q${String(i + 1).padStart(2, '0')}.raw`, slice);
    write(`skip${i}`, 'one\ntwo\nabc', slice);
    write(`g${i}`, gzipSync(slice));
  }
  write('n.raw', raw);

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
});
