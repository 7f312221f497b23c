import * as z from 'zod';
import type { Estimator, FittedModel, Json } from '../../contract.ts';
import { chooseFit, elasticNetSettings } from '../linear/choose.ts';
import type { Ties } from '../linear/cox-family.ts';
import { linearPredictor } from '../linear/linear-predictor.ts';
import { coxTask } from '../linear/linear-task.ts';
import { ridgeColumns } from '../linear/ridge-columns.ts';
import { floats, rowWeights, type StateRecord, survivalTask } from '../training.ts';
import { type Baseline, baselineHazard, proportionalSurvival } from './baseline.ts';
import { coxNewton } from './cox-newton.ts';

const id = 'cox-regression';
const settings = z.strictObject({
  ...elasticNetSettings,
  ties: z.enum(['efron', 'breslow']).default('efron'),
});

interface Fit {
  readonly lambda: number;
  readonly coefficients: Float64Array;
  /** What the predictor of the mean row is taken off as. */
  readonly centre: number;
  readonly baseline: Baseline;
}

function model({ lambda, coefficients, centre, baseline }: Fit): FittedModel {
  return {
    estimator: id,
    predict(x) {
      const scores = linearPredictor(x, Float64Array.of(-centre), coefficients);
      return { scores, survivalAt: (times) => proportionalSurvival(baseline, scores, times) };
    },
    state: () => ({
      lambda,
      coefficients: [...coefficients],
      centre,
      times: [...baseline.times],
      hazard: [...baseline.hazard],
    }),
    coefficients,
  };
}

/**
 * Cox's proportional hazards regression with an elastic-net penalty on minus the mean log partial likelihood, ties
 * after Efron or Breslow (Cox 1972; Simon et al. 2011). `lambda` 0 is the plain fit. Events other than 1 count as
 * censored. Scores are linear predictors less that of the mean row; survival by the cumulative baseline hazard.
 */
export const coxRegression: Estimator<typeof settings> = {
  id,
  name: 'Cox regression',
  outcomes: ['survival'],
  settings,
  fit(data, options) {
    const { times, events } = survivalTask(id, data);
    const ties: Ties = options.ties;
    const weights = rowWeights(data);
    const task = coxTask(id, data, ties);
    const everyone = Array.from(times.keys());
    let coefficients: Float64Array;
    let lambda = 0;
    // Of a ridge fit with more columns than rows, the rows' coordinates are all there is to solve for.
    const ridge = options.alpha === 0 && typeof options.lambda === 'number' && options.lambda > 0;
    const unknowns = ridge ? Math.min(data.x.columns, data.x.rows) : data.x.columns;
    const newton = (ridge || options.lambda === 0) && unknowns <= 200;
    if (newton) {
      const x = task.prepare(everyone, options.standardise || options.lambda === 0);
      lambda = options.lambda as number;
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const scaled = weights.map((weight) => weight / total);
      const few = ridgeColumns(x, lambda);
      coefficients = few.toGiven(coxNewton(id, few, times, events, scaled, ties, lambda));
    } else {
      ({ coefficients, lambda } = chooseFit(task, data, options));
    }
    const { means } = task.prepare(everyone, false);
    const centre = coefficients.reduce((sum, b, j) => sum + b * means[j], 0);
    const predictor = linearPredictor(data.x, Float64Array.of(-centre), coefficients);
    return model({
      lambda,
      coefficients,
      centre,
      baseline: baselineHazard(times, events, weights, predictor, ties),
    });
  },
  restore(state: Json) {
    const { lambda, coefficients, centre, times, hazard } = state as StateRecord;
    return model({
      lambda: lambda as number,
      coefficients: floats(coefficients),
      centre: centre as number,
      baseline: { times: floats(times), hazard: floats(hazard) },
    });
  },
};
