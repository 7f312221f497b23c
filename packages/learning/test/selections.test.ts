import { createRandom, StatisticsError } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { type Frame, stepOf, stepSettings } from '../src/index.ts';
import { entriesFor, falseSelectionBound } from '../src/steps/select/stability-selection.ts';
import { halves } from '../src/steps/select/subsamples.ts';
import { binary, exampleFrame, frameOf, numeric } from './frames.ts';

interface State {
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  readonly evidence?: {
    readonly measure: string;
    readonly columns: readonly string[];
    readonly values: readonly number[];
    readonly whole: Readonly<Record<string, number>>;
  };
}

function fit(id: string, frame: Frame, settings: object = {}): State {
  const step = stepOf(id);
  const { fitted } = step.fit(frame, stepSettings(step, settings), createRandom('seed'));
  return fitted.state() as unknown as State;
}

const selections = [
  'elastic-net-selection',
  'stability-selection',
  'stepwise-selection',
  'recursive-elimination',
  'boruta',
];

/** Columns of noise, with an outcome that follows none. */
function noiseFrame(rows: number, columns: number, outcome?: Frame['outcome']): Frame {
  const random = createRandom('noise');
  const made = Array.from({ length: columns }, (_, j) =>
    numeric(
      `n${j}`,
      Array.from({ length: rows }, () => random.normal()),
    ),
  );
  return frameOf(made, {
    outcome: outcome ?? binary(Array.from({ length: rows }, (_, row) => (row * 7) % 2))!,
  });
}

const survival = (frame: Frame): Frame => ({
  ...frame,
  outcome: {
    kind: 'survival',
    times: Float64Array.from({ length: frame.rows }, (_, row) => 1 + ((row * 37) % frame.rows)),
    events: Uint8Array.from({ length: frame.rows }, (_, row) => (row % 3 === 0 ? 0 : 1)),
  },
});

describe.each(selections)('%s', (id) => {
  it('keeps a column where nothing follows the outcome, and none where none varies', () => {
    expect(fit(id, noiseFrame(40, 6)).kept.length).toBeGreaterThan(0);
    const still = frameOf([numeric('still', new Array(20).fill(3))], {
      outcome: binary(Array.from({ length: 20 }, (_, row) => row % 2))!,
    });
    const { kept, dropped } = fit(id, still);
    expect(kept).toEqual([]);
    expect(dropped).toEqual(['still']);
  });

  it('drops a constant column and leaves columns out of scope alone', () => {
    const frame = exampleFrame();
    expect(fit(id, frame).dropped).toContain('constant');
    const { kept, dropped } = fit(id, frame, { columns: ['x0', 'x1', 'x2'] });
    expect([...kept, ...dropped].sort()).toEqual(['x0', 'x1', 'x2']);
  });

  it('says why, for columns that there are and with numbers that JSON holds', () => {
    const { evidence } = fit(id, exampleFrame());
    expect(evidence!.columns).toHaveLength(evidence!.values.length);
    expect([...evidence!.values, ...Object.values(evidence!.whole)].every(Number.isFinite)).toBe(true);
  });
});

describe('elastic-net-selection', () => {
  it('keeps at least and at most so many', () => {
    const frame = exampleFrame();
    expect(fit('elastic-net-selection', frame, { atLeast: 5 }).kept.length).toBeGreaterThanOrEqual(5);
    expect(fit('elastic-net-selection', frame, { atLeast: 5, atMost: 2 }).kept).toHaveLength(2);
  });

  it('is fitted on survival and on three classes', () => {
    expect(fit('elastic-net-selection', survival(exampleFrame())).kept.length).toBeGreaterThan(0);
    const classes = { kind: 'classes', classes: ['a', 'b', 'c'] } as const;
    const codes = Int32Array.from({ length: 60 }, (_, row) => (row >> 1) % 3);
    expect(
      fit('elastic-net-selection', { ...exampleFrame(), outcome: { ...classes, codes } }).kept.length,
    ).toBeGreaterThan(0);
  });
});

