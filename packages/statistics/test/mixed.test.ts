import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createRandom,
  estimatingEquations,
  fitLogistic,
  gaussHermite,
  linearMixed,
  logisticMixed,
} from '../src/index.ts';

interface Fit {
  coefficients: number[];
  errors: number[];
  between: number;
  within: number;
  logLikelihood: number;
  correlation: number;
  scale: number;
}
interface Case {
  cluster: number[];
  x: number[];
  z: number[];
  y: number[];
  event: number[];
  reml: Fit;
  ml: Fit;
  laplace: Fit;
  quadrature: Fit;
  gaussian: Fit;
  binomial: Fit;
  independence: Fit;
}
// Made by conformance/statistics/make_mixed.R with lme4 and geepack.
const cases = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/mixed.json', import.meta.url), 'utf8'),
).cases as Case[];
const designOf = ({ x, z }: Case) => x.map((value, i) => [1, value, z[i]!]);
const each = cases.map((one, k) => [k + 1, one] as const);

const close = (found: ArrayLike<number>, expected: readonly number[], digits: number) => {
  expected.forEach((value, at) => {
    expect(found[at]!).toBeCloseTo(value, digits);
  });
};

describe('Gauss and Hermite', () => {
  it('integrates polynomials exactly, to twice the number of points', () => {
    for (const count of [1, 2, 5, 15, 25]) {
      const { points, weights } = gaussHermite(count);
      const integral = (power: number) => points.reduce((sum, x, k) => sum + weights[k]! * x ** power, 0);
      // The integral of x^2k exp(-x^2) is (2k-1)!!/2^k sqrt(pi).
      let moment = Math.sqrt(Math.PI);
      for (let power = 0; power < 2 * count && power <= 20; power += 2) {
        expect(integral(power) / moment).toBeCloseTo(1, 10);
        moment *= (power + 1) / 2;
      }
    }
  });
});

describe('a linear model with a random intercept', () => {
  it.each(each)('is that of lme4, set %i, by both likelihoods', (_, one) => {
    for (const method of ['reml', 'ml'] as const) {
      const found = linearMixed(designOf(one), one.y, one.cluster, { method });
      const expected = one[method];
      close(found.coefficients, expected.coefficients, 6);
      close(found.standardErrors, expected.errors, 6);
      expect(found.between).toBeCloseTo(expected.between, 5);
      expect(found.within).toBeCloseTo(expected.within, 5);
      expect(found.logLikelihood).toBeCloseTo(expected.logLikelihood, 8);
    }
  });
  it('refuses columns that depend on each other, and outcomes that it fits exactly', () => {
    const rows = [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ];
    expect(() => linearMixed(rows, [1, 2, 3, 4], [1, 1, 2, 2])).toThrow(/depend on each other/);
    expect(() => linearMixed([[1], [1], [1]], [2, 2, 2], [1, 1, 2])).toThrow(/fits every row exactly/);
    expect(() => linearMixed([[1], [1]], [1, NaN], [1, 2])).toThrow(/lacks an outcome/);
  });
});

describe('a logistic model with a random intercept', () => {
  it.each(each)('is that of lme4, set %i, by Laplace and by quadrature', (_, one) => {
    for (const [name, points] of [
      ['laplace', 1],
      ['quadrature', 15],
    ] as const) {
      const found = logisticMixed(designOf(one), one.event, one.cluster, { points });
      const expected = one[name];
      close(found.coefficients, expected.coefficients, 4);
      // lme4's own come from differences of its deviance.
      close(found.standardErrors, expected.errors, 3);
      expect(found.deviation ** 2).toBeCloseTo(expected.between, 3);
      // lme4 stops at each mode a step earlier: its likelihood is lower by up to 1e-6.
      expect(found.logLikelihood).toBeCloseTo(expected.logLikelihood, 5);
    }
  });
  it('without variance between clusters is plain logistic regression', () => {
    const one = cases[2]!;
    const plain = fitLogistic(designOf(one), one.event);
    close(logisticMixed(designOf(one), one.event, one.cluster).coefficients, [...plain.coefficients], 5);
  });
  it('refuses separated classes', () => {
    expect(() =>
      logisticMixed(
        [
          [1, 0],
          [1, 1],
          [1, 2],
          [1, 3],
        ],
        [0, 0, 1, 1],
        [1, 2, 3, 3],
      ),
    ).toThrow(/no maximum/);
  });
});

describe('generalised estimating equations', () => {
  it.each(each)('are those of geepack, set %i', (_, one) => {
    for (const [expected, y, options] of [
      [one.gaussian, one.y, {}],
      [one.binomial, one.event, { family: 'binomial' }],
      [one.independence, one.event, { family: 'binomial', correlation: 'independence' }],
    ] as const) {
      const found = estimatingEquations(designOf(one), y, one.cluster, options);
      close(found.coefficients, expected.coefficients, 6);
      close(found.standardErrors, expected.errors, 6);
      expect(found.correlation).toBeCloseTo(expected.correlation, 6);
      expect(found.scale).toBeCloseTo(expected.scale, 6);
    }
  });
  it('of rows that were copied have the errors of the rows', () => {
    const random = createRandom('gee');
    const x = Array.from({ length: 50 }, () => [1, random.normal()]);
    const y = x.map(([, value]) => value! + random.normal());
    const own = x.map((_, i) => i);
    const once = estimatingEquations(x, y, own);
    const twice = estimatingEquations([...x, ...x], [...y, ...y], [...own, ...own], {
      correlation: 'independence',
    });
    close(twice.standardErrors, [...once.standardErrors], 10);
  });
  it('refuse what has no solution', () => {
    const rows = [0, 1, 2, 3].map((x) => [1, x]);
    expect(() => estimatingEquations(rows, [0, 0, 1, 1], [1, 2, 3, 4], { family: 'binomial' })).toThrow(
      /no solution/,
    );
  });
});
