import { describe, expect, it } from 'vitest';
import { alignByCentre, type AlignedGrid } from '../src/aligned-grid.ts';
import { type Grid, indexToPatient, patientToIndex, type Vector3, voxelCount } from '../src/grid.ts';
import { resample } from '../src/resample.ts';
import { rotateGrid } from '../src/rotate-grid.ts';
import { boxOnto, sampleOnto } from '../src/sample-onto.ts';

const methods = ['nearest', 'linear', 'cubic-spline'] as const;
const oblique: Grid = {
  size: [9, 8, 6],
  spacing: [0.8, 1.1, 2.5],
  origin: [-12, 5, 30],
  direction: [0.8, 0, 0.6, 0, -1, 0, 0.6, 0, -0.8],
};
const straight = (size: Vector3, spacing: Vector3 = [1, 1, 1]): Grid => ({
  size,
  spacing,
  origin: [3, -2, 7],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});
const values = (grid: Grid) =>
  Float64Array.from({ length: voxelCount(grid) }, (_, i) => ((i * 7919) % 101) - 50 + 0.25 * (i % 3));
const all = (grid: Grid) => ({ start: [0, 0, 0] as const, size: grid.size });
const middle = (grid: Grid): Vector3 =>
  indexToPatient(grid, grid.size.map((n) => (n - 1) / 2) as unknown as Vector3);

describe('rotateGrid', () => {
  it('turns counter-clockwise seen against the axis, about the centre', () => {
    const turned = rotateGrid(straight([3, 3, 1]), [0, 0, 2], 90, [3, -2, 7]);
    expect(indexToPatient(turned, [1, 0, 0])).toEqual([3, -1, 7]);
    expect(indexToPatient(turned, [0, 1, 0])).toEqual([2, -2, 7]);
  });

  it('keeps the centre and every distance to it, and comes back', () => {
    const centre = middle(oblique);
    const turned = rotateGrid(oblique, [1, 2, -0.5], 33, centre);
    middle(turned).forEach((p, a) => {
      expect(p).toBeCloseTo(centre[a]!, 12);
    });
    const apart = (p: Vector3) => Math.hypot(...p.map((v, a) => v - centre[a]!));
    expect(apart(turned.origin)).toBeCloseTo(apart(oblique.origin), 12);
    const back = rotateGrid(turned, [1, 2, -0.5], -33, centre);
    back.origin.forEach((p, a) => {
      expect(p).toBeCloseTo(oblique.origin[a]!, 12);
    });
    back.direction.forEach((p, a) => {
      expect(p).toBeCloseTo(oblique.direction[a]!, 12);
    });
  });

  it('refuses an axis without a direction', () => {
    expect(() => rotateGrid(oblique, [0, 0, 0], 10, [0, 0, 0])).toThrow(RangeError);
  });
});

describe.each(methods)('sampleOnto, %s', (method) => {
  it('gives the voxels back on the same grid', () => {
    const data = values(oblique);
    expect(sampleOnto(data, oblique, oblique, all(oblique), method)).toEqual(data);
  });

  it.each(['edge', 'zero'] as const)('is resample where the axes are the same (%s beyond)', (outside) => {
    const data = values(oblique);
    const even = alignByCentre(oblique, [1, 0.7, 1.9]);
    const [x, y, z] = even.axes;
    const aligned: AlignedGrid = {
      ...even,
      axes: [{ ...x, start: x.start + 0.3 }, { ...y, start: y.start - 0.4 }, z],
      grid: { ...even.grid, origin: indexToPatient(oblique, [x.start + 0.3, y.start - 0.4, z.start]) },
    };
    const box = { start: [-2, 1, 0] as const, size: [11, 9, 8] as const };
    const found = sampleOnto(data, oblique, aligned.grid, box, method, outside);
    const expected = resample(data, aligned, box, method, outside);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 9);
    });
  });

  it('permutes voxels at quarter turns', () => {
    const grid = straight([5, 5, 3], [1, 1, 2]);
    const data = values(grid);
    for (const [degrees, from] of [
      [90, (x: number, y: number) => [4 - y, x]],
      [180, (x: number, y: number) => [4 - x, 4 - y]],
      [-90, (x: number, y: number) => [y, 4 - x]],
    ] as const) {
      const turned = rotateGrid(grid, [0, 0, 1], degrees, middle(grid));
      const found = sampleOnto(data, grid, turned, all(grid), method);
      const expected = data.map((_, i) => {
        const [x, y] = from(i % 5, Math.floor(i / 5) % 5);
        return data[x! + 5 * (y! + 5 * Math.floor(i / 25))]!;
      });
      expect(found).toEqual(expected);
    }
  });

  it('reads the same numbers in a part as in the whole', () => {
    const grid = straight([70, 66, 4]);
    const data = values(grid);
    const turned = rotateGrid(grid, [0, 0, 1], 17, middle(grid));
    const whole = sampleOnto(data, grid, turned, all(grid), method);
    const box = { start: [30, 29, 1] as const, size: [6, 5, 2] as const };
    const part = sampleOnto(data, grid, turned, box, method);
    let i = 0;
    for (let z = 1; z < 3; z++)
      for (let y = 29; y < 34; y++)
        for (let x = 30; x < 36; x++) expect(part[i++]).toBeCloseTo(whole[x + 70 * (y + 66 * z)]!, 10);
  });
});

describe('sampleOnto', () => {
  it('is exact for a plane by linear interpolation, on any turned grid', () => {
    const grid = straight([12, 12, 12], [1, 1.5, 2]);
    const data = Float64Array.from({ length: 1728 }, (_, i) => {
      const p = indexToPatient(grid, [i % 12, Math.floor(i / 12) % 12, Math.floor(i / 144)]);
      return 3 * p[0] - 2 * p[1] + 0.5 * p[2];
    });
    const turned = rotateGrid({ ...grid, size: [4, 4, 4] }, [1, 1, 3], 25, indexToPatient(grid, [2, 2, 2]));
    const moved = { ...turned, origin: indexToPatient(grid, [4, 4, 4]) };
    sampleOnto(data, grid, moved, all(moved), 'linear').forEach((value, i) => {
      const p = indexToPatient(moved, [i % 4, Math.floor(i / 4) % 4, Math.floor(i / 16)]);
      expect(value).toBeCloseTo(3 * p[0] - 2 * p[1] + 0.5 * p[2], 9);
    });
  });
});

describe('boxOnto', () => {
  it('holds every voxel of the other grid that lies within the box grown by one', () => {
    const turned = rotateGrid(oblique, [0.6, 0, -0.8], 29, middle(oblique));
    const box = { start: [2, 3, 1] as const, size: [3, 2, 2] as const };
    const found = boxOnto(oblique, box, turned);
    for (let z = -20; z < 20; z++)
      for (let y = -20; y < 20; y++)
        for (let x = -20; x < 20; x++) {
          const at = patientToIndex(oblique, indexToPatient(turned, [x, y, z]));
          if (at.some((v, a) => v < box.start[a]! - 1 || v > box.start[a]! + box.size[a]!)) continue;
          [x, y, z].forEach((v, a) => {
            expect(v).toBeGreaterThanOrEqual(found.start[a]!);
            expect(v).toBeLessThan(found.start[a]! + found.size[a]!);
          });
        }
  });
});
