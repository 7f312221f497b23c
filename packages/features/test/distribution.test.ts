import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as summarise, describeCounts, percentile } from '../src/distribution.ts';
import { centralSumsOfValues, extentOfValues, stretch, sumsOfValues } from '../src/kernels/value-sums.ts';
import { sortValues } from '../src/sort-values.ts';

describe('sorting', () => {
  const samples = fc.oneof(
    fc.array(fc.integer({ min: -1000, max: 3000 }), { minLength: 300, maxLength: 1200 }),
    fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 300, maxLength: 1200 }),
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 300, maxLength: 1200 }),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 900 }),
  );
  it('gives it for many whole numbers too, of a small span or with one far off or not whole', () => {
    const many = (last: number) =>
      Float64Array.from({ length: 20_000 }, (_, i) => (i === 19_999 ? last : ((i * 7919) % 4001) - 1024));
    for (const last of [0, 1e6, -1e9, 0.5]) {
      expect([...sortValues(many(last))]).toEqual([...many(last).sort()]);
    }
  });
  it('gives it where a whole number stands first and the others differ from it by less than its rounding shows', () => {
    // As responses of 1e-15 around a voxel of 0, or intensities next to 1.
    for (const [first, width] of [
      [0, 1e-15],
      [0, 5e-324],
      [1, 2 ** -52],
      [-3, 2 ** -51],
    ] as const) {
      const values = Float64Array.from({ length: 20_000 }, (_, i) => first + ((i * 7919) % 20_000) * width);
      expect([...sortValues(values)]).toEqual([...values].sort((a, b) => a - b));
    }
  });
  it('gives it where most values lie in a small part of their range, and where nearly all lie in one step of it', () => {
    for (const width of [1e-2, 1e-9, 1e-18]) {
      const values = Float64Array.from({ length: 30_000 }, (_, i) =>
        i % 1000 === 0 ? (i % 7) - 3 + 0.1 : Math.sin(i) * width,
      );
      expect([...sortValues(values)]).toEqual([...values].sort((a, b) => a - b));
    }
  });
  it('gives the order of a comparison sort, for whole, single and double precision numbers', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const expected = Float64Array.from(values).sort();
        const found = sortValues(Float64Array.from(values));
        expect(found.length).toBe(expected.length);
        for (let i = 0; i < found.length; i++) expect(found[i] === expected[i]).toBe(true);
      }),
      { numRuns: 80 },
    );
  });
});

describe('sums of values', () => {
  // One value, and numbers around a stretch and around the part that the kernels take at a time.
  it.each([1, 2, stretch, stretch + 1, 65_535, 65_536, 65_537, 150_001])(
    'are those of a plain loop, bit for bit: %i values',
    (count) => {
      const values = Float64Array.from({ length: count }, (_, i) => Math.sin(i * i) * 1000 + i / 7);
      let [sum, squares] = [0, 0];
      const before: number[] = [];
      for (const [i, value] of values.entries()) {
        if (i % stretch === 0) before.push(sum);
        sum += value;
        squares += value * value;
      }
      const found = sumsOfValues(values);
      expect({ ...found, before: [...found.before] }).toEqual({ sum, squares, before });
      const mean = sum / count;
      let [second, third, fourth] = [0, 0, 0];
      for (const value of values) {
        const d = value - mean;
        second += d * d;
        third += d * d * d;
        fourth += d * d * (d * d);
      }
      expect(centralSumsOfValues(values, mean)).toEqual({ second, third, fourth });
      expect(extentOfValues(values)).toEqual([
        values.reduce((a, b) => Math.min(a, b)),
        values.reduce((a, b) => Math.max(a, b)),
      ]);
      for (const strange of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        values[count - 1] = strange;
        expect(extentOfValues(values)).toBeNull();
      }
    },
  );
});

describe('percentiles', () => {
  it('interpolate between order statistics as NumPy does by default', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect(percentile(sorted, 0)).toBe(1);
    expect(percentile(sorted, 0.5)).toBe(3);
    expect(percentile(sorted, 0.9)).toBeCloseTo(6.8, 12);
    expect(percentile(sorted, 1)).toBe(8);
  });
});

describe('summary of a sample', () => {
  it('follows the definitions', () => {
    const d = summarise(Float64Array.of(1, 2, 3, 4, 10));
    expect(d.mean).toBe(4);
    expect(d.variance).toBe(10);
    expect(d.skewness).toBeCloseTo((-27 - 8 - 1 + 0 + 216) / 5 / 10 ** 1.5, 12);
    expect(d.kurtosis).toBeCloseTo((81 + 16 + 1 + 0 + 1296) / 5 / 100 - 3, 12);
    expect(d.meanAbsoluteDeviation).toBeCloseTo(12 / 5, 12);
    expect(d.medianAbsoluteDeviation).toBeCloseTo(11 / 5, 12);
    // The 10th percentile is 1.4, the 90th 7.6: 2, 3 and 4 remain.
    expect(d.robustMeanAbsoluteDeviation).toBeCloseTo(2 / 3, 12);
    expect(d.quartileCoefficientOfDispersion).toBeCloseTo(2 / 6, 12);
    expect(d.energy).toBe(130);
  });

  it('of counted whole numbers is that of the numbers written out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 }), (counts) => {
        fc.pre(counts.some((n) => n > 0));
        const written = Float64Array.from(counts.flatMap((n, i) => new Array<number>(n).fill(i + 1)));
        const [a, b] = [describeCounts(Float64Array.from(counts)), summarise(written)];
        for (const key of Object.keys(b) as (keyof typeof b)[]) {
          // Of two different numbers neither lies between the percentiles of the robust deviation.
          if (Number.isNaN(b[key])) expect(a[key], key).toBeNaN();
          else expect(a[key], key).toBeCloseTo(b[key], 9);
        }
      }),
    );
  });
});
