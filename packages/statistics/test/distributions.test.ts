import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  betaTails,
  binomialTails,
  chiSquareQuantile,
  chiSquareUpper,
  fQuantile,
  fUpper,
  logGamma,
  normalCdf,
  normalQuantile,
  normalTails,
  tCdf,
  tQuantile,
} from '../src/index.ts';

/** To `digits` significant digits. */
const close = (ours: number, expected: number, digits = 13) =>
  expect(Math.abs(ours / expected - 1)).toBeLessThan(10 ** -digits);

// Expected numbers: R 4.2.2 (pnorm, qnorm, pt, qt, pf, qf, pchisq, qchisq, pbeta, qbeta, pbinom, lgamma), 17 digits.
describe('normal distribution', () => {
  it('keeps its digits in both tails', () => {
    close(normalCdf(1), 0.84134474606854293);
    close(normalCdf(-1.96), 0.024997895148220428);
    close(normalTails(2.6).upper, 0.0046611880237187476);
    close(normalCdf(-10), 7.6198530241605269e-24);
    close(normalCdf(-37), 5.7255712225245771e-300);
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
  });
  it('is inverted', () => {
    close(normalQuantile(0.975), 1.9599639845400536, 14);
    close(normalQuantile(1e-10), -6.3613409024040557);
    close(normalQuantile(1e-300), -37.047096299361201);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
  });
});

describe('Student t, F, chi-square, beta, binomial', () => {
  it.each([
    [tCdf(-2.5, 7), 0.020496109292876437],
    [tCdf(-12, 3.4), 0.00033412542839608527],
    [tQuantile(0.975, 4), 2.7764451051977934],
    [tQuantile(1e-8, 30), -7.5565346518854017],
    [fUpper(3.2, 4, 17.5), 0.03852318605379363],
    [fQuantile(0.975, 5, 3.37), 12.120271856206697],
    [fQuantile(0.025, 200, 1000), 0.80011439783706506],
    [chiSquareUpper(50, 3), 7.9891792449514704e-11],
    [chiSquareQuantile(0.95, 1), 3.841458820694124],
    [chiSquareQuantile(0.001, 100), 61.917939206936623],
    [betaTails(0.3, 2.5, 1.5).lower, 0.088943723170665595],
    [betaQuantile(0.025, 27, 8), 0.62102225146031664],
    [binomialTails(3, 20, 0.3).lower, 0.10708680450373097],
    [logGamma(0.5), 0.57236494292470008],
    [logGamma(1e5), 1051287.7089736569],
  ])('has %d for %d', (ours, expected) => close(ours, expected, 12));
  it('says NaN for what is no distribution', () => {
    expect(fQuantile(0.5, 0, 3)).toBeNaN();
    expect(tCdf(1, -1)).toBeNaN();
    expect(chiSquareUpper(NaN, 2)).toBeNaN();
  });
  it('inverts itself from tail to tail', () => {
    for (const p of [1e-12, 1e-5, 0.01, 0.3, 0.5, 0.8, 0.9999]) {
      for (const degrees of [0.5, 1, 3, 12.5, 400]) {
        close(tCdf(tQuantile(p, degrees), degrees), p, 11);
        close(1 - fUpper(fQuantile(p, degrees, 7), degrees, 7), p, p < 1e-4 ? 3 : 11);
        close(1 - chiSquareUpper(chiSquareQuantile(p, degrees), degrees), p, p < 1e-4 ? 3 : 11);
      }
    }
  });
});
