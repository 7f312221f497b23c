import {
  auc,
  classMeasures,
  harrellConcordance,
  mean,
  multiClassAuc,
  ordinalConcordance,
  regressionMeasures,
} from '@rachis/statistics';
import type { Outcome, Predictions } from '../contract.ts';
import { learningError } from '../error.ts';

/** What a search looks for: of all, more is better. */
export const criteria = [
  'auc',
  'log-loss',
  'brier',
  'balanced-accuracy',
  'ordinal-concordance',
  'concordance',
  'r2',
  'squared-error',
  'absolute-error',
] as const;
export type Criterion = (typeof criteria)[number];

/** The criterion of an outcome unless told: AUC of classes, concordance of order and survival, R2 of numbers. */
export function defaultCriterion(outcome: Outcome): Criterion {
  if (outcome.kind === 'survival') return 'concordance';
  if (outcome.kind === 'continuous') return 'r2';
  return outcome.kind === 'ordinal' ? 'ordinal-concordance' : 'auc';
}

const fits: Readonly<Record<Criterion, readonly Outcome['kind'][]>> = {
  auc: ['classes', 'ordinal'],
  'log-loss': ['classes', 'ordinal'],
  brier: ['classes', 'ordinal'],
  'balanced-accuracy': ['classes', 'ordinal'],
  'ordinal-concordance': ['ordinal', 'classes'],
  concordance: ['survival'],
  r2: ['continuous'],
  'squared-error': ['continuous'],
  'absolute-error': ['continuous'],
};

/** Refuses a criterion that an outcome does not have. */
export function refuseCriterion(criterion: Criterion, outcome: Outcome): void {
  if (fits[criterion].includes(outcome.kind)) return;
  throw learningError(
    'SETTINGS_INVALID',
    `The criterion ${criterion} is not for a ${outcome.kind} outcome.`,
    {
      remedy: `Take ${criteria.filter((one) => fits[one].includes(outcome.kind)).join(', ')}.`,
    },
  );
}

type Classes = Extract<Outcome, { codes: Int32Array }>;

function probabilityLoss(
  { codes }: Classes,
  { probabilities }: Predictions,
  of: (own: Float64Array, code: number) => number,
): number {
  if (probabilities === undefined) return NaN;
  const { columns, data } = probabilities;
  let sum = 0;
  codes.forEach((code, row) => {
    sum += of(data.subarray(row * columns, (row + 1) * columns), code);
  });
  return sum / codes.length;
}

/** The class of most probability in each row; of equals the first. */
export function likeliestClasses({ probabilities }: Predictions): Int32Array {
  if (probabilities === undefined) return new Int32Array(0);
  const { rows, columns, data } = probabilities;
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < columns; k++) {
      if (data[row * columns + k]! > data[row * columns + best]!) best = k;
    }
    return best;
  });
}

/** AUC of two classes; of more the mean of one against the rest, over the classes that occur. */
function areaUnderCurve(outcome: Classes, { scores, probabilities }: Predictions): number {
  const { classes, codes } = outcome;
  if (classes.length === 2) return auc(codes, scores).value;
  if (probabilities === undefined) return NaN;
  const { rows, columns, data } = probabilities;
  const table = Array.from({ length: rows }, (_, row) => data.subarray(row * columns, (row + 1) * columns));
  const areas = multiClassAuc(codes, table).oneVersusRest.filter((area) => !Number.isNaN(area));
  return mean(areas);
}

/** Times with event 1 alone: who had a competing event is not seen to have it later, as who is censored. */
export function eventOfInterest({ times, events }: Extract<Outcome, { kind: 'survival' }>) {
  return { times, events: events.map((event) => (event === 1 ? 1 : 0)) };
}

/** The criterion of predictions; NaN where it has no value (one class alone, nobody with an event). */
export function criterionOf(criterion: Criterion, outcome: Outcome, said: Predictions): number {
  switch (outcome.kind) {
    case 'survival':
      return harrellConcordance(eventOfInterest(outcome), said.scores).value;
    case 'continuous': {
      const { values } = outcome;
      if (criterion === 'r2') return regressionMeasures(values, said.scores).determination;
      let sum = 0;
      values.forEach((value, row) => {
        const error = value - said.scores[row]!;
        sum += criterion === 'squared-error' ? error * error : Math.abs(error);
      });
      return -sum / values.length;
    }
    default:
      if (criterion === 'log-loss') {
        return -probabilityLoss(outcome, said, (own, code) => -Math.log(Math.max(own[code]!, 1e-15)));
      }
      if (criterion === 'brier') {
        return -probabilityLoss(outcome, said, (own, code) =>
          own.reduce((sum, p, k) => sum + (p - (k === code ? 1 : 0)) ** 2, 0),
        );
      }
      if (criterion === 'balanced-accuracy') {
        return classMeasures(outcome.codes, likeliestClasses(said), outcome.classes.length).balancedAccuracy;
      }
      if (criterion === 'ordinal-concordance') return ordinalConcordance(outcome.codes, said.scores).value;
      return areaUnderCurve(outcome, said);
  }
}
