import { type RocPoint, rocCurve } from './auc.ts';

/**
 * Choosers of a threshold. They belong on training data; the threshold is then locked and its measures are taken on
 * other data.
 */

function best(points: readonly RocPoint[], worth: (point: RocPoint) => number): RocPoint {
  // Of equals the lowest threshold (as pROC lists them first).
  return points.reduce((chosen, point) => (worth(point) >= worth(chosen) - 1e-12 ? point : chosen));
}

/** The threshold of the largest sensitivity + specificity (Youden 1950). */
export function youdenThreshold(outcome: ArrayLike<number | boolean>, scores: ArrayLike<number>): RocPoint {
  return best(rocCurve(outcome, scores), ({ sensitivity, specificity }) => sensitivity + specificity);
}

/** The highest threshold whose sensitivity is at least the one asked: the most specificity that leaves. */
export function sensitivityThreshold(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  sensitivity: number,
): RocPoint {
  const points = rocCurve(outcome, scores);
  return points.find((point) => point.sensitivity >= sensitivity - 1e-12) ?? points[points.length - 1]!;
}

/** The threshold of least expected cost, from what a missed event and a false alarm cost, at a prevalence. */
export function costThreshold(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  {
    missed,
    falseAlarm,
    prevalence = Array.from(outcome, Number).reduce((a, b) => a + b, 0) / outcome.length,
  }: { readonly missed: number; readonly falseAlarm: number; readonly prevalence?: number },
): RocPoint {
  return best(
    rocCurve(outcome, scores),
    ({ sensitivity, specificity }) =>
      -(missed * prevalence * (1 - sensitivity) + falseAlarm * (1 - prevalence) * (1 - specificity)),
  );
}
