import type { Matrix } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from './frame.ts';

/**
 * The numbers of a frame for an estimator. `DATA_UNSUITABLE` where a column still has categories or missing values: a
 * pipeline must encode and fill them first.
 */
export function matrixOf({ rows, columns }: Frame): Matrix {
  const data = new Float64Array(rows * columns.length);
  columns.forEach(({ name, kind, values }, c) => {
    if (kind === 'category') {
      throw learningError('DATA_UNSUITABLE', `Column ${name} has categories, and the model wants numbers.`, {
        column: name,
        remedy: 'Put the step encode before the model.',
      });
    }
    for (let r = 0, at = c; r < rows; r++, at += columns.length) {
      const value = values[r]!;
      if (!Number.isFinite(value)) {
        throw learningError(
          'DATA_UNSUITABLE',
          `Column ${name} has a value that is ${Number.isNaN(value) ? 'missing' : 'infinite'}, and the model wants numbers.`,
          { column: name, remedy: 'Put the step impute before the model.' },
        );
      }
      data[at] = value;
    }
  });
  return { rows, columns: columns.length, data };
}
