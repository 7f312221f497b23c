import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  applyChain,
  type ChainColumn,
  createRandom,
  fitChain,
  mean,
  poolRubin,
  standardDeviation,
} from '../src/index.ts';

const [draws, pooled] = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/imputation.json', import.meta.url), 'utf8'),
).cases as [
  {
    data: Record<'a' | 'b' | 'c' | 'd', (number | null)[]>;
    mean: Record<string, number>;
    sd: Record<string, number>;
  },
  {
    pooled: {
      m: number;
      estimates: number[];
      variances: number[];
      n: number;
      k: number;
      qbar: number;
      ubar: number;
      b: number;
      t: number;
      df: number;
      fmi: number;
    }[];
  },
];
const numbers = (values: (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);
const columns: ChainColumn[] = [
  { values: numbers(draws.data.a) },
  { values: numbers(draws.data.b) },
  { values: numbers(draws.data.c) },
  { categories: 2, values: numbers(draws.data.d) },
];

/** Least squares of c on b and a: the slope of b. */
function slopeOf([a, b, c]: readonly Float64Array[]): number {
  const centred = [a!, b!, c!].map((values) => {
    const centre = mean(values);
    return values.map((value) => value - centre);
  });
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const [x, z, y] = centred as [Float64Array, Float64Array, Float64Array];
  const determinant = dot(x, x) * dot(z, z) - dot(x, z) ** 2;
  return (dot(x, x) * dot(z, y) - dot(x, z) * dot(x, y)) / determinant;
}

describe('imputation by chained equations', () => {
  it('draws what mice draws: means and spreads of five statistics over imputations', () => {
    const count = 200;
    const found = Array.from({ length: count }, (_, k) => {
      const { completed } = fitChain(columns, { random: createRandom('mice').split(k) });
      return {
        mean_b: mean(completed[1]!),
        mean_c: mean(completed[2]!),
        sd_c: standardDeviation(completed[2]!),
        share_d: mean(completed[3]!),
        slope: slopeOf(completed),
      };
    });
    for (const name of ['mean_b', 'mean_c', 'sd_c', 'share_d', 'slope'] as const) {
      const own = found.map((one) => one[name]);
      const spread = draws.sd[name]!;
      // Four standard errors of the difference of the means of 200 and 400 draws, and of the ratio of their spreads.
      const error = Math.sqrt(1 / count + 1 / 400);
      expect(Math.abs(mean(own) - draws.mean[name]!) / spread, name).toBeLessThan(4 * error);
      expect(Math.abs(standardDeviation(own) / spread - 1), name).toBeLessThan((4 * error) / Math.SQRT2);
    }
  });

  it('leaves what is known as it is, and is the same for a seed', () => {
    const once = fitChain(columns, { random: createRandom(1) });
    expect(fitChain(columns, { random: createRandom(1) })).toEqual(once);
    columns.forEach(({ values }, at) => {
      values.forEach((value, row) => {
        if (!Number.isNaN(value)) expect(once.completed[at]![row]).toBe(value);
        else expect(Number.isFinite(once.completed[at]![row])).toBe(true);
      });
    });
  });

  it('without draws fills in what is expected: a column that follows exactly comes back', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const y = x.map((value, i) => (i % 4 === 0 ? NaN : 3 - 2 * value));
    const { completed, chain } = fitChain([{ values: x }, { values: y }]);
    x.forEach((value, i) => {
      expect(completed[1]![i]!).toBeCloseTo(3 - 2 * value, 3);
    });
    const [, filled] = applyChain(
      chain,
      [{ values: Float64Array.of(0.5) }, { values: Float64Array.of(NaN) }],
      undefined,
    );
    expect(filled![0]).toBeCloseTo(2, 3);
  });

  it('fills new rows each by itself, from what was learned', () => {
    const { chain } = fitChain(columns, { random: createRandom(2) });
    const rows = [0, 1, 2].map((row) => columns.map(({ values }) => values[row]!));
    const take = (places: number[]) =>
      columns.map((column, at) => ({
        ...column,
        values: Float64Array.from(places, (place) => (at === 2 ? NaN : rows[place]![at]!)),
      }));
    const randomOf = (places: number[]) => (row: number) => createRandom(JSON.stringify(rows[places[row]!]));
    const together = applyChain(chain, take([0, 1, 2]), randomOf([0, 1, 2]));
    const alone = applyChain(chain, take([1]), randomOf([1]));
    expect(alone[2]![0]).toBe(together[2]![1]);
  });

  it('knows columns of several categories, and columns that nothing goes with', () => {
    const random = createRandom('categories');
    const x = Float64Array.from({ length: 600 }, () => random.normal());
    // A multinomial model: log odds of the second and third category against the first.
    const chances = x.map(
      (value) => Math.exp(2 * value - 0.5) / (1 + Math.exp(value) + Math.exp(2 * value - 0.5)),
    );
    const grade = x.map((value) => {
      const parts = [1, Math.exp(value), Math.exp(2 * value - 0.5)];
      let left = random.uniform() * (parts[0]! + parts[1]! + parts[2]!);
      return parts.findIndex((part, code) => {
        left -= part;
        return code === 2 || left < 0;
      });
    });
    const hidden = (i: number) => i % 3 === 0 && x[i]! > 0.5;
    const holes = grade.map((value, i) => (hidden(i) ? NaN : value));
    const of = (values: ArrayLike<number>) => mean([...x.keys()].filter(hidden).map((i) => values[i]!));
    const found = Array.from({ length: 30 }, (_, k) => {
      const { completed } = fitChain([{ values: x }, { categories: 3, values: holes }], {
        iterations: 3,
        random: random.split(k),
      });
      return of(completed[1]!.map((code) => (code === 2 ? 1 : 0)));
    });
    // What the model says, not what happened to be drawn: one table tells the coefficients to some 0.05 of a probability.
    expect(Math.abs(mean(found) - of(chances))).toBeLessThan(0.08);
    const flat = Float64Array.from(x, (_, i) => (i % 5 === 0 ? NaN : 7));
    expect(fitChain([{ values: x }, { values: flat }]).completed[1]![0]).toBe(7);
  });
});

describe("Rubin's rules", () => {
  it('are those of mice, with the degrees of freedom of Barnard and Rubin', () => {
    for (const { m, estimates, variances, n, k, qbar, ubar, b, t, df, fmi } of pooled.pooled) {
      const found = poolRubin(estimates, variances, { completeDegrees: n - k });
      expect(estimates).toHaveLength(m);
      expect(found.value).toBeCloseTo(qbar, 10);
      expect(found.within).toBeCloseTo(ubar, 12);
      expect(found.between).toBeCloseTo(b, 12);
      expect(found.total).toBeCloseTo(t, 12);
      expect(found.degrees).toBeCloseTo(df, 6);
      expect(found.missingInformation).toBeCloseTo(fmi, 8);
    }
  });
  it('of equal estimates have the variance of one', () => {
    const found = poolRubin([2, 2, 2], [0.1, 0.1, 0.1]);
    expect(found).toMatchObject({ value: 2, between: 0, total: expect.closeTo(0.1), missingInformation: 0 });
    expect(found.upper - 2).toBeCloseTo(1.959964 * Math.sqrt(0.1), 4);
    expect(() => poolRubin([1], [1])).toThrow(/two imputations/);
  });
});
