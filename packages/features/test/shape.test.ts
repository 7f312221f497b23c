import type { Vector3 } from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convexHull, hullCandidates } from '../src/kernels/convex-hull.ts';
import { largestDistance } from '../src/kernels/largest-distance.ts';
import { pairSumsFourier } from '../src/kernels/pair-sums.ts';
import { sphereMeans, sphereRows } from '../src/kernels/sphere-sums.ts';
import { meshTable } from '../src/kernels/mesh-table.ts';
import { ellipsoidArea, ellipsoidVolume, minimumEnclosingEllipsoid } from '../src/shape/ellipsoid.ts';
import { measureMesh } from '../src/shape/mesh.ts';
import { orientedBox } from '../src/shape/oriented-box.ts';
import { regionRows } from '../src/region-rows.ts';
import { measureHull as measureRows } from '../src/shape/solid.ts';
import {
  pairSumsDirect,
  spatialCorrelation as correlationOf,
  type StartPairSums,
} from '../src/shape/spatial-correlation.ts';
import { symmetricEigenvalues } from '../src/shape/symmetric-eigen.ts';
import { arbitraryLevels } from './arbitrary.ts';

/** A mask of voxels whose centre (from the box's centre, mm) satisfies a test. */
function maskWhere(
  size: Vector3,
  spacing: Vector3,
  inside: (x: number, y: number, z: number) => boolean,
): Uint8Array {
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        const p = [x, y, z].map((v, a) => (v - (size[a]! - 1) / 2) * spacing[a]!) as [number, number, number];
        mask[i] = inside(...p) ? 1 : 0;
      }
    }
  }
  return mask;
}

const unit: Vector3 = [1, 1, 1];
const spatialCorrelation = (
  intensities: Float64Array,
  intensityMask: Uint8Array,
  size: Vector3,
  spacing: Vector3,
  start?: StartPairSums,
) => {
  const values = intensities.filter((_, i) => intensityMask[i] !== 0);
  return correlationOf({ intensities, values, intensityMask, size, spacing }, start);
};
const measureHull = (mask: Uint8Array, size: Vector3, spacing: Vector3) =>
  measureRows(regionRows(mask, size), size, spacing);

describe('mesh', () => {
  it('of one voxel is an octahedron through the centres of its faces', () => {
    const spacing: Vector3 = [2, 3, 5];
    const { area, volume } = measureMesh(Uint8Array.of(1), [1, 1, 1], spacing);
    expect(volume).toBeCloseTo((2 * 3 * 5) / 6, 12);
    // Eight triangles with half-axes 1, 1.5 and 2.5.
    const triangle = Math.hypot(1 * 1.5, 1.5 * 2.5, 1 * 2.5) / 2;
    expect(area).toBeCloseTo(8 * triangle, 12);
  });

  it('has a pattern for every set of corners, in whole triangles, none where all corners are alike', () => {
    expect(meshTable).toHaveLength(256);
    for (const [pattern, row] of meshTable.entries()) {
      expect(row.length % 3).toBe(0);
      expect(row === '').toBe(pattern === 0 || pattern === 255);
    }
  });

  it('of a large ball comes close to the sphere', () => {
    const size: Vector3 = [41, 41, 41];
    const { area, volume } = measureMesh(
      maskWhere(size, unit, (x, y, z) => Math.hypot(x, y, z) <= 18),
      size,
      unit,
    );
    expect(volume / ((4 / 3) * Math.PI * 18 ** 3)).toBeCloseTo(1, 1);
    expect(area / (4 * Math.PI * 18 ** 2)).toBeGreaterThan(1);
  });

  it('does not change when the region moves', () => {
    fc.assert(
      fc.property(arbitraryLevels(1), ({ levels, size }) => {
        const mask = Uint8Array.from(levels);
        const [nx, ny, nz] = size;
        const moved = new Uint8Array((nx + 7) * ny * nz);
        for (let row = 0; row < ny * nz; row++)
          moved.set(mask.subarray(row * nx, (row + 1) * nx), row * (nx + 7) + 5);
        const a = measureMesh(mask, size, [1, 2, 3]);
        const b = measureMesh(moved, [nx + 7, ny, nz], [1, 2, 3]);
        expect(b.area).toBeCloseTo(a.area, 8);
        expect(b.volume).toBeCloseTo(a.volume, 8);
      }),
      { numRuns: 30 },
    );
  });
});