describe('stability-selection', () => {
  it('takes as many columns of a half as the bound on false choices allows', () => {
    for (const [expected, threshold, columns] of [
      [1, 0.75, 1500],
      [2, 0.9, 300],
      [1, 0.6, 20],
    ] as const) {
      const entries = entriesFor(expected, threshold, columns);
      expect(falseSelectionBound(entries, threshold, columns)).toBeLessThanOrEqual(expected + 1e-12);
      expect(falseSelectionBound(entries + 1, threshold, columns)).toBeGreaterThan(expected);
    }
    expect(entriesFor(0.001, 0.75, 10)).toBe(1);
  });

  it('reports frequencies, the columns of a half and the bound', () => {
    const { evidence } = fit('stability-selection', exampleFrame(), { subsamples: 20, entries: 2 });
    expect(evidence!.whole).toEqual({ entries: 2, falseSelectionBound: 4 / (0.5 * 9) });
    // Two columns a half, of columns that vary.
    expect(evidence!.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 12);
  });

  it('draws halves by subject, pairs without a subject in common', () => {
    const frame = exampleFrame();
    const drawn = halves(frame, frame.outcome!, 10, true, createRandom(1));
    expect(drawn).toHaveLength(10);
    drawn.forEach((rows, at) => {
      const subjects = new Set(rows.map((row) => frame.groups[row]));
      expect(subjects.size).toBe(15);
      expect(rows).toHaveLength(30);
      const other = new Set(drawn[at ^ 1]!.map((row) => frame.groups[row]));
      expect([...subjects].some((subject) => other.has(subject))).toBe(false);
    });
  });

  it('says so where no half can hold both classes', () => {
    const one = frameOf([numeric('a', [1, 2])], { outcome: binary([0, 1])! });
    expect(() => halves(one, one.outcome!, 2, false, createRandom(1))).toThrow(StatisticsError);
  });
});

describe('stepwise-selection', () => {
  const codes = Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : 1));
  const random = createRandom('stepwise');
  const noisy = codes.map((code) => code + 1.2 * random.normal());
  const frame = frameOf(
    [
      numeric(
        'apart',
        codes.map((code) => 10 * code + random.uniform()),
      ),
      numeric('noisy', noisy),
    ],
    {
      outcome: binary(codes)!,
    },
  );

  it('does not add a column that tells the classes apart without error', () => {
    for (const direction of ['forward', 'backward', 'both']) {
      expect(fit('stepwise-selection', frame, { direction, resamples: 0, atLeast: 0 }).kept).toEqual([
        'noisy',
      ]);
    }
  });

  it('begins with as many of the strongest as can be fitted where columns outnumber rows', () => {
    const values = Float64Array.from({ length: 16 }, (_, row) => Math.sin(row * row));
    for (const outcome of [
      { kind: 'continuous', values } as const,
      binary(Array.from({ length: 16 }, (_, row) => (row % 5) % 2))!,
    ]) {
      const wide = noiseFrame(16, 60, outcome);
      const { kept } = fit('stepwise-selection', wide, {
        direction: 'backward',
        candidates: 60,
        resamples: 3,
      });
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThan(16);
    }
  });

  it('refuses more than two classes, by name of a step that takes them', () => {
    const outcome = { kind: 'classes', classes: ['a', 'b', 'c'], codes: Int32Array.from(codes) } as const;
    expect(() => fit('stepwise-selection', { ...frame, outcome })).toThrow(/3 classes/);
  });

  it('refuses an outcome that is the same in all rows', () => {
    const outcome = binary(codes.map(() => 1))!;
    expect(() => fit('stepwise-selection', { ...frame, outcome }, { resamples: 0 })).toThrow(StatisticsError);
  });
});

describe('recursive-elimination', () => {
  it('keeps so many, all where there are fewer, whatever is dropped at a time', () => {
    const frame = exampleFrame();
    for (const step of [1, 4, { share: 0.5 }, { share: 0.3, of: 'start' }]) {
      expect(fit('recursive-elimination', frame, { keep: 3, step }).kept).toHaveLength(3);
    }
    expect(fit('recursive-elimination', frame, { keep: 50 }).kept).toHaveLength(9);
    expect(fit('recursive-elimination', survival(frame), { keep: 2 }).kept).toHaveLength(2);
  });

  it('takes other models, and refuses those that do not judge columns', () => {
    const frame = exampleFrame();
    const settings = { keep: 3, estimator: 'random-forest', settings: { trees: 20 } };
    expect(fit('recursive-elimination', frame, settings).kept).toHaveLength(3);
    for (const estimator of ['nearest-neighbours', 'cox-regression', 'nonsense']) {
      expect(() => fit('recursive-elimination', frame, { keep: 3, estimator })).toThrow(StatisticsError);
    }
  });
});

describe('boruta', () => {
  it('confirms columns that follow the outcome and refuses survival', () => {
    const frame = exampleFrame(120);
    expect(fit('boruta', frame, { rounds: 40, trees: 60 }).kept).toContain('x0');
    expect(() => fit('boruta', survival(frame))).toThrow(/not for survival/);
  });

  it('keeps those not decided on where told', () => {
    const frame = exampleFrame();
    const few = { rounds: 3, trees: 20, atLeast: 0 };
    expect(fit('boruta', frame, few).kept).toEqual([]);
    expect(fit('boruta', frame, { ...few, tentative: true }).kept.length).toBeGreaterThan(0);
  });
});
