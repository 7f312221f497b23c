import { createRandom, type Random } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { withPlacedColumns } from '../../src/models/trees/placed-columns.ts';
import { presort } from '../../src/models/trees/presorted.ts';
import { impuritySplitter } from '../../src/models/trees/splitters.ts';

interface Node {
  readonly values: readonly number[];
  readonly second: readonly boolean[];
  readonly weights: readonly number[];
}

const gini = (rows: readonly number[], { second, weights }: Node): number => {
  const sum = (wanted: boolean) =>
    rows.reduce((all, row) => all + (second[row] === wanted ? weights[row]! : 0), 0);
  const [no, yes] = [sum(false), sum(true)];
  return no + yes === 0 ? 0 : no + yes - (no * no + yes * yes) / (no + yes);
};

/** The greatest fall of weighted impurity over all cuts between different values, tried one by one. */
function greatestGain(node: Node, rows: readonly number[], minimumLeaf: number): number {
  const before = gini(rows, node);
  let best = 0;
  for (const value of new Set(rows.map((row) => node.values[row]!))) {
    const left = rows.filter((row) => node.values[row]! <= value);
    const right = rows.filter((row) => node.values[row]! > value);
    if (right.length < minimumLeaf || left.length < minimumLeaf) continue;
    best = Math.max(best, before - gini(left, node) - gini(right, node));
  }
  return best;
}

function evaluate(node: Node, rows: readonly number[], minimumLeaf: number, compiled: boolean) {
  const size = node.values.length;
  const sorted = presort({ rows: size, columns: 1, data: Float64Array.from(node.values) });
  const ask = (x: typeof sorted) => {
    const target = { impurity: 'gini' as const, y: node.second.map(Number), outputs: 2 };
    const splitter = impuritySplitter(x, target, Float64Array.from(node.weights), minimumLeaf);
    splitter.begin(Int32Array.from(rows), 0, rows.length);
    return { gain: splitter.evaluate(0), cut: splitter.cut() };
  };
  return compiled ? withPlacedColumns(sorted, ask) : ask(sorted);
}

function draw(random: Random, size: number, levels: number, whole: boolean): Node {
  const rows = Array.from({ length: size }, (_, row) => row);
  return {
    values: rows.map(() => (levels === 0 ? random.normal() : random.integer(levels))),
    second: rows.map(() => random.uniform() < 0.4),
    weights: rows.map(() => (whole ? 1 + random.integer(4) : 0.1 + random.uniform())),
  };
}

describe('the cut that leaves two classes purest', () => {
  for (const size of [2, 5, 63, 64, 65, 300]) {
    for (const levels of [0, 3, 40]) {
      for (const minimumLeaf of [1, 4]) {
        it(`gains as much as the best of all cuts: ${size} rows, ${levels || 'all'} values, leaves of ${minimumLeaf}`, () => {
          const random = createRandom(`${size} ${levels} ${minimumLeaf}`);
          for (const whole of [true, false]) {
            const node = draw(random, size, levels, whole);
            const all = Array.from(node.values.keys());
            const rows = all.filter(() => random.uniform() < 0.8);
            if (new Set(rows.map((row) => node.values[row])).size < 2) continue;
            const found = evaluate(node, rows, minimumLeaf, true);
            expect(found.gain).toBeCloseTo(greatestGain(node, rows, minimumLeaf), 10);
            // The node sorted, without the compiled loop, says the same.
            const twin = evaluate(node, rows, minimumLeaf, false);
            expect(found.gain).toBeCloseTo(twin.gain, 10);
            if (found.gain > 1e-9) {
              const left = rows.filter((row) => node.values[row]! <= found.cut);
              const right = rows.filter((row) => node.values[row]! > found.cut);
              expect(gini(rows, node) - gini(left, node) - gini(right, node)).toBeCloseTo(found.gain, 10);
            }
          }
        });
      }
    }
  }

  it('works with more rows than two bytes can number', () => {
    const random = createRandom('many rows');
    const node = draw(random, 70_000, 0, true);
    const rows = Array.from(node.values.keys());
    const found = evaluate(node, rows, 1, true);
    const twin = evaluate(node, rows, 1, false);
    expect(found.cut).toBe(twin.cut);
    expect(found.gain / twin.gain).toBeCloseTo(1, 9);
  });

  it('says NaN of a column that is constant in the node, though not in the table', () => {
    const node = { values: [1, 1, 1, 2], second: [true, false, true, false], weights: [1, 1, 1, 1] };
    expect(evaluate(node, [0, 1, 2], 1, true).gain).toBeNaN();
    expect(evaluate(node, [0, 1, 2], 1, false).gain).toBeNaN();
  });
});
