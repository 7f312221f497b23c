import * as z from 'zod';
import type { Estimator, FittedModel, Json, TrainingData } from '../../contract.ts';
import { type ChosenFit, chooseFit, chooseFits, elasticNetSettings } from '../linear/choose.ts';
import type { Ties } from '../linear/cox-family.ts';
import { linearPredictor } from '../linear/linear-predictor.ts';
import { coxTask, type LinearTask } from '../linear/linear-task.ts';
import { ridgeColumns } from '../linear/ridge-columns.ts';
import { floats, rowWeights, type StateRecord, survivalTask } from '../training.ts';
import { type Baseline, baselineHazard, proportionalSurvival } from './baseline.ts';
import { coxNewton } from './cox-newton.ts';

const id = 'cox-regression';
const settings = z.strictObject({
  ...elasticNetSettings,
  ties: z
    .enum(['efron', 'breslow'])
    .default('efron')
    .describe('How events at one time share it (Efron 1977, Breslow 1974).'),
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

type Coefficients = Pick<ChosenFit, 'lambda' | 'coefficients'>;

function fitAlone(data: TrainingData, task: LinearTask, options: z.output<typeof settings>): ChosenFit {
  const { lambda, ties } = options;
  // Of a ridge fit with more columns than rows, the rows' coordinates are all there is to solve for.
  const ridge = options.alpha === 0 && typeof lambda === 'number' && lambda > 0;
  const unknowns = ridge ? Math.min(data.x.columns, data.x.rows) : data.x.columns;
  if (!((ridge || lambda === 0) && unknowns <= 200)) return chooseFit(task, data, options);
  const { times, events } = survivalTask(id, data);
  const weights = rowWeights(data);
  const x = task.prepare(Array.from(times.keys()), options.standardise || lambda === 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scaled = weights.map((weight) => weight / total);
  const few = ridgeColumns(x, lambda as number);
  const coefficients = few.toGiven(coxNewton(id, few, times, events, scaled, ties, lambda as number));
  return { lambda: lambda as number, intercepts: new Float64Array(1), coefficients };
}

/** Coefficients with the baseline hazard that goes with them. */
function completed(data: TrainingData, ties: Ties, { lambda, coefficients }: Coefficients): FittedModel {
  const { times, events } = survivalTask(id, data);
  const weights = rowWeights(data);
  const { means } = coxTask(id, data, ties).prepare(Array.from(times.keys()), false);
  const centre = coefficients.reduce((sum, b, j) => sum + b * means[j], 0);
  const predictor = linearPredictor(data.x, Float64Array.of(-centre), coefficients);
  return model({
    lambda,
    coefficients,
    centre,
    baseline: baselineHazard(times, events, weights, predictor, ties),
  });
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
    return completed(data, options.ties, fitAlone(data, coxTask(id, data, options.ties), options));
  },
  fitAll(data, all) {
    const found = new Array<FittedModel>(all.length);
    for (const ties of new Set(all.map((options) => options.ties))) {
      const own = all.flatMap((options, at) => (options.ties === ties ? [at] : []));
      const task = coxTask(id, data, ties);
      const settings = own.map((at) => all[at]!);
      chooseFits(task, settings, (options) => fitAlone(data, task, options)).forEach((fit, place) => {
        found[own[place]!] = completed(data, ties, fit);
      });
    }
    return found;
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
