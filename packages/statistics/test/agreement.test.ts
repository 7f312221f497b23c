import { describe, expect, it } from 'vitest';
import {
  blandAltman,
  coefficientOfVariation,
  cohenKappa,
  concordance,
  featureStability,
  gwetAgreement,
  intraclassCorrelations,
  intraclassForms,
  overallConcordance,
  quartileDispersion,
  repeatability,
  type StabilityRule,
} from '../src/index.ts';

// Shrout and Fleiss 1979, table 2, and the values of their table 4.
const shroutFleiss = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];

describe('intraclass correlation', () => {
  it('has the published values', () => {
    const { forms } = intraclassCorrelations(shroutFleiss);
    const published = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91];
    intraclassForms.forEach((form, i) => {
      expect(forms[form].value).toBeCloseTo(published[i]!, 2);
    });
  });
  it('does not change with origin and scale', () => {
    const moved = shroutFleiss.map((row) => row.map((value) => 1e6 + 3 * value));
    const { forms } = intraclassCorrelations(moved);
    const before = intraclassCorrelations(shroutFleiss).forms;
    for (const form of intraclassForms) {
      expect(forms[form].value).toBeCloseTo(before[form].value, 9);
      expect(forms[form].lower).toBeCloseTo(before[form].lower, 9);
    }
  });
  it('leaves out subjects with a missing measure, and says so', () => {
    const withGap = [...shroutFleiss, [3, NaN, 4, 5]];
    const result = intraclassCorrelations(withGap);
    expect(result.dropped).toBe(1);
    expect(result.forms['1,1'].value).toBe(intraclassCorrelations(shroutFleiss).forms['1,1'].value);
    expect(result.forms['1,1'].reason).toContain('1 of 7');
  });
  it('is 1 for measures that are equal, and 1 in consistency for a constant shift', () => {
    const equal = intraclassCorrelations([1, 2, 4].map((value) => [value, value]));
    expect(intraclassForms.map((form) => equal.forms[form].value)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(equal.forms['2,1'].lower).toBe(1);
    const shifted = intraclassCorrelations([1, 2, 4].map((value) => [value, value + 1]));
    expect(shifted.forms['3,1'].value).toBe(1);
    expect(shifted.forms['2,1'].value).toBeLessThan(1);
    expect(shifted.forms['2,1'].lower).toBeLessThan(shifted.forms['2,1'].value);
  });
  it('may be negative', () => {
    const { forms } = intraclassCorrelations([
      [1, 3],
      [3, 1],
      [2, 2.1],
    ]);
    expect(forms['1,1'].value).toBeLessThan(0);
  });
  it.each([
    [
      'constant',
      [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
      'All values are 2',
    ],
    ['one subject', [[2, 3]], 'at least two'],
    ['one measure', [[2], [3]], 'at least two'],
    [
      'equal subjects',
      [
        [1, 2],
        [2, 1],
        [1, 2],
      ],
      'do not differ',
    ],
    ['nothing', [], 'at least two'],
    [
      'all missing',
      [
        [NaN, 1],
        [2, NaN],
      ],
      '0 of 2',
    ],
  ])('is NaN with a reason: %s', (_, ratings, reason) => {
    const { value, lower, reason: said } = intraclassCorrelations(ratings).forms['2,1'];
    expect(value).toBeNaN();
    expect(lower).toBeNaN();
    expect(said).toContain(reason);
  });
  it('refuses rows of unequal length', () => {
    expect(() => intraclassCorrelations([[1, 2], [3]])).toThrow(RangeError);
  });
});

describe('stability of features', () => {
  const steady = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => [value, value + 0.01, value - 0.01]);
  const features = [
    ['steady', steady],
    ['published', shroutFleiss],
    ['constant', shroutFleiss.map((row) => row.map(() => 3))],
  ] as const;
  it('reads the lower bound of the interval unless told', () => {
    const verdicts = featureStability(features);
    expect(verdicts.map(({ name, stable }) => [name, stable])).toEqual([
      ['steady', true],
      ['published', false],
      ['constant', false],
    ]);
    expect(verdicts[2]!.correlation.reason).toContain('All values are 3');
  });
  it('follows form, threshold and what is read', () => {
    const published = (rule: StabilityRule) => featureStability(features, rule)[1]!.stable;
    expect(published({ form: '3,1', threshold: 0.7, read: 'value' })).toBe(true);
    expect(published({ form: '3,1', threshold: 0.7 })).toBe(false);
    expect(published({ form: '3,1', threshold: 0.34 })).toBe(true);
    expect(() => published({ threshold: 75 })).toThrow(RangeError);
  });
});

