import { join } from 'node:path';
import { expect } from 'vitest';
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

/** A PET slice: 350 MBq of F-18, injected an hour before the scan, on the day before. */
export const pet = (changes: NaturalDataSet = {}, tracer: NaturalDataSet = {}): NaturalDataSet =>
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

/** Writes a slice, with private elements, and reads it. */
export async function read(
  dataSet: NaturalDataSet,
  extra: readonly PrivateElement[] = [],
  suv: 'body-weight' | 'none' = 'body-weight',
) {
  const path = await writeDicom(join(folder, 'pet'), dataSet);
  if (extra.length > 0) insertElements(path, extra);
  return readImage(path, { suv });
}

/** The factor from stored activity to SUV that an image was read with: its largest stored value is 11 * 2.5. */
export async function factorOf(dataSet: NaturalDataSet, extra?: readonly PrivateElement[]): Promise<number> {
  const { volume } = await read(dataSet, extra);
  expect(volume.unit).toBe('SUV');
  return volume.data[11]! / 27.5;
}

/** The stored units are kept, when read and when inspected, and the reason is said. */
export async function expectKept(
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
export const factorAfter = (hours: number, halfLife = 6586.2, weight = 70, dose = 350e6): number =>
  (weight * 1000) / (dose * Math.exp((-Math.LN2 * hours * 3600) / halfLife));

/** Asserts that factor, to six digits. */
export const expectFactor = async (
  dataSet: NaturalDataSet,
  wanted: number,
  extra?: readonly PrivateElement[],
): Promise<void> => expect((await factorOf(dataSet, extra)) / wanted).toBeCloseTo(1, 6);
