import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isHalfLife, nuclideOf } from '../src/dicom/radionuclides.ts';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { inspectFolder, readImage } from '../src/index.ts';
import {
  insertElements,
  type PrivateElement,
  slice,
  temporaryFolder,
  writeDicom,
  writeSeries,
} from './support.ts';

const folder = temporaryFolder();
let made = 0;

const pet = (changes: NaturalDataSet = {}, tracer: NaturalDataSet = {}): NaturalDataSet =>
  slice(0, {
    Modality: 'PT',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
    Units: 'BQML',
    CorrectedImage: ['ATTN', 'DECY'],
    DecayCorrection: 'START',
    PatientWeight: '70',
    SeriesDate: '20200102',
    SeriesTime: '003000',
    AcquisitionDate: '20200102',
    AcquisitionTime: '003000',
    RescaleSlope: '2.5',
    RescaleIntercept: '0',
    RadiopharmaceuticalInformationSequence: [
      {
        RadiopharmaceuticalStartTime: '233000',
        RadionuclideTotalDose: '350000000',
        RadionuclideHalfLife: '6586.2',
        ...tracer,
      },
    ],
    ...changes,
  });

async function read(
  dataSet: NaturalDataSet,
  extra: readonly PrivateElement[] = [],
  suv: 'body-weight' | 'none' = 'body-weight',
) {
  const path = await writeDicom(join(folder, 'pet'), dataSet);
  if (extra.length > 0) insertElements(path, extra);
  return readImage(path, { suv });
}

/** The factor from stored activity to SUV that an image was read with: its largest stored value is 11 * 2.5. */
async function factorOf(dataSet: NaturalDataSet, extra?: readonly PrivateElement[]): Promise<number> {
  const { volume } = await read(dataSet, extra);
  expect(volume.unit).toBe('SUV');
  return volume.data[11]! / 27.5;
}

/** The stored units are kept, when read and when inspected, and the reason is said. */
async function expectKept(
  dataSet: NaturalDataSet,
  why: RegExp,
  extra?: readonly PrivateElement[],
): Promise<void> {
  const { volume, warnings } = await read(dataSet, extra);
  expect([volume.unit, volume.data[11], warnings]).toEqual([
    'arbitrary',
    27.5,
    [expect.stringMatching(/^SUV cannot be computed, so the stored units .* are kept: /)],
  ]);
  expect(warnings[0]).toMatch(why);
  const path = await writeSeries(join(folder, `series${made++}`), [dataSet], () => extra ?? []);
  const found = (await inspectFolder(path)).patients[0]!.studies[0]!.series[0]!;
  expect(found.problems.map(({ message }) => message)).toEqual(warnings);
}

/** Weight in g over the dose (350 MBq, F-18) that is left after some hours: by hand. */
const factorAfter = (hours: number, halfLife = 6586.2, weight = 70, dose = 350e6): number =>
  (weight * 1000) / (dose * Math.exp((-Math.LN2 * hours * 3600) / halfLife));

const expectFactor = async (
  dataSet: NaturalDataSet,
  wanted: number,
  extra?: readonly PrivateElement[],
): Promise<void> => expect((await factorOf(dataSet, extra)) / wanted).toBeCloseTo(1, 6);

test('activity becomes SUV, with an injection before midnight', async () => {
  const { volume, warnings } = await read(pet());
  expect([volume.unit, warnings]).toEqual(['SUV', []]);
  expect(volume.data[11]).toBeCloseTo(11 * 2.5 * factorAfter(1), 8);
});

test('dose corrected to administration, dated injection, stored SUV', async () => {
  await expectFactor(pet({ DecayCorrection: 'ADMIN' }), 70_000 / 350e6);
  await expectFactor(pet({}, { RadiopharmaceuticalStartDateTime: '20200101233000' }), factorAfter(1));
  await expectFactor(pet({ Units: 'GML' }), 1);
  const lean = await read(pet({ Units: 'GML', SUVType: 'LBM' }));
  expect([lean.volume.unit, lean.warnings.join()]).toEqual(['SUV', expect.stringMatching(/of type LBM/)]);
  const uncorrected = await read(pet({ Units: 'GML', CorrectedImage: ['DECY'] }));
  expect(uncorrected.warnings.join()).toMatch(/not attenuation-corrected/);
});

