import type { PipelineSummary } from '@rachis/learning';
import { describe, expect, it } from 'vitest';
import { comparisonFigure } from '../../src/learn/comparison-figure.ts';
import type { ColumnEffect } from '../../src/learn/explain.ts';
import { effectFigure } from '../../src/learn/explain-effect-figure.ts';
import { square } from '../../src/learn/figure.ts';
import { selectionFigures } from '../../src/learn/selection-figures.ts';

/** The words of a figure. */
const wordsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words!);
const long = 'PET_glcm_inverse_difference_moment_normalised_3D_avg';

const summary = (name: string): PipelineSummary =>
  ({
    name,
    measures: [{ id: 'auc', value: 0.7, lower: 0.6, upper: 0.8 }],
    results: [],
    selection: [
      { column: long, share: 0.9 },
      { column: 'age', share: 0.5 },
    ],
  }) as unknown as PipelineSummary;

const effect = (mean: readonly number[], grid: readonly number[]): ColumnEffect =>
  ({
    column: 'age',
    response: 'probability of 1',
    dependence: { grid: Float64Array.from(grid), mean: Float64Array.from(mean) },
    values: Float64Array.from(grid),
  }) as unknown as ColumnEffect;

describe('figures of long names and of flat lines', () => {
  it('write the names of columns out, since they differ in the middle, and shorten endless ones', () => {
    const endless = { column: `${long}_${long}`, share: 0.4 };
    const { selection, ...rest } = summary('A');
    const [found] = selectionFigures([{ ...rest, selection: [...selection, endless] } as PipelineSummary]);
    const words = wordsOf(found!.svg);
    expect(words).toContain('age');
    expect(words).toContain(long);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(64);
  });

  it('have room for the longest name of a pipeline', () => {
    const name = 'Clinical and radscore, Fine-Gray, harmonised';
    expect(comparisonFigure([summary(name)], 'auc', 'AUC').svg).toMatch(/width="7\d\d/);
    expect(square(['A']).width).toBe(480);
    const { width, marginLeft, marginRight } = square([`${name}, average precision 0.979 (0.943 to 1.000)`]);
    expect(width).toBeGreaterThan(480);
    // The plot itself stays as it is.
    expect(width - marginLeft - marginRight).toBe(480 - 56 - 20);
  });

  it('do not make a scale of the rounding of a flat line', () => {
    const flat = effect([0.36734695639591441, 0.3673469563959143], [0, 1]);
    for (const word of wordsOf(effectFigure('A', flat, 'effect.svg').svg)) expect(word).not.toMatch(/\d{6}/);
    const sloped = wordsOf(effectFigure('A', effect([0.1, 0.4], [0, 1]), 'effect.svg').svg);
    expect(sloped).toContain('0.40');
  });

  it('write large numbers short, so that they do not stand in each other', () => {
    const words = wordsOf(effectFigure('A', effect([0.1, 0.4], [0, 500_000]), 'effect.svg').svg);
    expect(words).toContain('500k');
  });

  it('take categories that look like numbers for names', () => {
    const sex = {
      ...effect([0.1, 0.4], [0, 1]),
      dependence: {
        grid: Float64Array.of(0, 1),
        mean: Float64Array.of(0.1, 0.4),
        categories: ['0', '1'],
      },
    } as unknown as ColumnEffect;
    expect(effectFigure('A', sex, 'effect.svg').svg).not.toContain('warning');
  });
});
