import { StatisticsError } from '../error.ts';

/** Refuses levels that are none. */
export function checkConformalLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new StatisticsError('ARGUMENT_INVALID', `A level lies between 0 and 1, not ${level}.`);
}

/**
 * The value that the score of a further subject does not exceed with a probability of at least `level`, where its score and these are
 * exchangeable: the ceil((n + 1) level) smallest of them. Infinity where there are too few for the level. Scores say how unlike what was
 * predicted the truth was: one less the probability of the true class, or the size of the error.
 * Sources: Vovk, Gammerman and Shafer 2005; Lei et al. 2018.
 */
export function conformalThreshold(scores: ArrayLike<number>, level: number): number {
  checkConformalLevel(level);
  // Rounding must not ask for one more: 0.9 of 10 is 9.
  const place = Math.ceil((scores.length + 1) * level - 1e-9);
  if (place > scores.length) return Infinity;
  return Float64Array.from(scores).sort()[place - 1]!;
}

/** The share of scores, the further subject's own among them, that are at least as large as its score. */
export function conformalP(scores: ArrayLike<number>, score: number): number {
  let atLeast = 1;
  for (let i = 0; i < scores.length; i++) if (scores[i]! >= score) atLeast++;
  return atLeast / (scores.length + 1);
}