test('a header that does not allow it keeps the stored units and says why', async () => {
  const cases: [NaturalDataSet, RegExp][] = [
    [pet({ PatientWeight: '' }), /PatientWeight is missing/],
    [pet({ PatientWeight: '0' }), /PatientWeight is 0/],
    [pet({}, { RadionuclideTotalDose: '-3e8' }), /RadionuclideTotalDose is -300000000/],
    [pet({ CorrectedImage: ['ATTN'] }), /decay-corrected/],
    [pet({ CorrectedImage: ['DECY'] }), /attenuation-corrected/],
    [pet({ CorrectedImage: undefined }), /decay-corrected/],
    [pet({ DecayCorrection: 'NONE' }), /DecayCorrection is NONE/],
    [pet({ DecayCorrection: undefined }), /DecayCorrection is missing/],
    [pet({ Units: 'CNTS' }), /Philips/],
    [pet({ Units: 'PROPCPS' }), /Units is not/],
    [pet({ Units: undefined }), /Units is not/],
    [pet({}, { RadionuclideTotalDose: '' }), /RadionuclideTotalDose is missing/],
    [pet({}, { RadiopharmaceuticalStartTime: '' }), /time of injection is missing/],
    [pet({}, { RadiopharmaceuticalStartTime: '25:00' }), /time of injection is missing/],
    [pet({}, { RadionuclideHalfLife: '' }), /RadionuclideHalfLife is missing/],
    [pet({ SeriesTime: '', AcquisitionTime: '' }), /time of the scan is missing/],
    [pet({ RadiopharmaceuticalInformationSequence: [] }), /RadionuclideTotalDose is missing/],
  ];
  for (const [dataSet, why] of cases) await expectKept(dataSet, why);
  await expectKept(
    pet({
      RadiopharmaceuticalInformationSequence: [
        { RadionuclideTotalDose: '3e8' },
        { RadionuclideTotalDose: '3e8' },
      ],
    }),
    /several/,
  );
  const bare = await read(pet({ RescaleSlope: undefined, RescaleIntercept: undefined }));
  expect([bare.volume.unit, bare.warnings.join()]).toEqual([
    'arbitrary',
    expect.stringMatching(/no rescale slope/),
  ]);
  expect((await read(pet(), [], 'none')).volume.unit).toBe('arbitrary');
});

