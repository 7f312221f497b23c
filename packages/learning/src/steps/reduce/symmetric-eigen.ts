/** Eigenvalues in descending order, and the vector of each. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Vector k is at `k * size`. */
  readonly vectors: Float64Array;
}

const mostSweeps = 60;

/**
 * Eigenvalues and vectors of a symmetric matrix, given row by row, by Jacobi's rotations. Source: Golub and Van Loan 2013, section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = matrix.slice();
  // Row k of v becomes vector k: rotations then run along memory.
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  let largest = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value));
  // Far below what rounding leaves of the largest value.
  const negligible = largest * 1e-18;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        const first = a[p * size + p]!;
        const second = a[q * size + q]!;
        if (Math.abs(off) <= negligible) continue;
        rotated = true;
        const tau = (second - first) / (2 * off);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(a, v, size, [p, q], c, t * c);
        a[p * size + p] = first - t * off;
        a[q * size + q] = second + t * off;
        a[p * size + q] = 0;
        a[q * size + p] = 0;
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: size }, (_, k) => k).sort(
    (i, j) => a[j * size + j]! - a[i * size + i]! || i - j,
  );
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (k) => a[k * size + k]!), vectors };
}

/** Turns rows and columns p and q of the matrix, but for the four where they cross, and vectors p and q. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  size: number,
  [p, q]: readonly [number, number],
  c: number,
  s: number,
): void {
  const rowP = p * size;
  const rowQ = q * size;
  for (let k = 0; k < size; k++) {
    const x = v[rowP + k]!;
    const y = v[rowQ + k]!;
    v[rowP + k] = c * x - s * y;
    v[rowQ + k] = s * x + c * y;
    if (k === p || k === q) continue;
    const own = a[rowP + k]!;
    const other = a[rowQ + k]!;
    const turnedP = c * own - s * other;
    const turnedQ = s * own + c * other;
    a[rowP + k] = turnedP;
    a[rowQ + k] = turnedQ;
    a[k * size + p] = turnedP;
    a[k * size + q] = turnedQ;
  }
}
