import { describe, expect, it } from 'vitest';
import {
  auc,
  averagePrecision,
  bootstrap632,
  bootstrapInterval,
  brier,
  calibration,
  clusteredAuc,
  compareAucs,
  confusion,
  correctedComparison,
  costThreshold,
  createRandom,
  decisionCurve,
  decisionMeasures,
  improvement,
  mean,
  noInformationError,
  r2FromConcordance,
  resampledRows,
  sensitivityThreshold,
  standardDeviation,
  youdenThreshold,
} from '../src/index.ts';

const outcome = [0, 0, 1, 0, 1, 1, 0, 1];
const scores = [0.1, 0.3, 0.35, 0.4, 0.5, 0.8, 0.55, 0.9];

describe('AUC', () => {
  it('is the share of pairs in order, ties half', () => {
    let sum = 0;
    outcome.forEach((a, i) => {
      outcome.forEach((b, j) => {
        if (a === 1 && b === 0) sum += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      });
    });
    expect(auc(outcome, scores).value).toBe(sum / 16);
    expect(
      auc(
        outcome,
        scores.map(() => 1),
      ).value,
    ).toBe(0.5);
  });
  it('turns round with the scores', () => {
    const turned = auc(
      outcome,
      scores.map((score) => -score),
    );
    expect(turned.value).toBeCloseTo(1 - auc(outcome, scores).value, 12);
    expect(turned.variance).toBeCloseTo(auc(outcome, scores).variance, 12);
  });
  it('has an honest interval where the classes are separated', () => {
    const { value, lower, upper, reason } = auc([0, 0, 0, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7]);
    expect([value, upper]).toEqual([1, 1]);
    expect(lower).toBeCloseTo(0.025 ** (1 / 3), 12);
    expect(reason).toContain('separated');
  });
  it('stays inside 0 and 1 on the logit scale', () => {
    const { lower, upper, value } = auc(outcome, scores, { interval: 'logit' });
    expect(lower).toBeGreaterThan(0);
    expect(upper).toBeLessThan(1);
    expect(lower).toBeLessThan(value);
  });
  it('is NaN with a reason where a class is empty', () => {
    expect(auc([1, 1], [1, 2])).toMatchObject({ value: NaN, reason: 'Every subject has the event.' });
    expect(auc([0, 0], [1, 2]).reason).toBe('No subject has the event.');
    expect(averagePrecision([0, 0], [1, 2]).reason).toBe('No subject has the event.');
    expect(auc([1, 0], [1, 2], {}).reason).toContain('separated');
  });
  it('refuses missing scores and other outcomes', () => {
    expect(() => auc([0, 1], [NaN, 1])).toThrow(/missing/);
    expect(() => auc([0, 2], [1, 1])).toThrow(/not 0 or 1/);
  });
  it('of clusters of one row is DeLong, and of rows repeated twice has the wider interval', () => {
    const each = clusteredAuc(
      outcome,
      scores,
      outcome.map((_, i) => i),
    );
    expect(each.variance).toBeCloseTo(auc(outcome, scores).variance, 12);
    const twice = [...outcome, ...outcome];
    const doubled = [...scores, ...scores];
    const clusters = [...outcome.keys(), ...outcome.keys()];
    expect(clusteredAuc(twice, doubled, clusters).variance).toBeCloseTo(each.variance, 12);
    expect(auc(twice, doubled).variance).toBeLessThan(each.variance * 0.6);
  });
  it('of lesions has the spread that drawing whole patients shows', () => {
    const source = createRandom('patients');
    const clusters: number[] = [];
    const y: number[] = [];
    const x: number[] = [];
    for (let patient = 0; patient < 80; patient++) {
      const own = source.normal();
      for (let lesion = 0; lesion < 1 + source.integer(5); lesion++) {
        clusters.push(patient);
        y.push(own + source.normal() > 0 ? 1 : 0);
        x.push(own + y[y.length - 1]! * 0.5 + source.normal());
      }
    }
    const of = clusteredAuc(y, x, clusters);
    const values = Array.from({ length: 1500 }, (_, b) => {
      const rows = Array.from(resampledRows(y.length, b, { random: source, groups: clusters }));
      return auc(
        rows.map((i) => y[i]!),
        rows.map((i) => x[i]!),
      ).value;
    });
    // Two standard errors of a bootstrap's standard deviation are 4%; the two differ by little more.
    const ratio = Math.sqrt(of.variance) / standardDeviation(values);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
    // Lesions taken as independent would claim more than there is.
    expect(auc(y, x).variance).toBeLessThan(of.variance);
  });
  it('does not differ from itself', () => {
    expect(compareAucs(outcome, scores, scores)).toMatchObject({ p: NaN, difference: { value: 0 } });
  });
});

describe('thresholds', () => {
  it('are chosen as named', () => {
    const youden = youdenThreshold(outcome, scores);
    expect(youden.sensitivity + youden.specificity).toBe(1.5);
    expect(sensitivityThreshold(outcome, scores, 1)).toMatchObject({ sensitivity: 1, specificity: 0.5 });
    expect(costThreshold(outcome, scores, { missed: 100, falseAlarm: 1 }).sensitivity).toBe(1);
    expect(costThreshold(outcome, scores, { missed: 1, falseAlarm: 100 }).specificity).toBe(1);
  });
});

