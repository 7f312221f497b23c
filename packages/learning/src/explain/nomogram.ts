/** A predictor of a nomogram: what a unit of it does to the linear predictor, over the values that it takes. */
export interface NomogramPredictor {
  readonly name: string;
  readonly coefficient: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A linear model as axes of points. */
export interface Nomogram {
  readonly predictors: readonly NomogramPredictor[];
  /** Points of a value of predictor `at`; 0 where its effect is least, at most 100 over its range. */
  points(at: number, value: number): number;
  /** Points of all predictors at their most. */
  readonly most: number;
  /** The linear predictor of a total of points. */
  predictorOf(total: number): number;
  /** The total of points that a linear predictor is. */
  totalOf(predictor: number): number;
}

/**
 * A nomogram of a linear predictor: the effect of each predictor b x over its range, on a scale on which the widest effect
 * is 100 points; the total of points is the linear predictor but for a shift and a factor (Lubsen et al. 1978; as
 * `nomogram` of R's rms). Predictors without an effect have 0 points everywhere.
 */
export function nomogramOf(intercept: number, predictors: readonly NomogramPredictor[]): Nomogram {
  const least = predictors.map(({ coefficient, minimum, maximum }) =>
    Math.min(coefficient * minimum, coefficient * maximum),
  );
  const spans = predictors.map(
    ({ coefficient, minimum, maximum }) => Math.abs(coefficient) * (maximum - minimum),
  );
  const widest = Math.max(...spans);
  if (!(widest > 0)) throw new RangeError('A nomogram needs a predictor with an effect.');
  const start = intercept + least.reduce((sum, value) => sum + value, 0);
  return {
    predictors,
    points: (at, value) => (100 * (predictors[at].coefficient * value - least[at])) / widest,
    most: (100 * spans.reduce((sum, span) => sum + span, 0)) / widest,
    predictorOf: (total) => start + (total * widest) / 100,
    totalOf: (predictor) => (100 * (predictor - start)) / widest,
  };
}
