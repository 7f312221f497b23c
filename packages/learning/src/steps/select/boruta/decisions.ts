import { adjustPValues, binomialTails } from '@rachis/statistics';

/** What is known of a column: confirmed, not decided, rejected. */
export type Decision = 1 | 0 | -1;

/** How the tests of a round are corrected. */
export interface DecisionRule {
  readonly level: number;
  /** Benjamini and Hochberg over the columns and Bonferroni over the rounds; otherwise Bonferroni over the columns. */
  readonly twoStep: boolean;
}

/**
 * Decides on columns after `rounds` rounds, by two binomial tests of how often each beat the shadows (probability one
 * half by chance): so often that it is confirmed, or so seldom that it is rejected. Columns rejected before are in no
 * test; those decided on stay as they are, but count in the correction while confirmed.
 */
export function decide(
  decisions: readonly Decision[],
  hits: Int32Array,
  rounds: number,
  { level, twoStep }: DecisionRule,
): Decision[] {
  const active = Array.from(decisions.keys()).filter((j) => decisions[j] >= 0);
  const atLeast = active.map((j) => (hits[j] === 0 ? 1 : binomialTails(hits[j] - 1, rounds, 0.5).upper));
  const atMost = active.map((j) => binomialTails(hits[j], rounds, 0.5).lower);
  const passes = (p: readonly number[]): boolean[] => {
    if (!twoStep) return p.map((own) => own <= level / decisions.length);
    const adjusted = adjustPValues(p, 'benjamini-hochberg');
    return p.map((own, at) => adjusted[at] <= level && own <= level / rounds);
  };
  const confirmed = passes(atLeast);
  const rejected = passes(atMost);
  const next = [...decisions];
  active.forEach((j, at) => {
    if (decisions[j] !== 0) return;
    if (confirmed[at]) next[j] = 1;
    if (rejected[at]) next[j] = -1;
  });
  return next;
}
