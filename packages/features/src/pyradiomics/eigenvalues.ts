/**
 * Eigenvalues of a real symmetric matrix (row-major, n by n), ascending: Householder's tridiagonal form, then QL with
 * implicit shifts (Golub and van Loan, Matrix Computations, section 8.3).
 */
export function symmetricEigenvaluesOf(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    let h = 0;
    if (i > 1) {
      let scale = 0;
      for (let k = 0; k < i; k++) scale += Math.abs(a[i * n + k]!);
      if (scale === 0) e[i] = a[i * n + i - 1]!;
      else {
        for (let k = 0; k < i; k++) {
          a[i * n + k]! /= scale;
          h += a[i * n + k]! ** 2;
        }
        const f = a[i * n + i - 1]!;
        const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
        e[i] = scale * g;
        h -= f * g;
        a[i * n + i - 1] = f - g;
        let sum = 0;
        for (let j = 0; j < i; j++) {
          let p = 0;
          for (let k = 0; k <= j; k++) p += a[j * n + k]! * a[i * n + k]!;
          for (let k = j + 1; k < i; k++) p += a[k * n + j]! * a[i * n + k]!;
          e[j] = p / h;
          sum += e[j]! * a[i * n + j]!;
        }
        const half = sum / (h + h);
        for (let j = 0; j < i; j++) {
          const v = a[i * n + j]!;
          const w = e[j]! - half * v;
          e[j] = w;
          for (let k = 0; k <= j; k++) a[j * n + k]! -= v * e[k]! + w * a[i * n + k]!;
        }
      }
    } else e[i] = a[i * n + i - 1]!;
    d[i] = h;
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i]!;
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let turn = 0; turn < 200; turn++) {
      let m = l;
      for (; m < n - 1; m++) {
        const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
        if (Math.abs(e[m]!) <= 2 ** -53 * size) break;
      }
      if (m === l) break;
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let r = Math.hypot(g, 1);
      g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i]!;
        const b = c * e[i]!;
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1]! -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        r = (d[i]! - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (r === 0 && i >= l) continue;
      d[l]! -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return d.sort();
}
