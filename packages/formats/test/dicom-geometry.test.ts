import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { inspectFolder, readImage, readRegions, writeNifti } from '../src/index.ts';
import { errorOf, slice, temporaryFolder, writeDicom, writeSeries } from './support.ts';

const folder = temporaryFolder();
let made = 0;

const series = (slices: readonly NaturalDataSet[]): Promise<string> =>
  writeSeries(join(folder, `series${made++}`), slices);
const file = (dataSet: NaturalDataSet): Promise<string> => writeDicom(join(folder, `file${made++}`), dataSet);

describe('geometry that cannot be', () => {
  test.each<[string, NaturalDataSet, RegExp]>([
    ['position NaN', { ImagePositionPatient: ['NaN', '2', '0'] }, /position/],
    ['position infinite', { ImagePositionPatient: ['1', '1e999', '0'] }, /position/],
    ['position of two numbers', { ImagePositionPatient: ['1', '2'] }, /position/],
    ['no rows', { Rows: 0 }, /4 columns and 0 rows/],
    ['no columns', { Columns: 0 }, /0 columns and 3 rows/],
    ['spacing NaN', { PixelSpacing: ['NaN', '1'] }, /pixel spacing NaN/],
    ['spacing of one number', { PixelSpacing: ['1'] }, /pixel spacing 1 /],
    ['orientation NaN', { ImageOrientationPatient: ['1', '0', '0', '0', 'NaN', '0'] }, /perpendicular/],
    ['orientation of five', { ImageOrientationPatient: ['1', '0', '0', '0', '1'] }, /perpendicular/],
    ['not of unit length', { ImageOrientationPatient: ['2', '0', '0', '0', '1', '0'] }, /perpendicular/],
    ['zero', { ImageOrientationPatient: ['0', '0', '0', '0', '0', '0'] }, /perpendicular/],
    ['not perpendicular', { ImageOrientationPatient: ['1', '0', '0', '0.6', '0.8', '0'] }, /perpendicular/],
  ])('%s', async (_name, changes, text) => {
    for (const slices of [[slice(0, changes)], [slice(0), slice(1, changes)]]) {
      const path = await series(slices);
      const error = await errorOf(readImage(path));
      expect(error.code).toBe('GEOMETRY_INVALID');
      if (slices.length === 1) expect(error.message).toMatch(text);
      const found = await inspectFolder(path);
      const problems = [
        ...found.problems,
        ...found.patients.flatMap(({ studies }) =>
          studies.flatMap(({ series: all }) => all.flatMap((one) => one.problems)),
        ),
      ];
      expect(problems.map(({ code }) => code)).toContain('GEOMETRY_INVALID');
    }
  });

  test('a slice without a position is said to lie at the origin', async () => {
    const { volume, warnings } = await readImage(await file(slice(0, { ImagePositionPatient: undefined })));
    expect([volume.origin, warnings.join()]).toEqual([[0, 0, 0], expect.stringMatching(/no position/)]);
    await writeNifti(join(folder, 'one.nii'), volume);
    expect((await readImage(join(folder, 'one.nii'))).volume.origin).toEqual([0, 0, 0]);
  });

  test.each<[string, string[], string[], string[], RegExp]>([
    ['position', ['NaN', '2', '0'], ['0.5', '0.75'], ['1', '0', '0', '0', '1', '0'], /position/],
    ['spacing', ['1', '2', '0'], ['0', '0.75'], ['1', '0', '0', '0', '1', '0'], /pixel spacing/],
    ['orientation', ['1', '2', '0'], ['0.5', '0.75'], ['1', '0', '0', '1', '0', '0'], /orientation/],
    ['orientation NaN', ['1', '2', '0'], ['0.5', '0.75'], ['1', '0', 'NaN', '0', '1', '0'], /orientation/],
    ['far away', ['1', '2', '1e9'], ['0.5', '0.75'], ['1', '0', '0', '0', '1', '0'], /do not fit together/],
  ])('planes of a SEG: %s', async (_name, position, spacing, orientation, text) => {
    const path = await file({
      ...slice(0),
      ImagePositionPatient: undefined,
      ImageOrientationPatient: undefined,
      Modality: 'SEG',
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      NumberOfFrames: '2',
      SegmentationType: 'FRACTIONAL',
      SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: 'S' }],
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }],
          PixelMeasuresSequence: [{ PixelSpacing: spacing, SliceThickness: '2', SpacingBetweenSlices: '2' }],
        },
      ],
      PerFrameFunctionalGroupsSequence: [['1', '2', '-2'], position].map((point) => ({
        PlanePositionSequence: [{ ImagePositionPatient: point }],
      })),
      PixelData: new Uint8Array(24).buffer,
    });
    const error = await errorOf(readRegions(path));
    expect([error.code, error.message]).toEqual(['GEOMETRY_INVALID', expect.stringMatching(text)]);
  });
});

test.each([
  ['without', {}, undefined, 1, /SliceThickness or SpacingBetweenSlices: a thickness of 1 mm was taken/],
  ['of thickness 0', { SliceThickness: '0' }, '0', 1, /a thickness of 1 mm was taken/],
  ['with both', { SpacingBetweenSlices: '5' }, '3', 5, /SpacingBetweenSlices 5 mm and SliceThickness 3 mm/],
] as const)(
  'the thickness of a single slice %s is said',
  async (name, changes, thickness, spacing, words) => {
    const dataSet = { ...slice(0), ...changes, SliceThickness: thickness };
    if (thickness === undefined) delete (dataSet as Record<string, unknown>).SliceThickness;
    const read = await readImage(await writeDicom(join(folder, `thickness ${name}.dcm`), dataSet));
    expect(read.volume.spacing[2]).toBe(spacing);
    expect(read.warnings.join(' ')).toMatch(words);
  },
);
