/**
 * The part by which a covariance is best drawn towards a multiple of the identity (Ledoit and Wolf 2004), for rows that
 * are centred (row by row).
 */
export function ledoitWolfShrinkage(data: Float64Array, rows: number, columns: number): number {
  if (columns === 1) return 0;
  // The sums over pairs of columns are sums over pairs of rows: sum_jk (X'X)_jk^2 = sum_il (XX')_il^2.
  let trace = 0;
  let fourth = 0;
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    for (let l = 0; l <= i; l++) {
      let dot = 0;
      for (let j = 0, p = i * columns, q = l * columns; j < columns; j++) dot += data[p + j] * data[q + j];
      if (l === i) {
        trace += dot;
        fourth += dot * dot;
        squares += dot * dot;
      } else squares += 2 * dot * dot;
    }
  }
  const mu = trace / rows / columns;
  const delta = squares / (rows * rows);
  const beta = (fourth / rows - delta) / (columns * rows);
  const distance = (delta - 2 * mu * (trace / rows) + columns * mu * mu) / columns;
  const limited = Math.min(beta, distance);
  return limited <= 0 || !(distance > 0) ? 0 : limited / distance;
}
