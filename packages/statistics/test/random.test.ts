import { describe, expect, it } from 'vitest';
import { createRandom, mean, variance } from '../src/index.ts';

describe('random numbers', () => {
  it('repeat with the seed and differ between seeds', () => {
    const draw = (seed: string | number) => Array.from({ length: 5 }, createRandom(seed).bits);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw('7'));
  });
  it('of a part depend on its names alone', () => {
    const one = createRandom(1);
    const before = one.split('fold', 3).uniform();
    one.uniform();
    expect(one.split('fold', 3).uniform()).toBe(before);
    expect(one.split('fold').split(3).uniform()).toBe(before);
    expect(one.split('fold', 4).uniform()).not.toBe(before);
    expect(one.split('fold,3').uniform()).not.toBe(before);
  });
  it('have the moments of their distributions', () => {
    const random = createRandom('moments');
    const n = 200_000;
    const uniform = Float64Array.from({ length: n }, random.uniform);
    const normal = Float64Array.from({ length: n }, random.normal);
    // Six standard errors.
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(6 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance(uniform) - 1 / 12)).toBeLessThan(6 * Math.sqrt(1 / 180 / n));
    expect(Math.abs(mean(normal))).toBeLessThan(6 / Math.sqrt(n));
    expect(Math.abs(variance(normal) - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  });
  it('shuffle and sample fairly', () => {
    const random = createRandom('fair');
    const places = new Float64Array(5);
    const chosen = new Float64Array(5);
    for (let i = 0; i < 50_000; i++) {
      places[random.shuffle([0, 1, 2, 3, 4]).indexOf(0)]!++;
      for (const j of random.sample(5, 2)) chosen[j]!++;
    }
    for (const count of places) expect(Math.abs(count - 10_000)).toBeLessThan(6 * Math.sqrt(8000));
    for (const count of chosen) expect(Math.abs(count - 20_000)).toBeLessThan(6 * Math.sqrt(12_000));
  });
  it('refuse what cannot be drawn', () => {
    expect(() => createRandom(1).integer(0)).toThrow(RangeError);
    expect(() => createRandom(1).sample(2, 3)).toThrow(RangeError);
  });
});
