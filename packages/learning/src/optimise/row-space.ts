/**
 * An orthonormal basis of the space that the rows of a matrix span (columns one after the other in `data`), and the
 * rows in it. A ridge fit of many columns is a ridge fit of these few.
 */
export function rowSpace(
  data: Float64Array,
  rows: number,
  columns: number,
): { readonly size: number; readonly basis: Float64Array; readonly coordinates: Float64Array } {
  const basis: Float64Array[] = [];
  for (let i = 0; i < rows; i++) {
    const v = Float64Array.from({ length: columns }, (_, j) => data[j * rows + i]);
    const before = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    // Twice is enough to be orthogonal to rounding.
    for (let round = 0; round < 2; round++) {
      for (const b of basis) {
        let dot = 0;
        for (let j = 0; j < columns; j++) dot += b[j] * v[j];
        for (let j = 0; j < columns; j++) v[j] -= dot * b[j];
      }
    }
    const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    if (norm > 1e-9 * before) basis.push(v.map((value) => value / norm));
  }
  const size = basis.length;
  const flat = new Float64Array(size * columns);
  basis.forEach((b, k) => {
    flat.set(b, k * columns);
  });
  const coordinates = new Float64Array(size * rows);
  for (let k = 0; k < size; k++) {
    for (let j = 0; j < columns; j++) {
      const b = basis[k][j];
      for (let i = 0; i < rows; i++) coordinates[k * rows + i] += b * data[j * rows + i];
    }
  }
  return { size, basis: flat, coordinates };
}

/** Coefficients of the columns from those of the basis. */
export function fromRowSpace(
  basis: Float64Array,
  size: number,
  columns: number,
  at: Float64Array,
): Float64Array {
  const out = new Float64Array(columns);
  for (let k = 0; k < size; k++) for (let j = 0; j < columns; j++) out[j] += at[k] * basis[k * columns + j];
  return out;
}