describe('amounts in other units than the standard', () => {
  test.each<[string, NaturalDataSet, NaturalDataSet, RegExp]>([
    ['dose in MBq', {}, { RadionuclideTotalDose: '370' }, /RadionuclideTotalDose is 370 Bq/],
    ['dose in kBq', {}, { RadionuclideTotalDose: '370000' }, /RadionuclideTotalDose is 370000 Bq/],
    ['dose in mCi', {}, { RadionuclideTotalDose: '10' }, /RadionuclideTotalDose is 10 Bq/],
    ['dose in mBq', {}, { RadionuclideTotalDose: '3.7e11' }, /RadionuclideTotalDose/],
    ['weight in g', { PatientWeight: '70000' }, {}, /PatientWeight is 70000 kg/],
    ['weight in tonnes', { PatientWeight: '0.07' }, {}, /RadionuclideTotalDose is 350000000 Bq for 0.07 kg/],
    [
      'half-life in minutes',
      {},
      { RadionuclideHalfLife: '109.77' },
      /RadionuclideHalfLife is 109.77 s, which no nuclide/,
    ],
    ['half-life in hours', {}, { RadionuclideHalfLife: '1.83' }, /RadionuclideHalfLife/],
    [
      'half-life of another nuclide than the code',
      {},
      {
        RadionuclideHalfLife: '1223',
        RadionuclideCodeSequence: [{ CodeValue: 'C-111A1', CodeMeaning: '^18^Fluorine' }],
      },
      /1223 s, where F-18 has 6586.2 s/,
    ],
    [
      'of another nuclide than the name',
      {},
      {
        RadionuclideHalfLife: '6586.2',
        RadionuclideCodeSequence: [{ CodeValue: 'X', CodeMeaning: 'Ga-68' }],
      },
      /where Ga-68 has/,
    ],
  ])('%s', async (_name, changes, tracer, why) => {
    await expectKept(pet(changes, tracer), why);
  });

  test('mice, children and strong doses are no mistakes', async () => {
    for (const [weight, dose] of [
      [0.025, 10e6],
      [3.2, 12e6],
      [70, 2.2e9],
      [180, 37e6],
    ] as const) {
      const dataSet = pet({ PatientWeight: String(weight) }, { RadionuclideTotalDose: String(dose) });
      const { volume } = await read(dataSet);
      expect(volume.unit).toBe('SUV');
      expect(volume.data[11]! / 27.5 / factorAfter(1, 6586.2, weight, dose)).toBeCloseTo(1, 6);
    }
  });

  test('a half-life that is missing is that of the nuclide, and it is said', async () => {
    const { volume, warnings } = await read(
      pet({}, { RadionuclideHalfLife: undefined, Radiopharmaceutical: 'FDG -- fluorodeoxyglucose' }),
    );
    expect([volume.unit, warnings.join()]).toEqual(['SUV', expect.stringMatching(/that of F-18, 6586.2 s/)]);
    expect(volume.data[11]! / 27.5 / factorAfter(1)).toBeCloseTo(1, 6);
  });

  test('SUV that no tissue has are said', async () => {
    const { warnings } = await read(pet({ RescaleSlope: '1e6' }));
    expect(warnings.join()).toMatch(/The SUV reach .* no tissue has/);
  });
});

