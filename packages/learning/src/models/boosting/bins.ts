import type { Matrix } from '../../contract.ts';
import { halfway } from '../trees/grow.ts';
import { type Presorted, presort } from '../trees/presorted.ts';

/** Columns cut into bins: `ranks` are bin numbers, `edges[j][b]` the cut above bin b of column j. */
export interface Binned extends Presorted {
  readonly edges: readonly Float64Array[];
}

/**
 * Cuts each column into at most `bins` bins: between all different values where they are few, otherwise so that bins
 * hold about equally many rows.
 */
export function binColumns(x: Matrix, bins: number): Binned {
  const sorted = presort(x);
  const { rows, columns, data, ranks } = sorted;
  const levels = Int32Array.from(sorted.levels);
  const edges: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const from = j * rows;
    const values = new Float64Array(levels[j]);
    const counts = new Int32Array(levels[j]);
    for (let i = 0; i < rows; i++) {
      values[ranks[from + i]] = data[from + i];
      counts[ranks[from + i]]++;
    }
    const cuts: number[] = [];
    const bin = new Int32Array(levels[j]);
    let held = 0;
    let passed = 0;
    for (let r = 0; r < levels[j]; r++) {
      bin[r] = cuts.length;
      held += counts[r];
      if (r === levels[j] - 1) break;
      const left = bins - cuts.length;
      const enough = levels[j] <= bins || held >= (rows - passed) / left;
      if (!enough || left === 1) continue;
      cuts.push(halfway(values[r], values[r + 1]));
      passed += held;
      held = 0;
    }
    for (let i = 0; i < rows; i++) ranks[from + i] = bin[ranks[from + i]];
    levels[j] = cuts.length + 1;
    edges.push(Float64Array.from(cuts));
  }
  return { rows, columns, data, ranks, levels, edges };
}
