import { type ColumnMemory, withColumnMemory } from './column-memory.ts';
import { descend } from './descent.ts';
import { type PathOptions, penaltySequence } from './path.ts';
import type { Standardised } from './standardise.ts';

/** Coefficients of each class for each penalty, on the scale of the columns as given. */
export interface MultinomialPath {
  readonly lambdas: Float64Array;
  /** For each penalty, a number a class; they sum to 0. */
  readonly intercepts: readonly Float64Array[];
  /** For each penalty, class after class. */
  readonly coefficients: readonly Float64Array[];
  readonly explained: Float64Array;
}

/** The number c that makes the penalty of the values less c smallest. */
function penaltyCentre(values: Float64Array, alpha: number): number {
  const sorted = values.toSorted();
  const k = sorted.length;
  const sum = sorted.reduce((a, b) => a + b, 0);
  if (alpha === 0) return sum / k;
  // The derivative (1 - alpha)(k c - sum) + alpha (below - above) rises in c, with a jump at each value.
  for (let below = 0; below < k; below++) {
    const left = (1 - alpha) * (k * sorted[below] - sum) + alpha * (below - (k - below));
    const right = left + 2 * alpha;
    if (left <= 0 && right >= 0) return sorted[below];
    if (left > 0) return (sum * (1 - alpha) - alpha * (below - (k - below))) / ((1 - alpha) * k);
  }
  return sorted[k - 1];
}

/** Loss of a softmax over predictors of each class (class after class), and its probabilities. */
export function softmaxLoss(
  predictors: Float64Array,
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
  probabilities: Float64Array,
): number {
  const n = codes.length;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let top = -Infinity;
    for (let k = 0; k < classes; k++) top = Math.max(top, predictors[k * n + i]);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const e = Math.exp(predictors[k * n + i] - top);
      probabilities[k * n + i] = e;
      sum += e;
    }
    for (let k = 0; k < classes; k++) probabilities[k * n + i] /= sum;
    loss -= weights[i] * (predictors[codes[i] * n + i] - top - Math.log(sum));
  }
  return loss;
}

/**
 * The elastic-net path of multinomial logistic regression, a set of coefficients for each class (as glmnet's ungrouped
 * multinomial): class by class partial Newton steps, then the shift of each column's coefficients that makes the
 * penalty smallest.
 */
export function multinomialPath(
  x: Standardised,
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
  options: PathOptions,
): MultinomialPath {
  return withColumnMemory(x, options.factors, classes, (memory) =>
    followPath(x, codes, classes, weights, options, memory),
  );
}

