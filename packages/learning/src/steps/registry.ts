import { learningError } from '../error.ts';
import { classWeights } from './balance/class-weights.ts';
import { oversample, undersample } from './balance/random-sampling.ts';
import { adasyn, borderlineSmote, smote } from './balance/smote.ts';
import { keepColumns } from './combine/keep-columns.ts';
import { makeScore } from './combine/score.ts';
import { combat } from './prepare/combat.ts';
import { encode } from './prepare/encode.ts';
import { impute } from './prepare/impute.ts';
import { imputeChained } from './prepare/impute-chained.ts';
import { scale } from './prepare/scale.ts';
import { clusterColumns } from './reduce/clusters.ts';
import { principalComponents } from './reduce/principal-components.ts';
import { boruta } from './select/boruta.ts';
import { correlationClusters } from './select/correlation-clusters.ts';
import { correlationFilter } from './select/correlation-filter.ts';
import { elasticNetSelection } from './select/elastic-net-selection.ts';
import { mrmr } from './select/mrmr.ts';
import { recursiveElimination } from './select/recursive-elimination.ts';
import { stabilityList } from './select/stability-list.ts';
import { stabilitySelection } from './select/stability-selection.ts';
import { stepwiseSelection } from './select/stepwise-selection.ts';
import { univariateFilter } from './select/univariate-filter.ts';
import { varianceFilter } from './select/variance-filter.ts';
import type { Step } from './step.ts';

const all: readonly Step[] = [
  keepColumns,
  impute,
  imputeChained,
  encode,
  scale,
  combat,
  varianceFilter,
  correlationFilter,
  correlationClusters,
  univariateFilter,
  stabilityList,
  mrmr,
  elasticNetSelection,
  stabilitySelection,
  stepwiseSelection,
  recursiveElimination,
  boruta,
  principalComponents,
  clusterColumns,
  oversample,
  undersample,
  smote,
  borderlineSmote,
  adasyn,
  classWeights,
  makeScore(stepOf),
];

/** Every kind of step, by its id. */
export const steps: ReadonlyMap<string, Step> = new Map(all.map((one) => [one.id, one]));

/** A kind of step by its id; an error that names those there are. */
export function stepOf(id: string): Step {
  const found = steps.get(id);
  if (found === undefined) {
    throw learningError('SETTINGS_INVALID', `No step is called "${id}".`, {
      remedy: `The steps are ${[...steps.keys()].join(', ')}.`,
    });
  }
  return found;
}
