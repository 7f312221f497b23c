/** What a filter sees beyond the edge of the image (IBSI 2 manual, section 2.2). */
export const boundaries = ['zero', 'nearest', 'periodic', 'mirror'] as const;
export type Boundary = (typeof boundaries)[number];

/**
 * Image index that stands at each of `count` positions from `start` along an axis of `n` voxels; -1 where zero
 * padding stands. Mirror repeats the edge voxel (d c b a | a b c d), so that it has period 2 n.
 */
export function sourceIndices(start: number, count: number, n: number, boundary: Boundary): Int32Array {
  const indices = new Int32Array(count);
  const modulo = (value: number, period: number) => ((value % period) + period) % period;
  for (let k = 0; k < count; k++) {
    const i = start + k;
    if (i >= 0 && i < n) indices[k] = i;
    else if (boundary === 'zero') indices[k] = -1;
    else if (boundary === 'nearest') indices[k] = i < 0 ? 0 : n - 1;
    else if (boundary === 'periodic') indices[k] = modulo(i, n);
    else {
      const folded = modulo(i, 2 * n);
      indices[k] = folded < n ? folded : 2 * n - 1 - folded;
    }
  }
  return indices;
}
