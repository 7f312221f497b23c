import { auc, createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../src/index.ts';
import { sharedTraining, type Split, summarise } from '../src/index.ts';
import type { FoldResult } from '../src/validation/fold.ts';

/** Subjects of two classes, one row each unless told. */
const frameOf = (codes: readonly number[], groups = codes.map((_, row) => row)): Frame => ({
  rows: codes.length,
  columns: [],
  outcome: { kind: 'classes', classes: ['no', 'yes'], codes: Int32Array.from(codes) },
  groups: Int32Array.from(groups),
});

/** The same probabilities said by each of `folds` folds of `repeats` repeats, of their own rows. */
function said(probabilities: readonly number[], { folds = 5, repeats = 1, threshold = 0.5 } = {}) {
  const rows = probabilities.map((_, row) => row);
  const splits: Split[] = [];
  const results: FoldResult[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let fold = 0; fold < folds; fold++) {
      const test = rows.filter((row) => row % folds === fold);
      const training = folds === 1 ? [] : rows.filter((row) => row % folds !== fold);
      results.push({
        pipeline: 0,
        split: splits.length,
        test: {
          rows: test,
          scores: Float64Array.from(test, (row) => probabilities[row]!),
          probabilities: Float64Array.from(
            test.flatMap((row) => [1 - probabilities[row]!, probabilities[row]!]),
          ),
        },
        chosen: {},
        innerScore: NaN,
        score: NaN,
        columns: [],
        threshold,
      });
      splits.push({ name: `${repeat} ${fold}`, repeat, fold, training, test });
    }
  }
  return { splits, results };
}

function measured(frame: Frame, probabilities: readonly number[], how?: Parameters<typeof said>[1]) {
  const { splits, results } = said(probabilities, how);
  const { measures } = summarise('model', frame, results, splits, { seed: 1 });
  return (id: string) => measures.find((one) => one.id === id)!;
}

const random = createRandom('intervals');
const codes = Array.from({ length: 80 }, (_, row) => (row % 3 === 0 ? 1 : 0));
const probabilities = codes.map((code) => 1 / (1 + Math.exp(-random.normal() - code + 0.7)));

describe('The chance of the subjects', () => {
  it("is DeLong's for the AUC of an external table, on the logit scale", () => {
    const found = measured(frameOf(codes), probabilities, { folds: 1 })('auc');
    const expected = auc(codes, probabilities, { interval: 'logit' });
    expect(found.value).toBeCloseTo(expected.value, 12);
    expect(found.lower).toBeCloseTo(expected.lower, 2);
    expect(found.upper).toBeCloseTo(expected.upper, 2);
  });

  it('does not become less with repeats of the same folds', () => {
    const once = measured(frameOf(codes), probabilities);
    const often = measured(frameOf(codes), probabilities, { repeats: 10 });
    for (const id of ['auc', 'brier', 'sensitivity', 'calibration-slope', 'integrated-calibration-index']) {
      expect(often(id).lower).toBeCloseTo(once(id).lower, 10);
      expect(often(id).upper).toBeCloseTo(once(id).upper, 10);
    }
  });

  it('is that of subjects and not of their rows', () => {
    const twice = [...codes, ...codes];
    const subjects = twice.map((_, row) => row % codes.length);
    const single = measured(frameOf(codes), probabilities)('auc');
    const double = measured(frameOf(twice, subjects), [...probabilities, ...probabilities])('auc');
    expect(double.upper - double.lower).toBeCloseTo(single.upper - single.lower, 2);
  });

  it('is found in groups where there are many subjects', () => {
    const many = Array.from({ length: 1000 }, (_, row) => (row % 2 === 0 ? 1 : 0));
    const scores = many.map((code) => 1 / (1 + Math.exp(-random.normal() - code + 0.5)));
    const found = measured(frameOf(many), scores, { folds: 1 })('auc');
    const expected = auc(many, scores, { interval: 'logit' });
    // A variance from 200 groups is known to a tenth, a width to a twentieth.
    const ratio = (found.upper - found.lower) / (expected.upper - expected.lower);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });
});

describe('The chance of the training rows', () => {
  it('multiplies the variance by 1 + (J - 1) / J for J folds, and leaves an external table as it is', () => {
    expect(sharedTraining(said(probabilities, { folds: 5 }).splits)).toBeCloseTo(1.8, 12);
    expect(sharedTraining(said(probabilities, { folds: 10, repeats: 3 }).splits)).toBeCloseTo(1.9, 12);
    expect(sharedTraining(said(probabilities, { folds: 1 }).splits)).toBe(1);
  });
});