describe('convex hull', () => {
  it('of one voxel is its octahedron', () => {
    const hull = measureHull(Uint8Array.of(1), [1, 1, 1], [2, 2, 2]);
    expect(hull.volume).toBeCloseTo(8 / 6, 12);
    expect(hull.diameter).toBeCloseTo(2, 12);
    expect(hull.extent).toEqual([2, 2, 2]);
  });

  it('holds every surface point of a random mask, and is no smaller than the surface', () => {
    fc.assert(
      fc.property(arbitraryLevels(1), ({ levels, size }) => {
        const mask = Uint8Array.from(levels);
        fc.pre(mask.includes(1));
        const hull = measureHull(mask, size, unit);
        const [nx, ny, nz] = size;
        for (let f = 0; f < hull.triangles.length; f += 3) {
          const a = 3 * hull.triangles[f]!;
          const n = hull.triangleNormals.subarray(f, f + 3);
          const offset =
            n[0]! * hull.corners[a]! + n[1]! * hull.corners[a + 1]! + n[2]! * hull.corners[a + 2]!;
          for (let i = 0; i < mask.length; i++) {
            if (mask[i] === 0) continue;
            const p = [(i % nx) + 0.5, (Math.floor(i / nx) % ny) + 0.5, Math.floor(i / (nx * ny)) + 0.5];
            // The furthest face centre of the voxel in the direction of the normal.
            const reach = Math.max(...Array.from(n, Math.abs)) / 2;
            expect(n[0]! * p[0]! + n[1]! * p[1]! + n[2]! * p[2]! + reach).toBeLessThanOrEqual(offset + 1e-9);
          }
        }
        expect(hull.volume).toBeGreaterThanOrEqual(measureMesh(mask, [nx, ny, nz], unit).volume - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever room there is at first', () => {
    const size: Vector3 = [24, 24, 24];
    const ball = maskWhere(size, unit, (x, y, z) => Math.hypot(x, y, z) < 11);
    const points = hullCandidates(regionRows(ball, size), size);
    expect(convexHull(points, 0.01)).toEqual(convexHull(points));
  });

  it('refuses points in one plane', () => {
    expect(() => convexHull(Int32Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 2, 2, 0, 1, 1, 0))).toThrow(RangeError);
  });
});

describe('largest distance', () => {
  it('is that of the furthest pair', () => {
    const point = fc.tuple(
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 30 }), (points) => {
        const pairs = points.flatMap((p) =>
          points.map((q) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])),
        );
        expect(largestDistance(Float64Array.from(points.flat()))).toBeCloseTo(Math.max(...pairs), 12);
      }),
      { numRuns: 300 },
    );
  });
});

