import type { Outcome, TrainingData } from '../../contract.ts';
import { learningError } from '../../error.ts';
import { estimatorOf } from '../../models/registry.ts';
import { readSettings } from '../../models/settings.ts';
import { columnSpreads } from './standardised-sizes.ts';

/** A model whose coefficients or importance say how much each column matters. */
export interface Judge {
  readonly estimator: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A ridge regression, which copes with any number of columns; a forest where there is no single linear predictor. */
export function defaultJudge(outcome: Outcome): Judge {
  const ridge = { alpha: 0, lambda: 0.1 };
  switch (outcome.kind) {
    case 'continuous':
      return { estimator: 'linear-regression', settings: ridge };
    case 'survival':
      return { estimator: 'cox-regression', settings: ridge };
    default:
      return outcome.kind === 'classes' && outcome.classes.length === 2
        ? { estimator: 'logistic-regression', settings: ridge }
        : { estimator: 'random-forest', settings: { trees: 200 } };
  }
}

/**
 * How much each column matters to a model fitted on training rows: the size of its coefficient, times the spread of
 * the column if `standardised`, or the model's own measure. `SETTINGS_INVALID` for a model that says neither.
 */
export function columnImportance(data: TrainingData, judge: Judge, standardised: boolean): Float64Array {
  const estimator = estimatorOf(judge.estimator);
  const { kind } = data.outcome;
  if (!estimator.outcomes.includes(kind)) {
    throw learningError('SETTINGS_INVALID', `${estimator.name} is not for a ${kind} outcome.`, {
      remedy: `Name an estimator for ${kind} outcomes, or none for the usual one.`,
    });
  }
  const { coefficients, importance } = estimator.fit(data, readSettings(estimator, judge.settings));
  if (coefficients !== undefined) {
    const spreads = standardised ? columnSpreads(data) : undefined;
    return coefficients.map((value, j) => Math.abs(value) * (spreads?.[j] ?? 1));
  }
  if (importance !== undefined) return importance;
  throw learningError(
    'SETTINGS_INVALID',
    `${estimator.name} with these settings and this outcome does not say how much each column matters.`,
    { remedy: 'Take a linear model of one predictor, or a forest.' },
  );
}
