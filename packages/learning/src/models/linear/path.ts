import { productsOf, squaresOf } from './column-products.ts';
import { descend } from './descent.ts';
import type { Family } from './families.ts';
import type { Standardised } from './standardise.ts';

/** How a path of penalties is followed. */
export interface PathOptions {
  /** 1 is the lasso, 0 the ridge penalty. */
  readonly alpha: number;
  /** Penalties in descending order; made from the data unless given. */
  readonly lambdas?: readonly number[];
  /** How many to make. */
  readonly count: number;
  /** The smallest over the largest; 0.01 with fewer rows than columns, otherwise 0.0001. */
  readonly ratio?: number;
  /** Squared change of the standardised predictor at which descent stops, as a part of the null loss. */
  readonly threshold: number;
  readonly factors?: Float64Array;
  /** Ends the path at the first penalty by which so many columns have come in. */
  readonly enough?: number;
}

/** Coefficients on the scale of the columns as given, for each penalty. */
export interface CoefficientPath {
  readonly lambdas: Float64Array;
  readonly intercepts: Float64Array;
  readonly coefficients: readonly Float64Array[];
  /** Part of the null deviance that is explained. */
  readonly explained: Float64Array;
}

/** Penalties from that which lets no column in, on a logarithmic scale. */
export function penaltySequence(
  largest: number,
  rows: number,
  columns: number,
  options: PathOptions,
): Float64Array {
  const ratio = options.ratio ?? (rows < columns ? 0.01 : 1e-4);
  return Float64Array.from({ length: options.count }, (_, k) =>
    options.count === 1 ? largest : largest * ratio ** (k / (options.count - 1)),
  );
}

/**
 * The elastic-net path of a family: minimises loss + lambda sum f_j ((1 - alpha)/2 b_j^2 + alpha |b_j|) over
 * standardised columns, from the largest penalty on with warm starts (Friedman, Hastie and Tibshirani 2010; Simon et al.
 * 2011). Descent is over the columns that ever broke the conditions of optimality; after each descent those of all columns
 * are looked at, and what breaks them is taken in, until none does.
 */
