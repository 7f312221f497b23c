import type { Matrix } from '../../contract.ts';

/** A kernel by its name; `gamma` is that of the radial one. */
export interface Kernel {
  readonly name: 'linear' | 'rbf';
  readonly gamma: number;
}

/** Rows of a kernel matrix. */
export interface KernelRows {
  readonly size: number;
  readonly diagonal: Float64Array;
  row(i: number): Float64Array;
}

const dot = (a: Float64Array, p: number, b: Float64Array, q: number, length: number): number => {
  let one = 0;
  let two = 0;
  let three = 0;
  let four = 0;
  const even = length - (length % 4);
  let k = 0;
  for (; k < even; k += 4) {
    one += a[p + k] * b[q + k];
    two += a[p + k + 1] * b[q + k + 1];
    three += a[p + k + 2] * b[q + k + 2];
    four += a[p + k + 3] * b[q + k + 3];
  }
  for (; k < length; k++) one += a[p + k] * b[q + k];
  return one + two + (three + four);
};

/** Sums of squares of the rows. */
export const squaredNorms = ({ rows, columns, data }: Matrix): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => dot(data, i * columns, data, i * columns, columns));

/** Kernel of row i of one matrix with all rows of another; `known` rows where the two are one. */
export function kernelRow(
  kernel: Kernel,
  a: Matrix,
  i: number,
  square: number,
  b: Matrix,
  squares: Float64Array,
  into: Float64Array,
  known?: ReadonlyMap<number, Float64Array>,
): void {
  const { columns } = a;
  for (let j = 0; j < b.rows; j++) {
    // The matrix of rows with themselves is symmetric.
    const mirrored = known?.get(j);
    if (mirrored !== undefined) {
      into[j] = mirrored[i];
      continue;
    }
    const product = dot(a.data, i * columns, b.data, j * columns, columns);
    into[j] =
      kernel.name === 'linear'
        ? product
        : Math.exp(-kernel.gamma * Math.max(square + squares[j] - 2 * product, 0));
  }
}

/**
 * The kernel matrix of the rows of a matrix, each row computed when first asked for; the longest unused ones are given
 * up beyond `budget` numbers.
 */
export function kernelRows(kernel: Kernel, x: Matrix, budget = 32_000_000): KernelRows {
  const squares = squaredNorms(x);
  const kept = new Map<number, Float64Array>();
  const most = Math.max(2, Math.floor(budget / x.rows));
  return {
    size: x.rows,
    diagonal: kernel.name === 'linear' ? squares : new Float64Array(x.rows).fill(1),
    row(i) {
      let values = kept.get(i);
      if (values !== undefined) {
        if (x.rows > most) {
          kept.delete(i);
          kept.set(i, values);
        }
        return values;
      }
      if (kept.size >= most) {
        const oldest = kept.keys().next().value as number;
        values = kept.get(oldest) as Float64Array;
        kept.delete(oldest);
      } else values = new Float64Array(x.rows);
      kernelRow(kernel, x, i, squares[i], x, squares, values, kept);
      kept.set(i, values);
      return values;
    },
  };
}

/** The part of a kernel matrix that belongs to some rows. */
export function kernelPart(whole: KernelRows, rows: ArrayLike<number>): KernelRows {
  const kept = new Map<number, Float64Array>();
  const most = Math.max(2, Math.floor(16_000_000 / rows.length));
  return {
    size: rows.length,
    diagonal: Float64Array.from(rows as ArrayLike<number>, (row) => whole.diagonal[row]),
    row(i) {
      let values = kept.get(i);
      if (values !== undefined) return values;
      if (kept.size >= most) kept.clear();
      values = new Float64Array(rows.length);
      const source = whole.row(rows[i]);
      for (let j = 0; j < rows.length; j++) values[j] = source[rows[j]];
      kept.set(i, values);
      return values;
    },
  };
}
