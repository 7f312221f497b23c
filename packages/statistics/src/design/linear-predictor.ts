import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { StatisticsError } from '../error.ts';

/**
 * How the linear predictor (the logit of the predicted risk) is spread over the patients a model will be asked about: normal;
 * normal in both classes with one variance, as a C statistic and a prevalence imply; or as seen in patients.
 */
export type LinearPredictorSpread =
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'concordance'; readonly concordance: number; readonly prevalence: number }
  | { readonly kind: 'values'; readonly values: ArrayLike<number> };

const steps = 4000;

/** Points with weights that sum to one: Simpson's rule over nine standard deviations, so that nothing is simulated. */
function normalPoints(mean: number, deviation: number, share: number): { at: number; weight: number }[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = -9 + (18 * i) / steps;
    const simpson = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    return {
      at: mean + deviation * x,
      weight: (share * normalDensity(x) * simpson * 18) / (3 * steps),
    };
  });
}

/** Points of a spread with their weights. Errors: `ARGUMENT_INVALID` of a spread that cannot be. */
export function spreadPoints(spread: LinearPredictorSpread): { at: number; weight: number }[] {
  switch (spread.kind) {
    case 'normal':
      if (spread.deviation > 0) return normalPoints(spread.mean, spread.deviation, 1);
      throw new StatisticsError(
        'ARGUMENT_INVALID',
        `The linear predictor needs a standard deviation above 0, not ${spread.deviation}.`,
      );
    case 'concordance': {
      const { concordance, prevalence } = spread;
      if (!(concordance > 0.5 && concordance < 1))
        throw new StatisticsError(
          'ARGUMENT_INVALID',
          `A C statistic lies between 0.5 and 1, not ${concordance}.`,
        );
      // Normal scores of one variance: the risk given the score is logistic in it with a slope of one.
      const deviation = Math.SQRT2 * normalQuantile(concordance);
      const centre = Math.log(prevalence / (1 - prevalence));
      const half = deviation ** 2 / 2;
      return [
        ...normalPoints(centre - half, deviation, 1 - prevalence),
        ...normalPoints(centre + half, deviation, prevalence),
      ];
    }
    case 'values':
      return Array.from(spread.values, (at) => ({ at, weight: 1 / spread.values.length }));
  }
}
