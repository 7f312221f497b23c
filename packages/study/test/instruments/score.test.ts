import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/instruments/assess.ts';
import { instruments } from '../../src/instruments/catalogue.ts';
import type { RunEvidence } from '../../src/instruments/evidence.ts';
import { type Item, pointRange } from '../../src/instruments/item.ts';
import { metricsBand } from '../../src/instruments/score.ts';
import type { UserAnswers } from '../../src/instruments/user-answers.ts';
import { anyEvidence, evidence, poor } from './evidence.ts';

const of = (id: string, run: RunEvidence, given: UserAnswers = {}) =>
  assess(run, given).find(({ instrument }) => instrument.id === id)!;
const itemOf = (id: string, item: string, run: RunEvidence, given: UserAnswers = {}) =>
  of(id, run, given).answers.find((one) => one.id === item)!;

/** The best that can be answered to an item. */
const best = ({ combine, options }: Item): string | string[] =>
  combine === 'sum'
    ? options.map(({ label }) => label)
    : options.reduce((top, one) => ((one.points ?? 0) > (top.points ?? 0) ? one : top)).label;
const everyItem = (answer: (item: Item) => string | string[]): UserAnswers =>
  Object.fromEntries(
    instruments.map(({ id, items }) => [
      id,
      Object.fromEntries(items.map((item) => [item.id, { answer: answer(item), evidence: 'page 3' }])),
    ]),
  );
const full = everyItem(best);

describe('the tables of items', () => {
  it('have the numbers of items that the references state', () => {
    expect(Object.fromEntries(instruments.map(({ id, items }) => [id, items.length]))).toEqual({
      'RQS-1.0': 16,
      'RQS-2.0': 42,
      METRICS: 30 + 5,
      CLEAR: 58,
      'TRIPOD+AI': 52,
      'PROBAST+AI': 16 + 18,
      'IBSI-reporting': 104,
    });
  });
  it('have points, sections and questions everywhere, and rules for items that there are', () => {
    for (const { id, items, rules } of instruments) {
      for (const { question, section, options } of items) {
        expect(question.length, id).toBeGreaterThan(3);
        expect(section, id).not.toBe('');
        expect(options.length, id).toBeGreaterThan(1);
        for (const { points } of options) expect(points === null || Number.isFinite(points), id).toBe(true);
      }
      const numbers = items.map((item) => item.id);
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const number of Object.keys(rules)) expect(numbers, id).toContain(number);
    }
  });
  it('weigh METRICS to 1', () => {
    const { items } = instruments.find(({ id }) => id === 'METRICS')!;
    expect(items.reduce((sum, item) => sum + pointRange(item)[1], 0)).toBeCloseTo(1, 10);
  });
});

