import type { Random } from '@rachis/statistics';
import type { Presorted } from './presorted.ts';
import type { Tree } from './tree.ts';

/** Limits of a tree. */
export interface GrowOptions {
  readonly maximumDepth: number;
  /** Rows (not weights) that a leaf has at least. */
  readonly minimumLeaf: number;
  /** Rows that a node needs to be split. */
  readonly minimumSplit: number;
  /** Columns looked at in each node; more where all of these are constant there. */
  readonly features: number;
  /** Leave out where every column is looked at. */
  readonly random?: Random;
}

/** What makes a question good. One splitter serves the trees of a fit, one after the other. */
export interface Splitter {
  readonly outputs: number;
  /** Takes in the rows of a node; false where it must stay whole (pure). */
  begin(samples: Int32Array, from: number, to: number): boolean;
  /**
   * How much the best question on a column gains (0 or less: none; NaN: the column is constant here).
   */
  evaluate(column: number): number;
  /** The threshold of the question evaluated last. */
  cut(): number;
  /** Weight of the node's rows. */
  readonly weight: number;
  /** Writes the node's values, `outputs` numbers from `at` on. */
  values(into: Float64Array, at: number): void;
}

/**
 * Grows a tree over `samples` (reordered in place), depth first, by the question that gains most in each node; of
 * equals the first looked at. Adds each question's gain to `importance`.
 */
export function growTree(
  x: Presorted,
  samples: Int32Array,
  splitter: Splitter,
  options: GrowOptions,
  importance?: Float64Array,
): Tree {
  const { rows, columns, data } = x;
  const { random } = options;
  const { outputs } = splitter;
  const features = Math.min(options.features, columns);
  const most = Math.max(1, Math.min(2 * samples.length, 2 ** (options.maximumDepth + 1)) - 1);
  const feature = new Int32Array(most).fill(-1);
  const threshold = new Float64Array(most);
  const left = new Int32Array(most).fill(-1);
  const right = new Int32Array(most).fill(-1);
  const cover = new Float64Array(most);
  const value = new Float64Array(most * outputs);
  const pool = new Int32Array(columns);
  for (let j = 0; j < columns; j++) pool[j] = j;
  const held = new Int32Array(samples.length);
  // Nodes to come: from, to, depth, and the parent; -1 - parent for a right child.
  const stack = new Int32Array(4 * (samples.length + 1));
  let top = 0;
  const push = (from: number, to: number, depth: number, parent: number): void => {
    stack[top++] = from;
    stack[top++] = to;
    stack[top++] = depth;
    stack[top++] = parent;
  };
  push(0, samples.length, 0, most);
  let nodes = 0;
  while (top > 0) {
    top -= 4;
    const from = stack[top];
    const to = stack[top + 1];
    const depth = stack[top + 2];
    const parent = stack[top + 3];
    const node = nodes++;
    if (parent < 0) right[-1 - parent] = node;
    else if (parent < most) left[parent] = node;
    const divisible = splitter.begin(samples, from, to);
    cover[node] = splitter.weight;
    splitter.values(value, node * outputs);
    if (
      !divisible ||
      depth >= options.maximumDepth ||
      to - from < options.minimumSplit ||
      to - from < 2 * options.minimumLeaf
    ) {
      continue;
    }
    let best = 0;
    let bestColumn = -1;
    let bestCut = 0;
    let useful = 0;
    for (let seen = 0; seen < columns && (seen < features || useful === 0); seen++) {
      let column = seen;
      if (random !== undefined) {
        const at = seen + random.integer(columns - seen);
        column = pool[at];
        pool[at] = pool[seen];
        pool[seen] = column;
      }
      const gain = splitter.evaluate(column);
      if (Number.isNaN(gain)) continue;
      useful++;
      if (gain > best) {
        best = gain;
        bestColumn = column;
        bestCut = splitter.cut();
      }
    }
    if (bestColumn < 0) continue;
    let middle = from;
    let aside = 0;
    for (let s = from, at = bestColumn * rows; s < to; s++) {
      const row = samples[s];
      if (data[at + row] <= bestCut) samples[middle++] = row;
      else held[aside++] = row;
    }
    for (let s = 0; s < aside; s++) samples[middle + s] = held[s];
    if (middle === from || middle === to) continue;
    feature[node] = bestColumn;
    threshold[node] = bestCut;
    if (importance !== undefined) importance[bestColumn] += best;
    push(middle, to, depth + 1, -1 - node);
    push(from, middle, depth + 1, node);
  }
  return {
    feature: feature.slice(0, nodes),
    threshold: threshold.slice(0, nodes),
    left: left.slice(0, nodes),
    right: right.slice(0, nodes),
    cover: cover.slice(0, nodes),
    value: value.slice(0, nodes * outputs),
  };
}

/** The number halfway between neighbours; the lower one where rounding would give the upper. */
export function halfway(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= upper || !(middle >= lower) ? lower : middle;
}
