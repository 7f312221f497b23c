import type { Vector3 } from '@rachis/volume';

/** Cubic B-spline coefficients along one axis, the image mirrored about its edge voxels (Unser, IEEE Signal Process. Mag. 16, 1999). */
export function splineCoefficients(data: Float64Array, size: Vector3, axis: number): void {
  const n = size[axis]!;
  if (n === 1) return;
  const step = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const pole = Math.sqrt(3) - 2;
  const gain = (1 - pole) * (1 - 1 / pole);
  const horizon = Math.ceil(Math.log(1e-10) / Math.log(Math.abs(pole)));
  const lines = data.length / n;
  const c = new Float64Array(n);
  for (let l = 0; l < lines; l++) {
    const start = Math.floor(l / step) * step * n + (l % step);
    for (let i = 0, at = start; i < n; i++, at += step) c[i] = data[at]! * gain;
    let power = pole;
    if (horizon < n) {
      let sum = c[0]!;
      for (let i = 1; i < horizon; i++, power *= pole) sum += power * c[i]!;
      c[0] = sum;
    } else {
      const inverse = 1 / pole;
      let back = pole ** (n - 1);
      let sum = c[0]! + back * c[n - 1]!;
      back = back * back * inverse;
      for (let i = 1; i <= n - 2; i++, power *= pole, back *= inverse) sum += (power + back) * c[i]!;
      c[0] = sum / (1 - power * power);
    }
    for (let i = 1; i < n; i++) c[i]! += pole * c[i - 1]!;
    c[n - 1] = (pole / (pole * pole - 1)) * (pole * c[n - 2]! + c[n - 1]!);
    for (let i = n - 2; i >= 0; i--) c[i] = pole * (c[i + 1]! - c[i]!);
    for (let i = 0, at = start; i < n; i++, at += step) data[at] = c[i]!;
  }
}

/** Index mirrored about the edge voxels. */
export function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const folded = ((i % period) + period) % period;
  return folded < n ? folded : period - folded;
}

/** Weights of the four coefficients around a place, `f` beyond the second. */
export function splineWeights(f: number): readonly [number, number, number, number] {
  const last = (1 / 6) * f * f * f;
  const first = 1 / 6 + 0.5 * f * (f - 1) - last;
  const third = f + first - 2 * last;
  return [first, 1 - first - third - last, third, last];
}

/** Values of an image between its voxels by cubic splines; 0 beyond the outermost voxel centres. */
export function cubicSplineSampler(
  data: Float64Array,
  size: Vector3,
): (x: number, y: number, z: number) => number {
  const inside = splineInside(data, size);
  const [nx, ny, nz] = size;
  return (x, y, z) =>
    x < 0 || y < 0 || z < 0 || x > nx - 1 || y > ny - 1 || z > nz - 1 ? 0 : inside(x, y, z);
}

/** Values of an image by cubic splines, mirrored beyond its edge. */
export function splineInside(data: Float64Array, size: Vector3): (x: number, y: number, z: number) => number {
  const [nx, ny, nz] = size;
  const coefficients = data.slice();
  for (const axis of [0, 1, 2]) splineCoefficients(coefficients, size, axis);
  return (x, y, z) => {
    const [bx, by, bz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    const [wx, wy, wz] = [splineWeights(x - bx), splineWeights(y - by), splineWeights(z - bz)];
    let sum = 0;
    for (let k = 0; k < 4; k++) {
      const slice = ny * mirrored(bz - 1 + k, nz);
      for (let j = 0; j < 4; j++) {
        const row = nx * (mirrored(by - 1 + j, ny) + slice);
        for (let i = 0; i < 4; i++)
          sum += wx[i]! * wy[j]! * wz[k]! * coefficients[row + mirrored(bx - 1 + i, nx)]!;
      }
    }
    return sum;
  };
}
