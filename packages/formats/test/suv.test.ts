import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { readImage } from '../src/index.ts';
import { slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();

const pet = (changes: NaturalDataSet = {}, tracer: NaturalDataSet = {}): NaturalDataSet =>
  slice(0, {
    Modality: 'PT',
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

async function read(dataSet: NaturalDataSet, suv: 'body-weight' | 'none' = 'body-weight') {
  return readImage(await writeDicom(join(folder, 'pet'), dataSet), { suv });
}

// One hour between injection and scan: 70 kg * 1000 g / (350 MBq * 2^(-3600 / 6586.2)).
const factor = 70_000 / (350e6 * 2 ** (-3600 / 6586.2));

test('activity becomes SUV, with an injection before midnight', async () => {
  const { volume, warnings } = await read(pet());
  expect([volume.unit, warnings]).toEqual(['SUV', []]);
  expect(volume.data[11]).toBeCloseTo(11 * 2.5 * factor, 8);
});

test('dose corrected to administration, dated injection, Philips factors, stored SUV', async () => {
  expect((await read(pet({ DecayCorrection: 'ADMIN' }))).volume.data[11]).toBeCloseTo(
    (11 * 2.5 * 70_000) / 350e6,
    8,
  );
  const dated = await read(pet({}, { RadiopharmaceuticalStartDateTime: '20200101233000' }));
  expect(dated.volume.data[11]).toBeCloseTo(11 * 2.5 * factor, 8);
  expect((await read(pet({ Units: 'GML' }))).volume.data[11]).toBe(27.5);
});

test('a header that does not allow it keeps the stored units and says why', async () => {
  const cases: [NaturalDataSet, RegExp][] = [
    [pet({ PatientWeight: '' }), /PatientWeight/],
    [pet({ CorrectedImage: ['ATTN'] }), /decay-corrected/],
    [pet({ DecayCorrection: 'NONE' }), /DecayCorrection/],
    [pet({ Units: 'CNTS' }), /Philips/],
    [pet({}, { RadionuclideTotalDose: '' }), /RadionuclideTotalDose/],
    [pet({}, { RadiopharmaceuticalStartTime: '' }), /injection/],
  ];
  for (const [dataSet, why] of cases) {
    const { volume, warnings } = await read(dataSet);
    expect(volume.unit).toBe('arbitrary');
    expect(volume.data[11]).toBe(27.5);
    expect(warnings.join()).toMatch(why);
  }
  expect((await read(pet(), 'none')).volume.unit).toBe('arbitrary');
});
