import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom, mean, refitWithPrior, shiftedLogistic, updateModel } from '../src/index.ts';

const [fixture] = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/prior-refit.json', import.meta.url), 'utf8'),
).cases as [
  {
    x: number[][];
    lp: number[];
    y: number[];
    found: { penalty: number; intercept: number; slope: number; shifts: number[] }[];
  },
];
const columnsOf = (x: number[][]) => x[0]!.map((_, at) => x.map((row) => row[at]!));
const expit = (eta: number) => 1 / (1 + Math.exp(-eta));

describe('a logistic model with the old one as prior', () => {
  it("has R's optim of the penalised likelihood", () => {
    for (const { penalty, intercept, slope, shifts } of fixture.found) {
      const found = shiftedLogistic(fixture.y, fixture.lp, columnsOf(fixture.x), penalty);
      expect(found.intercept).toBeCloseTo(intercept, 4);
      expect(found.slope).toBeCloseTo(slope, 4);
      shifts.forEach((shift, at) => {
        expect(found.shifts[at]!).toBeCloseTo(shift, 4);
      });
    }
  });

  it('with a column that does not vary, leaves it as it is', () => {
    const columns = [...columnsOf(fixture.x), fixture.y.map(() => 3)];
    const found = shiftedLogistic(fixture.y, fixture.lp, columns, 5);
    expect(found.shifts[3]).toBe(0);
    expect(found.slope).toBeCloseTo(fixture.found[1]!.slope, 4);
  });

  it('predicts new subjects of a place with few better than recalibration where predictors differ, and hardly worse where not', () => {
    const loss = (different: boolean) => {
      const gains: number[] = [];
      for (let place = 0; place < 30; place++) {
        const random = createRandom(`place ${place}`);
        const draw = (count: number) => {
          const x = Array.from({ length: count }, () => [random.normal(), random.normal(), random.normal()]);
          const lp = x.map(([a, b]) => a! + 0.5 * b!);
          const y = x.map(([a, b, c]) =>
            random.uniform() < expit(different ? 0.2 * a! + 0.5 * b! + 1.2 * c! : a! + 0.5 * b!) ? 1 : 0,
          );
          return { x, lp, y };
        };
        const [own, others] = [draw(80), draw(400)];
        const { intercept, slope, shifts } = refitWithPrior(own.y, own.lp, columnsOf(own.x));
        const { recalibration } = updateModel(own.y, own.lp, undefined);
        const deviance = (eta: (i: number) => number) =>
          mean(others.y.map((event, i) => -Math.log(expit(event === 1 ? eta(i) : -eta(i)))));
        gains.push(
          deviance((i) => recalibration.intercept + recalibration.slope * others.lp[i]!) -
            deviance(
              (i) =>
                intercept +
                slope * others.lp[i]! +
                shifts.reduce((sum, shift, j) => sum + shift * others.x[i]![j]!, 0),
            ),
        );
      }
      return mean(gains);
    };
    expect(loss(true)).toBeGreaterThan(0.05);
    expect(loss(false)).toBeGreaterThan(-0.02);
  });

  it('wants ten subjects of each class', () => {
    expect(() => refitWithPrior([0, 0, 1, 1], [1, 2, 3, 4], [[1, 2, 3, 5]])).toThrow(/wants 10 subjects/);
  });
});
