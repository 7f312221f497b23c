import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  conformalP,
  conformalThreshold,
  createRandom,
  crossConformalSet,
  jackknifePlus,
  mean,
} from '../src/index.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/conformal.json', import.meta.url), 'utf8'),
) as {
  classes: { codes: number[]; calibration: number[]; further: number[][]; p: number[][] };
  numbers: { levels: number[]; errors: number[]; guess: number[]; intervals: [number, number][][] };
};

describe('split conformal prediction', () => {
  it('has the intervals and p-values of crepes', () => {
    const { levels, errors, guess, intervals } = fixture.numbers;
    levels.forEach((level, at) => {
      const half = conformalThreshold(errors, level);
      guess.forEach((value, row) => {
        expect(value - half).toBeCloseTo(intervals[at]![row]![0], 9);
        expect(value + half).toBeCloseTo(intervals[at]![row]![1], 9);
      });
    });
    const { codes, calibration, further, p } = fixture.classes;
    for (const code of [0, 1, 2]) {
      const own = calibration.filter((_, i) => codes[i] === code);
      further.forEach((scores, row) => {
        expect(conformalP(own, scores[code]!)).toBeCloseTo(p[code]![row]!, 9);
        // A class belongs to the set where its score does not exceed the threshold: the same by p-values.
        for (const level of levels)
          expect(scores[code]! <= conformalThreshold(own, level)).toBe(p[code]![row]! > 1 - level + 1e-12);
      });
    }
  });

  it('holds a further value exactly as often as said, whatever the distribution', () => {
    const random = createRandom('split');
    const draws = 4000;
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const scores = Array.from({ length: 29 }, () => random.uniform() ** 3);
      if (random.uniform() ** 3 <= conformalThreshold(scores, 0.9)) held++;
    }
    // 27 of 30 exactly; three standard errors are 0.014.
    expect(Math.abs(held / draws - 0.9)).toBeLessThan(0.0143);
  });

  it('knows when there are too few subjects, and refuses what is no level', () => {
    expect(conformalThreshold([1, 2, 3], 0.9)).toBe(Infinity);
    expect(
      conformalThreshold(
        Array.from({ length: 9 }, (_, i) => i),
        0.9,
      ),
    ).toBe(8);
    expect(() => conformalThreshold([1], 1)).toThrow(/between 0 and 1/);
  });
});

/** A line through points, by least squares. */
function line(x: readonly number[], y: readonly number[], without = -1) {
  const rows = x.map((_, i) => i).filter((i) => i !== without);
  const [mx, my] = [mean(rows.map((i) => x[i]!)), mean(rows.map((i) => y[i]!))];
  const slope =
    rows.reduce((sum, i) => sum + (x[i]! - mx) * (y[i]! - my), 0) /
    rows.reduce((sum, i) => sum + (x[i]! - mx) ** 2, 0);
  return (at: number) => my + slope * (at - mx);
}

describe('jackknife+ (Barber et al. 2021)', () => {
  it('is by hand: the fourth largest and smallest of nine at 60%', () => {
    const residuals = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const { lower, upper } = jackknifePlus(residuals, new Array(9).fill(10), 0.6);
    // floor(10 * 0.4) = 4th smallest of 10 - r; ceil(10 * 0.6) = 6th smallest of 10 + r.
    expect([lower, upper]).toEqual([4, 16]);
  });
  it('holds the value about as often as said, where the line has few points', () => {
    const random = createRandom('jackknife+');
    const draws = 1500;
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const x = Array.from({ length: 20 }, () => random.normal());
      const y = x.map((value) => value + Math.exp(random.normal()));
      const [at, truth] = [random.normal(), 0];
      const value = truth + at + Math.exp(random.normal());
      const models = x.map((_, i) => line(x, y, i));
      const residuals = models.map((model, i) => Math.abs(y[i]! - model(x[i]!)));
      const { lower, upper } = jackknifePlus(
        residuals,
        models.map((model) => model(at)),
        0.9,
      );
      if (value >= lower && value <= upper) held++;
    }
    // Promised are 80%; in practice the level. Three standard errors are 0.023.
    expect(held / draws).toBeGreaterThan(0.877);
    expect(held / draws).toBeLessThan(0.95);
  });
  it('has no end where there are too few subjects', () => {
    expect(jackknifePlus([1, 2], [0, 0], 0.95)).toEqual({ lower: -Infinity, upper: Infinity });
  });
});

describe('cross-conformal sets', () => {
  it('of one model for all folds are the sets of split conformal prediction, by class', () => {
    const { codes, calibration, further } = fixture.classes;
    further.forEach((scores) => {
      const set = crossConformalSet(
        calibration,
        codes,
        calibration.map(() => scores),
        3,
        0.8,
      );
      const expected = [0, 1, 2].filter(
        (code) =>
          conformalP(
            calibration.filter((_, i) => codes[i] === code),
            scores[code]!,
          ) >
          0.2 + 1e-12,
      );
      expect(set).toEqual(expected);
    });
  });
});
