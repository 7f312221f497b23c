import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import type { PrivateElement } from './support.ts';
import { expectFactor, expectKept, factorAfter, pet, read } from './suv.ts';

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
