import { checkConformalLevel } from './split.ts';

/** Ends of an interval of predictions. */
export interface PredictionInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The jackknife+ (or, with folds, CV+) interval of a further subject's value: `residuals[i]` is the size of the error at subject i of the
 * model that was fitted without it, `predictions[i]` what that model says of the further subject. It holds the value with a probability of at
 * least 1 - 2 (1 - level), and in practice about `level`. An end is infinite where there are too few subjects.
 * Source: Barber et al. 2021 (Annals of Statistics 49:486).
 */
export function jackknifePlus(
  residuals: ArrayLike<number>,
  predictions: ArrayLike<number>,
  level: number,
): PredictionInterval {
  checkConformalLevel(level);
  const n = residuals.length;
  const low = Float64Array.from({ length: n }, (_, i) => predictions[i]! - residuals[i]!).sort();
  const high = Float64Array.from({ length: n }, (_, i) => predictions[i]! + residuals[i]!).sort();
  const place = Math.ceil((n + 1) * level - 1e-9);
  const lowPlace = Math.floor((n + 1) * (1 - level) + 1e-9);
  return {
    lower: lowPlace < 1 ? -Infinity : low[lowPlace - 1]!,
    upper: place > n ? Infinity : high[place - 1]!,
  };
}

/**
 * Which classes belong to the cross-conformal set of a further subject. Calibration subject i has the score `scores[i]` of its true class `codes[i]` from a
 * model that was fitted without it; `further[i][k]` is the score that the same model gives the further subject if it were of class k. Each class is
 * held to the subjects of that class alone, so that the promise holds within classes: at least 1 - 2 (1 - level), in practice about `level`.
 * Sources: Vovk 2015; Barber et al. 2021; Vovk 2012 for classes.
 */
export function crossConformalSet(
  scores: ArrayLike<number>,
  codes: ArrayLike<number>,
  further: readonly ArrayLike<number>[],
  classes: number,
  level: number,
): number[] {
  checkConformalLevel(level);
  return Array.from({ length: classes }, (_, code) => code).filter((code) => {
    let [atLeast, own] = [1, 1];
    for (let i = 0; i < scores.length; i++) {
      if (codes[i] !== code) continue;
      own++;
      if (scores[i]! >= further[i]![code]!) atLeast++;
    }
    return atLeast / own > 1 - level + 1e-12;
  });
}
