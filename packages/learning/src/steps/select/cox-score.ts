import { chiSquareUpper } from '@rachis/statistics';

/**
 * Score test of one covariate in Cox's model at coefficient 0, with the hypergeometric variance at tied events: the
 * log-rank test where the covariate is 0 and 1. Event 1 counts; competing ones are censored. Rows whose value is
 * missing are left out. NaN where nothing varies among those at risk. Source: Cox 1972, section 3 and its discussion of ties.
 */
export function coxScore(
  values: Float64Array,
  { times, events }: { readonly times: Float64Array; readonly events: Uint8Array },
  /** Rows by descending time. */
  descending: Uint32Array,
): { readonly statistic: number; readonly p: number } {
  // Sums over those at risk lose no digits where values are centred.
  let centre = 0;
  let known = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    centre += value;
    known++;
  }
  centre /= known;
  let score = 0;
  let information = 0;
  let atRisk = 0;
  let sum = 0;
  let squares = 0;
  for (let start = 0; start < descending.length; ) {
    const time = times[descending[start]!]!;
    let dead = 0;
    let deadSum = 0;
    let at = start;
    for (; at < descending.length && times[descending[at]!] === time; at++) {
      const row = descending[at]!;
      if (Number.isNaN(values[row]!)) continue;
      const value = values[row]! - centre;
      atRisk++;
      sum += value;
      squares += value * value;
      if (events[row] === 1) {
        dead++;
        deadSum += value;
      }
    }
    start = at;
    if (dead === 0 || atRisk < 2) continue;
    score += deadSum - (dead * sum) / atRisk;
    information += ((dead * (atRisk - dead)) / (atRisk - 1)) * (squares / atRisk - (sum / atRisk) ** 2);
  }
  const statistic = information > 0 ? score ** 2 / information : NaN;
  return { statistic, p: Number.isNaN(statistic) ? NaN : chiSquareUpper(statistic, 1) };
}
