import { indexToPatient, type Vector3 } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { thorough } from '../../../test/support/thorough.ts';
import {
  cropLabels,
  labelSchemes,
  type Level,
  measureSpine,
  plateTilt,
  type SpineMeasurements,
  vertebraLandmarks,
} from '../src/index.ts';
import {
  layersOf,
  rasterise,
  type SyntheticSpine,
  type SyntheticVertebra,
  syntheticSpine,
  truePlateTilt,
  turn,
} from './anatomy.ts';
import { plateRange } from './plate-range.ts';

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;

const measure = ({ labels }: Pick<SyntheticSpine, 'labels'>): SpineMeasurements =>
  measureSpine({ crops: cropLabels(labels), structures, scan: labels, posture: 'supine' });

const rowOf = ({ measurements }: SpineMeasurements, level: string, id: string) =>
  measurements.find((m) => m.level === level && m.id === id)!;

/** A straight column of equal vertebrae, for what each test changes. */
const column = (change: (v: SyntheticVertebra, i: number) => Partial<SyntheticVertebra> = () => ({})) =>
  (['L5', 'L4', 'L3', 'L2', 'L1'] as const).map((level, i): SyntheticVertebra => {
    const plain: SyntheticVertebra = {
      level,
      label: 24 - i,
      depth: 34,
      width: 46,
      anteriorHeight: 27,
      posteriorHeight: 27,
      lean: 3,
      place: [0, 38 * i],
    };
    return { ...plain, ...change(plain, i) };
  });

const isotropic = [1, 1, 1] as const;

describe('known anatomy', () => {
  const spines = thorough(30, 4);
  test(`endplates within 1 degree, heights within half a voxel, over ${2 * spines} spines`, () => {
    let plates = 0;
    for (let seed = 1000; seed < 1000 + spines; seed++)
      for (const spacing of [[4, 0.5, 0.5], isotropic] as const) {
        const spine = syntheticSpine(seed, spacing);
        const { vertebrae } = measure(spine);
        const found = new Map(vertebrae);
        // Tilts are judged in the sagittal plane that the spine was made in.
        const m = spine.rotation;
        const axes = {
          left: [m[0], m[3], m[6]] as Vector3,
          anterior: [-m[1], -m[4], -m[7]] as Vector3,
          superior: [m[2], m[5], m[8]] as Vector3,
        };
        const voxel = Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
        for (const vertebra of spine.vertebrae) {
          const one = found.get(vertebra.level)!.found!;
          const where = `seed ${seed}, ${spacing.join(' x ')} mm, ${vertebra.level}`;
          // An endplate that lies between two layers of voxels shows no step that its tilt could be told from, and one
          // through two layers a single step, whose height is known to a voxel.
          const seen = (which: 'superior' | 'inferior', layers: number) =>
            layersOf(spine, vertebra, which) >= layers;
          for (const which of ['superior', 'inferior'] as const) {
            if (!seen(which, 1)) continue;
            plates++;
            const { plate } = one[which];
            const error = plateTilt(plate!, axes) - truePlateTilt(vertebra, which);
            expect(Math.abs(error), `${where}, ${which} endplate`).toBeLessThan(1);
          }
          if (!seen('superior', 2) || !seen('inferior', 2)) continue;
          for (const [place, truth] of [
            ['anterior', vertebra.anteriorHeight],
            ['middle', (vertebra.anteriorHeight + vertebra.posteriorHeight) / 2],
            ['posterior', vertebra.posteriorHeight],
          ] as const) {
            const upper = one.points[`superior_${place}`]!.position;
            const lower = one.points[`inferior_${place}`]!.position;
            const height = Math.hypot(...upper.map((v, axis) => v - lower[axis]!));
            expect(Math.abs(height - truth), `${where}, ${place} height`).toBeLessThan(voxel / 2);
          }
        }
      }
    expect(plates).toBeGreaterThan(13 * spines);
  });

  // Seeds where least squares were off by more than a degree or half a voxel: long steps, seen as treads. Where the voxels leave
  // more open (`plateRange`), half of that is the best that any method can promise.
  test.each([3, 20, 30, 206])(
    'spine %i: an endplate through few layers is found from where its steps end',
    (seed) => {
      const spine = syntheticSpine(seed, isotropic);
      const m = spine.rotation;
      const axes = {
        left: [m[0], m[3], m[6]] as Vector3,
        anterior: [-m[1], -m[4], -m[7]] as Vector3,
        superior: [m[2], m[5], m[8]] as Vector3,
      };
      const found = new Map(measure(spine).vertebrae);
      for (const vertebra of spine.vertebrae)
        for (const which of ['superior', 'inferior'] as const) {
          const open = plateRange(spine, vertebra, which).tilt / 2;
          const plate = found.get(vertebra.level)!.found![which].plate!;
          const error = plateTilt(plate, axes) - truePlateTilt(vertebra, which);
          expect(Math.abs(error), `${vertebra.level} ${which}`).toBeLessThan(Math.max(0.5, open + 0.1));
        }
    },
  );

  test('a turn and a shift of the mask turn and shift the landmarks with it', () => {
    const vertebrae = column((_, i) => ({ anteriorHeight: 27 - i, lean: 9 - 6 * i }));
    const [still, moved] = [turn(0, 0, 0), turn(9, 6, -7)].map((rotation) =>
      measure(rasterise(vertebrae, rotation, isotropic, true)),
    );
    const m = turn(9, 6, -7);
    for (const [i, [level, { found }]] of still!.vertebrae.entries()) {
      const after = moved!.vertebrae[i]![1].found!;
      for (const [name, { position: p }] of Object.entries(found!.points)) {
        const turned = [0, 3, 6].map((row) => m[row]! * p[0] + m[row + 1]! * p[1] + m[row + 2]! * p[2]);
        const there = after.points[name as keyof typeof after.points]!.position;
        const distance = Math.hypot(...there.map((v, axis) => v - turned[axis]!));
        expect(distance, `${level} ${name}`).toBeLessThan(2.2);
      }
      for (const id of ['height_anterior', 'height_posterior', 'wedge_angle'])
        expect(
          Math.abs(rowOf(moved!, level, id).value! - rowOf(still!, level, id).value!),
          `${level} ${id}`,
        ).toBeLessThan(id === 'wedge_angle' ? 2 : 1);
    }
  });
});