function followPath(
  x: Standardised,
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
  options: PathOptions,
  memory: ColumnMemory,
): MultinomialPath {
  const { rows, columns, scales, means } = x;
  const { alpha } = options;
  const factors = memory.factors.view;
  const predictors = new Float64Array(rows * classes);
  const probabilities = new Float64Array(rows * classes);
  const intercepts = new Float64Array(classes);
  const shares = new Float64Array(classes);
  for (let i = 0; i < rows; i++) shares[codes[i]] += weights[i];
  const meanLog = shares.reduce((sum, share) => sum + Math.log(share), 0) / classes;
  for (let k = 0; k < classes; k++) {
    intercepts[k] = Math.log(shares[k]) - meanLog;
    predictors.fill(intercepts[k], k * rows, (k + 1) * rows);
  }
  const nullLoss = softmaxLoss(predictors, codes, classes, weights, probabilities);
  const threshold = options.threshold * nullLoss;
  const slopes = new Float64Array(columns * classes);
  const gradient = memory.residual.view;
  const curvature = memory.curvature.view;
  const trial = memory.trial.view;
  const size = memory.size.view;
  const before = memory.before.view;
  const candidates = memory.candidates.view;
  const everyColumn = memory.active.view;
  const slopesNow = (): number => {
    const loss = softmaxLoss(predictors, codes, classes, weights, probabilities);
    for (let j = 0; j < columns; j++) everyColumn[j] = j;
    for (let k = 0; k < classes; k++) {
      for (let i = 0; i < rows; i++) {
        gradient[i] = weights[i] * ((codes[i] === k ? 1 : 0) - probabilities[k * rows + i]);
      }
      const products = memory.products(memory.active, columns, memory.residual);
      for (let j = 0; j < columns; j++) slopes[k * columns + j] = scales[j] > 0 ? products[j] : 0;
    }
    return loss;
  };
  slopesNow();
  let largest = 0;
  for (let at = 0; at < slopes.length; at++) {
    const factor = factors[at % columns];
    if (factor > 0) largest = Math.max(largest, Math.abs(slopes[at]) / factor);
  }
  largest /= Math.max(alpha, 1e-3);
  const made = options.lambdas === undefined;
  const lambdas = made
    ? penaltySequence(largest, rows, columns, options)
    : Float64Array.from(options.lambdas!);
  const inside = new Uint8Array(columns * classes);
  const entered = new Uint8Array(columns);
  let count = 0;
  const found: { intercepts: Float64Array; coefficients: Float64Array; explained: number }[] = [];
  let previous = largest;
  for (const lambda of lambdas) {
    const bar = alpha * (2 * lambda - Math.min(previous, Math.max(largest, lambda)));
    for (let at = 0; at < slopes.length; at++) {
      const j = at % columns;
      if (scales[j] > 0 && Math.abs(slopes[at]) >= bar * factors[j]) inside[at] = 1;
    }
    let loss = 0;
    for (;;) {
      for (let round = 0; round < 10_000; round++) {
        let change = 0;
        for (let k = 0; k < classes; k++) {
          const beta = memory.beta[k]!;
          const own = beta.view;
          let held = 0;
          for (let j = 0; j < columns; j++) if (inside[k * columns + j] === 1) candidates[held++] = j;
          softmaxLoss(predictors, codes, classes, weights, probabilities);
          let total = 0;
          for (let i = 0; i < rows; i++) {
            const p = probabilities[k * rows + i];
            gradient[i] = weights[i] * ((codes[i] === k ? 1 : 0) - p);
            curvature[i] = weights[i] * Math.max(p * (1 - p), 1e-10);
            total += curvature[i];
          }
          memory.squares(memory.candidates, held);
          for (let c = 0; c < held; c++) before[candidates[c]] = own[candidates[c]];
          const shift = descend({ memory, beta, total }, held, lambda, alpha, threshold);
          intercepts[k] += shift;
          change = Math.max(change, shift * shift * total);
          const predictor = predictors.subarray(k * rows, (k + 1) * rows);
          for (let i = 0; i < rows; i++) trial[i] = predictor[i] + shift;
          memory.addMoves(memory.candidates, held, beta, memory.trial);
          predictor.set(trial);
          for (let c = 0; c < held; c++) {
            const j = candidates[c];
            change = Math.max(change, size[j] * (own[j] - before[j]) ** 2);
          }
        }
        if (lambda > 0) {
          const values = new Float64Array(classes);
          for (let j = 0; j < columns; j++) {
            let any = false;
            for (let k = 0; k < classes; k++) {
              values[k] = memory.beta[k]!.view[j]!;
              if (values[k] !== 0) any = true;
            }
            if (!any) continue;
            const centre = penaltyCentre(values, alpha);
            if (centre === 0) continue;
            const column = memory.column(j);
            for (let k = 0; k < classes; k++) {
              const own = memory.beta[k]!.view;
              own[j] -= centre;
              if (own[j] !== 0) inside[k * columns + j] = 1;
              const predictor = predictors.subarray(k * rows, (k + 1) * rows);
              for (let i = 0; i < rows; i++) predictor[i] -= centre * column[i];
            }
          }
        }
        if (change < threshold) break;
      }
      loss = slopesNow();
      let missed = false;
      for (let at = 0; at < slopes.length; at++) {
        const j = at % columns;
        if (
          inside[at] === 0 &&
          scales[j] > 0 &&
          Math.abs(slopes[at]) > lambda * alpha * factors[j] * (1 + 1e-9)
        ) {
          inside[at] = 1;
          missed = true;
        }
      }
      if (!missed) break;
    }
    previous = lambda;
    const given = new Float64Array(columns * classes);
    const constants = Float64Array.from(intercepts);
    for (let at = 0; at < given.length; at++) {
      const j = at % columns;
      const b = memory.beta[Math.floor(at / columns)]!.view[j]!;
      if (b === 0) continue;
      if (entered[j] === 0) count++;
      entered[j] = 1;
      given[at] = b / scales[j];
      constants[Math.floor(at / columns)] -= given[at] * means[j];
    }
    const centre = constants.reduce((sum, value) => sum + value, 0) / classes;
    const ratio = nullLoss > 0 ? 1 - loss / nullLoss : 0;
    found.push({
      intercepts: constants.map((value) => value - centre),
      coefficients: given,
      explained: ratio,
    });
    if (options.enough !== undefined && count >= options.enough) break;
    const gained = found.length > 1 ? ratio - found[found.length - 2].explained : 1;
    if (made && found.length > 5 && (gained < 1e-5 * ratio || ratio > 0.999)) break;
  }
  return {
    lambdas: lambdas.slice(0, found.length),
    intercepts: found.map((one) => one.intercepts),
    coefficients: found.map((one) => one.coefficients),
    explained: Float64Array.from(found, (one) => one.explained),
  };
}