describe('oriented bounding box', () => {
  it('of a turned plate is far smaller than the axis-aligned one, and close to the plate', () => {
    const size: Vector3 = [61, 61, 21];
    const turned = maskWhere(size, unit, (x, y, z) => {
      const [u, v] = [(x + y) / Math.SQRT2, (x - y) / Math.SQRT2];
      return Math.abs(u) <= 30 && Math.abs(v) <= 6 && Math.abs(z) <= 8;
    });
    const hull = measureHull(turned, size, unit);
    const box = orientedBox(hull).toSorted((a, b) => a - b);
    expect(box[0]! * box[1]! * box[2]!).toBeLessThan(0.6 * hull.extent[0] * hull.extent[1] * hull.extent[2]);
    expect(box[0]).toBeCloseTo(13, -0.5);
    expect(box[1]).toBeCloseTo(17, -0.5);
    expect(box[2]).toBeCloseTo(61, -0.7);
  });

  it('is never larger than the axis-aligned box, and never smaller than the hull', () => {
    fc.assert(
      fc.property(arbitraryLevels(1), ({ levels, size }) => {
        const mask = Uint8Array.from(levels);
        fc.pre(mask.includes(1));
        const hull = measureHull(mask, size, [1, 1.5, 2]);
        const box = orientedBox(hull);
        const volume = box[0] * box[1] * box[2];
        expect(volume).toBeLessThanOrEqual(hull.extent[0] * hull.extent[1] * hull.extent[2] * (1 + 1e-9));
        expect(volume).toBeGreaterThanOrEqual(hull.volume * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });
});

describe('ellipsoids', () => {
  it('minimum enclosing: of a cube is its circumscribed ball', () => {
    const corners = Float64Array.from(
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((k) => [k & 1 ? 1 : -1, k & 2 ? 1 : -1, k & 4 ? 1 : -1]),
    );
    for (const axis of minimumEnclosingEllipsoid(corners)) expect(axis).toBeCloseTo(Math.sqrt(3), 6);
  });

  it('minimum enclosing: of the axis points of an ellipsoid is that ellipsoid', () => {
    const axes = minimumEnclosingEllipsoid(
      Float64Array.of(3, 0, 0, -3, 0, 0, 0, 2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1, 0.1, 0.2, 0.3),
    );
    [3, 2, 1].forEach((axis, k) => {
      expect(axes[k]).toBeCloseTo(axis, 6);
    });
  });

  it('minimum enclosing: is no larger than the ball around the points, and no smaller than their hull', () => {
    fc.assert(
      fc.property(arbitraryLevels(1), ({ levels, size }) => {
        const mask = Uint8Array.from(levels);
        fc.pre(mask.includes(1));
        const hull = measureHull(mask, size, [1, 1, 2]);
        const volume = ellipsoidVolume(minimumEnclosingEllipsoid(hull.corners));
        const radius = hull.diameter * Math.sqrt(3 / 8); // Jung's bound on the enclosing ball
        expect(volume).toBeLessThanOrEqual((4 / 3) * Math.PI * radius ** 3 * (1 + 1e-5));
        expect(volume).toBeGreaterThanOrEqual(hull.volume);
      }),
      { numRuns: 40 },
    );
  });

  it('area of a ball is 4 pi r^2, and grows with the square of size', () => {
    expect(ellipsoidArea([2, 2, 2])).toBeCloseTo(16 * Math.PI, 12);
    expect(ellipsoidArea([6, 4, 3]) / ellipsoidArea([3, 2, 1.5])).toBeCloseTo(4, 12);
  });

  it('area follows the series of the manual', () => {
    // a = 2, b = c = 1: both eccentricities are sqrt(3)/2, the polynomials are 1, the terms 0.75^n / (1 - 4 n^2).
    const series = Array.from({ length: 21 }, (_, n) => 0.75 ** n / (1 - 4 * n * n)).reduce((a, b) => a + b);
    expect(ellipsoidArea([2, 1, 1])).toBeCloseTo(8 * Math.PI * series, 10);
  });

  it('eigenvalues: of a symmetric matrix with known ones', () => {
    const [a, b, c] = symmetricEigenvalues([2, 1, 0, 1, 2, 0, 0, 0, 5]);
    expect([a, b, c]).toEqual([5, 3, 1].map((value) => expect.closeTo(value, 12)));
  });
});

describe('spatial correlation', () => {
  it('by Fourier transform gives the sums of the direct definition', () => {
    fc.assert(
      fc.property(arbitraryLevels(1), fc.integer({ min: 1, max: 1000 }), ({ levels, size }, seed) => {
        const mask = Uint8Array.from(levels);
        const values = Float64Array.from(mask, (_, i) => Math.sin(i * seed));
        const direct = pairSumsDirect(values, 0.25, mask, size, [1, 1.5, 3]);
        const fourier = pairSumsFourier(values, 0.25, mask, size, [1, 1.5, 3]);
        for (const key of ['weights', 'products', 'squares'] as const) {
          expect(Math.abs(fourier[key] - direct[key])).toBeLessThanOrEqual(
            1e-10 * Math.max(1, direct.weights),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([1e-9, 1e-5, 1e3, 1e6, 1e30])(
    'does not depend on the unit of the intensities: times %d',
    (factor) => {
      const size: Vector3 = [14, 13, 12];
      const values = Float64Array.from(
        { length: 14 * 13 * 12 },
        (_, i) => Math.sin(i) + 0.2 * Math.sin(i * i),
      );
      const mask = Uint8Array.from(values, (_, i) => (i % 7 === 0 ? 0 : 1));
      const { moran, geary } = spatialCorrelation(values, mask, size, unit)();
      const scaled = spatialCorrelation(
        values.map((value) => value * factor),
        mask,
        size,
        unit,
      )();
      expect(scaled.moran / moran).toBeCloseTo(1, 10);
      expect(scaled.geary / geary).toBeCloseTo(1, 12);
    },
  );

  it('is the same where the sums are begun elsewhere, or come back undone', () => {
    const size: Vector3 = [20, 20, 20];
    const mask = new Uint8Array(8000).fill(1);
    const values = Float64Array.from(mask, (_, i) => Math.sin(i * i));
    const here = spatialCorrelation(values, mask, size, unit)();
    let begun = 0;
    const elsewhere = spatialCorrelation(values, mask, size, unit, (problem) => {
      begun++;
      const sums = pairSumsFourier(
        problem.intensities,
        problem.mean,
        problem.mask,
        problem.size,
        problem.spacing,
      );
      return () => sums;
    });
    const undone = spatialCorrelation(values, mask, size, unit, () => () => null);
    expect(elsewhere()).toEqual(here);
    expect(undone()).toEqual(here);
    expect(begun).toBe(1);
  });

  it('is undefined where there is nothing to correlate', () => {
    expect(spatialCorrelation(Float64Array.of(1, 1), Uint8Array.of(1, 1), [2, 1, 1], unit)()).toEqual({
      moran: Number.NaN,
      geary: Number.NaN,
    });
    expect(spatialCorrelation(Float64Array.of(1), Uint8Array.of(1), [1, 1, 1], unit)()).toEqual({
      moran: Number.NaN,
      geary: Number.NaN,
    });
  });
});

describe('sphere means', () => {
  it('are the means of the finite voxels of the image within the radius', () => {
    const spacings: Vector3[] = [
      [1, 1, 1],
      [2, 1, 4],
      [9, 9, 9],
      [0.7, 3, 2],
      [0.7, 4, 9],
    ];
    fc.assert(
      fc.property(
        arbitraryLevels(50),
        fc.constantFrom(...spacings),
        fc.boolean(),
        fc.boolean(),
        (box, spacing, holes, inside) => {
          const data = Float64Array.from(box.levels, (level) => (holes && level === 7 ? Number.NaN : level));
          const [nx, ny, nz] = box.size;
          const third = (n: number) => Math.floor(n / 3);
          const start: Vector3 = [third(nx), third(ny), third(nz)];
          // Up to the image's edge, or with as much beyond it as before.
          const after = inside ? start : [0, 0, 0];
          const size = [nx, ny, nz].map((n, a) => n - start[a]! - after[a]!) as unknown as Vector3;
          const rows = size[1] * size[2];
          const means = sphereMeans(data, box.size, { start, size }, sphereRows(6.2, spacing), {
            first: new Int32Array(rows),
            end: new Int32Array(rows).fill(size[0]),
          });
          const several = new Uint8Array(rows * size[0]);
          let highest = Number.NEGATIVE_INFINITY;
          for (const [x, y, z] of [
            [0, 0, 0],
            [size[0] - 1, size[1] - 1, size[2] - 1],
            [size[0] >> 1, size[1] >> 1, size[2] >> 1],
          ] as const) {
            let [sum, count] = [0, 0];
            for (let i = 0; i < data.length; i++) {
              const p = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
              const d = Math.hypot(...[x, y, z].map((v, a) => (p[a]! - v - start[a]!) * spacing[a]!));
              if (d > 6.2 || !Number.isFinite(data[i]!)) continue;
              sum += data[i]!;
              count++;
            }
            const alone = new Uint8Array(rows * size[0]);
            const at = x + size[0] * (y + size[1] * z);
            alone[at] = 1;
            several[at] = 1;
            if (count > 0) highest = Math.max(highest, sum / count);
            if (count > 0) expect(means.largest(alone)).toBeCloseTo(sum / count, 9);
            else expect(means.largest(alone)).toBe(Number.NEGATIVE_INFINITY);
          }
          // Voxels that the mask leaves out are passed over, higher or not.
          if (highest === Number.NEGATIVE_INFINITY) expect(means.largest(several)).toBe(highest);
          else expect(means.largest(several)).toBeCloseTo(highest, 9);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('oriented box of regions that end flat, as cut off by the end of a scan', () => {
  // Their flat ends are many triangles in one plane, and boxes that stand on them see those edge-on but for rounding.
  const size = [44, 44, 30] as const;
  let state = 11;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  /** A bent, dented column between two planes. */
  function column(): Uint8Array {
    const waves = Array.from(
      { length: 6 },
      () => [random() * 6.28, random() * 6.28, 0.5 + random()] as const,
    );
    const [a, b, c] = [13 + random() * 4, 10 + random() * 4, 16 + random() * 6];
    const tilt = (random() - 0.5) * 0.2;
    return Uint8Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => {
      const z = Math.floor(i / (size[0] * size[1]));
      const u = ((i % size[0]) - 22) / a;
      const v = ((Math.floor(i / size[0]) % size[1]) - 22 + tilt * (z - 15)) / b;
      const w = (z - 15) / c;
      const angle = Math.atan2(v, u);
      let reach = 1;
      for (const [p, q, m] of waves) reach += 0.03 * Math.sin(m * 3 * angle + p) * Math.cos(3 * w + q);
      return u * u + v * v + w * w <= reach * reach && z > 2 && z < 27 ? 1 : 0;
    });
  }

  it('is found, holds the hull, and is no larger than the box along the grid', () => {
    for (let k = 0; k < 150; k++) {
      const hull = measureHull(column(), size, unit);
      const [x, y, z] = orientedBox(hull);
      expect(x * y * z).toBeGreaterThanOrEqual(hull.volume * (1 - 1e-9));
      expect(x * y * z).toBeLessThanOrEqual(hull.extent[0] * hull.extent[1] * hull.extent[2] * (1 + 1e-9));
    }
  });
});
