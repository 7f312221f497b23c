/** A dense matrix: rows of 64-bit floats. */
export type Matrix = readonly Float64Array[];

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Float64Array[] {
  return Array.from({ length: rows }, () => new Float64Array(columns));
}

/**
 * Solves a x = b for several right sides (columns of b) by elimination with row pivoting. Undefined where a is singular
 * to rounding.
 */
export function solve(a: Matrix, b: Matrix): Float64Array[] | undefined {
  const n = a.length;
  const left = a.map((row) => Float64Array.from(row));
  const right = b.map((row) => Float64Array.from(row));
  const scale = left.map((row) => Math.max(...Array.from(row, Math.abs)));
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(left[i]![k]!) * scale[best]! > Math.abs(left[best]![k]!) * scale[i]!) best = i;
    }
    if (!(Math.abs(left[best]![k]!) > 1e-13 * scale[best]!)) return undefined;
    [left[k], left[best]] = [left[best]!, left[k]!];
    [right[k], right[best]] = [right[best]!, right[k]!];
    [scale[k], scale[best]] = [scale[best]!, scale[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = left[i]![k]! / left[k]![k]!;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) left[i]![j]! -= factor * left[k]![j]!;
      for (let j = 0; j < right[i]!.length; j++) right[i]![j]! -= factor * right[k]![j]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = 0; j < right[k]!.length; j++) {
      let sum = right[k]![j]!;
      for (let i = k + 1; i < n; i++) sum -= left[k]![i]! * right[i]![j]!;
      right[k]![j] = sum / left[k]![k]!;
    }
  }
  return right;
}

/** Inverse of a square matrix; undefined where it has none. */
export function inverse(a: Matrix): Float64Array[] | undefined {
  return solve(
    a,
    a.map((_, i) => Float64Array.from(a, (_, j) => (i === j ? 1 : 0))),
  );
}

/** x' a^-1 x, the quadratic form of test statistics; NaN where a is singular. */
export function quadraticForm(a: Matrix, x: ArrayLike<number>): number {
  const solved = solve(
    a,
    Array.from(x, (value) => Float64Array.of(value)),
  );
  return solved === undefined ? NaN : solved.reduce((sum, row, i) => sum + row[0]! * x[i]!, 0);
}

/**
 * Least squares by Householder reflections: the coefficients of the columns of x that fit y, weighted if told.
 * Columns that depend on those before them get 0.
 */
export function leastSquares(x: Matrix, y: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const n = x.length;
  const p = x[0]?.length ?? 0;
  const a = x.map((row, i) => {
    const root = weights === undefined ? 1 : Math.sqrt(weights[i]!);
    return row.map((value) => value * root);
  });
  const b = Float64Array.from(y, (value, i) => value * (weights === undefined ? 1 : Math.sqrt(weights[i]!)));
  const pivots: number[] = [];
  let rank = 0;
  for (let k = 0; k < p && rank < n; k++) {
    let whole = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      whole += a[i]![k]! ** 2;
      if (i >= rank) rest += a[i]![k]! ** 2;
    }
    if (rest <= 1e-22 * whole || rest === 0) continue;
    const norm = a[rank]![k]! > 0 ? -Math.sqrt(rest) : Math.sqrt(rest);
    const v = new Float64Array(n - rank);
    for (let i = rank; i < n; i++) v[i - rank] = a[i]![k]!;
    v[0]! -= norm;
    const square = v.reduce((sum, value) => sum + value * value, 0);
    for (let j = k; j < p; j++) {
      let dot = 0;
      for (let i = rank; i < n; i++) dot += v[i - rank]! * a[i]![j]!;
      for (let i = rank; i < n; i++) a[i]![j]! -= ((2 * dot) / square) * v[i - rank]!;
    }
    let dot = 0;
    for (let i = rank; i < n; i++) dot += v[i - rank]! * b[i]!;
    for (let i = rank; i < n; i++) b[i]! -= ((2 * dot) / square) * v[i - rank]!;
    pivots.push(k);
    rank++;
  }
  const coefficients = new Float64Array(p);
  for (let k = rank - 1; k >= 0; k--) {
    let sum = b[k]!;
    for (let j = k + 1; j < rank; j++) sum -= a[k]![pivots[j]!]! * coefficients[pivots[j]!]!;
    coefficients[pivots[k]!] = sum / a[k]![pivots[k]!]!;
  }
  return coefficients;
}
