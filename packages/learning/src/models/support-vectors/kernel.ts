import type { Matrix } from '../../contract.ts';
import { innerProducts, squaredNorms } from './inner-products.ts';

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

/** Turns inner products of a row (with sum of squares `square`) into kernel values, in place. */
function applyKernel(
  kernel: Kernel,
  square: number,
  squares: Float64Array,
  values: Float64Array,
  from: number,
): void {
  if (kernel.name === 'linear') return;
  for (let j = from; j < squares.length; j++) {
    values[j] = Math.exp(-kernel.gamma * Math.max(square + squares[j] - 2 * values[j], 0));
  }
}

/** Gives the kernel of every row of one matrix with all rows of another; `values` is used again. */
export function eachKernelRow(
  kernel: Kernel,
  a: Matrix,
  b: Matrix,
  use: (row: number, values: Float64Array) => void,
): void {
  const squares = squaredNorms(b);
  const own = squaredNorms(a);
  const one = new Float64Array(b.rows);
  const two = new Float64Array(b.rows);
  for (let i = 0; i < a.rows; i += 2) {
    const second = Math.min(i + 1, a.rows - 1);
    innerProducts(a, i, second, b, 0, b.rows, one, two);
    applyKernel(kernel, own[i], squares, one, 0);
    use(i, one);
    if (second === i) break;
    applyKernel(kernel, own[second], squares, two, 0);
    use(second, two);
  }
}

/** Half of the symmetric matrix is computed, in pairs of rows. */
function wholeKernel(kernel: Kernel, x: Matrix, squares: Float64Array): Float64Array[] {
  const n = x.rows;
  const values = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i += 2) {
    const second = Math.min(i + 1, n - 1);
    innerProducts(x, i, second, x, i, n, values[i], values[second]);
    for (const row of second === i ? [i] : [i, second]) {
      applyKernel(kernel, squares[row], squares, values[row], i);
      for (let j = i + 2; j < n; j++) values[j][row] = values[row][j];
    }
  }
  return values;
}

/** Up to so many rows the matrix is computed as a whole: optimisation asks for nearly all of it. */
const wholeRows = 2000;

/**
 * The kernel matrix of the rows of a matrix. Of many rows each is computed when first asked for, and the longest unused
 * ones are given up beyond `budget` numbers.
 */
export function kernelRows(kernel: Kernel, x: Matrix, budget = 32_000_000): KernelRows {
  const squares = squaredNorms(x);
  const diagonal = kernel.name === 'linear' ? squares : new Float64Array(x.rows).fill(1);
  if (x.rows <= wholeRows && x.rows * x.rows <= budget) {
    const whole = wholeKernel(kernel, x, squares);
    return { size: x.rows, diagonal, row: (i) => whole[i] };
  }
  const kept = new Map<number, Float64Array>();
  const most = Math.max(2, Math.floor(budget / x.rows));
  return {
    size: x.rows,
    diagonal,
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
      innerProducts(x, i, i, x, 0, x.rows, values, values);
      applyKernel(kernel, squares[i], squares, values, 0);
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
