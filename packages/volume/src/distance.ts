import type { Vector3 } from './grid.ts';
import type { Mask } from './volume.ts';

/**
 * Squared distances along lines: `result[p] = min over q of (spacing (p - q))^2 + data[q]`, in place, for every line
 * of an axis. The lower envelope of parabolas (Felzenszwalb and Huttenlocher 2012, section 2).
 */
function transformAxis(data: Float64Array, size: Vector3, axis: 0 | 1 | 2, spacing: number): void {
  const n = size[axis];
  const stride = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const lines = data.length / n;
  const square = spacing * spacing;
  const line = new Float64Array(n);
  const vertex = new Int32Array(n);
  const border = new Float64Array(n + 1);
  for (let l = 0; l < lines; l++) {
    const base = (l % stride) + Math.floor(l / stride) * stride * n;
    let last = -1;
    for (let q = 0; q < n; q++) {
      const value = data[base + q * stride]!;
      line[q] = value;
      if (value === Number.POSITIVE_INFINITY) continue;
      let crossing = Number.NEGATIVE_INFINITY;
      while (last >= 0) {
        const v = vertex[last]!;
        crossing = ((value - line[v]!) / (square * (q - v)) + q + v) / 2;
        if (crossing > border[last]!) break;
        last--;
      }
      last++;
      vertex[last] = q;
      border[last] = last === 0 ? Number.NEGATIVE_INFINITY : crossing;
    }
    if (last < 0) continue;
    border[last + 1] = Number.POSITIVE_INFINITY;
    for (let p = 0, k = 0; p < n; p++) {
      while (border[k + 1]! < p) k++;
      const v = vertex[k]!;
      data[base + p * stride] = square * (p - v) * (p - v) + line[v]!;
    }
  }
}

/**
 * Squared Euclidean distance, mm^2, from each voxel's centre to the centre of the nearest voxel whose value is `to`
 * (1: the nearest inside the region, 0: the nearest outside). Infinity where there is none. Exact, in time
 * proportional to the number of voxels; index axes are taken to be at right angles.
 */
export function squaredDistances(data: Uint8Array, size: Vector3, spacing: Vector3, to: 0 | 1): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    result[i] = (data[i] === 0) === (to === 0) ? 0 : Number.POSITIVE_INFINITY;
  }
  for (const axis of [0, 1, 2] as const) transformAxis(result, size, axis, spacing[axis]);
  return result;
}

/**
 * Euclidean distance, mm, from each voxel's centre to that of the nearest voxel inside the region (0 inside it), or
 * with `to` 0 to the nearest voxel outside it (0 outside it; nothing beyond the grid counts). Infinity where there is
 * none (Felzenszwalb and Huttenlocher 2012).
 */
export function distanceTransform(mask: Mask, to: 0 | 1 = 1): Float64Array {
  const distances = squaredDistances(mask.data, mask.size, mask.spacing, to);
  for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i]!);
  return distances;
}
