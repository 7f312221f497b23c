import type { ChosenFit, ElasticNetSettings } from './choose.ts';
import type { LinearTask } from './linear-task.ts';
import { newtonMinimum } from './newton.ts';
import { ridgeColumns } from './ridge-columns.ts';

/**
 * The plain or ridge fit of one predictor with diagonal curvature (squared error, logistic) by Newton's method; nothing
 * where coordinate descent has to do it.
 */
export function newtonFit(id: string, task: LinearTask, settings: ElasticNetSettings): ChosenFit | undefined {
  const { lambda, alpha } = settings;
  if (typeof lambda === 'string' || (lambda > 0 && alpha > 0)) return undefined;
  if (task.family === undefined || (task.rows > 1000 && task.columns > 1000)) return undefined;
  const everyone = Array.from({ length: task.rows }, (_, i) => i);
  const x = task.prepare(everyone, settings.standardise || lambda === 0);
  const { data, rows, columns, toGiven } = ridgeColumns(x, lambda);
  const family = task.family(everyone);
  if (!family.intercept) return undefined;
  const n = columns + 1;
  const predictor = new Float64Array(rows);
  const slope = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  const weighted = new Float64Array(rows);
  const found = newtonMinimum(
    {
      parameters: n,
      evaluate(at, gradient, hessian) {
        predictor.fill(at[0]);
        let squares = 0;
        for (let j = 0; j < columns; j++) {
          squares += at[j + 1] ** 2;
          if (at[j + 1] !== 0) for (let i = 0; i < rows; i++) predictor[i] += at[j + 1] * data[j * rows + i];
        }
        const value = family.loss(predictor) - family.saturated + (lambda / 2) * squares;
        if (gradient === undefined || hessian === undefined) return value;
        family.approximate(predictor, slope, curvature);
        for (let a = 0; a < n; a++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) {
            const own = a === 0 ? 1 : data[(a - 1) * rows + i];
            sum += slope[i] * own;
            weighted[i] = curvature[i] * own;
          }
          gradient[a] = -sum + (a === 0 ? 0 : lambda * at[a]);
          for (let b = 0; b <= a; b++) {
            let dot = 0;
            if (b === 0) for (let i = 0; i < rows; i++) dot += weighted[i];
            else for (let i = 0, from = (b - 1) * rows; i < rows; i++) dot += weighted[i] * data[from + i];
            hessian[a * n + b] = dot + (a === b && a > 0 ? lambda : 0);
          }
        }
        return value;
      },
    },
    new Float64Array(n),
    id,
  );
  const coefficients = toGiven(found.subarray(1));
  const intercept = coefficients.reduce((sum, b, j) => sum - b * x.means[j], found[0]);
  return { lambda, intercepts: Float64Array.of(intercept), coefficients };
}
