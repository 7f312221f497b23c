import { mean, sumOfSquares } from '../numbers/moments.ts';
import { rank } from '../numbers/ranks.ts';

/**
 * Correlations of all pairs of complete columns, as rows of a symmetric matrix; Spearman by ranks made once a column.
 * A constant column has NaN with every other and with itself. Missing values are a programming mistake here: impute
 * first, or use `spearman` and `pearson` pair by pair.
 */
export function correlationMatrix(
  columns: readonly ArrayLike<number>[],
  method: 'pearson' | 'spearman' = 'pearson',
): Float64Array[] {
  const n = columns[0]?.length ?? 0;
  const unit = columns.map((column, j) => {
    if (column.length !== n) throw new RangeError(`Column ${j} has ${column.length} values, the first ${n}.`);
    const values = method === 'spearman' ? rank(column).ranks : Float64Array.from(column);
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(column[i])) throw new RangeError(`Column ${j} has ${column[i]} in row ${i}.`);
    }
    const centre = mean(values);
    const norm = Math.sqrt(sumOfSquares(values, centre));
    return values.map((value) => (norm === 0 ? NaN : (value - centre) / norm));
  });
  const matrix = columns.map(() => new Float64Array(columns.length));
  for (let j = 0; j < unit.length; j++) {
    const first = unit[j]!;
    matrix[j]![j] = Number.isNaN(first[0]!) ? NaN : 1;
    for (let k = 0; k < j; k++) {
      const second = unit[k]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += first[i]! * second[i]!;
      const value = sum > 1 ? 1 : sum < -1 ? -1 : sum;
      matrix[j]![k] = value;
      matrix[k]![j] = value;
    }
  }
  return matrix;
}
