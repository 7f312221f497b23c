import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { heightLosses } from '../src/measure/height-loss.ts';
import type { Heights } from '../src/measure/vertebra-measures.ts';
import { type Level, levels } from '../src/levels.ts';
import { genantGrade } from '../src/scores/genant.ts';

const all = levels.slice(levels.indexOf('T4'), levels.indexOf('L5') + 1).filter((level) => level !== 'T13');

const heightsOf = (anterior: number | null, middle = anterior, posterior = anterior): Heights => {
  const value = (height: number | null) =>
    height === null ? { value: null, reason: 'cut' } : { value: height };
  return { anterior: value(anterior), middle: value(middle), posterior: value(posterior) };
};

const lossesOf = (given: readonly (readonly [Level, Heights])[]) => {
  const losses = heightLosses(
    given.map(([level]) => level),
    given.map(([, heights]) => heights),
  );
  return new Map(given.map(([level], i) => [level, losses[i]!]));
};

describe('loss of height', () => {
  it('is not against a level that was itself crushed, evenly as well', () => {
    const losses = lossesOf([
      ['T11', heightsOf(25)],
      ['T12', heightsOf(25)],
      ['L1', heightsOf(25, 19)],
      ['L2', heightsOf(15)],
      ['L3', heightsOf(25)],
      ['L4', heightsOf(25)],
    ]);
    expect(losses.get('L1')!.middle.value).toBeCloseTo(24, 12);
    expect(losses.get('L2')!.posterior.value).toBeCloseTo(40, 12);
    for (const level of ['T12', 'L3'] as const) expect(losses.get(level)!.anterior.value).toBe(0);
  });
  it('is against both sides, or there is none and it is said which side lacks', () => {
    const losses = lossesOf([
      ['L1', heightsOf(25)],
      ['L2', heightsOf(25)],
      ['L3', heightsOf(25)],
    ]);
    expect(losses.get('L1')!.anterior).toMatchObject({
      value: null,
      reason: expect.stringContaining('above'),
    });
    expect(losses.get('L3')!.anterior).toMatchObject({
      value: null,
      reason: expect.stringContaining('below'),
    });
    expect(losses.get('L2')!.anterior.value).toBe(0);
  });
  it('is against the height at its place where levels between are missing', () => {
    // Heights that grow by one a level: T12 is missing, and L1 is as high as it should be.
    const losses = lossesOf([
      ['T10', heightsOf(20)],
      ['T11', heightsOf(21)],
      ['L1', heightsOf(23)],
      ['L2', heightsOf(24)],
    ]);
    expect(losses.get('L1')!.anterior.value).toBeCloseTo(0, 12);
    expect(losses.get('T11')!.anterior.value).toBeCloseTo(0, 12);
  });
  it('is not against levels that are cut, two under one label, or far away', () => {
    const losses = lossesOf([
      ['T10', heightsOf(25)],
      ['T11', heightsOf(null)],
      ['T12', heightsOf(25)],
      ['L1', heightsOf(50)],
      ['L2', heightsOf(25)],
      ['L3', heightsOf(25)],
    ]);
    expect(losses.get('T12')!.anterior.value).toBe(0);
    expect(losses.get('L2')!.anterior.value).toBe(0);
    const far = lossesOf([
      ['T4', heightsOf(20)],
      ['T9', heightsOf(20)],
      ['L1', heightsOf(20)],
    ]);
    expect(far.get('T9')!.anterior).toMatchObject({ reason: expect.stringContaining('within 3 levels') });
  });
  it('gives the grade that was drawn in at least 95 of 100 spines with up to three fractures, and none at whole levels', () => {
    let right = 0;
    let wholeWrong = 0;
    const spines = 500;
    for (let s = 0; s < spines; s++) {
      const random = createRandom(`fractures ${s}`);
      const first = 16 + 4 * random.uniform();
      const growth = 1.02 + 0.02 * random.uniform();
      const truth = new Map<Level, number>();
      const given = all.map((level, i): [Level, Heights] => {
        const posterior = first * growth ** i * (1 + 0.015 * random.normal());
        return [
          level,
          heightsOf(posterior * (1 + 0.015 * random.normal()), posterior * (1 - 0.02), posterior),
        ];
      });
      for (let f = 0; f < s % 4; f++) {
        const at = 1 + Math.floor(random.uniform() * (all.length - 2));
        // Not next to a grade's limit: noise of 2% decides there.
        const lost = [0.225, 0.32, 0.55][Math.floor(random.uniform() * 3)]!;
        const [level, { anterior, middle, posterior }] = given[at]!;
        if (truth.has(level)) continue;
        truth.set(level, genantGrade(100 * lost));
        const kind = Math.floor(random.uniform() * 3);
        given[at] = [
          level,
          heightsOf(
            anterior.value! * (kind === 1 ? 1 : 1 - lost),
            middle.value! * (1 - lost),
            posterior.value! * (kind === 2 ? 1 - lost : 1),
          ),
        ];
      }
      const losses = lossesOf(given);
      const exact = all.slice(1, -1).every((level) => {
        const { anterior, middle, posterior } = losses.get(level)!;
        if (anterior.value === null || middle.value === null || posterior.value === null)
          return !truth.has(level);
        const grade = genantGrade(Math.max(anterior.value, middle.value, posterior.value));
        if (!truth.has(level) && grade > 0) wholeWrong++;
        return grade === (truth.get(level) ?? 0);
      });
      if (exact) right++;
    }
    expect(wholeWrong).toBe(0);
    expect(right / spines).toBeGreaterThanOrEqual(0.9);
  });
});
