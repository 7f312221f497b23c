import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { inspectFolder, readImage } from '../src/index.ts';
import { errorOf, slice, temporaryFolder, writeDicom, writeSeries } from './support.ts';

const folder = temporaryFolder();
let made = 0;

const series = (slices: readonly NaturalDataSet[]): Promise<string> =>
  writeSeries(join(folder, `series${made++}`), slices);
const file = (dataSet: NaturalDataSet): Promise<string> => writeDicom(join(folder, `file${made++}`), dataSet);

/** An MR slice with the stored samples as they stand in the file. */
const stored = (
  samples: ArrayBufferView,
  bits: { allocated: number; stored: number; high?: number; signed?: boolean },
  changes: NaturalDataSet = {},
): NaturalDataSet =>
  slice(0, {
    Modality: 'MR',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    RescaleSlope: undefined,
    RescaleIntercept: undefined,
    BitsAllocated: bits.allocated,
    BitsStored: bits.stored,
    HighBit: bits.high ?? bits.stored - 1,
    PixelRepresentation: bits.signed ? 1 : 0,
    PixelData: samples,
    ...changes,
  });

const valuesOf = async (dataSet: NaturalDataSet): Promise<number[]> =>
  Array.from((await readImage(await file(dataSet))).volume.data);

const pad = (values: readonly number[]): number[] => Array.from({ length: 12 }, (_, i) => values[i] ?? 0);

describe('stored bits (PS3.5 8.1.1)', () => {
  test.each([
    [12, 15, false],
    [12, 13, false],
    [12, 15, true],
    [10, 12, true],
    [7, 9, false],
    [13, 12, true],
  ])('%i bits up to bit %i, signed %s', async (bits, high, signed) => {
    const low = signed ? -(2 ** (bits - 1)) : 0;
    const wanted = pad([low, low + 1, 0, 1, 2, low + 2 ** bits - 2, low + 2 ** bits - 1, 37]);
    const shift = high + 1 - bits;
    // Other bits hold an overlay: they are all set in every second pixel.
    const others = 0xffff ^ (((2 ** bits - 1) << shift) & 0xffff);
    const samples = Uint16Array.from(wanted, (value, i) => {
      const within = ((value & (2 ** bits - 1)) << shift) & 0xffff;
      return i % 2 === 0 ? within : within | others;
    });
    expect(await valuesOf(stored(samples, { allocated: 16, stored: bits, high, signed }))).toEqual(wanted);
  });

  test('bytes, and a single bit of a byte', async () => {
    const signed = pad([-128, 127, -1, 5]);
    expect(await valuesOf(stored(Int8Array.from(signed), { allocated: 8, stored: 8, signed: true }))).toEqual(
      signed,
    );
    const bit = pad([1, 0, 1, 1]);
    expect(await valuesOf(stored(Uint8Array.from(bit), { allocated: 8, stored: 1 }))).toEqual(bit);
    expect(
      await valuesOf(
        stored(
          Uint8Array.from(bit, (one) => one << 7),
          { allocated: 8, stored: 1, high: 7 },
        ),
      ),
    ).toEqual(bit);
  });

  test('32 bits: unsigned beyond 2^31, signed, and both in one series with a rescale', async () => {
    const unsigned = pad([3_964_000_000, 2 ** 32 - 1, 7]);
    expect(await valuesOf(stored(Uint32Array.from(unsigned), { allocated: 32, stored: 32 }))).toEqual(
      unsigned,
    );
    const signed = pad([-(2 ** 31), 2 ** 31 - 1, -1]);
    expect(
      await valuesOf(stored(Int32Array.from(signed), { allocated: 32, stored: 32, signed: true })),
    ).toEqual(signed);
    const path = await series([
      slice(0),
      slice(1, {
        BitsAllocated: 32,
        BitsStored: 32,
        HighBit: 31,
        PixelRepresentation: 0,
        PixelData: Uint32Array.from(unsigned).buffer,
      }),
    ]);
    const { data } = (await readImage(path)).volume;
    expect([data[0], data[12], data[13]]).toEqual([-5, 3_963_999_995, 2 ** 32 - 6]);
  });

  test('bits that cannot be, and integers of 64 bits, are refused by name', async () => {
    const samples = new Uint16Array(12);
    for (const bits of [
      { allocated: 16, stored: 17 },
      { allocated: 16, stored: 12, high: 9 },
      { allocated: 16, stored: 12, high: 16 },
      { allocated: 16, stored: 0, high: 0 },
    ]) {
      const error = await errorOf(readImage(await file(stored(samples, bits))));
      expect([error.code, error.message]).toEqual(['FILE_CORRUPT', expect.stringMatching(/BitsStored/)]);
    }
    const wide = await file(stored(new Uint32Array(24), { allocated: 64, stored: 64 }));
    expect((await errorOf(readImage(wide))).message).toMatch(/64 bits a pixel/);
  });

  test('elements of 64-bit integers before the pixels are stepped over', async () => {
    const values = pad([1, 2, 3]);
    const table = { ExtendedOffsetTable: new Uint8Array(8), ExtendedOffsetTableLengths: new Uint8Array(8) };
    expect(await valuesOf(stored(Uint16Array.from(values), { allocated: 16, stored: 16 }, table))).toEqual(
      values,
    );
  });

  test('float and double pixel data', async () => {
    const values = pad([-0.5, 1e6 + 0.25, 3]);
    const bare = { BitsStored: undefined, HighBit: undefined, PixelRepresentation: undefined };
    const float = stored(
      new Uint8Array(0),
      { allocated: 32, stored: 32 },
      {
        ...bare,
        PixelData: undefined,
        FloatPixelData: Float32Array.from(values).buffer,
      },
    );
    expect(await valuesOf(float)).toEqual(values);
    const double = stored(
      new Uint8Array(0),
      { allocated: 64, stored: 64 },
      {
        ...bare,
        PixelData: undefined,
        DoubleFloatPixelData: Float64Array.from(values, (value) => value + 1e-9).buffer,
      },
    );
    expect(await valuesOf(double)).toEqual(values.map((value) => value + 1e-9));
  });

  test('padding beyond the stored bits does not become a measurement', async () => {
    const bits = { allocated: 16, stored: 12 };
    const samples = Uint16Array.from(pad([0xf830, 0xf831, 100]));
    const image = await readImage(await file(stored(samples, bits, { PixelPaddingValue: 0xf830 })));
    expect(Array.from(image.volume.data.slice(0, 3))).toEqual([0xf830, 0x831, 100]);
    expect(image.warnings.join()).toMatch(/padding value 63536 is beyond the 12 bits/);
    const range = await readImage(
      await file(stored(samples, bits, { PixelPaddingValue: 0xf830, PixelPaddingRangeLimit: 0xf840 })),
    );
    expect(Array.from(range.volume.data.slice(0, 3))).toEqual([0xf830, 0xf831, 100]);
    const within = await readImage(await file(stored(samples, bits, { PixelPaddingValue: 100 })));
    expect([within.volume.data[0], within.warnings]).toEqual([0x830, []]);
  });
});

