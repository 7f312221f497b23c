import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  brierAt,
  competingConcordance,
  createRandom,
  harrellConcordance,
  timeDependentAuc,
} from '../src/index.ts';

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

interface Concordance extends Omit<Case, 'risks'> {
  readonly risks: number[];
  readonly concordance: number[];
  readonly aucError: number[];
  readonly brierError: number[];
}

// Made by conformance/statistics/make_competing_concordance.R with pec and riskRegression.
const { cases: sets } = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../conformance/fixtures/competing-concordance.json`, 'utf8'),
) as { cases: Concordance[] };

describe('concordance with competing events (Wolbers 2014)', () => {
  it.each(sets.map((one, k) => [k + 1, one] as const))('is that of pec, set %i', (_, one) => {
    one.horizons.forEach((limit, h) => {
      expect(competingConcordance(one, one.risks, { limit }).value).toBeCloseTo(one.concordance[h]!, 9);
    });
  });

  it("without censoring is Harrell's of times where competing events never have the event", () => {
    const random = createRandom('competing');
    const events = Array.from({ length: 60 }, () => 1 + random.integer(2));
    const times = events.map(() => Math.ceil(10 * random.uniform()));
    const risks = events.map(() => random.normal());
    const never = times.map((time, i) => (events[i] === 1 ? time : 1000));
    const found = competingConcordance({ times, events }, risks);
    const expected = harrellConcordance(
      { times: never, events: events.map((e) => (e === 1 ? 1 : 0)) },
      risks,
    );
    expect(found.value).toBeCloseTo(expected.value, 12);
    expect(found.standardError).toBeCloseTo(expected.standardError, 12);
  });

  it("without competing events and weights is Harrell's", () => {
    const { times, risks } = sets[0]!;
    const events = sets[0]!.events.map((event) => (event === 1 ? 1 : 0));
    const found = competingConcordance({ times, events }, risks, { censoring: 'ignored' });
    expect(found).toEqual(harrellConcordance({ times, events }, risks));
  });

  it('says when no two subjects can be compared', () => {
    const found = competingConcordance({ times: [1, 2], events: [0, 2] }, [1, 2]);
    expect(found).toMatchObject({ value: NaN, reason: 'No two subjects can be compared.' });
  });
});

describe('standard errors at a time with competing events', () => {
  it.each(sets.map((one, k) => [k + 1, one] as const))('are those of riskRegression, set %i', (_, one) => {
    one.horizons.forEach((time, h) => {
      const auc = timeDependentAuc(one, one.risks, time);
      expect(auc.value).toBeCloseTo(one.auc[h]!, 9);
      expect(auc.standardError).toBeCloseTo(one.aucError[h]!, 7);
      expect(brierAt(one, one.risks, time).standardError).toBeCloseTo(one.brierError[h]!, 7);
    });
  });
});
