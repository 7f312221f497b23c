/** A likelihood of one linear predictor. Row weights sum to 1; the objective is minus the weighted mean likelihood. */
export interface Family {
  readonly intercept: boolean;
  /** Whether curvature does not depend on the fit: one quadratic problem is the whole problem. */
  readonly quadratic: boolean;
  /** Fills the derivative of the weighted likelihood by the linear predictor, and minus its second derivative; returns the loss. */
  approximate(predictor: Float64Array, gradient: Float64Array, curvature: Float64Array): number;
  /** Minus the weighted mean likelihood. */
  loss(predictor: Float64Array): number;
  /** The smallest loss that any predictor could have. */
  readonly saturated: number;
}

/** Squared error: half the weighted mean square. */
export function gaussianFamily(y: Float64Array, weights: Float64Array): Family {
  return {
    intercept: true,
    quadratic: true,
    saturated: 0,
    approximate(predictor, gradient, curvature) {
      let sum = 0;
      for (let i = 0; i < y.length; i++) {
        const rest = y[i] - predictor[i];
        gradient[i] = weights[i] * rest;
        curvature[i] = weights[i];
        sum += gradient[i] * rest;
      }
      return sum / 2;
    },
    loss(predictor) {
      let sum = 0;
      for (let i = 0; i < y.length; i++) sum += weights[i] * (y[i] - predictor[i]) ** 2;
      return sum / 2;
    },
  };
}

/** Bernoulli with the logit; `y` is 0 or 1. */
export function binomialFamily(y: ArrayLike<number>, weights: Float64Array): Family {
  return {
    intercept: true,
    quadratic: false,
    saturated: 0,
    approximate(predictor, gradient, curvature) {
      let loss = 0;
      for (let i = 0; i < predictor.length; i++) {
        const value = predictor[i];
        // One exponential, of a number that is not above 0, serves all three.
        const e = Math.exp(-Math.abs(value));
        const p = value >= 0 ? 1 / (1 + e) : e / (1 + e);
        gradient[i] = weights[i] * (y[i] - p);
        curvature[i] = weights[i] * Math.max(p * (1 - p), 1e-10);
        const margin = y[i] === 1 ? value : -value;
        loss += weights[i] * (Math.log1p(e) + (margin < 0 ? -margin : 0));
      }
      return loss;
    },
    loss(predictor) {
      let sum = 0;
      for (let i = 0; i < predictor.length; i++) {
        const margin = y[i] === 1 ? predictor[i] : -predictor[i];
        sum +=
          weights[i] * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
      }
      return sum;
    },
  };
}