describe('rescale', () => {
  test('a CT without it, or of another type, is not called HU', async () => {
    const none = { RescaleSlope: undefined, RescaleIntercept: undefined };
    const bare = await readImage(await series([slice(0, none), slice(1, none)]));
    expect([bare.volume.unit, bare.volume.data[1]]).toEqual(['arbitrary', 1]);
    expect(bare.warnings.join()).toMatch(/no rescale slope.*not called HU/);
    for (const [type, unit] of [
      ['HU', 'HU'],
      ['US', 'arbitrary'],
      ['Z_EFF', 'arbitrary'],
      ['HU_MOD', 'arbitrary'],
    ] as const) {
      const typed = await readImage(await series([0, 1].map((z) => slice(z, { RescaleType: type }))));
      expect(typed.volume.unit).toBe(unit);
      expect(typed.warnings.some((text) => text.includes(`RescaleType is ${type}`))).toBe(unit !== 'HU');
    }
  });

  test('a slice without it among others is refused with its name, when read and when inspected', async () => {
    const path = await series([slice(0), slice(1), slice(2, { RescaleSlope: '', RescaleIntercept: '' })]);
    const error = await errorOf(readImage(path));
    expect([error.code, error.message]).toEqual([
      'INTENSITY_INVALID',
      expect.stringMatching(/-2 has no rescale slope and intercept/),
    ]);
    const found = (await inspectFolder(path)).patients[0]!.studies[0]!.series[0]!;
    expect([found.grid, found.problems.map(({ code }) => code)]).toEqual([null, ['INTENSITY_INVALID']]);
    // One that says nothing agrees with one that says slope 1 and intercept 0.
    const same = { RescaleIntercept: '0' };
    const fine = await readImage(
      await series([slice(0, same), slice(1, { RescaleSlope: undefined, RescaleIntercept: undefined })]),
    );
    expect(fine.volume.unit).toBe('HU');
  });

  test('slopes of 0 and of no number', async () => {
    for (const [changes, code] of [
      [{ RescaleSlope: '0' }, 'INTENSITY_INVALID'],
      [{ RescaleSlope: 'NaN' }, 'FILE_CORRUPT'],
      [{ RescaleSlope: '1e999' }, 'FILE_CORRUPT'],
      [{ RescaleIntercept: 'x' }, 'FILE_CORRUPT'],
    ] as const) {
      expect((await errorOf(readImage(await series([slice(0), slice(1, changes)])))).code).toBe(code);
    }
    const magnetic = await readImage(
      await series([0, 1].map((z) => slice(z, { Modality: 'MR', RescaleSlope: '0' }))),
    );
    expect(magnetic.warnings.join()).toMatch(/slope is 0/);
    const tomography = await readImage(await series([0, 1].map((z) => slice(z, { RescaleSlope: '0' }))));
    expect([tomography.volume.unit, tomography.warnings.join()]).toEqual([
      'arbitrary',
      expect.stringMatching(/slope is 0.*no known unit/),
    ]);
  });

  test('a lookup table in any slice is refused', async () => {
    const table = [{ LUTDescriptor: [2, 0, 16], LUTData: new Uint16Array([0, 5]) }];
    const path = await series([slice(0), slice(1, { ModalityLUTSequence: table })]);
    expect((await errorOf(readImage(path))).message).toMatch(/modality lookup table/);
  });

  test('maps to real-world values are said where they give other numbers', async () => {
    const map = (slope: number, changes: NaturalDataSet = {}) => ({
      RealWorldValueSlope: slope,
      RealWorldValueIntercept: 0,
      MeasurementUnitsCodeSequence: [{ CodeValue: 'mm2/s' }],
      ...changes,
    });
    const read = async (maps: NaturalDataSet[]) =>
      readImage(
        await file(
          stored(new Uint16Array(12), { allocated: 16, stored: 16 }, { RealWorldValueMappingSequence: maps }),
        ),
      );
    expect((await read([map(1e-6)])).warnings.join()).toMatch(
      /real-world.*x 0.000001 \+ 0 mm2\/s.*as stored/,
    );
    expect((await read([map(1)])).warnings).toEqual([]);
    expect((await read([map(2), map(3)])).warnings.join()).toMatch(/x 2 .*; stored value x 3/);
    const table = map(1, {
      RealWorldValueSlope: undefined,
      RealWorldValueIntercept: undefined,
      RealWorldValueLUTData: [1, 2, 3],
    });
    expect((await read([table])).warnings.join()).toMatch(/a table to mm2\/s/);
  });

  test("Philips' scale slope is said, in whichever block it stands", async () => {
    const scale = new Uint8Array(new Float32Array([0.5]).buffer);
    for (const block of [0x10, 0x11, 0x3f]) {
      const path = await writeSeries(
        join(folder, `series${made++}`),
        [stored(new Uint16Array(12), { allocated: 16, stored: 16 })],
        () => [
          [0x2005, block, 'LO', 'Philips MR Imaging DD 001'],
          [0x2005, (block << 8) | 0x0e, 'FL', scale],
        ],
      );
      expect((await readImage(path)).warnings.join()).toMatch(/scale slope \(2005,100E\) is 0.5/);
    }
    const other = await writeSeries(
      join(folder, `series${made++}`),
      [stored(new Uint16Array(12), { allocated: 16, stored: 16 })],
      () => [
        [0x2005, 0x10, 'LO', 'Philips MR Imaging DD 005'],
        [0x2005, 0x100e, 'FL', scale],
      ],
    );
    expect((await readImage(other)).warnings).toEqual([]);
  });
});

test('more frames than the file can hold are refused before they take memory', async () => {
  const many = await file(
    stored(new Uint16Array(12), { allocated: 16, stored: 16 }, { NumberOfFrames: '999999999' }),
  );
  const error = await errorOf(readImage(many));
  expect([error.code, error.message]).toEqual([
    'FILE_TRUNCATED',
    expect.stringMatching(/999999999 frames of 4 x 3 pixels/),
  ]);
});
