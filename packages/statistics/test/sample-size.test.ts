import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  binarySampleSize,
  concordanceFromR2,
  continuousSampleSize,
  r2FromConcordance,
  survivalSampleSize,
  validationSize,
} from '../src/index.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/sample-size.json', import.meta.url), 'utf8'),
).cases as Record<string, Record<string, number | number[]>[]>[];
const cases = (id: string) => fixture.find((one) => (one.id as unknown) === id)![id]! as never[];

interface Binary {
  csrsquared: number;
  parameters: number;
  prevalence: number;
  criteria: number[];
  subjects: number;
  epp: number;
}

describe('sample size for development is that of pmsampsize', () => {
  it('of two classes; the first is the published example (662 subjects)', () => {
    for (const one of cases('binary') as Binary[]) {
      const found = binarySampleSize({
        parameters: one.parameters,
        prevalence: one.prevalence,
        r2: one.csrsquared,
      });
      expect(found.criteria).toEqual(one.criteria);
      expect(found.subjects).toBe(one.subjects);
      expect(found.eventsPerParameter).toBeCloseTo(one.epp, 2);
    }
    expect(cases('binary')[0]).toMatchObject({ subjects: 662 });
  });
  it('of times; the first is the published example (5143 subjects)', () => {
    for (const one of cases('survival') as (Binary & {
      rate: number;
      timepoint: number;
      meanfup: number;
    })[]) {
      const found = survivalSampleSize({
        parameters: one.parameters,
        r2: one.csrsquared,
        rate: one.rate,
        time: one.timepoint,
        meanFollowUp: one.meanfup,
      });
      expect(found.criteria.slice(0, 2)).toEqual(one.criteria.slice(0, 2));
      expect(found.subjects).toBe(one.subjects);
    }
    expect(cases('survival')[0]).toMatchObject({ subjects: 5143 });
  });
  it('of numbers; the first is the published example (918 subjects)', () => {
    for (const one of cases('continuous') as (Binary & {
      rsquared: number;
      intercept: number;
      sd: number;
    })[]) {
      const found = continuousSampleSize({
        parameters: one.parameters,
        r2: one.rsquared,
        outcome: { mean: one.intercept, deviation: one.sd },
      });
      // Its fourth is that at the largest of the others; ours is the smallest that is enough.
      expect(found.criteria.slice(0, 3)).toEqual(one.criteria.slice(0, 3));
      expect(found.criteria[3]!).toBeLessThanOrEqual(one.criteria[3]!);
      expect(found.subjects).toBe(one.subjects);
    }
    expect(cases('continuous')[0]).toMatchObject({ subjects: 918 });
  });
  it('turns an R2 back into the C statistic it came from', () => {
    for (const c of [0.55, 0.7, 0.89]) {
      expect(concordanceFromR2(r2FromConcordance(c, 0.174), 0.174)).toBeCloseTo(c, 8);
    }
  });
  it('says when 10% of a mean of 0 is asked for', () => {
    expect(() =>
      continuousSampleSize({ parameters: 3, r2: 0.2, outcome: { mean: 0, deviation: 1 } }),
    ).toThrow(/no margin of 10%/);
  });
});

interface Validated {
  prevalence: number;
  cstatistic: number;
  lpnormal: [number, number];
  oeciwidth?: number;
  csciwidth?: number;
  threshold?: number;
  sensitivity?: number;
  specificity?: number;
  criteria: number[];
  slope: number;
}

describe('sample size for external validation is that of pmvalsampsize', () => {
  it('with a normal linear predictor: published example 905, 4544 by simulation, 4252', () => {
    for (const one of cases('validation') as Validated[]) {
      const [mean, deviation] = one.lpnormal;
      const found = validationSize({
        prevalence: one.prevalence,
        concordance: one.cstatistic,
        linearPredictor: { kind: 'normal', mean, deviation },
        ...(one.threshold === undefined
          ? {}
          : { threshold: one.threshold, sensitivity: one.sensitivity!, specificity: one.specificity! }),
        widths: { observedExpected: one.oeciwidth ?? 0.2, slope: one.csciwidth ?? 0.2 },
      });
      expect(found.observedExpected).toBe(one.criteria[0]);
      // R's numerical integration of the same information; the package simulates a million patients.
      expect(found.slope).toBe(one.slope);
      expect(Math.abs(found.slope / one.criteria[1]! - 1)).toBeLessThan(0.005);
      expect(found.concordance).toBe(one.criteria[2]);
      if (one.threshold !== undefined) expect(found.netBenefit).toBe(one.criteria[3]);
      expect(found.decides).toBe('slope');
    }
  });
  it('with the linear predictor that a C statistic implies, within the noise of its simulation', () => {
    for (const one of cases('implied') as {
      concordance: number;
      prevalence: number;
      criteria: number[];
    }[]) {
      const found = validationSize({ ...one, threshold: 0.25 });
      const all = [found.observedExpected, found.slope, found.concordance, found.netBenefit!];
      all.forEach((size, at) => {
        // It rounds sensitivity and specificity to two digits.
        expect(Math.abs(size / one.criteria[at]! - 1)).toBeLessThan(at === 3 ? 0.03 : 0.015);
      });
    }
  });
  it('is the same with patients as with the distribution they were drawn from', () => {
    const values = Array.from({ length: 2001 }, (_, i) => -1 + 1.2 * (-4 + (8 * i) / 2000));
    const density = values.map((x) => Math.exp(-(((x + 1) / 1.2) ** 2) / 2));
    const most = Math.max(...density);
    const drawn = values.flatMap((x, i) => new Array(Math.round((200 * density[i]!) / most)).fill(x));
    const of = (linearPredictor: Parameters<typeof validationSize>[0]['linearPredictor']) =>
      validationSize({ prevalence: 0.3, concordance: 0.75, linearPredictor: linearPredictor! }).slope;
    const normal = of({ kind: 'normal', mean: -1, deviation: 1.2 });
    expect(of({ kind: 'values', values: drawn }) / normal).toBeCloseTo(1, 2);
  });
  it('refuses what cannot be', () => {
    expect(() => validationSize({ prevalence: 0, concordance: 0.8 })).toThrow(/prevalence/);
    expect(() => validationSize({ prevalence: 0.3, concordance: 0.5 })).toThrow(/between 0.5 and 1/);
    expect(() => validationSize({ prevalence: 0.3, concordance: 0.8, threshold: 1 })).toThrow(/threshold/);
    expect(() => validationSize({ prevalence: 0.3, concordance: 0.8, widths: { slope: 0 } })).toThrow(
      /width/,
    );
  });
});
