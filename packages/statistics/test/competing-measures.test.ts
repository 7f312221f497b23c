import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brierAt, timeDependentAuc } from '../src/index.ts';

interface Case {
  readonly times: number[];
  readonly events: number[];
  readonly horizons: number[];
  /** For each horizon those of all subjects. */
  readonly risks: number[][];
  readonly auc: number[];
  readonly brier: number[];
}

// Made by conformance/statistics/make_competing.R with riskRegression.
const { cases } = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../conformance/fixtures/competing-measures.json`, 'utf8'),
) as { cases: Case[] };

describe('measures at a time with competing events', () => {
  it.each(cases.map((one, k) => [k, one] as const))('are those of riskRegression, set %i', (_, one) => {
    one.horizons.forEach((time, h) => {
      expect(timeDependentAuc(one, one.risks[h]!, time).value).toBeCloseTo(one.auc[h]!, 9);
      expect(brierAt(one, one.risks[h]!, time).value).toBeCloseTo(one.brier[h]!, 9);
    });
  });

  it('are those without competing events where there are none', () => {
    const [first] = cases;
    const events = first!.events.map((event) => (event === 1 ? 1 : 0));
    const booleans = events.map((event) => event === 1);
    const risks = first!.risks[0]!;
    const asNumbers = timeDependentAuc({ times: first!.times, events }, risks, 3);
    expect(timeDependentAuc({ times: first!.times, events: booleans }, risks, 3)).toEqual(asNumbers);
  });
});
