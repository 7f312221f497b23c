import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom, updateModel } from '../src/index.ts';

interface Case {
  id: string;
  x: number[][];
  y: number[];
  lp: number[];
  intercept: number;
  recalibration: [number, number];
  revision: number[];
  chi: number[];
  p: number[];
  chi_without: number[];
  p_without: number[];
}
const cases = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/updating.json', import.meta.url), 'utf8'),
).cases as Case[];
const columnsOf = ({ x }: Case) => [0, 1, 2].map((at) => x.map((row) => row[at]!));

describe('updating a logistic model by closed testing (Vergouwe 2017)', () => {
  it("has the coefficients and likelihood ratios of R's glm", () => {
    for (const one of cases) {
      const found = updateModel(one.y, one.lp, columnsOf(one));
      expect(found.intercept).toBeCloseTo(one.intercept, 7);
      expect(found.recalibration.intercept).toBeCloseTo(one.recalibration[0], 7);
      expect(found.recalibration.slope).toBeCloseTo(one.recalibration[1], 7);
      [found.revision!.intercept, ...found.revision!.coefficients].forEach((value, at) => {
        expect(value).toBeCloseTo(one.revision[at]!, 7);
      });
      found.tests.forEach(({ chiSquare, degrees, p }, at) => {
        expect(chiSquare).toBeCloseTo(one.chi[at]!, 6);
        expect(degrees).toBe(4 - at);
        expect(p).toBeCloseTo(one.p[at]!, 8);
      });
      const without = updateModel(one.y, one.lp, undefined);
      without.tests.forEach(({ chiSquare, p, against }, at) => {
        expect(against).toBe('recalibration');
        expect(chiSquare).toBeCloseTo(one.chi_without[at]!, 6);
        expect(p).toBeCloseTo(one.p_without[at]!, 8);
      });
      expect(without.reason).toMatch(/no sum of columns/);
    }
  });

  it('chooses what the subjects were made by', () => {
    for (const one of cases) expect(updateModel(one.y, one.lp, columnsOf(one)).chosen).toBe(one.id);
  });

  it('changes a model that fits no more often than said', () => {
    let changed = 0;
    const places = 300;
    for (let place = 0; place < places; place++) {
      const random = createRandom(`place ${place}`);
      const x = Array.from({ length: 200 }, () => [random.normal(), random.normal()]);
      const lp = x.map(([a, b]) => 0.2 + a! - 0.5 * b!);
      const y = lp.map((eta) => (random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0));
      const columns = [0, 1].map((at) => x.map((row) => row[at]!));
      if (updateModel(y, lp, columns).chosen !== 'none') changed++;
    }
    // 15 of 300 are expected; 26 are three standard deviations above.
    expect(changed).toBeLessThanOrEqual(26);
    expect(changed).toBeGreaterThan(3);
  });

  it('considers revision only where there are ten subjects of the rarer class a column', () => {
    const [one] = cases;
    const few = (list: number[]) => list.slice(0, 45);
    const found = updateModel(few(one!.y), few(one!.lp), columnsOf(one!).map(few));
    expect(found.revision).toBeUndefined();
    expect(found.reason).toMatch(/3 columns want 30 subjects of each class/);
  });

  it('refuses one class, and a linear predictor that separates', () => {
    expect(() => updateModel([1, 1, 1], [0, 1, 2], undefined)).toThrow(/Every subject has the event/);
    expect(() => updateModel([0, 0, 1, 1], [-2, -1, 1, 2], undefined)).toThrow(/separates the classes/);
  });
});
