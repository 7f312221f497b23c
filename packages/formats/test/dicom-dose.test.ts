import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { readImage } from '../src/index.ts';
import { errorOf, slice, temporaryFolder, writeDicom, writeSeries } from './support.ts';

const folder = temporaryFolder();
let made = 0;

const series = (slices: readonly NaturalDataSet[]): Promise<string> =>
  writeSeries(join(folder, `series${made++}`), slices);
const file = (dataSet: NaturalDataSet): Promise<string> => writeDicom(join(folder, `file${made++}`), dataSet);

describe('dose', () => {
  const dose = (frames: number, changes: NaturalDataSet = {}): NaturalDataSet =>
    slice(0, {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.2',
      Modality: 'RTDOSE',
      BitsAllocated: 32,
      BitsStored: 32,
      HighBit: 31,
      PixelRepresentation: 0,
      RescaleSlope: undefined,
      RescaleIntercept: undefined,
      SliceThickness: undefined,
      DoseUnits: 'GY',
      DoseType: 'PHYSICAL',
      DoseGridScaling: '1e-6',
      ImagePositionPatient: ['1', '2', '-30'],
      ...(frames > 1 ? { NumberOfFrames: String(frames) } : {}),
      PixelData: Uint32Array.from({ length: 12 * frames }, (_, i) => i * 1_000_000).buffer,
      ...changes,
    });
  const offsets = (...values: number[]) => ({ GridFrameOffsetVector: values.map(String) });
  const geometry = async (dataSet: NaturalDataSet) => {
    const { volume } = await readImage(await file(dataSet));
    return { origin: volume.origin, spacing: volume.spacing[2], first: volume.data[0], unit: volume.unit };
  };

  test('stored values times the scaling, in Gy, on planes from their offsets', async () => {
    const relative = await geometry(dose(3, offsets(0, 2.5, 5)));
    expect(relative).toEqual({ origin: [1, 2, -30], spacing: 2.5, first: 0, unit: 'Gy' });
    expect(await geometry(dose(3, offsets(-30, -27.5, -25)))).toEqual(relative);
    // Falling offsets: the last frame lies lowest.
    const falling = await geometry(dose(3, offsets(0, -2.5, -5)));
    expect([falling.origin[2], falling.spacing]).toEqual([-35, 2.5]);
    expect(falling.first).toBeCloseTo(24, 5);
    // Feet first: the normal points to the feet.
    const turned = { ImageOrientationPatient: ['-1', '0', '0', '0', '1', '0'] };
    const feet = await geometry(dose(3, { ...offsets(0, 2.5, 5), ...turned }));
    expect([feet.origin[2], feet.first]).toEqual([-30, 0]);
    const single = await readImage(await file(dose(1)));
    expect([single.volume.unit, single.volume.data[11]]).toEqual(['Gy', 11]);
    const sagittal = { ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'] };
    const across = await geometry(dose(2, { ...offsets(0, 3), ...sagittal }));
    expect([across.spacing, across.origin]).toEqual([3, [1, 2, -30]]);
  });

  test('planes in several files', async () => {
    const path = await series(
      [0, 1, 2].map((z) =>
        dose(1, {
          SOPInstanceUID: `2.25.7${z}`,
          ImagePositionPatient: ['1', '2', String(3 * z)],
          DoseGridScaling: z === 1 ? '2e-6' : '1e-6',
        }),
      ),
    );
    const { volume } = await readImage(path);
    expect([volume.size, volume.spacing[2], volume.unit]).toEqual([[4, 3, 3], 3, 'Gy']);
    expect([volume.data[1], volume.data[13], volume.data[25]]).toEqual([1, 2, 1]);
  });

  test('what is not dose in Gy is said; what is no dose is refused by name', async () => {
    const relative = await readImage(await file(dose(1, { DoseUnits: 'RELATIVE' })));
    expect([relative.volume.unit, relative.warnings.join()]).toEqual([
      'arbitrary',
      expect.stringMatching(/RELATIVE.*not in Gy/),
    ]);
    const error = await readImage(await file(dose(1, { DoseType: 'ERROR' })));
    expect([error.volume.unit, error.warnings.join()]).toEqual([
      'arbitrary',
      expect.stringMatching(/DoseType is ERROR/),
    ]);
    for (const [changes, code, text] of [
      [{ DoseGridScaling: undefined }, 'INTENSITY_INVALID', /no DoseGridScaling/],
      [{ DoseGridScaling: '0' }, 'INTENSITY_INVALID', /DoseGridScaling of 0/],
      [{ DoseGridScaling: 'NaN' }, 'INTENSITY_INVALID', /no DoseGridScaling/],
      [{}, 'GEOMETRY_INVALID', /GridFrameOffsetVector/],
      [offsets(0, 1), 'GEOMETRY_INVALID', /GridFrameOffsetVector/],
      [offsets(5, 7, 9), 'GEOMETRY_INVALID', /GridFrameOffsetVector/],
      [offsets(0, 2, Number.NaN), 'GEOMETRY_INVALID', /GridFrameOffsetVector/],
    ] as const) {
      const refused = await errorOf(
        readImage(
          await file(
            dose(3, {
              ...offsets(0, 2, 4),
              ...(Object.keys(changes).length === 0 ? { GridFrameOffsetVector: undefined } : changes),
            }),
          ),
        ),
      );
      expect([refused.code, refused.message]).toEqual([code, expect.stringMatching(text)]);
    }
  });

  test('two doses in one place are told apart', async () => {
    const path = await series([
      dose(3, { ...offsets(0, 2, 4), DoseSummationType: 'PLAN' }),
      dose(3, { ...offsets(0, 2, 4), DoseSummationType: 'BEAM', SOPInstanceUID: '2.25.78' }),
    ]);
    expect((await errorOf(readImage(path))).message).toMatch(
      /DoseSummationType=BEAM.*DoseSummationType=PLAN/,
    );
    expect((await readImage(path, { series: 'DoseSummationType=BEAM' })).volume.size).toEqual([4, 3, 3]);
  });
});
