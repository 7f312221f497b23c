/** Eigenvalues of a symmetric 3 by 3 matrix (row-major), largest first (cyclic Jacobi rotations). */
export function symmetricEigenvalues(matrix: readonly number[]): [number, number, number] {
  const m = matrix.slice();
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
    }
  }
  return [m[0]!, m[4]!, m[8]!].sort((a, b) => b - a) as [number, number, number];
}
