import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import type { Estimator, Matrix, Outcome, OutcomeKind, TrainingData } from '../../src/contract.ts';
import { estimatorOf, estimators } from '../../src/models/registry.ts';
import { readSettings } from '../../src/models/settings.ts';

/** Settings that make a fit small; everything else stays at its default. */
const small: Readonly<Record<string, object>> = {
  'random-forest': { trees: 20 },
  'extra-trees': { trees: 20 },
  'random-survival-forest': { trees: 15 },
  'gradient-boosting': { rounds: 15 },
  'boosted-cox': { rounds: 15 },
  adaboost: { rounds: 10 },
  bagging: { models: 5 },
  stacking: { folds: 3 },
};

const shapes: Readonly<Record<string, (draw: () => number, rows: number) => number[]>> = {
  'ordinary columns': (draw) => [draw(), draw(), draw()],
  'a constant column': (draw) => [draw(), 3, draw()],
  'a column twice': (draw) => {
    const value = draw();
    return [value, value, draw()];
  },
  'one column': (draw) => [draw()],
  'more columns than rows': (draw, rows) => Array.from({ length: rows + 10 }, draw),
};

function makeData(kind: OutcomeKind, shape: string, classes = 2, rows = 48): TrainingData {
  const random = createRandom(`contract-${kind}-${shape}`);
  const lines = Array.from({ length: rows }, () => shapes[shape](random.normal, rows));
  const x: Matrix = { rows, columns: lines[0].length, data: Float64Array.from(lines.flat()) };
  const signal = lines.map((line) => 2 * line[0] + random.normal());
  const order = [...signal].sort((a, b) => a - b);
  const codes = Int32Array.from(signal, (value) => Math.floor((order.indexOf(value) * classes) / rows));
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  const outcomes: Readonly<Record<OutcomeKind, Outcome>> = {
    classes: { kind: 'classes', classes: names, codes },
    ordinal: { kind: 'ordinal', classes: names, codes },
    continuous: { kind: 'continuous', values: Float64Array.from(signal) },
    survival: {
      kind: 'survival',
      times: Float64Array.from(signal, (value) => Math.ceil(20 * Math.exp(-value))),
      events: Uint8Array.from(signal, (_, i) => (i % 4 === 0 ? 0 : i % 7 === 0 ? 2 : 1)),
    },
  };
  return {
    x,
    names: Array.from({ length: x.columns }, (_, j) => `column ${j}`),
    outcome: outcomes[kind],
    random: createRandom(7),
  };
}

const fit = (estimator: Estimator, data: TrainingData) =>
  estimator.fit(data, readSettings(estimator, small[estimator.id]));

const reversed = ({ rows, columns, data }: Matrix): Matrix => {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    turned.set(data.subarray(i * columns, (i + 1) * columns), (rows - 1 - i) * columns);
  }
  return { rows, columns, data: turned };
};

const cases = [...estimators.values()].flatMap((estimator) =>
  estimator.outcomes.flatMap((kind) =>
    (kind === 'classes' || kind === 'ordinal' ? [2, 3] : [2])
      .filter((classes) => kind !== 'ordinal' || classes === 3)
      .map((classes) => ({ id: estimator.id, kind, classes })),
  ),
);

