import type { Presorted } from './presorted.ts';

/** The rows of one node in the order of a column. */
export interface NodeOrder {
  /** Positions in the node, ascending by the column's value. */
  readonly position: Int32Array;
  /** Value rank at each place of `position`. */
  readonly rank: Int32Array;
  sort(column: number, samples: Int32Array, from: number, count: number): void;
}

/** Space to order nodes of up to all rows, used again and again. */
export function nodeOrder(x: Presorted): NodeOrder {
  const { rows, ranks, levels } = x;
  const position = new Int32Array(rows);
  const rank = new Int32Array(rows);
  const offsets = new Int32Array(rows + 1);
  return {
    position,
    rank,
    sort(column, samples, from, count) {
      const at = column * rows;
      const many = levels[column];
      if (count <= 24 || many > 8 * count) {
        if (count <= 64) {
          for (let s = 0; s < count; s++) {
            const own = ranks[at + samples[from + s]];
            let k = s - 1;
            while (k >= 0 && rank[k] > own) {
              rank[k + 1] = rank[k];
              position[k + 1] = position[k];
              k--;
            }
            rank[k + 1] = own;
            position[k + 1] = s;
          }
          return;
        }
        const keys = new Float64Array(count);
        for (let s = 0; s < count; s++) keys[s] = ranks[at + samples[from + s]] * count + s;
        keys.sort();
        for (let s = 0; s < count; s++) {
          rank[s] = Math.floor(keys[s] / count);
          position[s] = keys[s] - rank[s] * count;
        }
        return;
      }
      // Counting sort: ranks are few beside the rows.
      offsets.fill(0, 0, many + 1);
      for (let s = 0; s < count; s++) offsets[ranks[at + samples[from + s]] + 1]++;
      for (let r = 0; r < many; r++) offsets[r + 1] += offsets[r];
      for (let s = 0; s < count; s++) {
        const own = ranks[at + samples[from + s]];
        const place = offsets[own]++;
        rank[place] = own;
        position[place] = s;
      }
    },
  };
}
