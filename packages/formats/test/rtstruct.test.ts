import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRachisError, type RachisErrorCode } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  explicitLittleEndian,
  implicitLittleEndian,
  type NaturalDataSet,
  part10Bytes,
} from '../src/dicom/write-part10.ts';
import { type ImageRead, readImage, readRegions } from '../src/index.ts';
import { errorOf, slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();
let image: ImageRead;

beforeAll(async () => {
  const path = join(folder, 'image');
  mkdirSync(path);
  // 1 mm voxels, 4 x 3 x 5, centre of the first at the origin.
  for (let z = 0; z < 5; z++) {
    await writeDicom(
      join(path, String(z)),
      slice(z, { PixelSpacing: ['1', '1'], ImagePositionPatient: ['0', '0', String(z)] }),
    );
  }
  image = await readImage(path);
});

type Contour = [x: number, y: number, z: number][] | { type: string; points: [number, number, number][] };

async function structures(contours: Contour[], frame = '2.25.3'): Promise<string> {
  const items: NaturalDataSet[] = contours.map((contour) => {
    const { type, points } = Array.isArray(contour) ? { type: 'CLOSED_PLANAR', points: contour } : contour;
    return {
      ContourGeometricType: type,
      NumberOfContourPoints: String(points.length),
      ContourData: points.flat().map(String),
    };
  });
  return writeDicom(join(folder, 'rtstruct'), {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
    SOPInstanceUID: '2.25.50',
    Modality: 'RTSTRUCT',
    PatientID: 'P1',
    SpecificCharacterSet: 'ISO_IR 192',
    StructureSetROISequence: [{ ROINumber: '1', ReferencedFrameOfReferenceUID: frame, ROIName: 'Läsion' }],
    ROIContourSequence: [
      { ReferencedROINumber: '1', ROIDisplayColor: ['1', '2', '3'], ContourSequence: items },
    ],
  });
}

const square = (x: number, y: number, size: number, z: number): [number, number, number][] => [
  [x, y, z],
  [x + size, y, z],
  [x + size, y + size, z],
  [x, y + size, z],
];

async function filled(contours: Contour[]): Promise<{ inside: string[]; warnings: string }> {
  const { regions, warnings } = await readRegions(await structures(contours), { image });
  const { data } = regions[0]!.mask();
  const inside: string[] = [];
  data.forEach((value, i) => {
    if (value) inside.push(`${i % 4}${Math.floor(i / 4) % 3}${Math.floor(i / 12)}`);
  });
  return { inside, warnings: warnings.join(' ') };
}

test.each([implicitLittleEndian, explicitLittleEndian] as const)(
  'a structure set that was cut off anywhere is refused (%s)',
  async (transferSyntax) => {
    const region = { ROINumber: '1', ReferencedFrameOfReferenceUID: '2.25.3', ROIName: 'Mass' };
    const contour = { ContourGeometricType: 'CLOSED_PLANAR', ContourData: square(0.6, 0.6, 1.8, 2).flat() };
    const whole = await part10Bytes(
      {
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
        SOPInstanceUID: '2.25.50',
        Modality: 'RTSTRUCT',
        StructureSetROISequence: [region],
        ROIContourSequence: [{ ReferencedROINumber: '1', ContourSequence: [contour] }],
      },
      { transferSyntax },
    );
    const path = join(folder, 'cut');
    for (let length = 140; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      // Without the contours (cut between two elements) the region is there, and empty.
      const read = readRegions(path, { image }).then(({ regions }) => regions[0]!.mask());
      expect((await errorOf(read)).code, `${length} of ${whole.length}`).toMatch(
        /FILE_TRUNCATED|FILE_CORRUPT|NOT_AN_IMAGE|REGION_EMPTY/,
      );
    }
  },
);

test('name, colour, and a square by its voxel centres', async () => {
  const { regions, kind } = await readRegions(await structures([square(0.6, 0.6, 1.8, 2)]), { image });
  expect([kind, regions[0]!.name, regions[0]!.color]).toEqual(['rtstruct', 'Läsion', [1, 2, 3]]);
  expect((await filled([square(0.6, 0.6, 1.8, 2)])).inside).toEqual(['112', '212', '122', '222']);
});

test('centres on the contour: the lower sides are inside, the upper ones are not', async () => {
  expect((await filled([square(1, 1, 1, 0)])).inside).toEqual(['110']);
  // Two squares that share an edge share no voxel and lose none.
  expect((await filled([square(1, 0, 1, 0)])).inside).toEqual(['100']);
});

test('an inner contour is a hole', async () => {
  const { inside } = await filled([square(-0.4, -0.4, 2.8, 1), square(0.6, 0.6, 0.8, 1)]);
  expect(inside).toHaveLength(8);
  expect(inside).not.toContain('111');
});

test('a keyhole is filled as drawn', async () => {
  const outer = square(-0.4, -0.4, 2.8, 1);
  const inner = square(0.6, 0.6, 0.8, 1).reverse();
  const keyhole: Contour = [...outer, outer[0]!, inner[3]!, ...inner, outer[0]!];
  const { inside } = await filled([keyhole]);
  expect(inside).toHaveLength(8);
  expect(inside).not.toContain('111');
});

test('contours between slices go to the nearest; a repeated contour does not cancel itself', async () => {
  const moved = await filled([square(0.6, 0.6, 0.8, 2.3)]);
  expect(moved.inside).toEqual(['112']);
  expect(moved.warnings).toMatch(/between slices/);
  const twice = await filled([square(0.6, 0.6, 0.8, 2), square(0.6, 0.6, 0.8, 2)]);
  expect(twice.inside).toEqual(['112']);
  expect(twice.warnings).toMatch(/twice/);
  const close = await filled([square(0.6, 0.6, 0.8, 2), square(0.6, 0.6, 1.8, 2.4)]);
  expect(close.inside).toEqual(['112']);
});

test('sagittal and coronal contours', async () => {
  const sagittal: Contour = [
    [1, 0.6, 0.6],
    [1, 2.4, 0.6],
    [1, 2.4, 2.4],
    [1, 0.6, 2.4],
  ];
  expect((await filled([sagittal])).inside).toEqual(['111', '121', '112', '122']);
  const coronal: Contour = [
    [0.6, 1, 0.6],
    [1.4, 1, 0.6],
    [1.4, 1, 3.4],
    [0.6, 1, 3.4],
  ];
  expect((await filled([coronal])).inside).toEqual(['111', '112', '113']);
});

test('self-crossing contours are filled by the even-odd rule with a warning', async () => {
  const bow: Contour = [
    [-0.4, -0.4, 0],
    [2.4, 2.4, 0],
    [2.4, -0.4, 0],
    [-0.4, 2.4, 0],
  ];
  expect((await filled([bow])).warnings).toMatch(/cross themselves/);
});

test('open contours and points are left out with a warning', async () => {
  const { inside, warnings } = await filled([
    square(0.6, 0.6, 0.8, 2),
    { type: 'POINT', points: [[1, 1, 1]] },
    { type: 'OPEN_PLANAR', points: square(0, 0, 2, 1) },
    [
      [0, 0, 3],
      [1, 1, 3],
    ],
  ]);
  expect(inside).toEqual(['112']);
  expect(warnings).toMatch(/POINT.*OPEN_PLANAR.*fewer than three/);
});

test('a contour that leaves another beyond the border of the image overlaps it, and is no hole in it', async () => {
  // Within the image the second lies in the first; beyond x = 3.5 it does not.
  const { inside, warnings } = await filled([square(0.6, -0.4, 3.2, 2), square(1.6, 0.6, 4, 2)]);
  expect(inside).toEqual(['102', '202', '302', '112', '212', '312', '122', '222', '322']);
  expect(warnings).toMatch(/overlap others/);
});

describe('regions that cannot be filled', () => {
  const cases: [string, RachisErrorCode, Contour[], string?][] = [
    ['no contours', 'REGION_EMPTY', []],
    ['only points', 'REGION_EMPTY', [{ type: 'POINT', points: [[1, 1, 1]] }]],
    ['outside the slices', 'REGION_OUTSIDE_IMAGE', [square(1, 1, 1, 9)]],
    ['outside the plane', 'REGION_OUTSIDE_IMAGE', [square(30, 1, 1, 1)]],
    [
      'oblique',
      'CONTOUR_INVALID',
      [
        [
          [0, 0, 0],
          [2, 0, 1],
          [2, 2, 2],
          [0, 2, 1],
        ],
      ],
    ],
    ['another frame of reference', 'FRAME_OF_REFERENCE_MISMATCH', [square(1, 1, 1, 1)], '2.25.999'],
  ];
  test.each(cases)('%s', async (_name, code, contours, frame) => {
    const { regions, warnings } = await readRegions(await structures(contours, frame), { image });
    const failure = await errorOf(Promise.resolve().then(() => regions[0]!.mask()));
    expect([failure.code, failure.details.region]).toEqual([code, 'Läsion']);
    expect(warnings.length).toBeGreaterThan(0);
  });
  test('without the image', async () => {
    const error = await errorOf(readRegions(await structures([square(1, 1, 1, 1)])));
    expect(isRachisError(error) && error.code).toBe('ARGUMENT_INVALID');
  });
});
