import { mean, type Random, standardDeviation } from '@rachis/statistics';
import type { Predictions } from '../contract.ts';
import { learningError } from '../error.ts';
import { type Frame, takeRows } from '../frame/frame.ts';
import { crossValidation } from '../resampling/folds.ts';
import { outcomeOf, type Split, strataOf, subjectsByStratum, subjectsOf } from '../resampling/split.ts';
import type { Criterion } from './criterion.ts';
import { innerScores } from './inner-scores.ts';
import type { Candidate, Search } from './space.ts';

/** A candidate with what inner splits said of it. */
export interface ScoredCandidate {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The criterion, a value a split. */
  readonly scores: readonly number[];
  readonly mean: number;
  readonly standardError: number;
  /** Share of the training subjects that it was last tried on; below 1 for what halving dropped. */
  readonly share: number;
}

/** The outcome of a search within training rows. */
export interface SearchResult {
  readonly best: Candidate;
  readonly score: number;
  readonly candidates: readonly ScoredCandidate[];
  /** What the best said of the training rows while they were left out: rows, and predictions in their order. */
  readonly leftOut: {
    readonly rows: readonly number[];
    readonly said: readonly Predictions[];
    readonly splits: readonly Split[];
  };
}

function summary(candidate: Candidate, scores: Float64Array, share: number): ScoredCandidate {
  const known = scores.filter((score) => !Number.isNaN(score));
  return {
    settings: candidate.settings,
    scores: [...scores],
    mean: known.length === 0 ? NaN : mean(known),
    standardError: known.length < 2 ? NaN : standardDeviation(known) / Math.sqrt(known.length),
    share,
  };
}

/** Places by their mean, best first; of equals the first given. Those without a value come last. */
const ranked = (scored: readonly ScoredCandidate[]): number[] =>
  scored
    .map((_, at) => at)
    .sort((a, b) => {
      const [left, right] = [scored[a]!.mean, scored[b]!.mean];
      if (Number.isNaN(left) || Number.isNaN(right))
        return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || a - b;
      return right - left || a - b;
    });

type Halving = Extract<Search, { kind: 'halving' }>;

/**
 * Halving: all candidates on some of the subjects, the best of them on more, until few see all. The last round is on
 * every training row. Source: Jamieson and Talwalkar 2016.
 */
function rounds(frame: Frame, candidates: number, folds: number, { factor, least }: Halving) {
  const made: { readonly keep: number; readonly share: number }[] = [];
  const counts = subjectsByStratum(strataOf(outcomeOf(frame)), subjectsOf(frame)).filter(
    (count) => count > 0,
  );
  let count = Math.floor(Math.log(Math.max(1, candidates)) / Math.log(factor));
  // The smallest round still needs subjects of each class in each inner fold.
  const suits = () => 1 / factor ** count >= least && Math.min(...counts) >= folds * factor ** count;
  while (count > 0 && !suits()) count--;
  for (let round = 0; round <= count; round++) {
    made.push({
      keep: Math.max(1, Math.ceil(candidates / factor ** round)),
      share: 1 / factor ** (count - round),
    });
  }
  return made;
}

/** Inner splits of a share of the subjects, drawn within strata by the folds of a finer cut. */
function shareOf(
  frame: Frame,
  share: number,
  folds: number,
  repeats: number,
  random: Random,
): readonly Split[] {
  if (share === 1) return crossValidation(frame, { folds, repeats }, random.split('inner'));
  const parts = Math.round(1 / share);
  const part = crossValidation(frame, { folds: parts }, random.split('share', parts))[0]!.test;
  const some = takeRows(frame, part);
  return crossValidation(some, { folds, repeats }, random.split('inner')).map((split) => ({
    ...split,
    training: split.training.map((row) => part[row]!),
    test: split.test.map((row) => part[row]!),
  }));
}

/** How inner splits are made. */
export interface InnerDesign {
  readonly folds: number;
  readonly repeats?: number;
}

/**
 * Looks for the best candidate by cross-validation inside the given (training) rows. Subjects stay together. Of
 * candidates with equal means the first is taken.
 */
export function searchCandidates(
  frame: Frame,
  candidates: readonly Candidate[],
  search: Search | undefined,
  { folds, repeats = 1 }: InnerDesign,
  criterion: Criterion,
  random: Random,
): SearchResult {
  const plan =
    search?.kind === 'halving'
      ? rounds(frame, candidates.length, folds, search)
      : [{ keep: candidates.length, share: 1 }];
  const scored: ScoredCandidate[] = candidates.map(({ settings }) => ({
    settings,
    scores: [],
    mean: NaN,
    standardError: NaN,
    share: 0,
  }));
  let alive = candidates.map((_, at) => at);
  for (const [round, { keep, share }] of plan.entries()) {
    if (round > 0) {
      const order = ranked(alive.map((at) => scored[at]!));
      alive = order
        .slice(0, keep)
        .map((place) => alive[place]!)
        .sort((a, b) => a - b);
    }
    const splits = shareOf(frame, share, folds, repeats, random);
    const chosen = alive.map((at) => candidates[at]!);
    const { scores, said } = innerScores(frame, chosen, splits, criterion, random.split('fits', round));
    alive.forEach((at, place) => {
      scored[at] = summary(candidates[at]!, scores[place]!, share);
    });
    if (round < plan.length - 1) continue;
    const place = ranked(alive.map((at) => scored[at]!))[0]!;
    const at = alive[place]!;
    if (Number.isNaN(scored[at]!.mean)) {
      throw learningError(
        'DATA_UNSUITABLE',
        `No inner fold of ${subjectsOf(frame).length} subjects gave a value of ${criterion}.`,
        { remedy: 'Take fewer inner folds, or add subjects.' },
      );
    }
    return {
      best: candidates[at]!,
      score: scored[at]!.mean,
      candidates: scored,
      leftOut: { rows: splits.flatMap(({ test }) => test), said: said[place]!, splits },
    };
  }
  throw new RangeError('A search without candidates.');
}
