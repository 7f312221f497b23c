import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Grid } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { placeContours } from '../src/contours.ts';
import { sourceOfBytes } from '../src/bytes.ts';
import { readDicomWhole } from '../src/dicom/dataset.ts';
import type { Contour } from '../src/dicom/rtstruct.ts';
import { implicitLittleEndian, type NaturalDataSet, part10Bytes } from '../src/dicom/write-part10.ts';
import type { ImageRead } from '../src/index.ts';
import { fillContours } from '../src/rasterise.ts';
import { structureRegions } from '../src/structure-regions.ts';
import { errorOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** 20 x 20 voxels of 1 mm, 5 slices of 3 mm. */
const grid: Grid = {
  size: [20, 20, 5],
  spacing: [1, 1, 3],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

type Corners = readonly (readonly [number, number])[];
const contour = (corners: Corners, slice = 2, type = 'CLOSED_PLANAR'): Contour => ({
  type,
  points: Float64Array.from(corners.flatMap(([x, y]) => [x, y, 3 * slice])),
});
/** A square from (x, y) of a side that encloses side x side centres. */
const square = (x: number, y: number, side: number): [number, number][] => [
  [x - 0.5, y - 0.5],
  [x + side - 0.5, y - 0.5],
  [x + side - 0.5, y + side - 0.5],
  [x - 0.5, y + side - 0.5],
];

function fill(contours: readonly Contour[]): {
  perSlice: number[];
  at: (x: number, y: number) => number;
  said: string;
} {
  const placed = placeContours('r', contours, grid, 'rt.dcm');
  const { data } = fillContours(placed, grid);
  const perSlice = [0, 1, 2, 3, 4].map((z) =>
    data.subarray(400 * z, 400 * (z + 1)).reduce((a, b) => a + b, 0),
  );
  return { perSlice, at: (x, y) => data[800 + 20 * y + x]!, said: placed.warnings.join(' ') };
}

describe('a contour that is there twice on its plane counts once, and is said', () => {
  const shape: [number, number][] = [
    [2.3, 2.1],
    [9.7, 2.6],
    [11.2, 7.4],
    [6.1, 12.3],
    [2.8, 8.9],
  ];
  const round = (digits: number) =>
    shape.map(([x, y]) => [Number(x.toFixed(digits)), Number(y.toFixed(digits))] as [number, number]);
  const between = shape.flatMap(([x, y], i) => {
    const [nextX, nextY] = shape[(i + 1) % shape.length]!;
    return [[x, y] as [number, number], [(x + nextX) / 2, (y + nextY) / 2] as [number, number]];
  });
  const alone = fill([contour(shape)]);
  test.each<[string, Corners]>([
    ['as it is', shape],
    ['from another corner', [...shape.slice(2), ...shape.slice(0, 2)]],
    ['reversed', [...shape].reverse()],
    ['explicitly closed', [...shape, shape[0]!]],
    ['with corners repeated', shape.flatMap((corner) => [corner, corner])],
    ['with corners between', between],
    ['rounded to tenths', round(1)],
    ['rounded to whole numbers', round(0)],
    ['a micrometre off', shape.map(([x, y]) => [x + 0.001, y - 0.001])],
  ])('%s', (_, again) => {
    for (const contours of [
      [contour(shape), contour(again)],
      [contour(again), contour(shape), contour(again)],
    ]) {
      const found = fill(contours);
      // The first one is taken, which rounding may have moved over a centre.
      const one = fill([contours[0]!]);
      expect(found.perSlice).toEqual(one.perSlice);
      expect(found.said).toMatch(/there twice on their plane and were taken once/);
    }
    expect(alone.perSlice[2]).toBeGreaterThan(40);
  });
  test('whatever its type', () => {
    const twice = [
      contour(shape, 2, 'CLOSEDPLANAR_XOR'),
      contour([...shape].reverse(), 2, 'CLOSEDPLANAR_XOR'),
    ];
    expect(fill(twice).perSlice).toEqual(alone.perSlice);
  });
  test('with a hole that is there twice too', () => {
    const [outer, inner] = [square(1, 1, 12), square(4, 4, 4)];
    const found = fill([outer, inner, [...outer].reverse(), [...inner].reverse()].map((one) => contour(one)));
    expect(found.perSlice[2]).toBe(144 - 16);
    expect(found.said).toMatch(/2 contours are there twice/);
  });
  test('and on other slices it is another contour', () => {
    expect(fill([contour(shape, 1), contour(shape, 3)]).said).not.toMatch(/twice/);
  });
});

describe('several contours on one plane', () => {
  test('apart, and with a shared edge, they add up and nothing is said', () => {
    const found = fill([contour(square(1, 1, 3)), contour(square(4, 1, 3)), contour(square(12, 12, 2))]);
    expect([found.perSlice[2], found.said]).toEqual([9 + 9 + 4, '']);
  });
  test('of type CLOSED_PLANAR that overlap: what is within either, said', () => {
    const found = fill([contour(square(1, 1, 6)), contour(square(4, 4, 6))]);
    expect(found.perSlice[2]).toBe(36 + 36 - 9);
    expect(found.said).toMatch(/2 contours of type CLOSED_PLANAR overlap/);
  });
  test('of type CLOSED_PLANAR within each other: a hole, and a part in the hole, said', () => {
    const nested = [square(1, 1, 12), square(3, 3, 8), square(5, 5, 3)].map((one) => contour(one));
    for (const order of [nested, [...nested].reverse()]) {
      const found = fill(order);
      expect(found.perSlice[2]).toBe(144 - 64 + 9);
      expect(found.said).toMatch(
        /2 contours of type CLOSED_PLANAR lie within others on their plane: they were taken as holes/,
      );
    }
  });
  test('two holes that overlap are one hole', () => {
    const found = fill([square(1, 1, 14), square(3, 3, 5), square(6, 6, 5)].map((one) => contour(one)));
    expect(found.perSlice[2]).toBe(196 - (25 + 25 - 4));
  });
  test('a hole in one of two contours that overlap', () => {
    const found = fill([square(1, 1, 8), square(2, 2, 3), square(7, 1, 8)].map((one) => contour(one)));
    expect(found.perSlice[2]).toBe(64 + 64 - 16 - 9);
  });
  test('of type CLOSEDPLANAR_XOR: by exclusion, as the standard says', () => {
    const xor = (corners: Corners) => contour(corners, 2, 'CLOSEDPLANAR_XOR');
    const hole = fill([xor(square(1, 1, 12)), xor(square(3, 3, 8)), xor(square(5, 5, 3))]);
    expect([hole.perSlice[2], hole.said]).toEqual([144 - 64 + 9, '']);
    expect(fill([xor(square(1, 1, 6)), xor(square(4, 4, 6))]).perSlice[2]).toBe(36 + 36 - 18);
    const mixed = fill([xor(square(1, 1, 6)), contour(square(4, 4, 6))]);
    expect([mixed.perSlice[2], mixed.said]).toEqual([36 + 36 - 18, expect.stringMatching(/mixed/)]);
  });
  test('a keyhole, whose channel has no width or a little', () => {
    for (const width of [0, 1e-4]) {
      const keyhole: Corners = [
        [0.5, 3.7 + width],
        [0.5, 12.5],
        [12.5, 12.5],
        [12.5, 0.5],
        [0.5, 0.5],
        [0.5, 3.7],
        [3.5, 3.7],
        [3.5, 3.5],
        [7.5, 3.5],
        [7.5, 7.5],
        [3.5, 7.5],
        [3.5, 3.7 + width],
      ];
      const found = fill([contour(keyhole)]);
      expect([found.perSlice[2], found.at(5, 5), found.at(2, 2)]).toEqual([144 - 16, 0, 1]);
      expect(found.said).toBe('');
    }
  });
  test('one thinner than a voxel adds nothing, and is said', () => {
    const thin: Corners = [
      [3.2, 3.2],
      [3.8, 3.2],
      [3.8, 9],
      [3.2, 9],
    ];
    const found = fill([contour(square(1, 12, 3)), contour(thin)]);
    expect([found.perSlice[2], found.said]).toEqual([
      9,
      expect.stringMatching(/1 contours enclose no voxel centre/),
    ]);
  });
});

describe('several planes near one slice', () => {
  test('parts that lie beside each other count, and are said', () => {
    const found = fill([contour(square(1, 1, 3), 2), contour(square(10, 10, 3), 2.3)]);
    expect(found.perSlice).toEqual([0, 0, 18, 0, 0]);
    expect(found.said).toMatch(/1 parts lie on other planes/);
  });
  test('of parts upon each other, that of the nearest plane counts', () => {
    const found = fill([
      contour(square(1, 1, 6), 2.3),
      contour(square(1, 1, 3), 2),
      contour(square(12, 12, 2), 2.3),
    ]);
    expect(found.perSlice).toEqual([0, 0, 9 + 4, 0, 0]);
    expect(found.said).toMatch(/nearest plane was taken, and 1 parts of planes farther off were left out/);
  });
  test('a part keeps its hole', () => {
    const found = fill([
      contour(square(1, 1, 3), 2),
      contour(square(8, 8, 8), 2.2),
      contour(square(10, 10, 3), 2.2),
    ]);
    expect(found.perSlice[2]).toBe(9 + 64 - 9);
  });
});

describe('contours of very many points', () => {
  const circle = (count: number, radius = 8): Corners =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      return [9.5 + radius * Math.cos(angle), 9.5 + radius * Math.sin(angle)] as const;
    });
  test('are filled as those of few', () => {
    const found = fill([contour(circle(200_000)), contour([...circle(150_000)].reverse())]);
    expect(found.perSlice).toEqual(fill([contour(circle(1000))]).perSlice);
    expect(found.said).toMatch(/twice/);
  });
  test('that run up and down thousands of times end in time', { timeout: 20_000 }, () => {
    const zigzag = Array.from({ length: 60_000 }, (_, i): [number, number] => [
      1 + i / 4000,
      i % 2 === 0 ? 1 : 18,
    ]);
    expect(fill([contour(zigzag), contour([...zigzag].reverse())]).perSlice[2]).toBeGreaterThan(0);
  });
  test('that lie upon each other without end are refused', async () => {
    const large: Grid = { ...grid, size: [2000, 2000, 1] };
    const many = Array.from({ length: 100 }, (_, i) => contour(square(i, i, 1800), 0));
    const placing = Promise.resolve().then(() => placeContours('r', many, large, 'rt.dcm'));
    expect((await errorOf(placing)).code).toBe('CONTOUR_INVALID');
  });
});

