import { estimators, gridOf, pipelineWith, steps, validationSchema } from '@rachis/learning';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipelineEvidence } from '../src/instruments/gather.ts';
import type { LearnResult } from '../src/learn/result.ts';
import { pipelineWords } from '../src/methods/pipeline-words.ts';

/** What the words say of the final model, but for what was tried. */
const saidOf = (text: string) => text.slice(0, text.indexOf(' The settings '));

const planOf = (pipeline: object) => validationSchema.parse({ pipelines: [pipeline] }).pipelines[0]!;

/** Numbers that stand in words, whatever they are of; shares are told in per cent. */
const numbersIn = (text: string) =>
  (text.replaceAll(/\{\{[^}]*\}\}/g, '').match(/\d+(\.\d+)?/g) ?? []).map(Number);

/** Settings that words speak of, with values to try. */
const searched = {
  'mrmr.count': [3, 7, 12],
  'correlation-filter.threshold': [0.8, 0.95],
  'univariate-filter.count': [4, 6],
  'recursive-elimination.keep': [2, 5],
  'stability-selection.threshold': [0.6, 0.85],
  'model.alpha': [0, 0.25, 1],
  'model.lambda': [0, 0.02, 'min', '1se'],
};
const stepsOf = {
  mrmr: { step: 'mrmr' },
  'correlation-filter': { step: 'correlation-filter', settings: { threshold: 0.99 } },
  'univariate-filter': { step: 'univariate-filter', settings: { keep: 'top', count: 21 } },
  'recursive-elimination': { step: 'recursive-elimination' },
  'stability-selection': { step: 'stability-selection' },
};
type Kind = keyof typeof stepsOf;

const pipelines = fc
  .record({
    kinds: fc.shuffledSubarray(Object.keys(stepsOf) as Kind[]),
    paths: fc.subarray(Object.keys(searched) as (keyof typeof searched)[], { minLength: 1 }),
    at: fc.nat(),
    first: fc.record({ alpha: fc.constantFrom(0.5, 1), lambda: fc.constantFrom('min', 0.07) }),
  })
  .map(({ kinds, paths, at, first }) => {
    const over = Object.fromEntries(
      paths
        .filter((path) => path.startsWith('model.') || kinds.includes(path.split('.')[0] as Kind))
        .map((path) => [path, searched[path]]),
    );
    const candidates = gridOf(over);
    return {
      plan: planOf({
        name: 'Any',
        steps: kinds.map((kind) => stepsOf[kind]),
        model: { estimator: 'logistic-regression', settings: first },
        search: { kind: 'grid', over },
      }),
      chosen: candidates[at % candidates.length]!,
    };
  });

describe('the methods of a pipeline that was searched', () => {
  it('tell every setting as the final model has it', () => {
    fc.assert(
      fc.property(pipelines, ({ plan, chosen }) => {
        const { search: _, ...settled } = { ...plan, ...pipelineWith(plan, chosen) };
        const text = pipelineWords(plan, chosen);
        // The same words as those of the final model by itself, which no search comes into.
        expect(saidOf(text)).toBe(pipelineWords(settled as typeof plan));
        const { alpha, lambda } = (settled.model.settings ?? {}) as { alpha: number; lambda: unknown };
        const penalty =
          lambda === 0
            ? 'without penalty'
            : `${alpha === 1 ? 'a lasso penalty' : alpha === 0 ? 'a ridge penalty' : `an elastic-net penalty (mixing ${alpha})`} ${typeof lambda === 'number' ? `of ${lambda}` : 'chosen by inner folds'}`;
        expect(saidOf(text)).toContain(penalty);
        for (const [path, value] of Object.entries(chosen)) {
          expect(text).toContain(`${path} ${value} (of `);
          if (path.startsWith('model.') || typeof value !== 'number') continue;
          expect(numbersIn(saidOf(text))).toContain(value);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('once wrote the first settings of a plan where its search had chosen others', () => {
    const plan = planOf({
      name: 'Ten',
      steps: [{ step: 'mrmr', settings: { count: 10 } }],
      model: { estimator: 'logistic-regression', settings: { alpha: 1 } },
      search: { kind: 'grid', over: { 'model.alpha': [0, 1], 'mrmr.count': [2, 10] } },
    });
    const text = pipelineWords(plan, { 'model.alpha': 0, 'mrmr.count': 2 });
    expect(text).toMatch(/^"Ten": 2 columns chosen by minimum redundancy.* with a ridge penalty chosen/);
    expect(text).toContain(
      'The settings model.alpha 0 (of 0 and 1) and mrmr.count 2 (of 2 and 10) were chosen by grid search in inner folds',
    );
  });
});

describe('words of settings that nobody gave', () => {
  // A default that is written twice drifts: words with every default written out are the words without.
  it.each([...steps.values()].map((step) => [step.id, step] as const))('%s', (id, step) => {
    const parsed = step.settings.safeParse({});
    if (!parsed.success) return;
    const words = (settings: object) =>
      pipelineWords(
        planOf({ name: 'A', steps: [{ step: id, settings }], model: { estimator: 'linear-discriminant' } }),
      );
    expect(words({})).toBe(words(parsed.data as object));
  });
  it.each([...estimators.values()].map((one) => [one.id, one] as const))('%s', (id, estimator) => {
    const parsed = estimator.settings.safeParse({});
    if (!parsed.success) return;
    const words = (settings: object) =>
      pipelineWords(planOf({ name: 'A', model: { estimator: id, settings } }));
    expect(words({})).toBe(words(parsed.data as object));
  });
});

describe('facts for checklists', () => {
  it('are those of the final model: a ridge penalty that a search chose reduces no columns', () => {
    const plan = planOf({
      name: 'Either',
      model: { estimator: 'logistic-regression', settings: { alpha: 1 } },
      search: { kind: 'grid', over: { 'model.alpha': [0, 1] } },
    });
    const sparse = (alpha: number) => {
      const finals = [{ name: 'Either', chosen: { 'model.alpha': alpha }, columns: ['a'], candidates: [] }];
      return pipelineEvidence(plan, { pipelines: [], finals } as unknown as LearnResult, []).sparse;
    };
    expect([sparse(0), sparse(1)]).toEqual([false, true]);
  });
});
