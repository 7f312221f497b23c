import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { eachKernelRow, kernelRows } from '../../src/models/support-vectors/kernel.ts';

const random = createRandom('kernel matrix');
const matrix = (rows: number, columns: number) => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, () => random.normal()),
});

describe('the kernel matrix', () => {
  for (const [rows, columns] of [
    [1, 3],
    [2, 1],
    [7, 5],
    [12, 30],
  ] as const) {
    for (const name of ['linear', 'rbf'] as const) {
      it(`is that of the formula for ${rows} rows of ${columns}, ${name}, whole or row by row`, () => {
        const x = matrix(rows, columns);
        const kernel = { name, gamma: 0.2 };
        const whole = kernelRows(kernel, x);
        const byRow = kernelRows(kernel, x, 2 * rows - 1);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            let product = 0;
            let distance = 0;
            for (let k = 0; k < columns; k++) {
              const [a, b] = [x.data[i * columns + k]!, x.data[j * columns + k]!];
              product += a * b;
              distance += (a - b) ** 2;
            }
            const wanted = name === 'linear' ? product : Math.exp(-0.2 * distance);
            expect(whole.row(i)[j]).toBeCloseTo(wanted, 12);
            expect(byRow.row(i)[j]).toBe(whole.row(i)[j]);
            expect(whole.row(i)[j]).toBe(whole.row(j)[i]);
          }
          expect(whole.diagonal[i]).toBe(whole.row(i)[i]);
        }
      });
    }
  }

  it('gives a row the same numbers alone and among others', () => {
    const vectors = matrix(9, 17);
    const x = matrix(5, 17);
    const kernel = { name: 'rbf', gamma: 0.05 } as const;
    const together: number[][] = [];
    eachKernelRow(kernel, x, vectors, (_, values) => together.push([...values]));
    for (let i = 0; i < x.rows; i++) {
      const alone = { rows: 1, columns: 17, data: x.data.slice(i * 17, (i + 1) * 17) };
      eachKernelRow(kernel, alone, vectors, (_, values) => expect([...values]).toEqual(together[i]));
    }
  });
});
