import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { inspectFolder, readImage, readRegions } from '../src/index.ts';
import { errorOf, fixtures, slice, temporaryFolder, writeDicom, writeSeries } from './support.ts';

const folder = temporaryFolder();
let made = 0;

const series = (slices: readonly NaturalDataSet[]): Promise<string> =>
  writeSeries(join(folder, `series${made++}`), slices);

const five = [0, 1, 2, 3, 4];

test('slices are sorted by position and rescaled into the smallest type', async () => {
  const image = await readImage(await series(five.map((z) => slice(z))));
  expect(image.volume.size).toEqual([4, 3, 5]);
  expect(image.volume.spacing).toEqual([0.75, 0.5, 2]);
  expect(image.volume.origin).toEqual([1, 2, 0]);
  expect(image.volume.data).toBeInstanceOf(Int16Array);
  expect(Array.from(image.volume.data)).toEqual(
    five.flatMap((z) => Array.from({ length: 12 }, (_, i) => i + 10 * z - 5)),
  );
  expect([image.volume.unit, image.patient, image.modality, image.warnings]).toEqual(['HU', 'P1', 'CT', []]);
  expect(image.header.sliceThicknessMillimetres).toBe(2);
});

test('values beyond 16 bits widen the array; fractional slopes make floats', async () => {
  const wide = await readImage(await series([slice(0), slice(1, { RescaleSlope: '5000' })]));
  expect(wide.volume.data).toBeInstanceOf(Int32Array);
  expect(wide.volume.data[23]).toBe(21 * 5000 - 5);
  const fractional = await readImage(await series([slice(0), slice(1, { RescaleSlope: '0.5' })]));
  expect(fractional.volume.data).toBeInstanceOf(Float32Array);
  expect(fractional.volume.data[13]).toBe(11 * 0.5 - 5);
});

test('one file of a series is one slice', async () => {
  const path = await series(five.map((z) => slice(z)));
  const image = await readImage(join(path, readdirSync(path)[0]!));
  expect(image.volume.size).toEqual([4, 3, 1]);
});

describe('the pixel spacing of projections', () => {
  const detector = { Modality: 'DX', ImagerPixelSpacing: ['0.5', '0.75'] };
  const read = async (changes: NaturalDataSet) =>
    readImage(await series([slice(0, { ...detector, ...changes })]));
  const isWarned = ({ warnings }: { warnings: readonly string[] }) =>
    warnings.some((text) => text.includes('at the detector'));

  test('one that equals the spacing at the detector was not corrected to the patient', async () => {
    const image = await read({ EstimatedRadiographicMagnificationFactor: '1.2' });
    expect(image.volume.spacing.slice(0, 2)).toEqual([0.75, 0.5]);
    expect(isWarned(image)).toBe(true);
    expect(image.header).toMatchObject({
      detectorSpacingMillimetres: '0.5\\0.75',
      estimatedMagnification: 1.2,
    });
  });

  test('one that differs, or is said to be calibrated, was', async () => {
    const differs = await read({ PixelSpacing: ['0.4', '0.6'] });
    expect(differs.volume.spacing.slice(0, 2)).toEqual([0.6, 0.4]);
    expect(isWarned(differs)).toBe(false);
    const said = await read({ PixelSpacingCalibrationType: 'FIDUCIAL' });
    expect(isWarned(said)).toBe(false);
    expect(said.header.pixelSpacingCalibration).toBe('FIDUCIAL');
  });
});

