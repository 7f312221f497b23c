import type { FittedModel, Json, Matrix, Predictions } from '../../contract.ts';
import { classPredictions, type StateRecord } from '../training.ts';
import { type FindEstimator, memberStates, restoreMembers } from './members.ts';

/** Weighted mean of models: of class probabilities, or of values. */
export function averageModel(
  estimator: string,
  models: readonly FittedModel[],
  shares: readonly number[],
): FittedModel {
  return {
    estimator,
    predict(x: Matrix): Predictions {
      const said = models.map((model) => model.predict(x));
      const first = said[0].probabilities;
      const sums = new Float64Array(first === undefined ? x.rows : first.data.length);
      said.forEach(({ scores, probabilities }, m) => {
        const values = first === undefined ? scores : (probabilities as Matrix).data;
        for (let at = 0; at < sums.length; at++) sums[at] += shares[m] * values[at];
      });
      if (first === undefined) return { scores: sums };
      return classPredictions(
        first.columns,
        Array.from({ length: first.columns }, (_, k) => k),
        sums,
      );
    },
    state: () => ({ estimator, shares: [...shares], models: memberStates(models) }),
  };
}

/** A mean of models from its state. */
export function restoreAverage(find: FindEstimator, state: Json): FittedModel {
  const { estimator, shares, models } = state as StateRecord;
  return averageModel(estimator as string, restoreMembers(find, models), shares as readonly number[]);
}
