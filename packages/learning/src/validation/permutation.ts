import { createRandom, mean } from '@rachis/statistics';
import { type Frame, takeOutcome } from '../frame/frame.ts';
import { outcomeOf, subjectsOf } from '../resampling/split.ts';

/**
 * The rows with outcomes dealt out anew among subjects, so that nothing predicts them. Subjects with as many rows swap
 * all their outcomes; where sites are known, within a site, so that what a site alone tells stays.
 */
export function permuted(frame: Frame, seed: string | number, permutation: number): Frame {
  const random = createRandom(seed).split('permutation', permutation);
  const from = Int32Array.from({ length: frame.rows }, (_, row) => row);
  const alike = new Map<string, (readonly number[])[]>();
  for (const { rows } of subjectsOf(frame)) {
    const key = `${rows.length} ${frame.sites?.[rows[0]!] ?? ''}`;
    alike.set(key, [...(alike.get(key) ?? []), rows]);
  }
  for (const subjects of alike.values()) {
    const dealt = random.shuffle([...subjects]);
    subjects.forEach((rows, at) => {
      rows.forEach((row, k) => {
        from[row] = dealt[at]![k]!;
      });
    });
  }
  return { ...frame, outcome: takeOutcome(outcomeOf(frame), from) };
}

/** A measure beside what it is without any signal. */
export interface PermutationTest {
  readonly observed: number;
  /** The measure with outcomes dealt anew, a value a permutation. */
  readonly permuted: readonly number[];
  /** (1 + those as good or better) / (1 + permutations): never 0. */
  readonly p: number;
}

/** p of a measure by permutations (Ojala and Garriga 2010; Phipson and Smyth 2010). More is better. */
export function permutationTest(observed: number, values: readonly number[]): PermutationTest {
  const kept = values.filter((value) => !Number.isNaN(value));
  const better = kept.filter((value) => value >= observed - 1e-12).length;
  return { observed, permuted: values, p: (1 + better) / (1 + kept.length) };
}

/** Mean of fold scores, those without a value left out. */
export const meanScore = (scores: readonly number[]): number => {
  const kept = scores.filter((score) => !Number.isNaN(score));
  return kept.length === 0 ? NaN : mean(kept);
};