describe('a structure set', () => {
  const image = {
    volume: { ...grid, data: new Int16Array(2000), unit: 'HU' },
    ...{ modality: 'CT', source: 'ct', patient: '', frameOfReference: null, seriesUid: null },
    ...{ description: '', warnings: [], header: {} },
  } satisfies ImageRead;
  const item = (corners: Corners, more: NaturalDataSet = {}): NaturalDataSet => ({
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: String(corners.length),
    ContourData: corners.flatMap(([x, y]) => [String(x), String(y), '6']),
    ...more,
  });
  const read = async (
    listed: readonly [number: string, name: string][],
    drawn: readonly [number: string, items: NaturalDataSet[]][],
  ) => {
    const bytes = await part10Bytes(
      {
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
        SOPInstanceUID: '2.25.50',
        Modality: 'RTSTRUCT',
        StructureSetROISequence: listed.map(([ROINumber, ROIName]) => ({ ROINumber, ROIName })),
        ROIContourSequence: drawn.map(([ReferencedROINumber, ContourSequence]) => ({
          ReferencedROINumber,
          ContourSequence,
        })),
      },
      { transferSyntax: implicitLittleEndian },
    );
    writeFileSync(join(folder, 'rt.dcm'), bytes);
    const file = await readDicomWhole(sourceOfBytes('rt.dcm', bytes));
    const { regions, warnings } = structureRegions(file, image);
    const count = (i: number) => regions[i]!.mask().data.reduce((a, b) => a + b, 0);
    return { names: regions.map(({ name }) => name), count, said: warnings.join(' ') };
  };

  test('a region has the contours of all its items', async () => {
    const found = await read(
      [['1', 'a']],
      [
        ['1', [item(square(1, 1, 3))]],
        ['1', [item(square(8, 8, 3))]],
      ],
    );
    expect([found.count(0), found.said]).toEqual([18, expect.stringMatching(/contours are in 2 items/)]);
  });
  test('two regions of one number cannot be told apart', async () => {
    const found = await read(
      [
        ['1', 'a'],
        ['1', 'b'],
        ['2', 'c'],
      ],
      [
        ['1', [item(square(1, 1, 3))]],
        ['2', [item(square(8, 8, 3))]],
      ],
    );
    expect(found.names).toEqual(['a', 'b', 'c']);
    for (const i of [0, 1]) {
      const error = await errorOf(Promise.resolve().then(() => found.count(i)));
      expect([error.code, error.message]).toEqual(['CONTOUR_INVALID', expect.stringMatching(/ROINumber/)]);
    }
    expect(found.count(2)).toBe(9);
  });
  test('a region that is listed twice is one', async () => {
    const found = await read(
      [
        ['1', 'a'],
        ['1', 'a'],
      ],
      [['1', [item(square(1, 1, 3))]]],
    );
    expect([found.names, found.count(0)]).toEqual([['a'], 9]);
    expect(found.said).toMatch(/listed 2 times/);
  });
  test('contours of a number that is not listed are said', async () => {
    const found = await read(
      [['1', 'a']],
      [
        ['1', [item(square(1, 1, 3))]],
        ['7', [item(square(8, 8, 3))]],
      ],
    );
    expect([found.count(0), found.said]).toEqual([9, expect.stringMatching(/number 7/)]);
  });
  test('a wrong count of points is said; a contour that is moved by a vector is refused', async () => {
    const counted = await read(
      [['1', 'a']],
      [['1', [item(square(1, 1, 3), { NumberOfContourPoints: '9' })]]],
    );
    expect(counted.said).toMatch(/NumberOfContourPoints/);
    const moved = read(
      [['1', 'a']],
      [['1', [item(square(1, 1, 3), { ContourOffsetVector: ['0', '0', '3'] })]]],
    );
    expect((await errorOf(moved)).message).toMatch(/ContourOffsetVector/);
  });
});