describe('decisions', () => {
  it('have intervals that hold their estimates', () => {
    const of = decisionMeasures(confusion(outcome, scores, 0.45));
    for (const name of ['sensitivity', 'specificity', 'balancedAccuracy', 'f1', 'matthews'] as const) {
      expect(of[name].lower).toBeLessThan(of[name].value);
      expect(of[name].upper).toBeGreaterThan(of[name].value);
    }
  });
  it('have the coverage they claim: F1, Matthews and balanced accuracy over 1000 samples', () => {
    const shares = [0.35, 0.1, 0.15, 0.4];
    const random = createRandom('coverage');
    const whole = decisionMeasures({
      truePositives: 350,
      falsePositives: 100,
      falseNegatives: 150,
      trueNegatives: 400,
    });
    const hits = { f1: 0, matthews: 0, balancedAccuracy: 0 };
    for (let s = 0; s < 1000; s++) {
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < 150; i++) {
        let u = random.uniform();
        let k = 0;
        while (k < 3 && u >= shares[k]!) u -= shares[k++]!;
        counts[k]!++;
      }
      const [truePositives, falsePositives, falseNegatives, trueNegatives] = counts as [
        number,
        number,
        number,
        number,
      ];
      const of = decisionMeasures({ truePositives, falsePositives, falseNegatives, trueNegatives });
      for (const name of ['f1', 'matthews', 'balancedAccuracy'] as const) {
        if (of[name].lower <= whole[name].value && whole[name].value <= of[name].upper) hits[name]++;
      }
    }
    // 950 of 1000, give or take four standard errors.
    for (const count of Object.values(hits))
      expect(Math.abs(count - 950)).toBeLessThan(4 * Math.sqrt(1000 * 0.95 * 0.05));
  });
  it('are NaN with a reason where a row is empty', () => {
    const of = decisionMeasures({ truePositives: 0, falsePositives: 2, falseNegatives: 0, trueNegatives: 3 });
    expect(of.sensitivity.reason).toContain('no cases');
    expect(of.balancedAccuracy.value).toBeNaN();
  });
});

describe('calibration', () => {
  it('says why there is none', () => {
    expect(calibration([0, 1, 0, 1], [0, 1, 0.5, 0.5]).reason).toContain('0 or 1');
    expect(calibration([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]).slope.reason).toContain('separate');
    expect(() => brier([0, 1], [0.2, 1.2])).toThrow(/not a probability/);
  });
  it('has a net benefit of the prevalence where everybody is treated at a threshold near 0', () => {
    const [first] = decisionCurve([0, 1, 1, 0], [0.5, 0.6, 0.7, 0.8], [1e-9]);
    expect(first!.model.value).toBeCloseTo(0.5, 8);
    expect(first!.all).toBeCloseTo(0.5, 8);
  });
});

describe('bootstrap', () => {
  const random = createRandom('bootstrap');
  it('draws groups whole and classes apart', () => {
    const groups = ['a', 'a', 'b', 'b', 'c', 'c'];
    const rows = Array.from(resampledRows(6, 3, { random, groups }));
    for (let i = 0; i < 6; i += 2)
      expect(rows.filter((r) => r === i).length).toBe(rows.filter((r) => r === i + 1).length);
    const strata = [0, 0, 0, 1, 1, 1];
    expect(resampledRows(6, 1, { random, strata }).filter((r) => r < 3)).toHaveLength(3);
  });
  it('refuses groups that stand in two strata', () => {
    const groups = ['a', 'a', 'b'];
    expect(() => resampledRows(3, 0, { random, groups, strata: [0, 1, 1] })).toThrow(/Group a/);
  });
  it('of a mean is near the interval of the normal distribution', () => {
    const source = createRandom('values');
    const values = Float64Array.from({ length: 200 }, source.normal);
    const { lower, upper } = bootstrapInterval(200, (rows) => mean(Array.from(rows, (i) => values[i]!)), {
      random,
    });
    expect(upper - lower).toBeCloseTo((2 * 1.96) / Math.sqrt(200), 1);
  });
  it('does not depend on the order in which resamples are asked', () => {
    const late = resampledRows(10, 7, { random });
    resampledRows(10, 1, { random });
    expect(resampledRows(10, 7, { random })).toEqual(late);
  });
  it('has no interval where the measure often has no value', () => {
    const of = bootstrapInterval(3, (rows) => (rows[0] === 0 ? NaN : 1), { random, resamples: 100 });
    expect(of.lower).toBeNaN();
    expect(of.reason).toContain('of 100 resamples');
  });
});

describe('improvement of a model', () => {
  it('is nothing against itself, with intervals of nothing', () => {
    const p = [0.1, 0.3, 0.6, 0.4, 0.7, 0.8, 0.2, 0.9];
    const of = improvement(outcome, p, p, { cuts: [0.5], random: createRandom(1), resamples: 20 });
    expect(of.continuous.total).toEqual({ value: 0, lower: 0, upper: 0 });
    expect(of.categorical!.total.value).toBe(0);
  });
});

describe('resampled comparisons and corrections', () => {
  it('bound the .632+ estimate by the error without information', () => {
    expect(bootstrap632(0.1, 0.7, 0.5)).toMatchObject({ overfitting: 1, weight: 1, error632Plus: 0.5 });
    expect(bootstrap632(0.3, 0.2, 0.5).overfitting).toBe(0);
    expect(noInformationError([0, 0, 1, 1], [0, 1, 0, 1])).toBe(0.5);
  });
  it('say so where differences do not vary', () => {
    expect(correctedComparison([0.1, 0.1], 0.25).reason).toContain('do not vary');
  });
});

describe('sample size', () => {
  it('turns a C statistic into R2 as Riley et al. 2021 print it', () => {
    // Their example: C = 0.89, prevalence 0.174, R2 about 0.29 by simulation.
    expect(r2FromConcordance(0.89, 0.174)).toBeCloseTo(0.29, 2);
  });
});