describe('scores', () => {
  it('reach the maximum of each instrument with full marks', () => {
    expect(of('RQS-1.0', evidence, full).score).toMatchObject({ points: 36, most: 36, percent: 100 });
    expect(of('RQS-2.0', evidence, full).score).toMatchObject({ points: 56, most: 56, percent: 100 });
    expect(of('METRICS', evidence, full).score).toMatchObject({ points: 1, most: 1, percent: 100 });
  });
  it('give RQS 2.0 the points of each readiness level that its reference states', () => {
    const each = [7, 5, 5, 9, 8, 5, 7, 6, 4];
    const { levels } = of('RQS-2.0', evidence, full).score;
    expect(levels!.map(({ most }) => most)).toEqual(
      each.map((_, at) => each.slice(0, at + 1).reduce((sum, value) => sum + value, 0)),
    );
    expect(levels!.at(-1)).toEqual({ level: 9, points: 56, most: 56 });
  });
  it('give the least where nothing was done: RQS 1.0 -8 of 36, which is 0%', () => {
    expect(of('RQS-1.0', poor).score).toMatchObject({ points: -8, percent: 0 });
    expect(itemOf('RQS-1.0', '5', poor)).toMatchObject({ points: -3, answer: ['neither'] });
    expect(itemOf('RQS-1.0', '12', poor)).toMatchObject({ points: -5, answer: ['missing'] });
    const nothing = everyItem(
      ({ options }) =>
        options.reduce(
          (low, one) => ((one.points ?? 0) < (low.points ?? 0) ? one : low),
          options.find(({ label }) => label === 'no') ?? options[0]!,
        ).label,
    );
    const { answers } = of('METRICS', poor, nothing);
    expect(answers.every(({ points }) => points === 0)).toBe(true);
  });
  it('leave items of METRICS out by its conditions: 0.9575 for hand-crafted features of manual regions', () => {
    const manual = { METRICS: { condition_2: { answer: 'no', evidence: '' } } };
    const { score, answers } = of('METRICS', evidence, manual);
    expect(answers.filter(({ status }) => status === 'not-applicable').map(({ id }) => id)).toEqual([
      '9',
      '17',
    ]);
    expect(score.most).toBe(0.9575);
    const none = { METRICS: { condition_1: { answer: 'no', evidence: 'whole images' } } };
    expect(
      of('METRICS', evidence, none)
        .answers.filter(({ status }) => status === 'not-applicable')
        .map(({ id }) => id),
    ).toEqual(['8', '9', '10', '17']);
  });
  it('name the bands of METRICS at 20, 40, 60 and 80', () => {
    expect([0, 19.9, 20, 39.9, 40, 60, 79.9, 80, 100].map(metricsBand)).toEqual([
      'very low',
      'very low',
      'low',
      'low',
      'moderate',
      'good',
      'good',
      'excellent',
      'excellent',
    ]);
  });
  it('judge a domain of PROBAST+AI by its worst item, and never low while a question is open', () => {
    const { score } = of('PROBAST+AI', evidence);
    const judged = Object.fromEntries(score.parts.map(({ section, judgement }) => [section, judgement]));
    expect(judged['Development: Participants and data sources']).toBe('unclear');
    // 30 events for 172 candidates.
    expect(judged['Development: Analysis']).toBe('high');
    expect(score.words).toContain('development: high');
    const good = everyItem(({ options }) => options[0]!.label);
    expect(of('PROBAST+AI', evidence, good).score.words).toBe(
      'development: low concern; evaluation: low risk of bias',
    );
  });
});

