import { auc, calibration, chiSquareUpper, createRandom, harrellConcordance } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import {
  type Frame,
  type PipelineSummary,
  type Split,
  type Subgrouping,
  subgroupResults,
} from '../src/index.ts';

/** One external table: what was said of its rows, without folds. */
function external(
  outcome: Frame['outcome'],
  risks: readonly number[],
  groups = risks.map((_, row) => row),
): { frame: Frame; summary: PipelineSummary; splits: Split[] } {
  const rows = risks.map((_, row) => row);
  return {
    frame: { rows: rows.length, columns: [], groups: Int32Array.from(groups), outcome: outcome! },
    summary: {
      name: 'A',
      measures: [],
      selection: [],
      problems: [],
      results: [
        {
          pipeline: 0,
          split: 0,
          test: {
            rows,
            scores: Float64Array.from(risks),
            ...(outcome!.kind === 'classes'
              ? { probabilities: Float64Array.from(risks.flatMap((p) => [1 - p, p])) }
              : {}),
          },
          ...(outcome!.kind === 'classes' ? { threshold: 0.5 } : {}),
          chosen: {},
          innerScore: NaN,
          score: NaN,
          columns: [],
        },
      ],
    },
    splits: [{ name: 'external', repeat: 0, fold: 0, training: [], test: rows }],
  };
}

const classes = (codes: readonly number[]): Frame['outcome'] => ({
  kind: 'classes',
  classes: ['no', 'yes'],
  codes: Int32Array.from(codes),
});
const sexes = (codes: readonly number[]): Subgrouping => ({
  name: 'sex',
  levels: ['f', 'm'],
  codes: Int32Array.from(codes),
});
const expit = (x: number) => 1 / (1 + Math.exp(-x));

/** Patients of two sexes; in the second the marker tells `weaker` of what it tells in the first. */
function patients(seed: string, count: number, weaker: number, shift = 0) {
  const random = createRandom(seed);
  const sex = Array.from({ length: count }, (_, row) => row % 2);
  const lp = sex.map(() => 1.3 * random.normal());
  const y = lp.map((x, row) => (random.uniform() < expit(sex[row] === 1 ? weaker * x + shift : x) ? 1 : 0));
  return { sex, y, risks: lp.map(expit) };
}

const measureOf = (found: ReturnType<typeof subgroupResults>, id: string) =>
  found[0]!.tests.find(({ measure }) => measure === id)!;

