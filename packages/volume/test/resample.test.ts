import { describe, expect, it } from 'vitest';
import { alignByCentre, samplesWithin } from '../src/aligned-grid.ts';
import { resample } from '../src/resample.ts';
import type { Grid, Vector3 } from '../src/grid.ts';
import type { Box } from '../src/box.ts';

const gridOf = (size: Vector3, spacing: Vector3 = [1, 1, 1]): Grid => ({
  size,
  spacing,
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});
const whole = (grid: Grid): Box => ({ start: [0, 0, 0], size: grid.size });
const fill = (grid: Grid, value: (x: number, y: number, z: number) => number): Float64Array => {
  const [nx, ny, nz] = grid.size;
  return Float64Array.from({ length: nx * ny * nz }, (_, i) =>
    value(i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))),
  );
};

describe('grid aligned by centre', () => {
  it('covers the extent and keeps the centre', () => {
    const { grid } = alignByCentre(gridOf([10, 9, 3], [0.977, 1, 3]), [2, 2, 2]);
    expect(grid.size).toEqual([5, 5, 5]); // 9.77 / 2, 9 / 2 and 9 / 2, upwards
    const centre = (size: number, spacing: number, origin: number) => origin + ((size - 1) / 2) * spacing;
    expect(centre(grid.size[0], 2, grid.origin[0])).toBeCloseTo(centre(10, 0.977, 0), 12);
    expect(centre(grid.size[2], 2, grid.origin[2])).toBeCloseTo(centre(3, 3, 0), 12);
  });

  it('does not gain a voxel from the rounding of a header', () => {
    expect(alignByCentre(gridOf([60, 1, 1], [3.0000001, 1, 1]), [2, 1, 1]).grid.size[0]).toBe(90);
    expect(alignByCentre(gridOf([60, 1, 1], [2.9999998, 1, 1]), [2, 1, 1]).grid.size[0]).toBe(90);
  });
});

describe('interpolation', () => {
  const source = gridOf([7, 6, 5], [1, 2, 3]);

  it.each(['nearest', 'linear', 'cubic-spline'] as const)(
    '%s gives the voxels themselves on the same grid',
    (method) => {
      const data = fill(source, (x, y, z) => Math.sin(x) + y * z);
      const found = resample(data, alignByCentre(source, source.spacing), whole(source), method);
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(data[i]!, 12);
      });
    },
  );

  it('linear gives the weighted mean of the neighbours', () => {
    const line = gridOf([3, 1, 1]);
    const aligned = alignByCentre(line, [0.5, 1, 1]);
    // Centres at -0.25, 0.25, ... 2.25 of 10, 20, 40.
    const found = resample(Float64Array.of(10, 20, 40), aligned, whole(aligned.grid), 'linear');
    expect([...found]).toEqual([10, 12.5, 17.5, 25, 35, 40]);
  });

  it('linear and cubic spline reproduce a linear ramp away from the edges', () => {
    const ramp = gridOf([80, 3, 3]);
    const data = fill(ramp, (x) => 3 * x - 7);
    const aligned = alignByCentre(ramp, [0.7, 1, 1]);
    const box: Box = { start: [55, 1, 1], size: [5, 1, 1] };
    for (const method of ['linear', 'cubic-spline'] as const) {
      resample(data, aligned, box, method).forEach((value, i) => {
        const x = aligned.axes[0].start + (55 + i) * 0.7;
        expect(value).toBeCloseTo(3 * x - 7, 9);
      });
    }
  });

  it('cubic spline reproduces a cubic polynomial away from the edges', () => {
    const line = gridOf([101, 1, 1]);
    const cubic = (x: number) => 0.001 * (x - 50) ** 3 + 0.2 * (x - 50) ** 2 - x;
    const aligned = alignByCentre(line, [0.37, 1, 1]);
    const first = Math.floor(aligned.grid.size[0] / 2) - 5;
    const found = resample(
      fill(line, cubic),
      aligned,
      { start: [first, 0, 0], size: [10, 1, 1] },
      'cubic-spline',
    );
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(cubic(aligned.axes[0].start + (first + i) * 0.37), 8);
    });
  });

  it.each(['nearest', 'linear', 'cubic-spline'] as const)(
    '%s of a box gives the numbers of the whole',
    (method) => {
      const big = gridOf([90, 20, 12]);
      const data = fill(big, (x, y, z) => ((x * 37 + y * 101 + z * 59) % 97) - 40);
      const aligned = alignByCentre(big, [1.3, 0.8, 1.7]);
      const [nx, ny] = aligned.grid.size;
      const all = resample(data, aligned, whole(aligned.grid), method);
      const box: Box = { start: [33, 4, 2], size: [6, 5, 3] };
      resample(data, aligned, box, method).forEach((value, i) => {
        const [x, y, z] = [33 + (i % 6), 4 + (Math.floor(i / 6) % 5), 2 + Math.floor(i / 30)];
        expect(value).toBeCloseTo(all[x + nx * (y + ny * z)]!, 10);
      });
    },
  );

  it('beyond the outermost centres the edge repeats, or nothing is there', () => {
    const line = gridOf([3, 1, 1]);
    const aligned = alignByCentre(line, [0.5, 1, 1]);
    const ones = Float64Array.of(1, 1, 1);
    expect([...resample(ones, aligned, whole(aligned.grid), 'linear', 'edge')]).toEqual([1, 1, 1, 1, 1, 1]);
    for (const method of ['nearest', 'linear'] as const) {
      expect([...resample(ones, aligned, whole(aligned.grid), method, 'zero')]).toEqual([0, 1, 1, 1, 1, 0]);
    }
  });

  it('a box of source voxels is covered by the samples around it', () => {
    const aligned = alignByCentre(gridOf([50, 50, 50]), [2, 3, 0.5]);
    const { start, size } = samplesWithin(aligned, { start: [10, 20, 30], size: [5, 5, 5] });
    aligned.axes.forEach((axis, a) => {
      const first = axis.start + axis.step * start[a]!;
      const last = axis.start + axis.step * (start[a]! + size[a]! - 1);
      expect(first).toBeGreaterThanOrEqual([9, 19, 29][a]!);
      expect(first).toBeLessThan([9, 19, 29][a]! + axis.step);
      expect(last).toBeLessThanOrEqual([15, 25, 35][a]!);
      expect(last).toBeGreaterThan([15, 25, 35][a]! - axis.step);
    });
  });
});
