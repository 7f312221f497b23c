import { type ColumnMemory, type Placed, withColumnMemory } from './column-memory.ts';
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
 * Products of every column with a vector that moves step by step, of which only those that may matter are computed: a
 * product moves by no more than the column's length times how far the vector went since it was last known.
 */
function movingProducts(memory: ColumnMemory, lengths: Float64Array) {
  const { columns, gradient, active } = memory;
  const coefficients = memory.beta[0]!.view;
  const size = new Float64Array(columns);
  /** How far the gradient had gone when the product was computed. */
  const since = new Float64Array(columns);
  const last = new Float64Array(memory.rows);
  let travelled = 0;
  return {
    /** Absolute products; for columns that cannot reach their bar an upper bound below it. */
    size,
    /**
     * Brings up to date what may be at or above `bar` times the column's factor, and all columns with a coefficient; says
     * how many. They are in `active`, in order, until a descent.
     */
    update(bar: number): number {
      const now = gradient.view;
      let squares = 0;
      let length = 0;
      for (let i = 0; i < now.length; i++) {
        squares += (now[i] - last[i]) ** 2;
        length += now[i] * now[i];
        last[i] = now[i];
      }
      travelled += Math.sqrt(squares);
      const factors = memory.factors.view;
      const list = active.view;
      let count = 0;
      for (let j = 0; j < columns; j++) {
        if (lengths[j] === 0) continue;
        const most = (size[j] + lengths[j] * (travelled - since[j])) * (1 + 1e-9);
        if (most >= bar * factors[j] || coefficients[j] !== 0) list[count++] = j;
      }
      // Single precision leaves the few for which it is not enough.
      const off = memory.singleError * Math.sqrt(length) + 1e-30;
      const rough = memory.singleProducts(active, count, gradient);
      let exact = 0;
      for (let c = 0; c < count; c++) {
        const j = list[c];
        const most = Math.abs(rough[c]) + off * lengths[j];
        // Not a number where single precision overflowed.
        if (!(most < bar * factors[j]) || coefficients[j] !== 0) list[exact++] = j;
        else {
          size[j] = most;
          since[j] = travelled;
        }
      }
      count = exact;
      const products = memory.products(active, count, gradient);
      for (let c = 0; c < count; c++) {
        size[list[c]] = Math.abs(products[c]);
        since[list[c]] = travelled;
      }
      return count;
    },
  };
}

/**
 * The elastic-net path of a family: minimises loss + lambda sum f_j ((1 - alpha)/2 b_j^2 + alpha |b_j|) over
 * standardised columns, from the largest penalty on with warm starts (Friedman, Hastie and Tibshirani 2010; Simon et al.
 * 2011). Descent is over the columns that are in, and those that the sequential strong rule lets in (Tibshirani et al.
 * 2012); after each descent the conditions of optimality of all columns are looked at, and what breaks them is taken in,
 * until none does.
 */
export function elasticNetPath(x: Standardised, family: Family, options: PathOptions): CoefficientPath {
  return withColumnMemory(x, options.factors, 1, (memory) => followPath(x, family, options, memory));
}

