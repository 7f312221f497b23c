import { readImage } from '@rachis/formats';
import { indexToPatient, type Mask, type Vector3, type Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import {
  cropLabels,
  type Level,
  measureSpine,
  readLabels,
  schemeFromText,
  type SpineMeasurements,
} from '../src/index.ts';
import { kLineDistance } from '../src/measure/k-line.ts';
import { rasterise, type SyntheticVertebra, turn } from './anatomy.ts';
import { sharedPath } from './data.ts';

const necks: readonly Level[] = ['C7', 'C6', 'C5', 'C4', 'C3', 'C2'];
const names = [
  ...necks.map((level, i) => `${10 + i}=${level}`),
  ...['40=spinal_canal', '41=spinal_cord', '42=opll'],
].join();

interface Drawn {
  readonly spacing?: Vector3;
  readonly tilt?: number;
  readonly levels?: readonly Level[];
  readonly posteriorElements?: boolean;
  /** Half the thickness, mm, of a block of bone at the front of the canal from C4 to C5; 0 for none. */
  readonly ossification?: number;
}

/** Bodies 20 mm deep and high, 40 wide, 26 mm apart, with an elliptic canal of 14 x 22 mm and a cord of 7 x 12 mm. */
function neck({
  spacing = [1, 1, 1],
  tilt = 0,
  levels = necks,
  posteriorElements = false,
  ossification = 0,
}: Drawn) {
  const vertebrae = levels.map(
    (level, i): SyntheticVertebra => ({
      ...{ level, label: 10 + i, depth: 20, width: 40, anteriorHeight: 20, posteriorHeight: 20, lean: 0 },
      place: [0, 26 * i],
    }),
  );
  const { labels } = rasterise(vertebrae, turn(tilt, 0, 0), spacing, posteriorElements);
  const data = Uint8Array.from(labels.data);
  const [nx, ny] = labels.size;
  const [c, s] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  let [y, z, behind, up] = [0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (i % nx === 0) {
      [, y, z] = indexToPatient(labels, [0, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
      // Places of the neck's own: behind the bodies' back wall at 10 mm lies the canal's middle at 18 mm.
      [behind, up] = [y * c + z * s - 18, -y * s + z * c];
      if (up < -20 || up > 150 || Math.abs(behind) > 7.1) {
        i += nx - 1;
        continue;
      }
    }
    const x = labels.origin[0] + labels.spacing[0] * (i % nx);
    if (Math.abs(x) > 11.1 || data[i] !== 0) continue;
    if (
      ossification > 0 &&
      Math.abs(x) < 5 &&
      behind > -7 &&
      behind < -7 + 2 * ossification &&
      up > 45 &&
      up < 85
    )
      data[i] = 42;
    else if (Math.hypot(x / 6, behind / 3.5) <= 1) data[i] = 41;
    else if (Math.hypot(x / 11, behind / 7) <= 1) data[i] = 40;
  }
  return { ...labels, data } as Volume;
}

const measure = (labels: Volume, scheme = names): SpineMeasurements =>
  measureSpine({
    ...{ crops: cropLabels(labels), structures: schemeFromText(scheme), scan: labels, posture: 'supine' },
  });

const rowOf = ({ measurements }: SpineMeasurements, level: string, id: string) =>
  measurements.find((m) => m.level === level && m.id === id)!;

const near = (wanted: number, by: number) => (value: number | null) =>
  value !== null && Math.abs(value - wanted) <= by;

describe('canal and cord of known size', () => {
  // Bounds are a voxel of each diameter: bodies, canals and cords of voxels are as much larger or smaller.
  test.for([
    ['1 mm', { spacing: [1, 1, 1] }],
    ['the patient turned by 15 degrees', { spacing: [1, 1, 1], tilt: 15 }],
    ['thick sagittal slices', { spacing: [3, 0.6, 0.6] }],
  ] as const)('areas, diameters and ratios: %s', ([, drawn]) => {
    const spine = measure(neck(drawn));
    for (const level of ['C3', 'C5', 'C4-C5']) {
      expect(rowOf(spine, level, 'canal_area').value).toSatisfy(near(Math.PI * 77, 0.04 * Math.PI * 77));
      expect(rowOf(spine, level, 'canal_diameter_ap').value).toSatisfy(near(14, 1));
      expect(rowOf(spine, level, 'canal_diameter_transverse').value).toSatisfy(near(22, 1.5));
      expect(rowOf(spine, level, 'cord_area').value).toSatisfy(near(Math.PI * 21, 0.12 * Math.PI * 21));
      expect(rowOf(spine, level, 'cord_occupation').value).toSatisfy(near((100 * 21) / 77, 3));
      expect(rowOf(spine, level, 'cord_compression_ratio').value).toSatisfy(near(7 / 12, 0.1));
      expect(rowOf(spine, level, 'space_available_for_cord').value).toSatisfy(near(7, 1));
    }
    expect(rowOf(spine, 'C5', 'canal_body_ratio').value).toSatisfy(near(14 / 20, 0.06));
    expect(rowOf(spine, '', 'canal_area_smallest').value).toSatisfy(near(Math.PI * 77, 0.08 * Math.PI * 77));
  });

  test('a canal that ends before a level, or is cut by the scan, is not measured there', () => {
    const labels = neck({});
    const [nx, ny, nz] = labels.size;
    const data = Uint8Array.from(labels.data as Uint8Array);
    for (let i = 0; i < data.length; i++) if (data[i]! >= 40 && i > nx * ny * (nz - 62 - 20)) data[i] = 0;
    const spine = measure({ ...labels, data });
    expect(rowOf(spine, 'C2', 'canal_area')).toMatchObject({
      value: null,
      reason: 'the label of the spinal canal does not reach this level',
    });
    expect(rowOf(spine, 'C5', 'canal_area').value).not.toBeNull();
  });

  test('nothing is said of canal and cord where neither is labelled', () => {
    const bare = neck({});
    const data = Uint8Array.from(bare.data as Uint8Array, (v) => (v >= 40 ? 0 : v));
    const { measurements } = measure({ ...bare, data });
    expect(measurements.filter(({ id }) => /canal|cord|k_line/.test(id))).toEqual([]);
  });

  test('below L2 a label called cord is the thecal sac', () => {
    const lumbar: readonly Level[] = ['L5', 'L4', 'L3', 'L2', 'L1'];
    const labels = neck({ levels: lumbar });
    const spine = measure(
      labels,
      [...lumbar.map((level, i) => `${10 + i}=${level}`), '40=spinal_canal', '41=spinal_cord'].join(),
    );
    expect(rowOf(spine, 'L2', 'cord_area').value).not.toBeNull();
    for (const level of ['L2-L3', 'L3', 'L5'])
      expect(rowOf(spine, level, 'cord_area').reason).toBe(
        'below L2 the label holds the thecal sac, not the cord',
      );
    expect(rowOf(spine, 'L3', 'canal_area').value).not.toBeNull();
    expect(rowOf(spine, 'L3', 'torg_pavlov_ratio')).toBeUndefined();
  });
});

describe('Torg-Pavlov', () => {
  test('from the bone: back wall to lamina, over the depth of the body', () => {
    // Laminae lie 15 mm behind the wall.
    const spine = measure(neck({ posteriorElements: true }));
    for (const level of ['C3', 'C4', 'C5', 'C6'])
      expect(rowOf(spine, level, 'torg_pavlov_ratio').value).toSatisfy(near(15 / 20, 0.09));
    expect(rowOf(spine, 'C2', 'torg_pavlov_ratio')).toBeUndefined();
  });

  test('of bodies alone there is none', () => {
    expect(rowOf(measure(neck({})), 'C5', 'torg_pavlov_ratio')).toMatchObject({
      value: null,
      reason: expect.stringContaining('no lamina'),
    });
  });
});

describe('K-line and ossified ligament', () => {
  test.for([
    ['in front', 2, 1],
    ['beyond', 5, 0],
  ] as const)('an ossification that stays %s of the line', ([, half, positive]) => {
    const spine = measure(neck({ ossification: half }));
    // The line runs through the canal's middle, 7 mm behind its front.
    expect(rowOf(spine, '', 'k_line_distance_supine').value).toSatisfy(near(7 - 2 * half, 1));
    expect(rowOf(spine, '', 'k_line_positive_supine').value).toBe(positive);
    expect(rowOf(spine, 'C4-C5', 'opll_occupancy').value).toSatisfy(near((100 * 2 * half) / 14, 8));
    expect(rowOf(spine, '', 'opll_occupancy_largest').value).toSatisfy(near((100 * 2 * half) / 14, 8));
  });

  test('bone is no room: area, diameter and space are of what it leaves, the ratio is of the canal as it grew', () => {
    const spacing = [0.5, 0.5, 2] as const;
    // A cord 7 mm deep in a canal of 14 mm, of which bone 10 mm wide takes the front 3 mm.
    const [without, spine] = [measure(neck({ spacing })), measure(neck({ spacing, ossification: 1.5 }))];
    const lost = (id: string, level = 'C4-C5') =>
      rowOf(without, level, id).value! - rowOf(spine, level, id).value!;
    // What lies behind the block's front edge and within the ellipse.
    let taken = 0;
    for (let x = -5; x < 5; x += 0.01) taken += 0.01 * Math.max(0, 7 * Math.sqrt(1 - (x / 11) ** 2) - 4);
    expect(lost('canal_area')).toSatisfy(near(taken, 6));
    expect(lost('canal_diameter_ap')).toSatisfy(near(3, 1));
    expect(lost('space_available_for_cord')).toSatisfy(near(3, 1));
    expect(rowOf(spine, '', 'canal_area_smallest').value).toSatisfy(near(Math.PI * 77 - taken, 12));
    expect(Math.abs(lost('canal_body_ratio', 'C5'))).toBeLessThan(0.001);
  });

  test('behind the middle of a voxel lies half of its depth, not of its least size', () => {
    const mask: Mask = {
      size: [3, 1, 5],
      spacing: [1, 2, 1],
      origin: [-1, -7, -2],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      data: new Uint8Array(15).fill(1),
    };
    const axes = { left: [1, 0, 0], anterior: [0, -1, 0], superior: [0, 0, 1] } as const;
    const crop = { label: 1, mask, voxels: 15 };
    expect(kLineDistance([0, 0, 40], [0, 0, -40], crop, axes)).toBeCloseTo(6, 9);
  });

  test('without C2 there is no line', () => {
    const spine = measure(neck({ ossification: 2, levels: ['C7', 'C6', 'C5', 'C4', 'C3'] }));
    expect(rowOf(spine, '', 'k_line_positive_supine')).toMatchObject({
      value: null,
      reason: 'C2 is missing',
    });
  });
});

const folder = sharedPath('data', 'spine');
const volumeOf = async (...parts: string[]) => (await readImage([folder, ...parts].join('/'))).volume;

describe.skipIf(folder === null)('real canals', () => {
  test('MR of TPTBox: canal and cord of its second file; levels called cervical that cannot be', async () => {
    const labels = await volumeOf('tptbox', 'sub-mri_seg-vert_label-6_msk.nii.gz');
    const parts = await volumeOf('tptbox', 'sub-mri_seg-subreg_label-6_msk.nii.gz');
    const crops = cropLabels(labels);
    const more = cropLabels(parts).map((crop) => ({ ...crop, label: crop.label + 1000 }));
    const read = readLabels(
      more.map(({ label }) => ({ label: label - 1000 })),
      'x',
      'spineps_subregions',
    );
    const structures = new Map(
      readLabels(
        crops.map(({ label }) => ({ label })),
        'x',
      ).structures,
    );
    for (const [label, structure] of read.structures) structures.set(label + 1000, structure);
    const spine = measureSpine({ crops: [...crops, ...more], structures, scan: labels, posture: 'supine' });
    for (const level of ['C5', 'C6', 'C7', 'C5-C6', 'C6-C7']) {
      const area = rowOf(spine, level, 'canal_area').value!;
      expect(area).toBeGreaterThan(130);
      expect(area).toBeLessThan(300);
    }
    // The cord ends within this file, and the bodies are 35 mm deep: it is no neck, whatever its labels say.
    expect(rowOf(spine, 'C7', 'cord_area').value).toBeNull();
    expect(rowOf(spine, 'C6', 'torg_pavlov_ratio').reason).toContain('which no cervical body is');
  });

  test('CT of TotalSegmentator: the cord down to L2', async () => {
    const labels = await volumeOf('totalsegmentator', 'example_seg_fast_force_split.nii.gz');
    const crops = cropLabels(labels);
    const { structures } = readLabels(
      crops.map(({ label }) => ({ label })),
      'x',
    );
    const spine = measureSpine({ crops, structures, scan: labels, posture: 'supine' });
    for (const level of ['T12', 'T12-L1', 'L1', 'L2']) {
      const area = rowOf(spine, level, 'cord_area').value!;
      expect(area).toBeGreaterThan(100);
      expect(area).toBeLessThan(300);
    }
    expect(rowOf(spine, 'L4', 'cord_area').value).toBeNull();
  });
});
