import { learningError } from '../../error.ts';
import { fitsKernels, withKernels } from '../../kernels/webassembly.ts';
import type { Standardised } from './standardise.ts';

/** A stretch of the compiled loops' memory, seen from here. */
export interface Placed<View> {
  readonly at: number;
  readonly view: View;
}

/** Standardised columns in the memory of the compiled loops, with the vectors that coordinate descent works on. */
export interface ColumnMemory {
  readonly rows: number;
  readonly columns: number;
  /** By row. */
  readonly gradient: Placed<Float64Array>;
  readonly curvature: Placed<Float64Array>;
  /** Weight times working residual. */
  readonly residual: Placed<Float64Array>;
  readonly trial: Placed<Float64Array>;
  /** By column. */
  readonly before: Placed<Float64Array>;
  /** Sum over rows of curvature times the squared column. */
  readonly size: Placed<Float64Array>;
  /** Multiplies the penalty of each column. */
  readonly factors: Placed<Float64Array>;
  /** Coefficients, one set after the other. */
  readonly beta: readonly Placed<Float64Array>[];
  /** Columns that a loop is to go through. */
  readonly candidates: Placed<Int32Array>;
  readonly active: Placed<Int32Array>;
  /** A standardised column. */
  readonly column: (j: number) => Float64Array;
  /** Products of the first `count` listed columns with a vector of the rows; in a view that the next call overwrites. */
  readonly products: (list: Placed<Int32Array>, count: number, vector: Placed<Float64Array>) => Float64Array;
  /**
   * As `products`, by single precision: half the memory to go through. No product is off by more than `singleError` times
   * the lengths of the column and the vector, where it is finite.
   */
  readonly singleProducts: (
    list: Placed<Int32Array>,
    count: number,
    vector: Placed<Float64Array>,
  ) => Float64Array;
  readonly singleError: number;
  /** Fills `size` of listed columns from `curvature`. */
  readonly squares: (list: Placed<Int32Array>, count: number) => void;
  /** Adds to a vector of the rows what the move of coefficients from `before` changes. */
  readonly addMoves: (
    list: Placed<Int32Array>,
    count: number,
    beta: Placed<Float64Array>,
    target: Placed<Float64Array>,
  ) => void;
  /** One pass of descent; the largest squared move times its curvature. */
  readonly pass: (
    list: Placed<Int32Array>,
    count: number,
    beta: Placed<Float64Array>,
    lasso: number,
    ridge: number,
  ) => number;
}

/**
 * Gives standardised columns to `work` in the memory of the compiled loops, with `sets` sets of coefficients. Errors:
 * `DATA_UNSUITABLE` where the columns take more than 4 GB or than the machine has.
 */
export function withColumnMemory<T>(
  x: Standardised,
  factors: Float64Array | undefined,
  sets: number,
  work: (memory: ColumnMemory) => T,
): T {
  const { rows, columns, data } = x;
  // Columns end in zeros, so that loops take eight numbers at a time.
  const height = Math.ceil(rows / 8) * 8;
  const stride = height * 8;
  const byRow = 4;
  const byColumn = 4 + sets;
  const sizes = [
    stride * columns,
    ...new Array<number>(byRow).fill(stride),
    ...new Array<number>(byColumn).fill(columns * 8),
    columns * 4,
    columns * 4,
    height * 4,
    height * 4 * columns,
  ];
  const tooLarge = () =>
    learningError(
      'DATA_UNSUITABLE',
      `${columns} columns of ${rows} rows are more than there is memory for in a penalised model.`,
      { remedy: 'Select columns first, by variance, correlation or a univariate filter.' },
    );
  if (!fitsKernels(sizes.reduce((sum, size) => sum + size, 0))) throw tooLarge();
  return withKernels(({ run, reserve, memory }) => {
    let places: readonly number[];
    try {
      places = reserve(...sizes);
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge();
      throw error;
    }
    const buffer = memory();
    const first = places[0]!;
    const table = new Float64Array(buffer, first, height * columns);
    for (let j = 0; j < columns; j++) table.set(data.subarray(j * rows, (j + 1) * rows), j * height);
    const floats = (at: number, length: number) => ({ at, view: new Float64Array(buffer, at, length) });
    const whole = (at: number) => ({ at, view: new Int32Array(buffer, at, columns) });
    const [gradient, curvature, residual, trial] = places
      .slice(1, 1 + byRow)
      .map((at) => floats(at, rows)) as [
      Placed<Float64Array>,
      Placed<Float64Array>,
      Placed<Float64Array>,
      Placed<Float64Array>,
    ];
    const [before, size, factor, out, ...beta] = places
      .slice(1 + byRow, 1 + byRow + byColumn)
      .map((at) => floats(at, columns)) as [
      Placed<Float64Array>,
      Placed<Float64Array>,
      Placed<Float64Array>,
      Placed<Float64Array>,
      ...Placed<Float64Array>[],
    ];
    if (factors === undefined) factor.view.fill(1);
    else factor.view.set(factors);
    const [candidates, active, vectorAt, singleAt] = places.slice(-4);
    const singleVector = new Float32Array(buffer, vectorAt!, height);
    const single = new Float32Array(buffer, singleAt!, height * columns);
    single.set(table);
    return work({
      rows,
      columns,
      gradient,
      curvature,
      residual,
      trial,
      before,
      size,
      factors: factor,
      beta,
      candidates: whole(candidates!),
      active: whole(active!),
      column: (j) => table.subarray(j * height, j * height + rows),
      products(list, count, vector) {
        run.columnProducts(first, stride, list.at, count, vector.at, out.at);
        return out.view;
      },
      // Eight sums side by side, each of an eighth of the rows, then three additions; two more for the rounding of both.
      singleError: 1.01 * (height / 8 + 5) * 2 ** -24,
      singleProducts(list, count, vector) {
        singleVector.set(vector.view);
        run.columnProductsSingle(singleAt!, height * 4, list.at, count, vectorAt!, out.at);
        return out.view;
      },
      squares: (list, count) => run.columnSquares(first, stride, list.at, count, curvature.at, size.at),
      addMoves: (list, count, values, target) =>
        run.addMovedColumns(first, stride, list.at, count, values.at, before.at, target.at),
      pass: (list, count, values, lasso, ridge) =>
        run.descentPass(
          first,
          stride,
          list.at,
          count,
          curvature.at,
          residual.at,
          values.at,
          size.at,
          factor.at,
          lasso,
          ridge,
        ),
    });
  });
}
