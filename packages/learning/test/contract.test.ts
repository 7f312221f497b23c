import { createRandom, StatisticsError } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { type Frame, type Step, stepSettings, steps, takeRows, withColumns } from '../src/index.ts';
import { category, exampleFrame, numeric, plain } from './frames.ts';

/** What a step cannot do without, beside its defaults. */
const needed: Readonly<Record<string, unknown>> = {
  clusters: { clusters: 2 },
  'stability-list': { names: ['x0', 'x3', 'twin'] },
  'keep-columns': { columns: ['x0', 'x3', 'twin'] },
  score: {
    pipeline: {
      steps: [{ step: 'scale' }],
      model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
    },
  },
};

const fit = (step: Step, frame: Frame, seed = 'seed') =>
  step.fit(frame, stepSettings(step, needed[step.id]), createRandom(seed));

const letters = (rows: number) =>
  category(
    'grade',
    Array.from({ length: rows }, (_, row) => 'abc'[row % 3]!),
  );

/** New rows are without an outcome. */
function toPredict(frame: Frame): Frame {
  const { outcome: _, ...rest } = frame;
  return rest;
}

/** Either the step copes, or it refuses with a sentence that names the column. */
function orRefuses(column: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    expect(error.message).toContain(column);
    expect(error.details.remedy).toBeTruthy();
  }
}

const lengths = (frame: Frame) => [
  ...frame.columns.map(({ values }) => values.length),
  frame.groups.length,
  frame.sites?.length ?? frame.rows,
  frame.weights?.length ?? frame.rows,
];

describe.each([...steps])('the step %s', (_, step) => {
  const frame = exampleFrame();

  it('gives the same from the same seed', () => {
    expect(plain(fit(step, frame).training)).toEqual(plain(fit(step, frame).training));
    expect(plain(fit(step, frame).fitted.state())).toEqual(plain(fit(step, frame).fitted.state()));
  });

  it('changes none of its input', () => {
    const before = plain(frame);
    const { fitted } = fit(step, frame);
    fitted.apply(frame);
    expect(plain(frame)).toEqual(before);
  });

  it('gives as many rows as it is applied to, and the training rows as applied unless it balances', () => {
    const { fitted, training } = fit(step, frame);
    const applied = fitted.apply(frame);
    expect(applied.rows).toBe(frame.rows);
    expect(new Set(lengths(applied))).toEqual(new Set([frame.rows]));
    expect(new Set(lengths(training))).toEqual(new Set([training.rows]));
    if (step.balances) expect(plain(applied)).toEqual(plain(frame));
    else if (step.leavesOut) {
      expect(training.columns.map(({ name }) => name)).toEqual(applied.columns.map(({ name }) => name));
      expect(plain(training)).not.toEqual(plain(applied));
    } else expect(plain(training)).toEqual(plain(applied));
  });

  it('does the same after a journey through JSON', () => {
    const { fitted } = fit(step, frame);
    const restored = step.restore(JSON.parse(JSON.stringify(fitted.state())));
    expect(restored.step).toBe(step.id);
    expect(plain(restored.apply(frame))).toEqual(plain(fitted.apply(frame)));
    expect(plain(restored.state())).toEqual(plain(fitted.state()));
  });

  it('refuses a state that is not its own', () => {
    expect(() => step.restore({ something: 'else' })).toThrow(StatisticsError);
  });

  it('gives one row what it gives it among the others, without an outcome', () => {
    const { fitted } = fit(step, frame);
    const all = fitted.apply(frame);
    for (const row of [0, 7, 31]) {
      const alone = fitted.apply(toPredict(takeRows(frame, [row])));
      expect(plain(alone.columns)).toEqual(plain(takeRows(all, [row]).columns));
    }
  });

  it('does not mind the order of the columns of new rows', () => {
    const { fitted } = fit(step, frame);
    const turned = fitted.apply(withColumns(frame, [...frame.columns].reverse()));
    const byName = (one: Frame) => plain(Object.fromEntries(one.columns.map((each) => [each.name, each])));
    expect(byName(turned)).toEqual(byName(fitted.apply(frame)));
  });

  it('copes with a category that the training rows did not have, or says so', () => {
    orRefuses('grade', () => {
      const { fitted } = fit(step, exampleFrame(60, [letters(60)]));
      const strange = category(
        'grade',
        Array.from({ length: 60 }, (_row, at) => (at === 5 ? 'z' : 'a')),
      );
      expect(fitted.apply(exampleFrame(60, [strange])).rows).toBe(60);
    });
  });

  it('reads categories by their names, whatever their numbers', () => {
    orRefuses('grade', () => {
      const given = exampleFrame(60, [letters(60)]);
      const { fitted } = fit(step, given);
      const own = letters(60);
      const renumbered = {
        ...own,
        categories: [...own.categories!].reverse(),
        values: own.values.map((code) => 2 - code),
      };
      const named = (one: Frame) =>
        one.columns.map(({ kind, categories, values, name }) => [
          name,
          ...Array.from(values, (value) => (kind === 'category' ? categories![value] : String(value))),
        ]);
      expect(named(fitted.apply(exampleFrame(60, [renumbered])))).toEqual(named(fitted.apply(given)));
    });
  });

  it('copes with a column that is all missing, or names it', () => {
    orRefuses('empty', () => {
      const given = exampleFrame(60, [numeric('empty', new Array(60).fill(NaN))]);
      const { fitted, training } = fit(step, given);
      expect(fitted.apply(given).rows).toBe(60);
      expect(JSON.parse(JSON.stringify(fitted.state()))).toEqual(plain(fitted.state()));
      expect(training.rows).toBeGreaterThan(0);
    });
  });

  it('gives finite numbers for constant and duplicate columns', () => {
    const { fitted, training } = fit(step, frame);
    for (const { values } of [...training.columns, ...fitted.apply(frame).columns]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('knows its settings: defaults, and no others', () => {
    expect(() => stepSettings(step, { ...(needed[step.id] ?? {}), colour: 'red' })).toThrow(
      /"colour" of the step/,
    );
  });
});