describe('no point without evidence', () => {
  it('holds of any run', () => {
    fc.assert(
      fc.property(anyEvidence, (run) => {
        for (const { instrument, answers, score } of assess(run)) {
          expect(answers.map(({ id }) => id)).toEqual(instrument.items.map(({ id }) => id));
          for (const one of answers) {
            const [least, most] = pointRange(instrument.items.find(({ id }) => id === one.id)!);
            expect(one.points).toBeGreaterThanOrEqual(least);
            expect(one.points).toBeLessThanOrEqual(most);
            if (one.status === 'run') {
              expect(one.evidence.trim()).not.toBe('');
              expect(one.where.trim()).not.toBe('');
              expect(`${one.evidence}${one.where}`).not.toMatch(/undefined|\[object|NaN/);
            } else expect(one.points).toBe(0);
            if (one.status === 'not-applicable') expect(one.evidence).not.toBe('');
          }
          expect(score.yes + score.open).toBeLessThanOrEqual(instrument.items.length);
          if (score.percent !== undefined) {
            expect(score.percent).toBeGreaterThanOrEqual(0);
            expect(score.percent).toBeLessThanOrEqual(100);
          }
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
  it('holds of any answer of a user: without evidence it never adds to what the run shows', () => {
    const bare = Object.fromEntries(
      Object.entries(full).map(([id, items]) => [
        id,
        Object.fromEntries(
          Object.entries(items).map(([item, { answer }]) => [item, { answer, evidence: ' ' }]),
        ),
      ]),
    );
    fc.assert(
      fc.property(anyEvidence, (run) => {
        const plain = assess(run);
        assess(run, bare).forEach(({ answers }, at) => {
          answers.forEach((one, item) => {
            expect(one.points).toBeLessThanOrEqual(plain[at]!.answers[item]!.points);
          });
        });
      }),
      { numRuns: 100, seed: 8 },
    );
  });
});

describe('what a run shows', () => {
  it('of acquisition in the headers', () => {
    expect(itemOf('RQS-1.0', '1', evidence)).toMatchObject({ points: 1, status: 'run' });
    expect(itemOf('RQS-1.0', '1', evidence).evidence).toContain('tube voltage (kV) 120');
    const [image] = evidence.images;
    const half = { ...image!.acquisition, convolutionKernel: { known: 30, values: ['B30'] } };
    const lacking = itemOf('METRICS', '6', { ...evidence, images: [{ ...image!, acquisition: half }] });
    expect(lacking).toMatchObject({ status: 'ask', points: 0 });
    expect(lacking.note).toContain('kernel of CT');
  });
  it('of a stability list only what the study beside it says', () => {
    const listed = { ...evidence, pipelines: [{ ...evidence.pipelines[1]!, steps: ['stability-list'] }] };
    const unknown = { file: 'stable.txt', design: null, threshold: null, conditions: null };
    const rqs = (design: string | null) =>
      ['2', '3', '4'].map(
        (item) => itemOf('RQS-1.0', item, { ...listed, stability: { ...unknown, design } }).points,
      );
    expect(rqs(null)).toEqual([0, 0, 0]);
    expect(rqs('readers')).toEqual([1, 0, 0]);
    expect(rqs('scanners')).toEqual([0, 1, 0]);
    expect(rqs('test-retest')).toEqual([0, 0, 1]);
  });
  it('of validation: folds are none of a fixed model; a held-out part is of the same institute', () => {
    expect(itemOf('RQS-1.0', '12', evidence).points).toBe(-5);
    const heldOut = { ...evidence, outer: { kind: 'held-out', words: '30% held out' } } as const;
    expect(itemOf('RQS-1.0', '12', heldOut).points).toBe(2);
    expect(itemOf('RQS-1.0', '12', { ...evidence, external: true }).points).toBe(2);
    expect(itemOf('METRICS', '27', { ...evidence, external: true }).status).toBe('ask');
  });
  it('of modalities: items of PET do not apply to CT', () => {
    expect(itemOf('IBSI-reporting', '3a', evidence).status).toBe('not-applicable');
    expect(itemOf('IBSI-reporting', '14', evidence)).toMatchObject({ status: 'run', answer: ['yes'] });
    expect(itemOf('IBSI-reporting', '3a', poor).status).toBe('ask');
  });
  it('of checklists: METRICS 1 counts once one has no open question', () => {
    expect(itemOf('METRICS', '1', evidence).status).toBe('ask');
    const { CLEAR } = full;
    expect(itemOf('METRICS', '1', evidence, { CLEAR: CLEAR! })).toMatchObject({ points: 0.0368 });
  });
});

describe('what the user answers', () => {
  it('counts with evidence, and keeps what the run says beside it', () => {
    const given = {
      'RQS-1.0': {
        '11': { answer: true, evidence: 'NCT00000000' },
        '12': { answer: 'dataset from another institute', evidence: 'supplement, table 4' },
        '16': { answer: ['code open', 'scans open'], evidence: 'https://example.org' },
      },
    };
    expect(itemOf('RQS-1.0', '11', evidence, given)).toMatchObject({
      status: 'user',
      points: 7,
      evidence: 'NCT00000000',
      where: 'study.yaml: instruments.RQS-1.0.11',
    });
    const validated = itemOf('RQS-1.0', '12', evidence, given);
    expect(validated.points).toBe(3);
    expect(validated.note).toContain('The run itself: missing');
    expect(itemOf('RQS-1.0', '16', evidence, given).points).toBe(2);
  });
  it('leaves an item open where the answer has no evidence, and says so', () => {
    const found = itemOf('RQS-1.0', '11', evidence, { 'RQS-1.0': { '11': { answer: 'yes', evidence: '' } } });
    expect(found).toMatchObject({ status: 'ask', points: 0 });
    expect(found.note).toContain('without evidence');
  });
});