describe('series that make no volume', () => {
  const cases: [name: string, code: string, text: RegExp, slices: NaturalDataSet[]][] = [
    ['missing slice', 'SLICE_MISSING', /between 2 mm .* and 6 mm/, [0, 1, 3, 4].map((z) => slice(z))],
    [
      'two slices in one place',
      'SLICE_DUPLICATED',
      /same place \(4 mm/,
      [...five.map((z) => slice(z)), slice(2, { SOPInstanceUID: '2.25.77' })],
    ],
    [
      'uneven spacing',
      'SPACING_NOT_UNIFORM',
      /uneven/,
      [0, 2, 4.6, 6, 8].map((z, i) => slice(i, { ImagePositionPatient: ['1', '2', String(z)] })),
    ],
    [
      'tilted gantry',
      'GANTRY_TILT',
      /tilted gantry.*degrees/,
      five.map((z) => slice(z, { ImagePositionPatient: ['1', String(2 + z), String(2 * z)] })),
    ],
    [
      'two series',
      'SERIES_AMBIGUOUS',
      /CT "thorax", 2 files, 2.25.2.*MR "knee", 1 files, 2.25.9/,
      [
        slice(0),
        slice(1),
        slice(2, { SeriesInstanceUID: '2.25.9', Modality: 'MR', SeriesDescription: 'knee' }),
      ],
    ],
    [
      'zero pixel spacing',
      'GEOMETRY_INVALID',
      /pixel spacing 0 x 0.75/,
      [slice(0, { PixelSpacing: ['0', '0.75'] })],
    ],
    [
      'negative pixel spacing',
      'GEOMETRY_INVALID',
      /above zero/,
      [slice(0, { PixelSpacing: ['-1', '0.75'] })],
    ],
    [
      'no positions',
      'GEOMETRY_INVALID',
      /without a position/,
      [0, 1].map((z) => slice(z, { ImagePositionPatient: [] })),
    ],
    ['different sizes', 'GEOMETRY_INVALID', /different sizes/, [slice(0), slice(1, { Rows: 4, Columns: 3 })]],
    [
      'a localizer among them',
      'GEOMETRY_INVALID',
      /mixes orientations/,
      [slice(0), slice(1, { ImageOrientationPatient: ['1', '0', '0', '0', '0', '-1'] })],
    ],
    [
      'colour',
      'UNSUPPORTED',
      /colour/,
      [slice(0, { SamplesPerPixel: 3, PhotometricInterpretation: 'RGB', PlanarConfiguration: 0 })],
    ],
  ];
  test.each(cases)('%s', async (_name, code, text, slices) => {
    const path = await series(slices);
    const error = await errorOf(readImage(path));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    expect(error.details.file).toContain(folder);
    expect(error.details.subject).toBe('P1');
  });
});

test('a copied file is left out with a warning', async () => {
  const path = await series(five.map((z) => slice(z)));
  const [first] = readdirSync(path);
  copyFileSync(join(path, first!), join(path, 'copy'));
  const image = await readImage(path);
  expect(image.volume.size[2]).toBe(5);
  expect(image.warnings.join()).toMatch(/is a copy of/);
});

test('a series is chosen by UID or by a part of its description', async () => {
  const path = await series([
    slice(0),
    slice(1),
    slice(2, { SeriesInstanceUID: '2.25.9', Modality: 'MR', SeriesDescription: 'knee T1' }),
  ]);
  expect((await readImage(path, { series: '2.25.9' })).modality).toBe('MR');
  expect((await readImage(path, { series: 'KNEE' })).volume.size[2]).toBe(1);
  expect((await errorOf(readImage(path, { series: 'liver' }))).code).toBe('SERIES_AMBIGUOUS');
});

test('truncated files, in the header and in the pixel data', async () => {
  const whole = readFileSync(await writeDicom(join(folder, 'whole'), slice(0)));
  for (let length = 160; length < whole.length; length += 7) {
    const path = join(folder, `cut${length}`);
    writeFileSync(path, whole.subarray(0, length));
    expect((await errorOf(readImage(path))).code, `${length} of ${whole.length}`).toMatch(
      /FILE_TRUNCATED|FILE_CORRUPT|NOT_AN_IMAGE/,
    );
  }
  const compressed = [
    'rle-u12',
    'jpeg-ls-u12',
    'jpeg-2000-lossless-u12',
    'htj2k-u12',
    'jpeg-lossless-u12',
    'deflated-u12',
    'big-endian-u12',
  ];
  for (const name of compressed) {
    const bytes = readFileSync(join(fixtures, 'syntaxes', `${name}.dcm`));
    const path = join(folder, `cut-${name}`);
    writeFileSync(path, bytes.subarray(0, bytes.length - 400));
    expect((await errorOf(readImage(path))).code, name).toMatch(/FILE_TRUNCATED|FILE_CORRUPT/);
  }
});

test('unsupported transfer syntax names it', async () => {
  const path = await writeDicom(join(folder, 'video'), slice(0));
  const bytes = readFileSync(path);
  const at = bytes.indexOf('1.2.840.10008.1.2.1\0');
  expect(at).toBeGreaterThan(0);
  bytes.write('1.2.840.10008.9.9.9', at);
  writeFileSync(path, bytes);
  const error = await errorOf(readImage(path));
  expect([error.code, error.message]).toEqual([
    'UNSUPPORTED_TRANSFER_SYNTAX',
    expect.stringMatching(/1\.2\.840\.10008\.9\.9\.9/),
  ]);
});

test('paths that are no images', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'notes.txt'), 'nothing to see here, and more than enough of it to be a header');
  expect((await errorOf(readImage(join(folder, 'nowhere')))).code).toBe('FILE_NOT_FOUND');
  expect((await errorOf(readImage(empty))).code).toBe('NOT_AN_IMAGE');
  expect((await errorOf(readImage(join(empty, 'notes.txt')))).code).toBe('NOT_AN_IMAGE');
  expect((await errorOf(readRegions(join(empty, 'notes.txt')))).code).toBe('NOT_AN_IMAGE');
  writeFileSync(join(empty, 'more.txt'), 'nothing here either');
  expect((await errorOf(readRegions(empty))).code).toBe('ARGUMENT_INVALID');
  expect((await errorOf(inspectFolder(join(empty, 'notes.txt')))).code).toBe('FILE_NOT_FOUND');
});

