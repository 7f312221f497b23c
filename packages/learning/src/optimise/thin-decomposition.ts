/**
 * Singular values and right vectors of a matrix (rows by columns, row by row), by rotating the rows of its transpose or
 * itself, whichever are fewer (one-sided Jacobi; Hestenes 1958). Vectors are rows of `vectors`, largest value first;
 * those below `tolerance` times the largest are left out.
 */
export function thinDecomposition(
  data: Float64Array,
  rows: number,
  columns: number,
  tolerance: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  // Lines are rotated against each other until all are orthogonal; `turn` gathers the rotations of columns.
  const byRows = rows <= columns;
  const count = byRows ? rows : columns;
  const length = byRows ? columns : rows;
  const a = new Float64Array(count * length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) a[byRows ? i * columns + j : j * rows + i] = data[i * columns + j];
  }
  const turn = new Float64Array(byRows ? 0 : count * count);
  if (!byRows) for (let k = 0; k < count; k++) turn[k * count + k] = 1;
  const rotate = (m: Float64Array, width: number, p: number, q: number, c: number, s: number): void => {
    for (let k = 0, x = p * width, y = q * width; k < width; k++, x++, y++) {
      const left = m[x];
      const right = m[y];
      m[x] = c * left - s * right;
      m[y] = s * left + c * right;
    }
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    let moved = false;
    for (let p = 0; p < count - 1; p++) {
      for (let q = p + 1; q < count; q++) {
        let alpha = 0;
        let beta = 0;
        let gamma = 0;
        for (let k = 0, x = p * length, y = q * length; k < length; k++, x++, y++) {
          alpha += a[x] * a[x];
          beta += a[y] * a[y];
          gamma += a[x] * a[y];
        }
        if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta) || gamma === 0) continue;
        moved = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(a, length, p, q, c, c * t);
        if (!byRows) rotate(turn, count, p, q, c, c * t);
      }
    }
    if (!moved) break;
  }
  const norms = Float64Array.from({ length: count }, (_, k) =>
    Math.sqrt(a.subarray(k * length, (k + 1) * length).reduce((sum, v) => sum + v * v, 0)),
  );
  const order = Array.from(norms.keys()).sort((p, q) => norms[q] - norms[p] || p - q);
  const kept = order.filter((k) => norms[k] > tolerance * norms[order[0]]);
  const vectors = new Float64Array(kept.length * columns);
  kept.forEach((k, at) => {
    for (let j = 0; j < columns; j++) {
      vectors[at * columns + j] = byRows ? a[k * length + j] / norms[k] : turn[k * count + j];
    }
  });
  return { values: Float64Array.from(kept, (k) => norms[k]), vectors };
}
