import type { PreparedRegion } from '../prepare.ts';
import type { SemiAxes } from './ellipsoid.ts';
import { symmetricEigenvalues } from './symmetric-eigen.ts';

/** Centre (voxels) and covariance (mm^2, divided by n - 1) of the positions of a region's voxels. */
export function positionMoments({
  morphological,
  rows,
  size,
  spacing,
  morphologicalCount: n,
}: PreparedRegion) {
  const [nx, ny] = size;
  // Whole-number sums: exact.
  let [sx, sy, sz, xx, yy, zz, xy, xz, yz] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  /** Sum of the squares of the whole numbers below m. */
  const squaresBelow = (m: number) => ((m - 1) * m * (2 * m - 1)) / 6;
  for (let row = 0; row < rows.first.length; row++) {
    const [first, end] = [rows.first[row]!, rows.end[row]!];
    if (first === end) continue;
    const y = row % ny;
    const z = (row - y) / ny;
    let count = end - first;
    let sum = ((first + end - 1) * count) / 2;
    let squares = squaresBelow(end) - squaresBelow(first);
    if (!rows.solid[row]) {
      for (let x = first; x < end; x++) {
        if (morphological[row * nx + x] !== 0) continue;
        count--;
        sum -= x;
        squares -= x * x;
      }
    }
    sx += sum;
    sy += count * y;
    sz += count * z;
    xx += squares;
    yy += count * y * y;
    zz += count * z * z;
    xy += sum * y;
    xz += sum * z;
    yz += count * y * z;
  }
  const covariance = (ab: number, a: number, b: number, i: number, j: number) =>
    ((ab - (a * b) / n) / (n - 1)) * spacing[i]! * spacing[j]!;
  const c01 = covariance(xy, sx, sy, 0, 1);
  const c02 = covariance(xz, sx, sz, 0, 2);
  const c12 = covariance(yz, sy, sz, 1, 2);
  return {
    centre: [sx / n, sy / n, sz / n] as const,
    covariance: [
      covariance(xx, sx, sx, 0, 0),
      c01,
      c02,
      c01,
      covariance(yy, sy, sy, 1, 1),
      c12,
      c02,
      c12,
      covariance(zz, sz, sz, 2, 2),
    ],
  };
}

/** Sum of the intensities, and distance (mm) of their weighted centre from the centre of the drawn region. */
export function intensityMoments(
  { values, intensityMask, morphological, rows, size, spacing }: PreparedRegion,
  centre: readonly [number, number, number],
): { total: number; shift: number } {
  const [nx, ny] = size;
  const whole = intensityMask === morphological;
  let total = 0;
  let wx = 0;
  let wy = 0;
  let wz = 0;
  for (let row = 0, v = 0; row < rows.first.length; row++) {
    const solid = whole && rows.solid[row] === 1;
    let sum = 0;
    let weighted = 0;
    for (let x = rows.first[row]!; x < rows.end[row]!; x++) {
      if (!solid && intensityMask[row * nx + x] === 0) continue;
      const value = values[v++]!;
      sum += value;
      weighted += value * x;
    }
    const y = row % ny;
    total += sum;
    wx += weighted;
    wy += sum * y;
    wz += (sum * (row - y)) / ny;
  }
  const shift = Math.hypot(
    (wx / total - centre[0]) * spacing[0],
    (wy / total - centre[1]) * spacing[1],
    (wz / total - centre[2]) * spacing[2],
  );
  return { total, shift: Number.isFinite(shift) ? shift : Number.NaN };
}

/** Semi-axes (mm, longest first) of the ellipsoid with the covariance of the voxels; NaN for a single voxel. */
export function semiAxes(covariance: readonly number[], voxels: number): SemiAxes {
  if (voxels < 2) return [Number.NaN, Number.NaN, Number.NaN];
  const [a, b, c] = symmetricEigenvalues(covariance);
  // Rounding leaves a tiny number, of either sign, where the voxels lie in a plane or on a line.
  const clean = (value: number) => (value < 1e-12 * a ? 0 : 2 * Math.sqrt(value));
  return [clean(a), clean(b), clean(c)];
}
