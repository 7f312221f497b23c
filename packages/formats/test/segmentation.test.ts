import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { readImage, readRegions } from '../src/index.ts';
import { errorOf, slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();

/** A SEG of 4 x 3 frames; one entry a frame: position, segment, and values. */
async function segmentation(
  frames: [z: number, segment: number, values: number[]][],
  changes: NaturalDataSet = {},
): Promise<string> {
  const numbers = [...new Set(frames.map(([, segment]) => segment))];
  return writeDicom(join(folder, 'seg'), {
    ...slice(0),
    ImagePositionPatient: undefined,
    ImageOrientationPatient: undefined,
    Modality: 'SEG',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    NumberOfFrames: String(frames.length),
    SegmentationType: 'FRACTIONAL',
    MaximumFractionalValue: 200,
    SegmentSequence: numbers.map((number) => ({ SegmentNumber: number, SegmentLabel: `S${number}` })),
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }],
        PixelMeasuresSequence: [{ PixelSpacing: ['0.5', '0.75'], SliceThickness: '2' }],
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map(([z, segment]) => ({
      PlanePositionSequence: [{ ImagePositionPatient: ['1', '2', String(z)] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
    })),
    PixelData: Uint8Array.from(
      frames.flatMap(([, , values]) => Array.from({ length: 12 }, (_, i) => values[i] ?? 0)),
    ).buffer,
    ...changes,
  });
}

const inside = (data: Uint8Array): number[] => [...data.keys()].filter((i) => data[i] !== 0);

test('fractions: half of the maximum is inside; the threshold can be chosen', async () => {
  const path = await segmentation([[0, 1, [0, 99, 100, 200]]]);
  expect(inside((await readRegions(path)).regions[0]!.mask().data)).toEqual([2, 3]);
  expect(inside((await readRegions(path, { fractionalThreshold: 0.75 })).regions[0]!.mask().data)).toEqual([
    3,
  ]);
});

test('sparse, unordered frames of overlapping segments', async () => {
  const full = [200, 200];
  const { regions } = await readRegions(
    await segmentation([
      [8, 1, full],
      [2, 1, full],
      [4, 2, full],
      [2, 2, full],
    ]),
  );
  expect(regions.map(({ grid }) => [grid.size, grid.origin, grid.spacing])).toEqual(
    Array(2).fill([
      [4, 3, 4],
      [1, 2, 2],
      [0.75, 0.5, 2],
    ]),
  );
  expect(regions.map((region) => inside(region.mask().data))).toEqual([
    [0, 1, 36, 37],
    [0, 1, 12, 13],
  ]);
});

test('a label map: pixels are segment numbers', async () => {
  const path = await segmentation(
    [
      [0, 1, [1, 2, 2, 0]],
      [2, 1, [2]],
    ],
    {
      SegmentationType: 'LABELMAP',
      SegmentSequence: [
        { SegmentNumber: 0, SegmentLabel: 'background' },
        { SegmentNumber: 1, SegmentLabel: 'a' },
        { SegmentNumber: 2, SegmentLabel: 'b' },
      ],
    },
  );
  const { regions } = await readRegions(path);
  expect(regions.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(regions.map((region) => inside(region.mask().data))).toEqual([[0], [1, 2, 12]]);
});

test('frames that make no grid are refused', async () => {
  expect(
    (
      await errorOf(
        readRegions(
          await segmentation([
            [0, 1, []],
            [2, 1, []],
            [5, 1, []],
          ]),
        ),
      )
    ).code,
  ).toBe('SPACING_NOT_UNIFORM');
  expect(
    (await errorOf(readRegions(await segmentation([[0, 1, []]], { SegmentationType: 'OTHER' })))).code,
  ).toBe('UNSUPPORTED');
  expect((await errorOf(readRegions(await segmentation([[0, 1, []]], { NumberOfFrames: '2' })))).code).toBe(
    'FILE_CORRUPT',
  );
  expect((await errorOf(readImage(await segmentation([[0, 1, []]])))).code).toBe('NOT_AN_IMAGE');
});

test('an enhanced multi-frame image: positions and rescale of each frame', async () => {
  const path = await writeDicom(join(folder, 'enhanced'), {
    ...slice(0),
    ImagePositionPatient: undefined,
    ImageOrientationPatient: undefined,
    PixelSpacing: undefined,
    RescaleSlope: undefined,
    RescaleIntercept: undefined,
    NumberOfFrames: '3',
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }],
        PixelMeasuresSequence: [{ PixelSpacing: ['0.5', '0.75'], SliceThickness: '2' }],
      },
    ],
    PerFrameFunctionalGroupsSequence: [4, 0, 2].map((z) => ({
      PlanePositionSequence: [{ ImagePositionPatient: ['1', '2', String(z)] }],
      PixelValueTransformationSequence: [{ RescaleSlope: '2', RescaleIntercept: String(z) }],
    })),
    PixelData: Int16Array.from({ length: 36 }, (_, i) => i).buffer,
  });
  const { volume } = await readImage(path);
  expect([volume.size, volume.spacing, volume.origin]).toEqual([
    [4, 3, 3],
    [0.75, 0.5, 2],
    [1, 2, 0],
  ]);
  // Stored frames 1, 2, 0 in the order of their positions.
  expect([volume.data[0], volume.data[12], volume.data[24]]).toEqual([12 * 2, 24 * 2 + 2, 4]);
});
