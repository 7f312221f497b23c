import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { decisionTree } from '../../src/models/trees/forests.ts';
import type { TreeEnsembleModel } from '../../src/models/trees/forest-model.ts';

describe('equally good questions', () => {
  const rows = 20;
  const columns = 5;
  // Every column tells the classes, each alike.
  const data = Float64Array.from({ length: rows * columns }, (_, at) => Math.floor(at / columns));
  const asked = (ties: 'first' | 'random', seed: number) => {
    const model = decisionTree.fit(
      {
        x: { rows, columns, data },
        names: ['a', 'b', 'c', 'd', 'e'],
        outcome: {
          kind: 'classes',
          classes: ['no', 'yes'],
          codes: Int32Array.from({ length: rows }, (_, row) => (row < 12 ? 0 : 1)),
        },
        random: createRandom(seed),
      },
      decisionTree.settings.parse({ ties }),
    ) as TreeEnsembleModel;
    return model.ensemble.trees[0]!.feature[0]!;
  };

  it('are asked of the first column unless told', () => {
    for (let seed = 0; seed < 10; seed++) expect(asked('first', seed)).toBe(0);
  });

  it('are asked of any column by chance, the same from the same seed', () => {
    const found = Array.from({ length: 60 }, (_, seed) => asked('random', seed));
    expect(new Set(found).size).toBe(columns);
    expect(Array.from({ length: 60 }, (_, seed) => asked('random', seed))).toEqual(found);
  });
});