describe('subgroups', () => {
  const { sex, y, risks } = patients('subgroups', 200, 0.1, 1);
  const { frame, summary, splits } = external(classes(y), risks);
  const found = subgroupResults(frame, summary, splits, [sexes(sex)]);
  const own = (code: number) => sex.flatMap((one, row) => (one === code ? [row] : []));

  it("have the measures of their rows, and DeLong's interval of an AUC", () => {
    for (const code of [0, 1]) {
      const rows = own(code);
      const expected = auc(
        rows.map((row) => y[row]!),
        rows.map((row) => risks[row]!),
        { interval: 'logit' },
      );
      const one = measureOf(found, 'auc').subgroups[code]!;
      expect(one).toMatchObject({ rows: 100, subjects: 100, events: expected.events });
      expect(one.value).toBeCloseTo(expected.value, 12);
      expect(one.lower).toBeCloseTo(expected.lower, 2);
      const large = calibration(
        rows.map((row) => y[row]!),
        rows.map((row) => risks[row]!),
      ).inTheLarge;
      expect(measureOf(found, 'calibration-in-the-large').subgroups[code]!.value).toBeCloseTo(large.value, 6);
    }
  });

  it('that share no subject are tested as independent AUCs are: the difference over its standard error', () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const [a, b] = [0, 1].map((code) => {
      const rows = own(code);
      const { value, variance } = auc(
        rows.map((row) => y[row]!),
        rows.map((row) => risks[row]!),
      );
      return { at: logit(value), variance: variance / (value * (1 - value)) ** 2 };
    });
    const expected = (a!.at - b!.at) ** 2 / (a!.variance + b!.variance);
    const { chiSquare, degrees, p } = measureOf(found, 'auc');
    expect(degrees).toBe(1);
    // The jackknife is DeLong's variance but for terms of the order 1/n.
    expect(Math.abs(chiSquare / expected - 1)).toBeLessThan(0.03);
    expect(p).toBeCloseTo(chiSquareUpper(chiSquare, 1), 12);
    expect(p).toBeLessThan(0.05);
    expect(measureOf(found, 'calibration-in-the-large').p).toBeLessThan(0.01);
  });

  it('in which a measure is the same are called unlike no more often than said', () => {
    let rejected = 0;
    const tables = 200;
    for (let table = 0; table < tables; table++) {
      const same = patients(`null ${table}`, 120, 1);
      const one = external(classes(same.y), same.risks);
      const { p } = measureOf(subgroupResults(one.frame, one.summary, one.splits, [sexes(same.sex)]), 'auc');
      if (p < 0.05) rejected++;
    }
    // 10 of 200 are expected; 19 would be three standard deviations above.
    expect(rejected).toBeLessThanOrEqual(19);
    expect(rejected).toBeGreaterThan(2);
  });

  it('that share subjects are tested with what they share', () => {
    // Every subject has a row in both: what a subject has moves both alike, so that their difference is surer.
    const groups = sex.map((_, row) => row >> 1);
    const random = createRandom('shared');
    const shared = groups.map((group, row) => (row % 2 === 0 ? random.normal() : group));
    const scores = shared.map((_, row) => expit(shared[row - (row % 2)]!));
    const events = scores.map((p, row) => (row % 2 === 0 ? (random.uniform() < p ? 1 : 0) : 0));
    const both = events.map((_, row) => events[row - (row % 2)]!);
    const one = external(classes(both), scores, groups);
    const test = measureOf(subgroupResults(one.frame, one.summary, one.splits, [sexes(sex)]), 'auc');
    expect(test.subgroups[0]!.value).toBe(test.subgroups[1]!.value);
    expect(test.reason).toMatch(/no inverse/);
  });

  it('that are too small, or lack a class, say so', () => {
    const few = sex.map((_, row) => (row < 6 ? 1 : 0));
    const test = measureOf(subgroupResults(frame, summary, splits, [sexes(few)]), 'auc');
    expect(test.subgroups[1]).toMatchObject({ rows: 6, reason: 'Fewer than 10 subjects.' });
    expect(test.reason).toMatch(/Fewer than two subgroups/);
    const lacking = measureOf(
      subgroupResults(frame, summary, splits, [
        sexes(y.map((code, row) => (code === 1 || row % 3 > 0 ? 0 : 1))),
      ]),
      'auc',
    );
    expect(lacking.subgroups[1]!.reason).toMatch(/a class is missing/);
  });

  it('of times have a concordance, of numbers an error', () => {
    const random = createRandom('times');
    const x = sex.map(() => random.normal());
    const survival: Frame['outcome'] = {
      kind: 'survival',
      times: Float64Array.from(x, (value) => -Math.log(random.uniform()) * Math.exp(-value)),
      events: Uint8Array.from(x, () => (random.uniform() < 0.7 ? 1 : 0)),
    };
    const one = external(survival, x);
    const c = measureOf(subgroupResults(one.frame, one.summary, one.splits, [sexes(sex)]), 'concordance');
    const rows = own(1);
    const expected = harrellConcordance(
      { times: rows.map((row) => survival!.times[row]!), events: rows.map((row) => survival!.events[row]!) },
      rows.map((row) => x[row]!),
    );
    expect(c.subgroups[1]!.value).toBeCloseTo(expected.value, 12);
    const numbers = external({ kind: 'continuous', values: Float64Array.from(x, (v, i) => v + sex[i]!) }, x);
    const error = measureOf(
      subgroupResults(numbers.frame, numbers.summary, numbers.splits, [sexes(sex)]),
      'mean-error',
    );
    expect(error.subgroups.map(({ value }) => Math.round(value))).toEqual([0, 1]);
  });
});