test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
  const path = await writeDicom(join(folder, 'secret'), slice(0));
  chmodSync(path, 0);
  expect((await errorOf(readImage(path))).code).toBe('FILE_UNREADABLE');
});

test('a projection of MONOCHROME1 is inverted', async () => {
  const path = await writeDicom(
    join(folder, 'projection'),
    slice(0, {
      Modality: 'CR',
      PhotometricInterpretation: 'MONOCHROME1',
      PixelRepresentation: 0,
      BitsStored: 12,
      HighBit: 11,
      RescaleIntercept: '0',
    }),
  );
  const { volume, warnings } = await readImage(path);
  expect(volume.data[1]).toBe(4094);
  expect(warnings.join()).toMatch(/MONOCHROME1/);
});

test('inspecting goes on after a damaged file', async () => {
  const path = await series(five.map((z) => slice(z)));
  writeFileSync(
    join(path, 'bad.dcm'),
    Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(3)]),
  );
  const found = await inspectFolder(path);
  expect(found.patients[0]!.studies[0]!.series[0]!.grid?.size).toEqual([4, 3, 5]);
  expect(found.problems).toHaveLength(1);
});

test('slices of two patients under one series UID are no series, and inspecting says so', async () => {
  const path = await series([slice(0), slice(1), slice(2, { PatientID: 'P2' })]);
  expect((await errorOf(readImage(path))).code).toBe('SERIES_AMBIGUOUS');
  const [patient] = (await inspectFolder(path)).patients;
  const [found] = patient!.studies[0]!.series;
  expect(found!.grid).toBeNull();
  expect(found!.problems.map(({ code, message }) => [code, message])).toEqual([
    ['SERIES_AMBIGUOUS', expect.stringMatching(/P1.*P2/)],
  ]);
});
