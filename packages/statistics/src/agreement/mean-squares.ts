/** Mean squares of a two-way table without replication: n subjects (rows) by k measures (columns). */
export interface MeanSquares {
  readonly subjects: number;
  readonly measures: number;
  /** Between subjects, n - 1 degrees (MSR). */
  readonly rows: number;
  /** Between measures, k - 1 degrees (MSC). */
  readonly columns: number;
  /** What is left, (n - 1)(k - 1) degrees (MSE). */
  readonly residual: number;
  /** Within subjects, n (k - 1) degrees (MSW). */
  readonly within: number;
}

/** Two-way analysis of variance of a complete table. Source: McGraw and Wong 1996, tables 2 and 3. */
export function meanSquares(table: readonly ArrayLike<number>[], measures: number): MeanSquares {
  const n = table.length;
  const k = measures;
  const rowMeans = new Float64Array(n);
  const columnMeans = new Float64Array(k);
  // Deviations from one value of the table keep digits where all values are large and close.
  const origin = table[0]![0]!;
  let grand = 0;
  for (let i = 0; i < n; i++) {
    const row = table[i]!;
    for (let j = 0; j < k; j++) {
      const value = row[j]! - origin;
      rowMeans[i]! += value / k;
      columnMeans[j]! += value / n;
      grand += value / (n * k);
    }
  }
  let rows = 0;
  let columns = 0;
  let residual = 0;
  let within = 0;
  for (let i = 0; i < n; i++) {
    const row = table[i]!;
    rows += k * (rowMeans[i]! - grand) ** 2;
    for (let j = 0; j < k; j++) {
      const value = row[j]! - origin;
      within += (value - rowMeans[i]!) ** 2;
      residual += (value - rowMeans[i]! - columnMeans[j]! + grand) ** 2;
    }
  }
  for (let j = 0; j < k; j++) columns += n * (columnMeans[j]! - grand) ** 2;
  return {
    subjects: n,
    measures: k,
    rows: rows / (n - 1),
    columns: columns / (k - 1),
    residual: residual / ((n - 1) * (k - 1)),
    within: within / (n * (k - 1)),
  };
}
