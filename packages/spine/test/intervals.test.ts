import type { Vector3 } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import {
  cropLabels,
  labelSchemes,
  measureSpine,
  type Measurement,
  type SpineMeasurements,
} from '../src/index.ts';
import { withIntervals } from '../src/measure/intervals.ts';
import { rasterise, type SyntheticVertebra, syntheticSpine, turn } from './anatomy.ts';
import { renoised } from './renoise.ts';

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;
const measure = (labels: Parameters<typeof cropLabels>[0]): SpineMeasurements =>
  measureSpine({ crops: cropLabels(labels), structures, scan: labels, posture: 'supine' });

const row = (id: string, value: number, half?: number): Measurement => ({
  ...{ id, level: 'L4-L5', value, unit: '%', reason: '', posture: 'any' as const },
  ...(half === undefined ? {} : { lower: value - half, upper: value + half }),
});

describe('95% intervals', () => {
  test('cover the values of the same spines in fine voxels: 90 to 98% of 3 spines in 3 kinds of voxels, re-noised', () => {
    let [covered, all] = [0, 0];
    const shape = { rim: 2, waist: 1.5, hollow: 0.8 };
    for (let seed = 200; seed < 203; seed++) {
      const fine = measure(syntheticSpine(seed, [0.7, 0.7, 0.7], shape).labels);
      const truth = new Map(fine.measurements.map((one) => [`${one.level} ${one.id}`, one]));
      for (const spacing of [
        [1.2, 1.2, 1.2],
        [1, 1, 2],
        [3, 1, 1],
      ] as Vector3[]) {
        const { labels } = syntheticSpine(seed, spacing, shape);
        for (const { level, id, value, lower, upper } of measure(renoised(labels, seed)).measurements) {
          const known = truth.get(`${level} ${id}`);
          if (value === null || lower === undefined || upper === undefined || known?.value == null) continue;
          // The fine value has an interval of its own.
          const half = Math.hypot((upper - lower) / 2, (known.upper! - known.lower!) / 2);
          all++;
          if (Math.abs(value - known.value) <= half) covered++;
        }
      }
    }
    expect(all).toBeGreaterThan(400);
    expect(covered / all).toBeGreaterThan(0.9);
    expect(covered / all).toBeLessThan(0.985);
  });

  test('grow with the voxels, and are the same each time', () => {
    const half = (spacing: Vector3) => {
      const { measurements } = measure(syntheticSpine(5, spacing).labels);
      const { lower, upper } = measurements.find(
        ({ level, id }) => level === 'L3' && id === 'height_middle',
      )!;
      return upper! - lower!;
    };
    expect(half([2, 2, 2])).toBeGreaterThan(1.5 * half([1, 1, 1]));
    expect(half([2, 2, 2])).toBe(half([2, 2, 2]));
  });
});

describe('grades', () => {
  const graded = (slip: number, half: number, grade: number) =>
    withIntervals(
      [row('slip_percent', slip), row('meyerding_grade', grade)],
      new Map([['L4-L5 slip_percent', half / 1.959964]]),
    )[1]!;

  test('are given where the interval clears the limits between two', () => {
    expect(graded(18, 5, 1).value).toBe(1);
    expect(graded(-18, 5, 1).value).toBe(1);
    expect(graded(2, 5, 0).value).toBe(0);
  });

  test('are empty where it does not, and say between which', () => {
    expect(graded(22, 4, 1)).toMatchObject({
      value: null,
      reason: 'uncertain between I and II: slip of 22% (95% interval 18 to 26)',
    });
    expect(graded(9, 4, 0).reason).toContain('uncertain between 0 and I');
    expect(graded(-2, 14, 0).reason).toContain('uncertain between 0 and I');
  });

  test('of a crushed body in fine voxels stay sure', () => {
    const vertebrae = ['L5', 'L4', 'L3', 'L2', 'L1'].map(
      (level, i): SyntheticVertebra => ({
        level: level as SyntheticVertebra['level'],
        label: 24 - i,
        ...{ depth: 34, width: 46, posteriorHeight: 26, anteriorHeight: level === 'L3' ? 14 : 26 },
        ...{ lean: 0, place: [0, 36 * i] },
      }),
    );
    const { labels } = rasterise(vertebrae, turn(5, 3, 2), [1, 1, 1], false);
    const grade = measure(labels).measurements.find(
      ({ level, id }) => level === 'L3' && id === 'genant_grade',
    )!;
    expect(grade.value).toBe(3);
  });
});
