import { readImage } from '@rachis/formats';
import { type Grid, gridOf, indexToPatient, type Vector3, type Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import {
  cropLabels,
  femoralHead,
  fitSphere,
  type Level,
  measureSpine,
  readLabels,
  schemeFromText,
  type SpineInput,
  type SpineMeasurements,
} from '../src/index.ts';
import { rasterise, seeded, type SyntheticVertebra, turn } from './anatomy.ts';
import { sharedPath } from './data.ts';

const rowOf = ({ measurements }: SpineMeasurements, level: string, id: string) =>
  measurements.find((m) => m.level === level && m.id === id)!;

const near = (wanted: number, by: number) => (value: number | null) =>
  value !== null && Math.abs(value - wanted) <= by;

/** A femur: head of a radius at a place, neck outwards and down, shaft. Cut below by the grid. */
function femur(centre: Vector3, radius: number, spacing: Vector3, low = -60): Volume<Uint8Array> {
  const grid: Grid = {
    ...{ spacing, origin: [-40, -40, low], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    size: [130, 80, 40 - low].map((length, axis) => Math.ceil(length / spacing[axis]!)) as unknown as Vector3,
  };
  const [nx, ny, nz] = grid.size;
  const data = new Uint8Array(nx * ny * nz);
  for (let i = 0; i < data.length; i++) {
    const [x, y, z] = indexToPatient(grid, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    const [dx, dy, dz] = [x - centre[0], y - centre[1], z - centre[2]];
    const along = dx * 0.8 - dz * 0.6;
    const off = Math.hypot(dx - 0.8 * along, dy, dz + 0.6 * along);
    const inHead = Math.hypot(dx, dy, dz) <= radius;
    const inNeck = along > 0 && along < 50 && off < 0.62 * radius;
    const inShaft = dz < -20 && Math.hypot(dx - 42, dy) < 15;
    if (inHead || inNeck || inShaft) data[i] = 1;
  }
  return { ...grid, data, unit: 'arbitrary' };
}

describe('spheres', () => {
  test('are found exactly from points on a part of them, outliers among them', () => {
    const random = seeded(5);
    const points = Array.from({ length: 200 }, (_, i): Vector3 => {
      const [a, b] = [random(0, Math.PI), random(0, 4)];
      const r = i % 10 === 0 ? 30 : 24;
      return [5 + r * Math.cos(b) * Math.sin(a), -3 + r * Math.sin(b) * Math.sin(a), 8 + r * Math.cos(a)];
    });
    const sphere = fitSphere(points, [0, 0, 0], 15, 0.1)!;
    for (const [axis, wanted] of [5, -3, 8].entries()) expect(sphere.centre[axis]).toBeCloseTo(wanted, 4);
    expect(sphere.radius).toBeCloseTo(24, 4);
    expect(sphere.points).toBe(180);
  });

  test('there is none through points of a plane or too few', () => {
    expect(fitSphere([[0, 0, 1]], [0, 0, 0], 1, 0.1)).toBeNull();
    expect(
      fitSphere(
        Array.from({ length: 9 }, () => [1, 2, 3] as Vector3),
        [0, 0, 0],
        1,
        0.1,
      ),
    ).toBeNull();
  });
});

describe('femoral heads', () => {
  test.for([
    [22, [1, 1, 1]],
    [25, [0.8, 0.8, 3]],
    [24, [3, 3, 3]],
  ] as const)('radius %s mm, voxels of %s mm', ([radius, spacing]) => {
    const centre: Vector3 = [1.3, -0.7, 2.1];
    const labels = femur(centre, radius, spacing);
    const head = femoralHead(cropLabels(labels)[0]!, labels).found!;
    const voxel = Math.max(...spacing);
    expect(Math.hypot(...head.position.map((p, axis) => p - centre[axis]!))).toBeLessThan(
      Math.max(0.6, 0.4 * voxel),
    );
    expect(head.radius).toSatisfy(near(radius, Math.max(0.5, voxel / 3)));
    expect(head.fitError).toBeLessThan(Math.max(0.6, voxel / 2));
  });

  test('cut through its lower half it is still a sphere; cut through its upper half there is none', () => {
    const centre: Vector3 = [1.3, -0.7, 2.1];
    const half = femur(centre, 24, [1, 1, 1], -8);
    expect(femoralHead(cropLabels(half)[0]!, half).found!.radius).toSatisfy(near(24, 0.7));
    const cap = femur(centre, 24, [1, 1, 1], 12);
    expect(femoralHead(cropLabels(cap)[0]!, cap)).toMatchObject({ found: null });
  });

  test('a shaft without a head has none', () => {
    const labels = femur([1, 1, 1], 24, [1, 1, 1]);
    const [nx, ny] = labels.size;
    const data = labels.data.map((v, i) => (Math.floor(i / (nx * ny)) > 20 ? 0 : v));
    expect(femoralHead(cropLabels({ ...labels, data })[0]!, labels)).toMatchObject({ found: null });
  });
});

const column = (change: Partial<SyntheticVertebra> = {}) =>
  (['L5', 'L4', 'L3', 'L2', 'L1'] as const).map(
    (level, i): SyntheticVertebra => ({
      ...{ level, label: 24 - i, depth: 34, width: 46, anteriorHeight: 27, posteriorHeight: 27, lean: 0 },
      place: [0, 38 * i],
      ...change,
    }),
  );
const lumbar = '24=L5,23=L4,22=L3,21=L2,20=L1';

const measure = (labels: Volume, scheme = lumbar, more: Partial<SpineInput> = {}): SpineMeasurements =>
  measureSpine({
    ...{ crops: cropLabels(labels), structures: schemeFromText(scheme), scan: labels, posture: 'supine' },
    ...more,
  });

describe('pedicle lines', () => {
  test('pedicles of known place', () => {
    const { labels } = rasterise(column(), turn(0, 0, 0), [1, 1, 1], true);
    const spine = measure(labels);
    for (const level of ['L2', 'L3', 'L4']) {
      // They stand from 11 to 17 mm beside the midline.
      expect(rowOf(spine, level, 'pedicle_distance').value).toSatisfy(near(28, 1));
      expect(rowOf(spine, level, 'pedicle_line_rotation').value).toSatisfy(near(0, 1));
      expect(rowOf(spine, level, 'pedicle_line_tilt').value).toSatisfy(near(0, 1));
      const { left } = spine.vertebrae.find(([one]) => one === level)![1].found!.pedicles!;
      expect(left.position[0]).toSatisfy(near(14, 1));
      expect(left.source).toContain('frontal section of the pedicle');
    }
  });

  test('follow a vertebra that is turned about the axis of the spine', () => {
    const plain = rasterise(column(), turn(0, 0, 0), [1, 1, 1], true).labels;
    const turned = rasterise(column(), turn(0, 0, 12), [1, 1, 1], true).labels;
    // L3 of the turned spine in the place of that of the plain one: the middle of both lies on the axis of the turn.
    const data = Uint8Array.from(plain.data, (v) => (v === 22 ? 0 : v));
    const [nx, ny] = turned.size;
    const at = (p: Vector3) => p.map((v, axis) => Math.round(v - plain.origin[axis]!)) as unknown as Vector3;
    for (let i = 0; i < turned.data.length; i++) {
      if (turned.data[i] !== 22) continue;
      const [x, y, z] = at(
        indexToPatient(turned, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]),
      );
      data[x + plain.size[0] * (y + plain.size[1] * z)] = 22;
    }
    const spine = measure({ ...plain, data });
    const rotation = (level: string) => rowOf(spine, level, 'pedicle_line_rotation').value!;
    // Turned by 12 degrees from left towards posterior; the axes of the whole spine turn a fifth of that with it.
    expect(rotation('L3') - rotation('L2')).toSatisfy(near(-12, 1.5));
    expect(rotation('L4') - rotation('L2')).toSatisfy(near(0, 1));
  });

  test('bodies alone have none', () => {
    const spine = measure(rasterise(column(), turn(0, 0, 0), [1, 1, 1], false).labels);
    expect(rowOf(spine, 'L3', 'pedicle_distance').reason).toContain('it is of the body alone, or cut');
  });
});

describe('intensities', () => {
  const { labels: bones } = rasterise(column(), turn(0, 0, 0), [1.5, 1.5, 1.5], false);
  const [nx, ny] = bones.size;
  const placeOf = (i: number) =>
    indexToPatient(bones, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
  // A canal behind the bodies, and a disc between L3 and L4.
  const data = Uint8Array.from(bones.data, (v, i) => {
    const [x, y, z] = placeOf(i);
    if (v !== 0) return v;
    if (Math.hypot(x, y - 27) < 8 && z > -40 && z < 190) return 40;
    return Math.abs(z - 57) < 4 && Math.hypot(x / 22, y / 16) < 1 ? 41 : 0;
  });
  const labels: Volume = { ...bones, data };
  const scheme = `${lumbar},40=spinal_canal,41=disc_L3_L4`;
  const signal: Readonly<Record<number, number>> = {
    20: 210,
    21: 220,
    22: 260,
    23: 290,
    24: 999,
    40: 100,
    41: 60,
  };
  const image: Volume = {
    ...gridOf(bones),
    unit: 'arbitrary',
    data: Float32Array.from(data, (v) => signal[v] ?? 5),
  };

  test('VBQ: median of the four medians over the fluid; pooled beside it', () => {
    const spine = measure(labels, scheme, { image, weighting: 'T1' });
    expect(rowOf(spine, '', 'vbq_lumbar').value).toBeCloseTo((220 + 260) / 2 / 100, 9);
    expect(rowOf(spine, '', 'vbq_lumbar_pooled').value).toBeGreaterThan(2.1);
    expect(rowOf(spine, '', 'vbq_lumbar_pooled').value).toBeLessThan(2.9);
    expect(rowOf(spine, 'L3', 'csf_median').value).toBe(100);
    expect(rowOf(spine, '', 'vbq_cervical')).toBeUndefined();
  });

  test('disc signal index, of T2', () => {
    const spine = measure(labels, scheme, { image, weighting: 'T2' });
    expect(rowOf(spine, 'L3-L4', 'disc_signal_index').value).toBeCloseTo(0.6, 9);
    expect(rowOf(spine, '', 'vbq_lumbar')).toMatchObject({
      value: null,
      reason: expect.stringContaining('T1'),
    });
  });

  test('are empty where weighting or canal is not there, and not asked of CT', () => {
    const untold = measure(labels, scheme, { image });
    for (const [level, id] of [
      ['', 'vbq_lumbar'],
      ['L3-L4', 'disc_signal_index'],
    ] as const)
      expect(rowOf(untold, level, id).reason).toContain('say so with the weighting');
    const bare = measure({ ...labels, data: data.map((v) => (v === 40 ? 0 : v)) }, scheme, {
      image,
      weighting: 'T1',
    });
    expect(rowOf(bare, '', 'vbq_lumbar').reason).toContain('no label of the spinal canal');
    const ct = measure(labels, scheme, { image, modality: 'CT' });
    expect(ct.measurements.some(({ id }) => /vbq|disc_signal/.test(id))).toBe(false);
  });

  test('the cord is left out of the fluid', () => {
    const cord = data.map((v, i) => {
      const [x, y] = placeOf(i);
      return v === 40 && Math.hypot(x, y - 27) < 4 ? 42 : v;
    });
    const bright: Volume = {
      ...image,
      data: Float32Array.from(cord, (v) => (v === 42 ? 900 : (signal[v] ?? 5))),
    };
    const spine = measure({ ...labels, data: cord }, `${scheme},42=spinal_cord`, {
      image: bright,
      weighting: 'T1',
    });
    expect(rowOf(spine, 'L3', 'csf_median').value).toBe(100);
  });

  test('the cord of a file of its own is left out too, where the canal is drawn over it', () => {
    const inCord = (i: number) => Math.hypot(placeOf(i)[0], placeOf(i)[1] - 27) < 6;
    const bright: Volume = {
      ...image,
      data: Float32Array.from(data, (v, i) => (v === 40 ? (inCord(i) ? 900 : 100) : (signal[v] ?? 5))),
    };
    const cord: Volume = { ...labels, data: data.map((v, i) => (v === 40 && inCord(i) ? 42 : 0)) };
    const crops = [...cropLabels(labels), ...cropLabels(cord)];
    const spine = measureSpine({
      ...{ crops, structures: schemeFromText(`${scheme},42=spinal_cord`), scan: labels, posture: 'supine' },
      ...{ image: bright, weighting: 'T1' },
    });
    expect(rowOf(spine, 'L3', 'csf_median').value).toBe(100);
  });

  test('down to L2 a canal without a label of the cord is not taken for fluid', () => {
    const named = '24=L3,23=L2,22=L1,21=T12,20=T11';
    const at = (disc: string) =>
      rowOf(
        measure(labels, `${named},40=spinal_canal,41=${disc}`, { image, weighting: 'T2' }),
        disc.replace('disc_', '').replace('_', '-'),
        'disc_signal_index',
      );
    expect(at('disc_L1_L2')).toMatchObject({
      value: null,
      reason: expect.stringContaining('neither cord nor csf is labelled'),
    });
    const withCord = data.map((v, i) =>
      v === 40 && Math.hypot(placeOf(i)[0], placeOf(i)[1] - 27) < 4 ? 42 : v,
    );
    const spine = measure(
      { ...labels, data: withCord },
      `${named},40=spinal_canal,41=disc_L1_L2,42=spinal_cord`,
      { image, weighting: 'T2' },
    );
    expect(rowOf(spine, 'L1-L2', 'disc_signal_index').value).toBeCloseTo(0.6, 9);
  });

  test('trabecular regions: ellipse and cylinder see what lies in them', () => {
    // A bright cylinder of 4 mm about the axis of each body.
    const marked: Volume = {
      ...image,
      unit: 'HU',
      data: Float32Array.from(data, (v, i) =>
        v > 0 && v < 30 ? (Math.hypot(...placeOf(i).slice(0, 2)) < 4 ? 300 : 100) : -50,
      ),
    };
    const spine = measure(labels, scheme, { image: marked });
    expect(rowOf(spine, 'L3', 'trabecular_cylinder_mean').value).toSatisfy(near(100 + 200 * 0.64, 25));
    expect(rowOf(spine, 'L3', 'trabecular_cylinder_median').value).toBe(300);
    const ellipse = Math.PI * 0.36 * 17 * 23;
    expect(rowOf(spine, 'L3', 'trabecular_ellipse_mean').value).toSatisfy(
      near(100 + (200 * Math.PI * 16) / ellipse, 8),
    );
    expect(rowOf(spine, 'L3', 'trabecular_ellipse_median')).toMatchObject({ value: 100, unit: 'HU' });
  });
});

test('an ellipse is one voxel thick along the body, also where slices are thick from left to right', () => {
  const { labels } = rasterise(column(), turn(0, 0, 0), [4, 0.8, 0.8], false);
  const [nx, ny] = labels.size;
  const data = Float32Array.from(labels.data, (_, i) => {
    const z = indexToPatient(labels, [0, 0, Math.floor(i / (nx * ny))])[2];
    return Math.abs(z - 76) < 0.85 ? 100 : 300;
  });
  const spine = measure(labels, lumbar, { image: { ...gridOf(labels), unit: 'HU', data } });
  expect(rowOf(spine, 'L3', 'trabecular_ellipse_mean').value).toBe(100);
});

const folder = sharedPath('data', 'spine');
const volumeOf = async (...parts: string[]) => (await readImage([folder, ...parts].join('/'))).volume;

describe.skipIf(folder === null)('real CT of TotalSegmentator', () => {
  test('femoral heads, and with them the pelvic incidence of a lying patient', async () => {
    const labels = await volumeOf('totalsegmentator', 'example_seg_fast_force_split.nii.gz');
    const crops = cropLabels(labels);
    const { structures } = readLabels(
      crops.map(({ label }) => ({ label })),
      'x',
    );
    const spine = measureSpine({ crops, structures, scan: labels, posture: 'supine' });
    const [left, right] = (['left', 'right'] as const).map((side) => spine.heads.get(side)!.found!);
    for (const head of [left!, right!]) {
      expect(head.radius).toSatisfy(near(24, 3));
      expect(head.fitError).toBeLessThan(3);
    }
    expect(Math.abs(left!.radius - right!.radius)).toBeLessThan(1.5);
    expect(left!.position[0] - right!.position[0]).toSatisfy(near(170, 20));
    const value = (id: string) => rowOf(spine, '', id).value!;
    expect(value('PI')).toBeCloseTo(value('PI_direct'), 9);
    expect(value('PI')).toSatisfy(near(52, 20));
    expect(rowOf(spine, '', 'PT')).toMatchObject({
      value: null,
      reason: expect.stringContaining('this one lies'),
    });
    const levels: readonly Level[] = ['L1', 'L2', 'L3', 'L4', 'L5'];
    const distances = levels.map((level) => rowOf(spine, level, 'pedicle_distance').value!);
    // Pedicles stand further apart from L2 downwards.
    expect(distances.slice(1)).toEqual([...distances.slice(1)].sort((a, b) => a - b));
  });

  test('disc signal index of the T2 of TPTBox, from labels of both its files', async () => {
    const labels = await volumeOf('tptbox', 'sub-mri_seg-vert_label-6_msk.nii.gz');
    const parts = await volumeOf('tptbox', 'sub-mri_seg-subreg_label-6_msk.nii.gz');
    const image = await volumeOf('tptbox', 'sub-mri_label-6_T2w.nii.gz');
    const crops = cropLabels(labels);
    const { structures } = readLabels(
      crops.map(({ label }) => ({ label })),
      'x',
    );
    const more = cropLabels(parts).filter(({ label }) => label === 60 || label === 61);
    const spine = measureSpine({
      crops: [...crops, ...more],
      structures: new Map([
        ...structures,
        [60, { kind: 'cord', name: 'spinal_cord', level: null }],
        [61, { kind: 'canal', name: 'spinal_canal', level: null }],
      ]),
      ...{ scan: labels, posture: 'supine', image, weighting: 'T2', modality: 'MR' },
    });
    // Discs are darker than the fluid.
    for (const disc of ['C5-C6', 'C6-C7'])
      expect(rowOf(spine, disc, 'disc_signal_index').value).toSatisfy(near(0.5, 0.45));
  });
});
