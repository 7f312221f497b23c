/**
 * Cholesky factor of a symmetric matrix (n by n, row by row), in place in its lower half. Columns that depend on those
 * before them, to one part in `tolerance` of their own size, are left out: their rows are 0 and they are listed.
 */
export function cholesky(
  a: Float64Array,
  n: number,
  tolerance = 1e-12,
): { readonly aliased: readonly number[] } {
  const aliased: number[] = [];
  const out = new Uint8Array(n);
  for (let j = 0; j < n; j++) {
    const own = a[j * n + j];
    let pivot = own;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] * a[j * n + k];
    if (!(pivot > tolerance * own)) {
      aliased.push(j);
      out[j] = 1;
      for (let k = 0; k < j; k++) a[j * n + k] = 0;
      for (let i = j + 1; i < n; i++) a[i * n + j] = 0;
      a[j * n + j] = 1;
      continue;
    }
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0, p = i * n, q = j * n; k < j; k++) sum -= a[p + k] * a[q + k];
      a[i * n + j] = sum / root;
    }
  }
  return { aliased };
}

/** Solves L L' x = b in place, for a factor of `cholesky`; left-out entries become 0. */
export function choleskySolve(
  l: Float64Array,
  n: number,
  b: Float64Array,
  aliased: readonly number[] = [],
): void {
  for (const j of aliased) b[j] = 0;
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k];
    b[i] = sum / l[i * n + i];
  }
  for (const j of aliased) b[j] = 0;
}