describe('from injection to scan', () => {
  const at = (series: string, changes: NaturalDataSet = {}): NaturalDataSet => ({
    SeriesDate: '20240110',
    SeriesTime: series,
    AcquisitionDate: '20240110',
    AcquisitionTime: series,
    ...changes,
  });
  const zirconium = { RadionuclideHalfLife: '282240', RadionuclideTotalDose: '3.7e7' };
  const timed = (time: string, date?: string): NaturalDataSet => ({
    RadiopharmaceuticalStartTime: time,
    ...(date === undefined ? {} : { RadiopharmaceuticalStartDateTime: date }),
  });

  test('days before, with a date', async () => {
    const days = pet(at('110000'), { ...zirconium, ...timed('100000', '20240105100000.000') });
    await expectFactor(days, factorAfter(121, 282_240, 70, 3.7e7));
    expect(await factorOf(days)).toBeCloseTo(5.514374e-3, 8);
    await expectFactor(
      pet(at('110000'), { ...zirconium, ...timed('100000', '20240105') }),
      factorAfter(121, 282_240, 70, 3.7e7),
    );
    // Without a date it may be any day.
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('100000') }),
      /date of injection is missing.*78.4 h/,
    );
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('100000', '20190105100000') }),
      /date of injection is wrong/,
    );
  });

  test('a date that de-identification changed leaves the time of day', async () => {
    for (const date of ['19990105', '20240103', '20310105']) {
      const { volume, warnings } = await read(pet(at('110000'), timed('100000', `${date}100000`)));
      expect([volume.unit, warnings.join()]).toEqual([
        'SUV',
        expect.stringMatching(/date of injection is \d+ days (before|after).*time of day alone/),
      ]);
      expect(volume.data[11]! / 27.5 / factorAfter(1)).toBeCloseTo(1, 6);
    }
  });

  test('offsets from UTC', async () => {
    const utc = timed('', '20240110090000.000+0000');
    await expectFactor(pet(at('110000', { TimezoneOffsetFromUTC: '+0100' }), utc), factorAfter(1));
    await expectFactor(
      pet(at('043000', { TimezoneOffsetFromUTC: '-0530' }), timed('', '20240110100000+0100')),
      factorAfter(1),
    );
    // Over midnight of either clock.
    await expectFactor(
      pet(at('003000', { TimezoneOffsetFromUTC: '+0200' }), timed('', '20240109213000+0000')),
      factorAfter(1),
    );
    // Without the scan's offset, the injection's own clock time tells it.
    await expectFactor(pet(at('110000'), timed('100000', '20240110090000+0000')), factorAfter(1));
    await expectFactor(pet(at('003000'), timed('233000', '20240109213000+0000')), factorAfter(1));
    await expectFactor(pet(at('110000'), timed('100000', '20240110100000+0100')), factorAfter(1));
    await expectKept(pet(at('110000'), utc), /TimezoneOffsetFromUTC/);
    // One for both clocks.
    await expectFactor(
      pet(at('110000', { TimezoneOffsetFromUTC: '+0100' }), timed('', '20240110100000')),
      factorAfter(1),
    );
  });

  test('an injection after the scan decays nothing', async () => {
    await expectKept(pet(at('110000'), timed('110500')), /time of injection is 0 h 5 min after the scan/);
    await expectKept(pet(at('110000'), timed('', '20240110110500')), /0 h 5 min after/);
    await expectKept(pet(at('110000'), timed('110500', '20240110110500')), /0 h 5 min after/);
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('110500', '20240110110500') }),
      /after the scan/,
    );
    await expectFactor(pet(at('110000'), timed('110000')), factorAfter(0));
    await expectFactor(pet(at('003000'), timed('213000')), factorAfter(3));
    await expectKept(pet(at('110000'), timed('100000', '20240110090000')), /times of injection differ/);
    // Ten half-lives of C-11 are over after three and a half hours.
    const carbon = { RadionuclideHalfLife: '1223' };
    await expectFactor(pet(at('110000'), { ...carbon, ...timed('100000') }), factorAfter(1, 1223));
    await expectKept(pet(at('110000'), { ...carbon, ...timed('070000') }), /4 h 0 min before.*half-lives/);
  });

  test('a series that was stamped when it was processed', async () => {
    const late = at('110000', { SeriesTime: '170000' });
    await expectFactor(pet(late, timed('100000')), factorAfter(1));
    await expectFactor(pet({ ...late, SeriesDate: '20240112' }, timed('100000')), factorAfter(1));
    // GE keeps the time of the scan, by its creator in whichever block.
    for (const block of [0x10, 0x42]) {
      const creator: PrivateElement[] = [
        [0x0009, block, 'LO', 'GEMS_PETD_01'],
        [0x0009, (block << 8) | 0x0d, 'DT', '20240110105500.00'],
      ];
      await expectFactor(pet(late, timed('100000')), factorAfter(55 / 60), creator);
    }
    const other: PrivateElement[] = [
      [0x0009, 0x10, 'LO', 'ACME 1'],
      [0x0009, 0x100d, 'DT', '20240110105500.00'],
    ];
    await expectFactor(pet(late, timed('100000')), factorAfter(1), other);
    // The frame began 10 minutes after the moment that it is corrected to; its reference time is that of its mean count rate.
    const decay = (Math.LN2 * 240) / 6586.2;
    const mean = (240 / decay) * Math.log(decay / (1 - Math.exp(-decay)));
    const frame = { FrameReferenceTime: String(1000 * (600 + mean)), ActualFrameDuration: '240000' };
    await expectFactor(pet({ ...late, ...frame }, timed('100000')), factorAfter(50 / 60));
  });

  test('clocks of the scan that disagree', async () => {
    await expectKept(
      pet(at('110000', { SeriesTime: '080000' }), timed('070000')),
      /clocks of the scan disagree.*180 minutes/,
    );
    await expectFactor(pet(at('110000', { AcquisitionTime: '113000' }), timed('100000')), factorAfter(1));
  });

  test('slices of beds that were acquired one after the other have one scale', async () => {
    const path = await writeSeries(
      join(folder, `series${made++}`),
      [0, 1, 2].map((z) => ({
        ...pet(
          at('110000', { SeriesTime: '170000', AcquisitionTime: `11${String(10 * z).padStart(2, '0')}00` }),
          timed('100000'),
        ),
        SOPInstanceUID: `2.25.8${z}`,
        ImagePositionPatient: ['1', '2', String(2 * z)],
      })),
    );
    const { volume, warnings } = await readImage(path);
    expect([volume.unit, warnings]).toEqual(['SUV', []]);
    expect(new Set([11, 23, 35].map((i) => volume.data[i])).size).toBe(1);
    const weights = await writeSeries(
      join(folder, `series${made++}`),
      ['70', '80'].map((PatientWeight, z) => ({
        ...pet(at('110000', { PatientWeight }), timed('100000')),
        SOPInstanceUID: `2.25.8${z}`,
        ImagePositionPatient: ['1', '2', String(2 * z)],
      })),
    );
    expect((await readImage(weights)).warnings.join()).toMatch(/differ between its slices/);
  });
});