function followPath(
  x: Standardised,
  family: Family,
  options: PathOptions,
  memory: ColumnMemory,
): CoefficientPath {
  const { rows, columns, scales, means } = x;
  const { alpha } = options;
  const [beta] = memory.beta as [Placed<Float64Array>];
  const gradient = memory.gradient.view;
  const curvature = memory.curvature.view;
  const trial = memory.trial.view;
  const before = memory.before.view;
  const size = memory.size.view;
  const factors = memory.factors.view;
  const coefficient = beta.view;
  const listed = memory.candidates.view;
  const predictor = new Float64Array(rows);
  let intercept = 0;

  const due = memory.active.view;
  curvature.fill(1);
  for (let j = 0; j < columns; j++) due[j] = j;
  memory.squares(memory.active, columns);
  const lengths = Float64Array.from(size, (squares, j) => (scales[j] === 0 ? 0 : Math.sqrt(squares)));

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
  const lossAtStart = family.approximate(predictor, gradient, curvature);
  const nullLoss = lossAtStart - family.saturated;
  const threshold = options.threshold * Math.max(nullLoss, 1e-300);
  const slopes = movingProducts(memory, lengths);
  slopes.update(0);
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    if (factors[j] > 0) largest = Math.max(largest, slopes.size[j] / factors[j]);
  }
  largest /= Math.max(alpha, 1e-3);
  const made = options.lambdas === undefined;
  const lambdas = made
    ? penaltySequence(largest, rows, columns, options)
    : Float64Array.from(options.lambdas!);

  const penalty = (lambda: number, count: number): number => {
    let sum = 0;
    for (let c = 0; c < count; c++) {
      const b = coefficient[listed[c]];
      if (b !== 0) sum += factors[listed[c]] * (((1 - alpha) / 2) * b * b + alpha * Math.abs(b));
    }
    return lambda * sum;
  };
  /** The columns that are listed for the descent, by the number of their penalty. */
  const inside = new Int32Array(columns).fill(-1);
  const entered = new Uint8Array(columns);
  let fitLoss = lossAtStart;
  let count = 0;
  const coefficients: Float64Array[] = [];
  const intercepts: number[] = [];
  const explained: number[] = [];
  /** At or above this, times its factor, a column is let in before the descent at a penalty. */
  const strongBar = (k: number): number => {
    const lambda = lambdas[k]!;
    const previous = k === 0 ? Math.max(largest, lambda) : lambdas[k - 1]!;
    return alpha * Math.max(2 * lambda - previous, 0);
  };
  for (let k = 0; k < lambdas.length; k++) {
    const lambda = lambdas[k]!;
    const strong = strongBar(k);
    const near = slopes.update(strong);
    let held = 0;
    for (let c = 0; c < near; c++) {
      const j = due[c];
      if (coefficient[j] !== 0 || slopes.size[j] >= strong * factors[j]) {
        inside[j] = k;
        listed[held++] = j;
      }
    }
    for (;;) {
      let objective = fitLoss + penalty(lambda, held);
      for (let step = 0; step < 1000; step++) {
        let total = 0;
        if (family.intercept) for (let i = 0; i < rows; i++) total += curvature[i];
        memory.squares(memory.candidates, held);
        for (let c = 0; c < held; c++) before[listed[c]] = coefficient[listed[c]];
        memory.residual.view.set(gradient);
        const shift = descend({ memory, beta, total }, held, lambda, alpha, threshold);
        let change = 0;
        // Where the approximation was too bold, half the way, and again.
        for (let part = 1, halved = 0; ; part /= 2, halved++) {
          const shifted = shift * part;
          for (let i = 0; i < rows; i++) trial[i] = predictor[i] + shifted;
          if (halved > 0) {
            for (let c = 0; c < held; c++) {
              const j = listed[c];
              coefficient[j] = (coefficient[j] + before[j]) / 2;
            }
          }
          memory.addMoves(memory.candidates, held, beta, memory.trial);
          fitLoss = family.approximate(trial, gradient, curvature);
          const next = fitLoss + penalty(lambda, held);
          if (family.quadratic || next <= objective + 1e-12 * Math.abs(objective) || halved === 40) {
            objective = next;
            intercept += shifted;
            change = shift * shift * total;
            break;
          }
        }
        predictor.set(trial);
        for (let c = 0; c < held; c++) {
          const j = listed[c];
          change = Math.max(change, size[j] * (coefficient[j] - before[j]) ** 2);
        }
        if (family.quadratic || change < threshold) break;
      }
      const looked = slopes.update(alpha * lambda);
      const listedBefore = held;
      for (let c = 0; c < looked; c++) {
        const j = due[c];
        if (inside[j] !== k && slopes.size[j] > lambda * alpha * factors[j] * (1 + 1e-9)) {
          inside[j] = k;
          listed[held++] = j;
        }
      }
      if (held === listedBefore) break;
    }
    const given = new Float64Array(columns);
    let constant = intercept;
    for (let c = 0; c < held; c++) {
      const j = listed[c];
      if (coefficient[j] === 0) continue;
      if (entered[j] === 0) count++;
      entered[j] = 1;
      given[j] = coefficient[j] / scales[j];
      constant -= given[j] * means[j];
    }
    coefficients.push(given);
    intercepts.push(family.intercept ? constant : 0);
    const ratio = nullLoss > 0 ? 1 - (fitLoss - family.saturated) / nullLoss : 0;
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
