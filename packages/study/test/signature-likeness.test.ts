import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cloudOf, distanceOf } from '../src/signature/likeness/distance.ts';
import { scanValues, unlikeScan } from '../src/signature/likeness/scans.ts';

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly data: number[];
  readonly shrinkage: number;
  readonly distances: number[];
  readonly limit: number;
  readonly patient: number[];
  readonly patientDistance: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/signature-ledoit-wolf.json', import.meta.url), 'utf8'),
) as { cases: Case[] };
const namesOf = (count: number) => Array.from({ length: count }, (_, j) => `x${j}`);
const close = (value: number, truth: number, part: number) =>
  expect(Math.abs(value - truth) / Math.abs(truth)).toBeLessThan(part);

describe('distances from the training patients', () => {
  it.each(cases)(
    'are those of scikit-learn, and their limit that of NumPy: $rows rows, $columns columns',
    (one) => {
      const { rows, columns, data } = one;
      const cloud = cloudOf({ names: namesOf(columns), rows, data: Float64Array.from(data) });
      if (typeof cloud === 'string') throw new Error(cloud);
      close(cloud.shrinkage, one.shrinkage, 1e-6);
      // A signature keeps eight digits.
      const at = (row: ArrayLike<number>) =>
        distanceOf(cloud, (name) => row[Number(name.slice(1))])!.distance;
      for (let row = 0; row < rows; row++) {
        close(at(data.slice(row * columns, (row + 1) * columns)), one.distances[row]!, 1e-5);
      }
      close(at(one.patient), one.patientDistance, 1e-5);
      close(cloud.limit, one.limit, 1e-5);
    },
  );

  it('leave columns that never varied out, and name the one that is furthest', () => {
    const [{ rows, data }] = [cases[3]!];
    const wide = Float64Array.from({ length: rows * 4 }, (_, at) =>
      at % 4 === 3 ? 7 : data[Math.floor(at / 4) * 3 + (at % 4)]!,
    );
    const cloud = cloudOf({ names: ['a', 'b', 'c', 'same'], rows, data: wide });
    if (typeof cloud === 'string') throw new Error(cloud);
    expect(cloud.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const found = distanceOf(cloud, (name) => {
      const column = cloud.columns.find((own) => own.name === name)!;
      return column.mean + (name === 'b' ? 9 * column.scale : 0);
    })!;
    expect(found.distance).toBeGreaterThan(found.limit);
    expect(found.columns[0]!.name).toBe('b');
    expect(found.columns[0]!.deviations).toBeCloseTo(9, 6);
    expect(distanceOf(cloud, (name) => (name === 'a' ? undefined : 0))).toBeUndefined();
  });

  it('are not told from too little', () => {
    expect(cloudOf({ names: ['a'], rows: 5, data: Float64Array.of(1, 2, 3, 4, 5) })).toMatch(
      /5 training subjects/,
    );
    expect(cloudOf({ names: ['a'], rows: 12, data: new Float64Array(12).fill(3) })).toMatch(
      /0 columns that vary/,
    );
    const many = cloudOf({
      names: namesOf(3000),
      rows: 20,
      data: Float64Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 97),
    });
    expect(many).toMatch(/too much to keep/);
  });
});

describe('how an image was acquired', () => {
  const training = scanValues([
    {
      manufacturer: 'SIEMENS',
      sliceThicknessMillimetres: 3,
      institution: 'A hospital',
      convolutionKernel: 'B30f',
    },
    { manufacturer: 'Siemens ', sliceThicknessMillimetres: 5, patientAge: '060Y', convolutionKernel: 'B30f' },
    { manufacturer: 'Philips', sliceThicknessMillimetres: 4 },
  ]);

  it('is kept as values and counts, and nothing that tells who or where', () => {
    expect(training.map(({ key }) => key)).toEqual([
      'manufacturer',
      'sliceThicknessMillimetres',
      'convolutionKernel',
    ]);
    expect(training[0]).toEqual({
      key: 'manufacturer',
      known: 3,
      texts: [
        { text: 'SIEMENS', images: 2 },
        { text: 'Philips', images: 1 },
      ],
    });
    expect(training[1]!.range).toEqual({ minimum: 3, maximum: 5 });
  });
  it('is said where it is unlike, value by value', () => {
    expect(
      unlikeScan('CT', training, {
        manufacturer: 'GE',
        sliceThicknessMillimetres: 10,
        convolutionKernel: 'b30F',
      }),
    ).toBe(
      'The image CT was acquired unlike the training images: manufacturer GE where they had SIEMENS (2), Philips (1); slice thickness 10 mm where they had 3 to 5 mm.',
    );
  });
  it('is passed over where it is alike, within a twentieth', () => {
    expect(
      unlikeScan('CT', training, { manufacturer: 'siemens', sliceThicknessMillimetres: 5.2 }),
    ).toBeUndefined();
    expect(unlikeScan('CT', training, { sliceThicknessMillimetres: 5.3 })).toContain('5.3 mm');
  });
  it('is said not to be known, where the training files did not tell', () => {
    expect(unlikeScan('CT', training, { tubeVoltageKilovolts: 120 })).toBe(
      'Not known of the training images of CT, so not compared: tube voltage.',
    );
    expect(unlikeScan('CT', undefined, { tubeVoltageKilovolts: 120 })).toContain('is not in the signature');
    expect(unlikeScan('CT', training, {})).toBeUndefined();
  });
});