describe("Philips' private factors", () => {
  const counts = pet({ Units: 'CNTS' });
  const factors = (block: number, suv: string, activity: string, creator = 'Philips PET Private Group') =>
    [
      [0x7053, block, 'LO', creator],
      [0x7053, block << 8, 'DS', suv],
      [0x7053, (block << 8) | 9, 'DS', activity],
    ] as PrivateElement[];

  test('of SUV and of activity, by their creator in any block', async () => {
    for (const block of [0x10, 0x11, 0xa0]) {
      await expectFactor(counts, 0.000625, factors(block, '0.000625', '3.5'));
      await expectFactor(counts, 3.5 * factorAfter(1), factors(block, '0', '3.5'));
    }
    await expectKept(counts, /SUV factor/, factors(0x10, '0.000625', '3.5', 'Someone else'));
    await expectKept(
      pet({ Units: 'CNTS', CorrectedImage: ['DECY'] }),
      /attenuation/,
      factors(0x10, '1', '1'),
    );
    await expectKept(counts, /SUV factor/, factors(0x10, '0', '0'));
  });
});

describe('nuclides by their codes and names', () => {
  test.each([
    ['C-111A1', '', 'F-18'],
    ['77004003', '', 'F-18'],
    ['35337001', '', 'Ga-68'],
    ['C-168A4', '', 'Zr-89'],
    ['', '^18^Fluorine', 'F-18'],
    ['', '18F-PSMA-1007', 'F-18'],
    ['', 'F18', 'F-18'],
    ['', 'DOTATATE 68Ga', 'Ga-68'],
    ['', 'Rubidium Rb 82', 'Rb-82'],
    ['', 'Carbon-11 choline', 'C-11'],
    ['', 'Tc 94m', 'Tc-94m'],
    ['', 'FDG -- fluorodeoxyglucose', 'F-18'],
    ['', 'PSMA-1007', null],
    ['X-1', 'unknown', null],
  ])('%s %s: %s', (code, text, nuclide) => {
    expect(nuclideOf(code, text)).toBe(nuclide);
  });

  test('half-lives agree within what tables differ by', () => {
    for (const seconds of [
      6586.2, 6588, 6600, 4057.7, 4080, 75, 78, 122.2, 598, 1223, 45_721, 282_240, 360_806,
    ])
      expect(isHalfLife(seconds), String(seconds)).toBe(true);
    for (const seconds of [1, 20, 109.77, 110, 68, 6000, 7200])
      expect(isHalfLife(seconds), String(seconds)).toBe(false);
  });
});