describe('concordance', () => {
  it('is 1 for equal and -1 for mirrored measures', () => {
    expect(concordance([1, 2, 3], [1, 2, 3])).toMatchObject({ value: 1, lower: 1, upper: 1 });
    expect(concordance([-1, 0, 1], [1, 0, -1]).value).toBe(-1);
  });
  it.each([
    ['too few', [1], [1]],
    ['constant', [1, 1, 1], [1, 1, 1]],
  ])('is NaN with a reason: %s', (_, x, y) => {
    expect(concordance(x, y)).toMatchObject({ value: NaN, reason: expect.any(String) });
  });
  it('is 0 without an interval where one measure is constant', () => {
    expect(concordance([1, 2, 3], [2, 2, 2])).toMatchObject({ value: 0, lower: NaN });
  });
  it('of two measures is the overall one, but for the divisor of the moments', () => {
    const x = [1, 5, 2, 8, 4];
    const y = [2, 4, 3, 9, 1];
    const shiftless = y.map((value) => value + 0.2); // equal means: the divisor then cancels
    expect(overallConcordance(x.map((value, i) => [value, shiftless[i]!])).value).toBeCloseTo(
      concordance(x, shiftless).value,
      12,
    );
  });
});

describe('variation', () => {
  it('is n/a for values of both signs, zeros and single values', () => {
    expect(coefficientOfVariation([-1, 1, 2])).toMatchObject({
      value: NaN,
      reason: expect.stringContaining('signs'),
    });
    expect(quartileDispersion([0, 0]).value).toBeNaN();
    expect(coefficientOfVariation([3]).value).toBeNaN();
    expect(repeatability([[1]]).repeatabilityCoefficient.value).toBeNaN();
    expect(
      repeatability([
        [-1, 1],
        [2, 3],
      ]),
    ).toMatchObject({
      withinSubjectVariation: { value: NaN },
      withinSubjectDeviation: { value: Math.sqrt((2 + 0.5) / 2) },
    });
  });
  it('does not change with scale', () => {
    const values = [3, 4, 8, 9];
    const tens = values.map((value) => value * 10);
    expect(coefficientOfVariation(tens).value).toBeCloseTo(coefficientOfVariation(values).value, 12);
    expect(quartileDispersion(tens).value).toBeCloseTo(quartileDispersion(values).value, 12);
  });
});

describe('limits of agreement', () => {
  it('turn round when the measures are exchanged', () => {
    const x = [1, 5, 2, 8, 4];
    const y = [2, 4, 3, 9, 1];
    expect(blandAltman(x, y).upperLimit.value).toBeCloseTo(-blandAltman(y, x).lowerLimit.value, 12);
  });
  it('need two pairs', () => {
    expect(blandAltman([1], [2]).bias.reason).toContain('at least two');
  });
});

describe('kappa and AC1', () => {
  it('are NaN with a reason where only one category was ever chosen', () => {
    expect(cohenKappa(['a', 'a'], ['a', 'a']).reason).toContain('Only one category');
    expect(gwetAgreement([['a', 'a']]).reason).toContain('Only one category');
    expect(cohenKappa([null], ['a'], { categories: ['a', 'b'] }).reason).toContain('No subject');
  });
  it('are 1 for readers who agree', () => {
    expect(cohenKappa([1, 2, 3], [1, 2, 3], { weights: 'linear' })).toMatchObject({ value: 1, upper: 1 });
    expect(
      gwetAgreement([
        [1, 1],
        [2, 2],
        [3, 3],
      ]).value,
    ).toBe(1);
  });
  it('weigh by the order of categories, which texts do not have', () => {
    expect(() => cohenKappa(['mild', 'severe'], ['mild', 'none'], { weights: 'linear' })).toThrow(/in order/);
  });
  it('refuse a category that was not announced', () => {
    expect(() => cohenKappa([1, 4], [1, 2], { categories: [1, 2, 3] })).toThrow(RangeError);
  });
});
