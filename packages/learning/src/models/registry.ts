import { StatisticsError } from '@rachis/statistics';
import type { Estimator, FittedModel, Json } from '../contract.ts';
import { adaboost } from './boosting/adaboost.ts';
import { boostedCox } from './boosting/boosted-cox.ts';
import { gradientBoosting } from './boosting/gradient-boosting.ts';
import { makeBagging } from './ensembles/bagging.ts';
import { makeStacking } from './ensembles/stacking.ts';
import { makeVoting } from './ensembles/voting.ts';
import { gaussianNaiveBayes } from './generative/gaussian-naive-bayes.ts';
import { linearDiscriminant } from './generative/linear-discriminant.ts';
import { linearRegression } from './linear/linear-regression.ts';
import { logisticRegression } from './linear/logistic-regression.ts';
import { ordinalRegression } from './linear/ordinal-regression.ts';
import { nearestNeighbours } from './neighbours/nearest-neighbours.ts';
import { publishedFormulaId, restoreFormula } from './published/formula.ts';
import { supportVectorMachine } from './support-vectors/support-vector-machine.ts';
import { coxRegression } from './survival/cox.ts';
import { fineGray } from './survival/fine-gray.ts';
import { randomSurvivalForest } from './survival/random-survival-forest.ts';
import { decisionTree, extraTrees, randomForest } from './trees/forests.ts';

/** A kind of model by its id; an error that names those there are. */
export function estimatorOf(id: string): Estimator {
  const found = estimators.get(id);
  if (found === undefined) {
    throw new StatisticsError('ARGUMENT_INVALID', `No estimator is called "${id}".`, {
      remedy: `The estimators are ${[...estimators.keys()].join(', ')}.`,
    });
  }
  return found;
}

/** A model from its state: fitted by one of the estimators, or a formula that was written down. */
export const restoreModel = (id: string, state: Json): FittedModel =>
  id === publishedFormulaId ? restoreFormula(state) : estimatorOf(id).restore(state);

const all: readonly Estimator[] = [
  logisticRegression,
  ordinalRegression,
  linearRegression,
  supportVectorMachine,
  linearDiscriminant,
  nearestNeighbours,
  gaussianNaiveBayes,
  decisionTree,
  randomForest,
  extraTrees,
  adaboost,
  gradientBoosting,
  makeBagging(estimatorOf),
  makeVoting(estimatorOf),
  makeStacking(estimatorOf),
  coxRegression,
  boostedCox,
  randomSurvivalForest,
  fineGray,
];

/** Every kind of model, by its id. */
export const estimators: ReadonlyMap<string, Estimator> = new Map(all.map((one) => [one.id, one]));
