/** Eigenvalues of a symmetric 3 by 3 matrix, largest first, with their eigenvectors of unit length. */
export interface SymmetricEigen {
  readonly values: readonly [number, number, number];
  readonly vectors: readonly (readonly [number, number, number])[];
}

/** Eigenvalues and eigenvectors of a symmetric 3 by 3 matrix (row-major), by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: readonly number[]): SymmetricEigen {
  const m = matrix.slice();
  const v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const at = (i: number, j: number) => 3 * i + j;
  for (let sweep = 0; sweep < 50; sweep++) {
    const off = Math.abs(m[1]!) + Math.abs(m[2]!) + Math.abs(m[5]!);
    const size = Math.abs(m[0]!) + Math.abs(m[4]!) + Math.abs(m[8]!);
    if (off <= 1e-17 * size || off === 0) break;
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const apq = m[at(p, q)]!;
      if (apq === 0) continue;
      const theta = (m[at(q, q)]! - m[at(p, p)]!) / (2 * apq);
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      for (let k = 0; k < 3; k++) {
        const [kp, kq] = [m[at(k, p)]!, m[at(k, q)]!];
        m[at(k, p)] = c * kp - s * kq;
        m[at(k, q)] = s * kp + c * kq;
      }
      for (let k = 0; k < 3; k++) {
        const [pk, qk] = [m[at(p, k)]!, m[at(q, k)]!];
        m[at(p, k)] = c * pk - s * qk;
        m[at(q, k)] = s * pk + c * qk;
      }
      for (let k = 0; k < 3; k++) {
        const [kp, kq] = [v[at(k, p)]!, v[at(k, q)]!];
        v[at(k, p)] = c * kp - s * kq;
        v[at(k, q)] = s * kp + c * kq;
      }
    }
  }
  const order = [0, 1, 2].sort((a, b) => m[at(b, b)]! - m[at(a, a)]!);
  const [a, b, c] = order.map((i) => m[at(i, i)]!);
  return {
    values: [a!, b!, c!],
    vectors: order.map((i) => [v[at(0, i)]!, v[at(1, i)]!, v[at(2, i)]!] as const),
  };
}

/** Eigenvalues of a symmetric 3 by 3 matrix (row-major), largest first. */
export function symmetricEigenvalues(matrix: readonly number[]): [number, number, number] {
  const [a, b, c] = symmetricEigen(matrix).values;
  return [a, b, c];
}
