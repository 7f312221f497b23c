import type { Matrix } from '../contract.ts';
import type { Tree } from '../models/trees/tree.ts';

/**
 * The leaves of a tree, each as a box: a row is in it if its values lie within an interval for each of the columns that
 * the way to the leaf asks for. Conditions of leaf l are from `starts[l]` to `starts[l + 1]`, one a column.
 */
export interface Leaves {
  readonly count: number;
  readonly nodes: Int32Array;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** Above this ... */
  readonly low: Float64Array;
  /** ... and at most this. */
  readonly high: Float64Array;
  /** Share of the training rows that goes on towards the leaf at this column's questions, one after the other. */
  readonly share: Float64Array;
}

interface Condition {
  readonly column: number;
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** The conditions of a way with one more question. */
function withQuestion(
  way: readonly Condition[],
  column: number,
  threshold: number,
  left: boolean,
  part: number,
): Condition[] {
  const known = way.find((one) => one.column === column);
  const { low, high, share } = known ?? { low: -Infinity, high: Infinity, share: 1 };
  const next = {
    column,
    low: left ? low : Math.max(low, threshold),
    high: left ? Math.min(high, threshold) : high,
    share: share * part,
  };
  return known === undefined ? [...way, next] : way.map((one) => (one === known ? next : one));
}

/** The leaves of a tree as boxes. */
export function leavesOf({ feature, threshold, left, right, cover }: Tree): Leaves {
  const nodes: number[] = [];
  const starts = [0];
  const conditions: Condition[] = [];
  const stack: [number, readonly Condition[]][] = [[0, []]];
  for (;;) {
    const next = stack.pop();
    if (next === undefined) break;
    const [node, way] = next;
    if (feature[node] < 0) {
      nodes.push(node);
      conditions.push(...way);
      starts.push(conditions.length);
      continue;
    }
    const part = (child: number) => (cover[node] > 0 ? cover[child] / cover[node] : 0);
    for (const isLeft of [false, true]) {
      const child = isLeft ? left[node] : right[node];
      stack.push([child, withQuestion(way, feature[node], threshold[node], isLeft, part(child))]);
    }
  }
  return {
    count: nodes.length,
    nodes: Int32Array.from(nodes),
    starts: Int32Array.from(starts),
    columns: Int32Array.from(conditions, ({ column }) => column),
    low: Float64Array.from(conditions, ({ low }) => low),
    high: Float64Array.from(conditions, ({ high }) => high),
    share: Float64Array.from(conditions, ({ share }) => share),
  };
}

/** Which of a leaf's conditions rows meet: rows that meet the same ones share a pattern. */
export interface Patterns {
  readonly count: number;
  /** The pattern of each row. */
  readonly of: Int32Array;
  /** Patterns by conditions: 1 where met. */
  readonly met: Uint8Array;
  /** Rows of each pattern. */
  readonly rows: Int32Array;
}

/** The patterns of rows at a leaf, in the order of their first row. */
export function patternsOf(leaves: Leaves, leaf: number, { rows, columns, data }: Matrix): Patterns {
  const from = leaves.starts[leaf];
  const size = leaves.starts[leaf + 1] - from;
  const { low, high } = leaves;
  const own = leaves.columns;
  const of = new Int32Array(rows);
  const firsts: number[] = [];
  const counts: number[] = [];
  const places = new Map<number | string, number>();
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    let key: number | string = 0;
    if (size <= 30) {
      let bits = 0;
      for (let i = 0; i < size; i++) {
        const value = data[at + own[from + i]];
        if (value > low[from + i] && value <= high[from + i]) bits |= 1 << i;
      }
      key = bits;
    } else {
      key = '';
      for (let i = 0; i < size; i++) {
        const value = data[at + own[from + i]];
        key += value > low[from + i] && value <= high[from + i] ? '1' : '0';
      }
    }
    let place = places.get(key);
    if (place === undefined) {
      place = firsts.length;
      places.set(key, place);
      firsts.push(row);
      counts.push(0);
    }
    counts[place]++;
    of[row] = place;
  }
  const met = new Uint8Array(firsts.length * size);
  firsts.forEach((row, pattern) => {
    for (let i = 0; i < size; i++) {
      const value = data[row * columns + own[from + i]];
      met[pattern * size + i] = value > low[from + i] && value <= high[from + i] ? 1 : 0;
    }
  });
  return { count: firsts.length, of, met, rows: Int32Array.from(counts) };
}