describe('pathology is found where it is and nowhere else', () => {
  test('a wedge', () => {
    const spine = measure(
      rasterise(
        column((v) => (v.level === 'L3' ? { anteriorHeight: 15 } : {})),
        turn(4, 5, 3),
        isotropic,
        true,
      ),
    );
    const grades = spine.vertebrae.map(([level]) => [level, rowOf(spine, level, 'genant_grade').value]);
    expect(Object.fromEntries(grades)).toEqual({ L1: null, L2: 0, L3: 3, L4: 0, L5: null });
    expect(rowOf(spine, 'L3', 'wedge_ratio').value).toBeCloseTo(15 / 27, 1);
    expect(rowOf(spine, 'L3', 'height_loss_anterior').value).toBeCloseTo(100 * (1 - 15 / 27), -1);
  });

  test('a slip, forwards', () => {
    const spine = measure(
      rasterise(
        column((v, i) => ({ place: [i >= 1 ? 12 : 0, v.place[1]] })),
        turn(-5, 3, 4),
        isotropic,
        false,
      ),
    );
    const slips = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5'].map(
      (pair) => rowOf(spine, pair, 'meyerding_grade').value,
    );
    expect(slips).toEqual([0, 0, 0, 2]);
    const slip = rowOf(spine, 'L4-L5', 'slip').value!;
    // 12 mm forwards, of bodies that lean by 3 degrees and stand 38 mm above one another.
    const lean = (3 * Math.PI) / 180;
    expect(Math.abs(slip - (12 * Math.cos(lean) - 38 * Math.sin(lean)))).toBeLessThan(0.5);
  });

  test('lordosis of a high disc alone is no slip', () => {
    const [tilt, half] = [(8 * Math.PI) / 180, 13.5 + 6.5];
    const bent = column().slice(0, 2);
    // Both lean by 8 degrees away from the disc between them, about its middle.
    const vertebrae = bent.map((v, i): SyntheticVertebra => {
      const side = i === 0 ? -1 : 1;
      return { ...v, lean: -side * 8, place: [-half * Math.sin(tilt), side * half * Math.cos(tilt)] };
    });
    const spine = measure(rasterise(vertebrae, turn(0, 2, 3), isotropic, true));
    expect(rowOf(spine, 'L4-L5', 'disc_angle').value).toBeCloseTo(16, -0.3);
    for (const id of ['slip', 'slip_anterior'])
      expect(Math.abs(rowOf(spine, 'L4-L5', id).value!), id).toBeLessThan(0.6);
  });

  test('walls that are hollow flare to the corners', () => {
    const spine = measure(
      rasterise(
        column(() => ({ waist: 3 })),
        turn(3, 2, 4),
        isotropic,
        true,
      ),
    );
    for (const [level] of spine.vertebrae)
      for (const id of ['depth_superior', 'depth_inferior'])
        expect(Math.abs(rowOf(spine, level, id).value! - 34), `${level} ${id}`).toBeLessThan(1);
  });

  test('disc angles and segments add up', () => {
    const spine = measure(
      rasterise(
        column((_, i) => ({ lean: 16 - 8 * i })),
        turn(3, 4, -3),
        isotropic,
        true,
      ),
    );
    for (const pair of ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5'])
      expect(Math.abs(rowOf(spine, pair, 'disc_angle').value! - 8), pair).toBeLessThan(1.5);
  });
});