describe('The chance of the threshold', () => {
  it('widens what decisions are measured by where folds choose different ones, and nothing else', () => {
    const frame = frameOf(codes);
    const { splits, results } = said(probabilities);
    const moved = results.map((result, at) => ({ ...result, threshold: 0.4 + 0.05 * at }));
    const of = (given: readonly FoldResult[]) =>
      summarise('model', frame, given, splits, { seed: 1 }).measures.map(({ id, value, lower, upper }) => ({
        id,
        value,
        width: upper - lower,
      }));
    const [same, different] = [of(results.map((one) => ({ ...one, threshold: 0.5 }))), of(moved)];
    const width = (found: typeof same, id: string) => found.find((one) => one.id === id)!.width;
    expect(width(different, 'sensitivity')).toBeGreaterThan(1.2 * width(same, 'sensitivity'));
    expect(width(different, 'auc')).toBe(width(same, 'auc'));
  });
});

describe('The ends of an interval', () => {
  it('hold the measure and lie within what is possible', () => {
    const found = measured(frameOf(codes), probabilities);
    for (const id of ['auc', 'average-precision', 'brier', 'log-loss', 'f1', 'matthews', 'accuracy']) {
      const { value, lower, upper } = found(id);
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
      expect(lower).toBeGreaterThan(id === 'matthews' ? -1 : 0);
    }
  });

  it('hold the integrated calibration index', () => {
    const { value, lower, upper } = measured(frameOf(codes), probabilities)('integrated-calibration-index');
    expect(lower).toBeGreaterThanOrEqual(0);
    expect(lower).toBeLessThan(value);
    expect(upper).toBeGreaterThan(value);
  });

  it("are Wilson's for a sensitivity of 1", () => {
    // 10 of 10: 0.7225 to 1 (Wilson 1927, without correction).
    const ten = Array.from({ length: 20 }, (_, row) => (row < 10 ? 1 : 0));
    const found = measured(
      frameOf(ten),
      ten.map((code, row) => (code === 1 ? 0.9 : row % 2 === 0 ? 0.2 : 0.6)),
      {
        folds: 1,
      },
    )('sensitivity');
    expect(found.value).toBe(1);
    expect(found.lower).toBeCloseTo(0.7225, 4);
    expect(found.upper).toBe(1);
  });

  it('have a width where classes are separated, which fewer subjects make wider', () => {
    const lower = (each: number) =>
      measured(
        frameOf(Array.from({ length: 2 * each }, (_, row) => row % 2)),
        Array.from({ length: 2 * each }, (_, row) => (row % 2 === 1 ? 0.8 : 0.2)),
        { folds: 1 },
      )('auc').lower;
    expect(lower(10)).toBeLessThan(lower(30));
    expect(lower(30)).toBeLessThan(0.95);
    expect(lower(10)).toBeGreaterThan(0.5);
  });

  it('reach 1 and 0 of decisions where splits end without a threshold that decides', () => {
    const { splits, results } = said(probabilities);
    const find = (thresholds: readonly number[]) => {
      const own = results.map((one, at) => ({ ...one, threshold: thresholds[at]! }));
      const { measures } = summarise('model', frameOf(codes), own, splits, { seed: 1 });
      return ['sensitivity', 'specificity', 'accuracy'].map((id) => {
        const { lower, upper } = measures.find((one) => one.id === id)!;
        return [lower === 0, upper === 1];
      });
    };
    const no = [false, false];
    expect(find([0.5, 0.5, 0.5, 0.5, 0.5])).toEqual([no, no, no]);
    // One split of five calls everyone positive: so may the final model.
    expect(find([0.5, 0.5, 0, 0.5, 0.5])).toEqual([[false, true], [true, false], no]);
    expect(find([0.5, 0.5, 1.5, 0.5, 0.5])).toEqual([[true, false], [false, true], no]);
    // So does a model that gives all rows one score.
    const constant = results.map((one, at) => {
      const { rows } = one.test;
      const same = {
        scores: new Float64Array(rows.length).fill(0.4),
        probabilities: new Float64Array(2 * rows.length),
      };
      for (let i = 0; i < rows.length; i++) same.probabilities.set([0.6, 0.4], 2 * i);
      return at === 1 ? { ...one, test: { ...one.test, ...same } } : one;
    });
    const of = (id: string) =>
      summarise('model', frameOf(codes), constant, splits, { seed: 1 }).measures.find(
        (one) => one.id === id,
      )!;
    expect([of('sensitivity').lower, of('specificity').upper]).toEqual([0, 1]);
    // One of a hundred is rarer than the misses that an interval is allowed.
    const many = said(probabilities, { repeats: 20 });
    const rare = many.results.map((one, at) => ({ ...one, threshold: at === 0 ? 0 : 0.5 }));
    const { measures } = summarise('model', frameOf(codes), rare, many.splits, { seed: 1 });
    expect(measures.find(({ id }) => id === 'sensitivity')!.upper).toBeLessThan(1);
  });
  it('are not known where no subject changes the measure, and say so', () => {
    const { value, lower, reason } = measured(
      frameOf(codes),
      codes.map(() => 0.3),
    )('auc');
    expect(value).toBe(0.5);
    expect(lower).toBeNaN();
    expect(reason).toContain('Whichever subject is left out');
  });
});