export function elasticNetPath(x: Standardised, family: Family, options: PathOptions): CoefficientPath {
  const { rows, columns, data, scales, means } = x;
  const { alpha } = options;
  const factors = options.factors ?? new Float64Array(columns).fill(1);
  const predictor = new Float64Array(rows);
  const gradient = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  const residual = new Float64Array(rows);
  const trial = new Float64Array(rows);
  const beta = new Float64Array(columns);
  const before = new Float64Array(columns);
  const size = new Float64Array(columns);
  const slopes = new Float64Array(columns);
  const varying = Int32Array.from(scales.keys()).filter((j) => scales[j] !== 0);
  let intercept = 0;

  // The fit of the intercept alone.
  if (family.intercept) {
    for (let step = 0; step < 100; step++) {
      family.approximate(predictor, gradient, curvature);
      let up = 0;
      let down = 0;
      for (let i = 0; i < rows; i++) {
        up += gradient[i];
        down += curvature[i];
      }
      intercept += up / down;
      predictor.fill(intercept);
      if (Math.abs(up / down) < 1e-14 * (1 + Math.abs(intercept))) break;
    }
  }
  const nullLoss = family.loss(predictor) - family.saturated;
  const threshold = options.threshold * Math.max(nullLoss, 1e-300);
  const slopesNow = (): void => {
    family.approximate(predictor, gradient, curvature);
    productsOf(x, varying, gradient, slopes);
  };
  slopesNow();
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    if (factors[j] > 0) largest = Math.max(largest, Math.abs(slopes[j]) / factors[j]);
  }
  largest /= Math.max(alpha, 1e-3);
  const made = options.lambdas === undefined;
  const lambdas = made
    ? penaltySequence(largest, rows, columns, options)
    : Float64Array.from(options.lambdas!);

  const penalty = (lambda: number): number => {
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      if (beta[j] !== 0)
        sum += factors[j] * (((1 - alpha) / 2) * beta[j] * beta[j] + alpha * Math.abs(beta[j]));
    }
    return lambda * sum;
  };
  const inside = new Uint8Array(columns);
  const listed = new Int32Array(columns);
  const entered = new Uint8Array(columns);
  let count = 0;
  const coefficients: Float64Array[] = [];
  const intercepts: number[] = [];
  const explained: number[] = [];
  for (const lambda of lambdas) {
    const bar = alpha * lambda;
    for (let j = 0; j < columns; j++) {
      if (scales[j] > 0 && (inside[j] === 1 || Math.abs(slopes[j]) >= bar * factors[j])) inside[j] = 1;
    }
    for (;;) {
      let held = 0;
      for (let j = 0; j < columns; j++) if (inside[j] === 1) listed[held++] = j;
      const candidates = listed.subarray(0, held);
      let loss = family.quadratic ? 0 : family.loss(predictor) + penalty(lambda);
      for (let step = 0; step < 1000; step++) {
        family.approximate(predictor, gradient, curvature);
        let total = 0;
        if (family.intercept) for (let i = 0; i < rows; i++) total += curvature[i];
        for (const j of candidates) before[j] = beta[j];
        squaresOf(x, candidates, curvature, size);
        residual.set(gradient);
        const problem = { rows, data, curvature, residual, beta, size, total, factors };
        const shift = descend(problem, candidates, lambda, alpha, threshold);
        // Where the approximation was too bold, half the way, and again.
        for (let part = 1, halved = 0; ; part /= 2, halved++) {
          trial.set(predictor);
          const shifted = shift * part;
          for (let i = 0; i < rows; i++) trial[i] += shifted;
          for (const j of candidates) {
            if (halved > 0) beta[j] = (beta[j] + before[j]) / 2;
            const move = beta[j] - before[j];
            if (move === 0) continue;
            const from = j * rows;
            for (let i = 0; i < rows; i++) trial[i] += move * data[from + i];
          }
          if (family.quadratic) {
            intercept += shifted;
            break;
          }
          const next = family.loss(trial) + penalty(lambda);
          if (next <= loss + 1e-12 * Math.abs(loss) || halved === 40) {
            loss = next;
            intercept += shifted;
            break;
          }
        }
        predictor.set(trial);
        let change = shift * shift * total;
        for (const j of candidates) change = Math.max(change, size[j] * (beta[j] - before[j]) ** 2);
        if (family.quadratic || change < threshold) break;
      }
      slopesNow();
      let missed = false;
      for (let j = 0; j < columns; j++) {
        if (
          inside[j] === 0 &&
          scales[j] > 0 &&
          Math.abs(slopes[j]) > lambda * alpha * factors[j] * (1 + 1e-9)
        ) {
          inside[j] = 1;
          missed = true;
        }
      }
      if (!missed) break;
    }
    const given = new Float64Array(columns);
    let constant = intercept;
    for (let j = 0; j < columns; j++) {
      if (beta[j] === 0) continue;
      if (entered[j] === 0) count++;
      entered[j] = 1;
      given[j] = beta[j] / scales[j];
      constant -= given[j] * means[j];
    }
    coefficients.push(given);
    intercepts.push(family.intercept ? constant : 0);
    const ratio = nullLoss > 0 ? 1 - (family.loss(predictor) - family.saturated) / nullLoss : 0;
    explained.push(ratio);
    if (options.enough !== undefined && count >= options.enough) break;
    // Beyond this the path says nothing new; a path that was asked for is followed to its end.
    const gained = explained.length > 1 ? ratio - explained[explained.length - 2] : 1;
    if (made && explained.length > 5 && (gained < 1e-5 * ratio || ratio > 0.999)) break;
  }
  return {
    lambdas: lambdas.slice(0, coefficients.length),
    intercepts: Float64Array.from(intercepts),
    coefficients,
    explained: Float64Array.from(explained),
  };
}