describe.each(cases)('$id on a $kind outcome ($classes classes)', ({ id, kind, classes }) => {
  const estimator = estimatorOf(id);
  it.each(Object.keys(shapes))('%s: shapes, the same again, and back from JSON', (shape) => {
    const data = makeData(kind, shape, classes);
    const before = structuredClone({ x: data.x, outcome: data.outcome });
    const model = fit(estimator, data);
    const said = model.predict(data.x);
    expect({ x: data.x, outcome: data.outcome }).toEqual(before);
    expect(model.estimator).toBe(id);
    expect(said.scores).toHaveLength(48);
    expect(said.scores.every(Number.isFinite)).toBe(true);
    if (kind === 'classes' || kind === 'ordinal') {
      const { probabilities } = said;
      expect(probabilities).toMatchObject({ rows: 48, columns: classes });
      for (let i = 0; i < 48; i++) {
        const row = probabilities!.data.subarray(i * classes, (i + 1) * classes);
        expect(row.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }
    }
    const times = Float64Array.of(0, 5, 20, 60, 1000);
    const curves = said.survivalAt?.(times);
    if (kind === 'survival') {
      expect(curves).toMatchObject({ rows: 48, columns: 5 });
      for (let i = 0; i < 48; i++) {
        const row = [1, ...curves!.data.subarray(i * 5, i * 5 + 5)];
        expect(row[1]).toBe(1);
        for (let t = 1; t < 6; t++) expect(row[t] >= 0 && row[t] <= row[t - 1]).toBe(true);
      }
    }
    for (const numbers of [model.coefficients, model.importance]) {
      if (numbers !== undefined) expect(numbers).toHaveLength(data.x.columns);
    }

    // Random sources are read by name alone: one that was drawn from gives the same model.
    const random = createRandom(7);
    random.uniform();
    const again = fit(estimator, { ...data, random });
    expect(JSON.stringify(again.state())).toBe(JSON.stringify(model.state()));

    const text = JSON.stringify(model.state());
    const restored = estimator.restore(JSON.parse(text));
    const repeated = restored.predict(data.x);
    expect(repeated.scores).toEqual(said.scores);
    expect(repeated.probabilities).toEqual(said.probabilities);
    expect(repeated.survivalAt?.(times)).toEqual(curves);
    expect(restored.coefficients).toEqual(model.coefficients);
    expect(restored.importance).toEqual(model.importance);
    expect(JSON.stringify(restored.state())).toBe(text);

    expect(model.predict(reversed(data.x)).scores).toEqual(said.scores.toReversed());
  });

  it('names a setting that is unknown', () => {
    expect(() => readSettings(estimator, { flavour: 1 })).toThrow(/"flavour".*$/);
    expect(() => readSettings(estimator, { flavour: 1 })).toThrow(id);
  });

  it('names the column of a number that is not finite', () => {
    const data = makeData(kind, 'ordinary columns', classes);
    data.x.data[4] = NaN;
    expect(() => fit(estimator, data)).toThrow(/"column 1" has NaN in row 2/);
  });

  it('refuses an outcome that tells nothing', () => {
    const data = makeData(kind, 'ordinary columns', classes);
    const { outcome } = data;
    if (outcome.kind === 'survival') outcome.events.fill(0);
    else if (outcome.kind !== 'continuous') outcome.codes.fill(1);
    else return expect(fit(estimator, data).predict(data.x).scores).toHaveLength(48);
    expect(() => fit(estimator, data)).toThrow(expect.objectContaining({ code: 'DATA_UNSUITABLE' }));
  });

  it('learns: rows of training are told apart better than by chance', () => {
    const data = makeData(kind, 'ordinary columns', classes);
    const { scores } = fit(estimator, data).predict(data.x);
    const { outcome } = data;
    let right = 0;
    let pairs = 0;
    for (let a = 0; a < 48; a++) {
      for (let b = 0; b < 48; b++) {
        const ordered =
          outcome.kind === 'survival'
            ? outcome.events[a] === 1 && outcome.times[a] < outcome.times[b]
            : outcome.kind === 'continuous'
              ? outcome.values[a] > outcome.values[b]
              : outcome.codes[a] > outcome.codes[b];
        if (!ordered) continue;
        pairs++;
        right += scores[a] > scores[b] ? 1 : scores[a] === scores[b] ? 0.5 : 0;
      }
    }
    expect(right / pairs).toBeGreaterThan(0.65);
  });

  if (kind !== 'survival' || id === 'cox-regression') {
    it('a row of weight 0 is as good as not there', () => {
      if (!deterministicWeights.has(id)) return;
      const data = makeData(kind, 'ordinary columns', classes);
      const settings = readSettings(estimator, fixedSettings[id] ?? {});
      const weights = new Float64Array(48).fill(1);
      weights.fill(0, 40);
      const rows = Array.from({ length: 40 }, (_, i) => i);
      const weighted = estimator.fit({ ...data, weights }, settings).predict(data.x).scores;
      const fewer = estimator.fit(firstRows(data, rows), settings).predict(data.x).scores;
      for (let i = 0; i < 48; i++) expect(weighted[i]).toBeCloseTo(fewer[i], 5);
    });
  }
});

/** Estimators whose fit has no draw that depends on how many rows there are. */
const deterministicWeights = new Set([
  'logistic-regression',
  'linear-regression',
  'cox-regression',
  'nearest-neighbours',
  'decision-tree',
]);
const fixedSettings: Readonly<Record<string, object>> = {
  'logistic-regression': { lambda: 0.05 },
  'linear-regression': { lambda: 0.05 },
  'cox-regression': { lambda: 0.05 },
};

function firstRows(data: TrainingData, rows: number[]): TrainingData {
  const { outcome, x } = data;
  const cut = (values: Float64Array | Int32Array | Uint8Array) => values.slice(0, rows.length) as never;
  return {
    ...data,
    x: { rows: rows.length, columns: x.columns, data: x.data.slice(0, rows.length * x.columns) },
    outcome:
      outcome.kind === 'survival'
        ? { ...outcome, times: cut(outcome.times), events: cut(outcome.events) }
        : outcome.kind === 'continuous'
          ? { ...outcome, values: cut(outcome.values) }
          : { ...outcome, codes: cut(outcome.codes) },
  };
}

describe('finding an estimator', () => {
  it('names those there are when the id is unknown', () => {
    expect(() => estimatorOf('crystal-ball')).toThrow(/"crystal-ball"/);
  });
});