describe('what cannot be measured is empty, with the reason', () => {
  test('cut by the field of view', () => {
    const { labels } = rasterise(column(), turn(2, 3, 1), isotropic, true);
    const [nx, ny] = labels.size;
    // The scan ends in the middle of L5: its lower half is not there.
    const from = Math.round((0 - labels.origin[2]) / labels.spacing[2]);
    const cut = {
      ...labels,
      size: [nx, ny, labels.size[2] - from] as const,
      origin: indexToPatient(labels, [0, 0, from]),
      data: labels.data.slice(nx * ny * from),
    };
    const spine = measure({ labels: cut });
    expect(rowOf(spine, 'L5', 'height_middle')).toMatchObject({
      value: null,
      reason: 'the inferior endplate is cut by the field of view',
    });
    expect(rowOf(spine, 'L4', 'height_middle').value).not.toBeNull();
  });

  test('levels missing, swapped, upside down, or a speck', () => {
    const without = column().filter(({ level }) => level !== 'L3');
    const gap = measure(rasterise(without, turn(0, 0, 0), [1.5, 1.5, 1.5], true));
    expect(gap.levels.missing).toEqual(['L3']);
    expect(rowOf(gap, 'L2-L4', 'slip')).toMatchObject({
      value: null,
      reason: 'the levels between L2 and L4 are missing',
    });

    const names: Partial<Record<Level, number>> = { L3: 23, L4: 22 };
    const swapped = measure(
      rasterise(
        column((v) => ({ label: names[v.level] ?? v.label })),
        turn(0, 0, 0),
        [1.5, 1.5, 1.5],
        true,
      ),
    );
    expect(rowOf(swapped, 'L3', 'height_middle').reason).toContain('swapped');
    expect(rowOf(swapped, 'L1', 'height_middle').value).not.toBeNull();

    const { labels } = rasterise(column(), turn(0, 0, 0), [1.5, 1.5, 1.5], true);
    const upsideDown = measure({ labels: { ...labels, direction: [1, 0, 0, 0, -1, 0, 0, 0, -1] } });
    expect(upsideDown.levels.inverted).toBe(true);
    expect(upsideDown.measurements.filter((m) => m.value !== null && m.id !== 'volume')).toEqual([]);

    const backwards = measure({ labels: { ...labels, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] } });
    expect(rowOf(backwards, 'L3', 'height_middle').reason).toContain('in front of its body');

    const [crop] = cropLabels(labels);
    expect(vertebraLandmarks('L3', { ...crop!, voxels: 12 }, [0, 0, 1], labels)).toMatchObject({
      found: null,
      reason: 'too few voxels (12) for a vertebra',
    });
  });

  test('levels of the spinal cord are no vertebrae', () => {
    // Ellipses of 7 x 12 mm, 13 mm high, one above the other.
    const size = [40, 40, 60] as const;
    const data = Uint8Array.from({ length: 40 * 40 * 60 }, (_, i) => {
      const [x, y, z] = [i % 40, Math.floor(i / 40) % 40, Math.floor(i / 1600)];
      return z >= 4 && z < 56 && ((x - 20) / 6) ** 2 + ((y - 20) / 3.5) ** 2 <= 1
        ? 5 - Math.floor((z - 4) / 13)
        : 0;
    });
    const grid = { origin: [0, 0, 0], spacing: [1, 1, 1], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
    expect(() => measure({ labels: { ...grid, size, data, unit: 'arbitrary' } })).toThrow(
      /size of the spinal cord/,
    );
  });

  test('standing norms are not served by a patient who lies', () => {
    const spine = measure(rasterise(column(), turn(0, 2, 0), [1.5, 1.5, 1.5], true));
    expect(rowOf(spine, '', 'SVA').reason).toContain('this one lies');
    expect(spine.measurements.some(({ id }) => id === 'LL_L1S1_supine')).toBe(true);
    expect(spine.measurements.some(({ id }) => id === 'LL_L1S1')).toBe(false);
  });
});
