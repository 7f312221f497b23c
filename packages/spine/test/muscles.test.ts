import { readImage } from '@rachis/formats';
import { type Grid, gridOf, indexToPatient, type Vector3, type Volume } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CompositionSource,
  cropLabels,
  fitMixture,
  measureMuscles,
  measureSpine,
  readLabels,
  schemeFromText,
  type SpineInput,
  type SpineMeasurements,
  structureOfName,
} from '../src/index.ts';
import { rasterise, seeded, type SyntheticVertebra, turn } from './anatomy.ts';
import { sharedPath } from './data.ts';

const column = (['L5', 'L4', 'L3', 'L2'] as const).map(
  (level, i): SyntheticVertebra => ({
    ...{ level, label: 24 - i, depth: 34, width: 46, anteriorHeight: 27, posteriorHeight: 27, lean: 0 },
    place: [0, 38 * i],
  }),
);

const names = '24=L5,23=L4,22=L3,21=L2,30=psoas_major_left,31=psoas_major_right';

/** Two upright cylinders beside a column: of radius 16 mm on the left and 15 mm on the right. */
function withPsoas(spacing: Vector3, tilt = 0): Volume<Uint8Array> {
  const { labels } = rasterise(column, turn(tilt, 0, 0), spacing, false);
  const [nx, ny] = labels.size;
  const data = Uint8Array.from(labels.data);
  let [y, z] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (i % nx === 0) {
      [, y, z] = indexToPatient(labels, [0, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
      // Ends above L2 and below L5, within the scan.
      if (z < -25 || z > 140 || Math.abs(y) > 16) {
        i += nx - 1;
        continue;
      }
    }
    if (data[i] !== 0) continue;
    const x = labels.origin[0] + labels.spacing[0] * (i % nx);
    if (Math.hypot(x - 42, y) <= 16) data[i] = 30;
    else if (Math.hypot(x + 42, y) <= 15) data[i] = 31;
  }
  return { ...labels, data };
}

const measure = (labels: Volume, more: Partial<SpineInput> = {}): SpineMeasurements =>
  measureSpine({
    ...{ crops: cropLabels(labels), structures: schemeFromText(names), scan: labels, posture: 'supine' },
    ...more,
  });

const rowOf = ({ measurements }: SpineMeasurements, level: string, id: string) =>
  measurements.find((m) => m.level === level && m.id === id)!;

const valueAt = (spine: SpineMeasurements, level: string, id: string) => rowOf(spine, level, id)?.value;

/** Circles of voxels have areas within a percent or so of the true one. */
const near = (wanted: number, by: number) => (value: number) => Math.abs(value - wanted) <= by;

describe('areas and volumes of known muscles', () => {
  const left = Math.PI * 256;
  const right = Math.PI * 225;
  const labels = withPsoas([1, 1, 1]);
  const spine = measure(labels, { bodyHeight: 1.75 });

  test('in the slice of the scan, within two hundredths', () => {
    for (const level of ['L2', 'L3', 'L4', 'L5']) {
      expect(valueAt(spine, level, 'psoas_major_left_csa_mid_body_scanner')! / left).toSatisfy(near(1, 0.02));
      expect(valueAt(spine, level, 'psoas_major_right_csa_mid_body_scanner')! / right).toSatisfy(
        near(1, 0.02),
      );
    }
  });

  test('asymmetry, relation to the body, and the index by body height', () => {
    const id = (what: string) => `psoas_major_${what}_mid_body_scanner`;
    const a = (200 * (256 - 225)) / (256 + 225);
    expect(Math.abs(valueAt(spine, 'L3', id('asymmetry'))! - a)).toBeLessThan(2);
    expect(valueAt(spine, 'L3', id('index'))! / ((left + right) / 100 / 1.75 ** 2)).toSatisfy(near(1, 0.02));
    // Seen from above, the drawn body is 34 mm deep in the middle half of its width; to the sides that falls to 17 mm by the
    // square of the way. The bound is a voxel of its width and depth.
    const body = 34 * 46 * (11 / 12);
    expect(valueAt(spine, 'L3', id('left_csa_over_body'))! / (left / body)).toSatisfy(near(1, 0.05));
    expect(rowOf(measure(labels), 'L3', id('index'))).toBeUndefined();
  });

  test('a cylinder cut askew is larger by the cosine, and the same in the plane across it', () => {
    // The whole spine leans by 20 degrees: the cylinders stay upright, so that the vertebra's plane cuts them askew.
    const leaning = measure(withPsoas([1, 1, 1], 20), { section: { place: 'mid_body', axes: 'vertebra' } });
    const askew = valueAt(leaning, 'L4', 'psoas_major_left_csa_mid_body_vertebra')!;
    expect(askew / (left / Math.cos(Math.PI / 9))).toSatisfy(near(1, 0.02));
  });

  test('volumes: whole, and between the endplates of a level', () => {
    expect(valueAt(spine, '', 'psoas_major_left_volume')! / (left * 166)).toSatisfy(near(1, 0.02));
    expect(valueAt(spine, 'L3', 'psoas_major_left_volume')! / (left * 27)).toSatisfy(near(1, 0.02));
    expect(valueAt(spine, '', 'psoas_major_left_largest_csa')! / left).toSatisfy(near(1, 0.02));
  });

  test('disc and endplate planes; there is no disc below the last vertebra', () => {
    const discs = measure(labels, { section: { place: 'mid_disc', axes: 'scanner' } });
    expect(valueAt(discs, 'L3', 'psoas_major_left_csa_mid_disc_scanner')! / left).toSatisfy(near(1, 0.02));
    expect(rowOf(discs, 'L5', 'psoas_major_left_csa_mid_disc_scanner')).toMatchObject({
      value: null,
      reason: 'the vertebra below L5 is missing, or not measured',
    });
  });

  test('a plane of a disc does not lie in a vertebra that is missing', () => {
    const data = Uint8Array.from(labels.data, (v) => (v === 22 ? 0 : v));
    const gap = measure({ ...labels, data }, { section: { place: 'mid_disc', axes: 'scanner' } });
    expect(rowOf(gap, 'L2', 'psoas_major_left_csa_mid_disc_scanner')).toMatchObject({
      value: null,
      reason: 'the vertebra below L2 is missing, or not measured',
    });
    expect(valueAt(gap, 'L4', 'psoas_major_left_csa_mid_disc_scanner')! / left).toSatisfy(near(1, 0.02));
  });

  test('thick slices give the same areas', () => {
    const thick = measure(withPsoas([0.8, 0.8, 4]));
    expect(valueAt(thick, 'L3', 'psoas_major_left_csa_mid_body_scanner')! / left).toSatisfy(near(1, 0.02));
  });

  test('a muscle that the scan cuts within the plane has no area, and one cut at its end no volume', () => {
    const narrow: Volume<Uint8Array> = withPsoas([1, 1, 1]);
    const [nx, ny] = narrow.size;
    const data = Uint8Array.from(narrow.data);
    for (let i = 0; i < data.length; i++)
      if (i % nx === nx - 1 && Math.abs((Math.floor(i / nx) % ny) - ny / 2) < 9) data[i] = 30;
    const cut = measure({ ...narrow, data });
    expect(rowOf(cut, 'L3', 'psoas_major_left_csa_mid_body_scanner')).toMatchObject({
      value: null,
      reason: 'the muscle is cut by the field of view',
    });
    expect(rowOf(cut, '', 'psoas_major_left_volume').value).toBeNull();
    expect(valueAt(cut, 'L3', 'psoas_major_right_csa_mid_body_scanner')).not.toBeNull();
  });

  test('turning the index axes of the file changes nothing', () => {
    const { size } = labels;
    const data = new Uint8Array(labels.data.length);
    for (let z = 0, i = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[0]; x++, i++) data[z + size[2] * (x + size[0] * y)] = labels.data[i]!;
    const turned: Volume = {
      ...labels,
      size: [size[2], size[0], size[1]],
      direction: [0, 1, 0, 0, 0, 1, 1, 0, 0],
      data,
    };
    for (const id of ['psoas_major_left_csa_mid_body_scanner', 'psoas_major_left_volume'])
      expect(valueAt(measure(turned), 'L3', id)).toBeCloseTo(valueAt(spine, 'L3', id)!, 6);
  });
});

describe('fat', () => {
  const labels = withPsoas([1.5, 1.5, 1.5]);
  const filled = (of: (voxel: number) => number, unit: Volume['unit'] = 'arbitrary'): Volume => ({
    ...gridOf(labels),
    unit,
    data: Float32Array.from(labels.data, (_, i) => of(i)),
  });
  const at = (composition: CompositionSource, what: string) =>
    rowOf(measure(labels, { composition }), 'L3', `psoas_major_left_${what}_mid_body_scanner`);

  test('Dixon: fat over fat and water, by area; negative noise counts as none', () => {
    const fat = filled((i) => (i % 4 === 0 ? 300 : 20));
    const water = filled((i) => (i % 4 === 0 ? 100 : 180));
    const source = { method: 'dixon', fat, water } as const;
    const share = (0.25 * 300) / 400 + (0.75 * 20) / 200;
    expect(at(source, 'fat_fraction_dixon').value! / 100).toSatisfy(near(share, 0.02));
    expect(at(source, 'lean_ratio').value!).toSatisfy(near(0.75, 0.02));
    const noise = { method: 'dixon', fat: filled(() => -5), water } as const;
    expect(at(noise, 'fat_fraction_dixon').value).toBe(0);
    const dark = { method: 'dixon', fat: filled(() => 0), water: filled(() => 0) } as const;
    expect(at(dark, 'fat_fraction_dixon')).toMatchObject({ value: null, reason: 'no voxel is of muscle' });
  });

  test('CT: by attenuation from -190 to -30 and -29 to 150 HU', () => {
    const image = filled((i) => [-100, 50, 60, 300][i % 4]!, 'HU');
    const source = { method: 'ct', image } as const;
    expect(at(source, 'lean_ratio').value!).toSatisfy(near(0.5, 0.02));
    expect(at(source, 'fat_ct').value!).toSatisfy(near(25, 2));
    expect(at(source, 'attenuation').value!).toSatisfy(near(55, 1));
    const limits = filled((i) => [-191, -190, -30, -29, 150, 151][i % 6]!);
    const edge = { method: 'ct', image: limits } as const;
    expect(at(edge, 'fat_ct').value!).toSatisfy(near(100 / 3, 2));
    expect(at(edge, 'lean_ratio').value!).toSatisfy(near(1 / 3, 0.02));
  });

  test('mixture: two kinds of voxels are told apart, one kind is not made into two', () => {
    const random = seeded(7);
    const normal = () => Math.sqrt(-2 * Math.log(random(1e-9, 1))) * Math.cos(2 * Math.PI * random(0, 1));
    const two = filled(() => (random(0, 1) < 0.2 ? 400 + 25 * normal() : 150 + 30 * normal()));
    const source = { method: 'mixture', image: two, components: 2 } as const;
    const { value } = rowOf(
      measure(labels, { composition: source }),
      '',
      'psoas_major_left_fat_fraction_mixture',
    );
    expect(Math.abs(value! - 20)).toBeLessThan(1);
    const one = filled(() => 150 + 30 * normal());
    expect(at({ method: 'mixture', image: one, components: 2 }, 'lean_csa')).toMatchObject({
      value: null,
      reason: expect.stringContaining('not told apart by intensity'),
    });
  });

  test('without an image of fat, areas only, and the reason', () => {
    const spine = measure(labels);
    expect(rowOf(spine, 'L3', 'psoas_major_left_lean_csa_mid_body_scanner')).toMatchObject({
      value: null,
      reason: 'no image is given that tells fat from muscle',
    });
  });
});

describe('Gaussian mixtures', () => {
  test('find the components that values were drawn from', () => {
    const random = seeded(3);
    const normal = () => Math.sqrt(-2 * Math.log(random(1e-9, 1))) * Math.cos(2 * Math.PI * random(0, 1));
    const values = Array.from({ length: 9000 }, (_, i) =>
      i % 10 < 6 ? 100 + 10 * normal() : i % 10 < 9 ? 200 + 15 * normal() : 330 + 20 * normal(),
    );
    const { components, classOf } = fitMixture(values, 3)!;
    for (const [k, [mean, deviation, weight]] of (
      [
        [100, 10, 0.6],
        [200, 15, 0.3],
        [330, 20, 0.1],
      ] as const
    ).entries()) {
      expect(Math.abs(components[k]!.mean - mean)).toBeLessThan(3);
      expect(Math.abs(components[k]!.deviation - deviation)).toBeLessThan(2);
      expect(components[k]!.weight).toBeCloseTo(weight, 1);
    }
    expect([50, 100, 200, 330, 900].map(classOf)).toEqual([0, 0, 1, 2, 2]);
  });

  test('nothing for few or equal values', () => {
    expect(fitMixture([1, 2, 3], 2)).toBeNull();
    expect(fitMixture(new Array(500).fill(4), 2)).toBeNull();
  });
});

const folder = sharedPath('data', 'spine');
const volumeOf = async (...parts: string[]) => (await readImage([folder, ...parts].join('/'))).volume;

describe.skipIf(folder === null)('real muscles', () => {
  const scheme = '1=erector_spinae_right,2=multifidus_right,3=multifidus_left,4=erector_spinae_left';

  test.for(['TUM01', 'TUM02'])(
    'Dixon MR, %s: volumes of the masks, fat fractions that are of muscle',
    async (name) => {
      const labels = await volumeOf('muscle', `${name}_fat_seg.nii.gz`);
      const fat = await volumeOf('muscle', `${name}_fat.nii.gz`);
      // The water image has lost its place: voxels are the same.
      const water = { ...(await volumeOf('muscle', `${name}_water.nii.gz`)), ...gridOf(fat) };
      const structures = schemeFromText(scheme);
      const crops = cropLabels(labels);
      const rows = measureMuscles(
        crops.map((crop) => ({ crop, structure: structures.get(crop.label)! })),
        { scan: labels, vertebrae: [], crops: new Map() },
        { place: 'mid_body', axes: 'scanner', composition: { method: 'dixon', fat, water } },
      );
      const value = (id: string) => rows.find((row) => row.id === id)!;
      for (const muscle of ['erector_spinae', 'multifidus'])
        for (const side of ['left', 'right']) {
          const fraction = value(`${muscle}_${side}_fat_fraction_dixon`).value!;
          expect(fraction, `${muscle} ${side}`).toBeGreaterThan(3);
          expect(fraction, `${muscle} ${side}`).toBeLessThan(40);
        }
      // All four go on beyond the stack at its lower end.
      for (const muscle of ['erector_spinae', 'multifidus'])
        for (const side of ['left', 'right'])
          expect(value(`${muscle}_${side}_volume`)).toMatchObject({
            value: null,
            reason: expect.stringContaining('field of view'),
          });
      const [nx, ny, nz] = labels.size;
      const areas = Array.from({ length: nz }, (_, z) =>
        Uint8Array.from(labels.data.subarray(nx * ny * z, nx * ny * (z + 1)), (v) =>
          v === 3 ? 1 : 0,
        ).reduce((sum, v) => sum + v, 0),
      )
        .filter((count) => count > 0)
        .map((count) => count * labels.spacing[0] * labels.spacing[1]);
      const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
      expect(value('multifidus_left_mean_csa').value).toBeCloseTo(mean, 6);
      expect(value('multifidus_left_largest_csa').value).toBeCloseTo(Math.max(...areas), 6);
    },
  );

  describe('CT, 3 mm, TotalSegmentator', () => {
    let spine: SpineMeasurements;
    let labels: Volume;
    beforeAll(async () => {
      labels = await volumeOf('totalsegmentator', 'example_seg_fast_force_split.nii.gz');
      const image = await volumeOf('totalsegmentator', 'example_ct.nii.gz');
      const crops = cropLabels(labels);
      const { structures, scheme: found } = readLabels(
        crops.map(({ label }) => ({ label })),
        'x',
      );
      expect(found).toBe('totalsegmentator_total_v2');
      spine = measureSpine({
        ...{ crops, structures, scan: labels, posture: 'supine', image },
        ...{ composition: { method: 'ct', image }, bodyHeight: 1.75 },
      });
    });

    test('areas at L3 are the voxels of the slice, and of the size of a man', () => {
      const area = valueAt(spine, 'L3', 'autochthon_left_csa_mid_body_scanner')!;
      const l3 = spine.vertebrae.find(([level]) => level === 'L3')![1].found!;
      const slice = Math.round((l3.box.centre[2] - labels.origin[2]) / 3);
      let count = 0;
      for (let i = 0; i < labels.size[0] * labels.size[1]; i++)
        if (labels.data[i + labels.size[0] * labels.size[1] * slice] === 86) count++;
      expect(area).toBe(count * 9);
      for (const side of ['left', 'right']) {
        const csa = valueAt(spine, 'L3', `autochthon_${side}_csa_mid_body_scanner`)!;
        expect(csa).toBeGreaterThan(1200);
        expect(csa).toBeLessThan(4000);
        const attenuation = valueAt(spine, 'L3', `autochthon_${side}_attenuation_mid_body_scanner`)!;
        expect(attenuation).toBeGreaterThan(0);
        expect(attenuation).toBeLessThan(70);
        expect(valueAt(spine, 'L3', `autochthon_${side}_fat_ct_mid_body_scanner`)!).toBeLessThan(25);
      }
      expect(Math.abs(valueAt(spine, 'L3', 'autochthon_asymmetry_mid_body_scanner')!)).toBeLessThan(20);
    });

    test('iliopsoas is not called psoas, and goes on beyond the scan', () => {
      expect(spine.measurements.some(({ id }) => id.startsWith('psoas'))).toBe(false);
      expect(rowOf(spine, '', 'iliopsoas_left_volume').value).toBeNull();
    });
  });
});

test('muscles are told from other structures by name', () => {
  expect(structureOfName('psoas_major_left').kind).toBe('muscle');
  expect(structureOfName('SC').kind).toBe('cord');
  expect(structureOfName('liver').kind).toBe('other');
  const grid: Grid = {
    size: [1, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
  expect(
    measureMuscles(
      [],
      { scan: grid, vertebrae: [], crops: new Map() },
      { place: 'mid_body', axes: 'scanner', composition: '' },
    ),
  ).toEqual([]);
});
