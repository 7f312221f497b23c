import { normalCritical } from '../distributions/normal.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { checkBinary, classProblem } from './binary.ts';

/** Average precision with what chance would give. */
export interface AveragePrecision extends Estimate {
  readonly prevalence: number;
}

/**
 * Average precision: precision at each distinct score, weighted by the recall it adds; no interpolation. Interval on
 * the logit scale with standard error sqrt(AP (1 - AP) / events) (Boyd, Eng and Page 2013). Read it beside the
 * prevalence, which a score without information has.
 */
export function averagePrecision(
  outcome: ArrayLike<number | boolean>,
  scores: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): AveragePrecision {
  checkLevel(level);
  const event = checkBinary(outcome, scores);
  const events = event.reduce((sum, value) => sum + value, 0);
  const prevalence = events / event.length;
  if (events === 0 || event.length === 0) {
    return { ...unavailable(classProblem(event) ?? 'No subjects.'), prevalence };
  }
  const order = Array.from(event.keys()).sort((a, b) => scores[b]! - scores[a]!);
  let value = 0;
  let found = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let here = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) here += event[order[end++]!]!;
    found += here;
    value += (here / events) * (found / end);
    start = end;
  }
  if (value === 1) {
    return { value, lower: NaN, upper: NaN, prevalence, reason: 'No interval at 1.' };
  }
  const centre = Math.log(value / (1 - value));
  const half = normalCritical(level) / Math.sqrt(events * value * (1 - value));
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return { value, lower: back(centre - half), upper: back(centre + half), prevalence };
}
