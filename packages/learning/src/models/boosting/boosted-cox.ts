import * as z from 'zod';
import type { Estimator, Json } from '../../contract.ts';
import { coxFamily } from '../linear/cox-family.ts';
import { type Baseline, baselineHazard, proportionalSurvival } from '../survival/baseline.ts';
import { floats, rowWeights, type StateRecord, survivalTask } from '../training.ts';
import type { TreeEnsembleModel } from '../trees/forest-model.ts';
import { type Tree, treeFrom, treeState } from '../trees/tree.ts';
import { boost, boostedPredictors, boostingSettings } from './boost.ts';

const id = 'boosted-cox';
const settings = z.strictObject(boostingSettings);

function model(trees: readonly Tree[], importance: Float64Array, baseline: Baseline): TreeEnsembleModel {
  const base = Float64Array.of(0);
  return {
    estimator: id,
    ensemble: { trees, outputs: 1, scale: new Float64Array(trees.length).fill(1), base },
    predict(x) {
      const scores = boostedPredictors(trees, base, x);
      return { scores, survivalAt: (times) => proportionalSurvival(baseline, scores, times) };
    },
    state: () => ({
      trees: trees.map(treeState),
      importance: [...importance],
      times: [...baseline.times],
      hazard: [...baseline.hazard],
    }),
    importance,
  };
}

/**
 * Gradient boosting of Cox's partial likelihood (ties after Breslow) by trees with Newton leaves (Ridgeway 1999; Chen
 * and Guestrin 2016). Scores are log hazards; survival by Breslow's baseline hazard. Events other than 1 count as
 * censored.
 */
export const boostedCox: Estimator<typeof settings> = {
  id,
  name: 'Gradient-boosted Cox regression',
  outcomes: ['survival'],
  settings,
  fit(data, options) {
    const { times, events } = survivalTask(id, data);
    const weights = rowWeights(data);
    const family = coxFamily(times, events, weights, 'breslow');
    const { trees, importance, predictors } = boost(
      data,
      Float64Array.of(0),
      (predictor, gradient, curvature) => {
        family.approximate(predictor, gradient, curvature);
        for (let i = 0; i < gradient.length; i++) {
          gradient[i] = -gradient[i];
          curvature[i] = Math.max(curvature[i], 0);
        }
      },
      options,
    );
    return model(trees, importance, baselineHazard(times, events, weights, predictors, 'breslow'));
  },
  restore(state: Json) {
    const { trees, importance, times, hazard } = state as StateRecord;
    return model((trees as readonly Json[]).map(treeFrom), floats(importance), {
      times: floats(times),
      hazard: floats(hazard),
    });
  },
};
