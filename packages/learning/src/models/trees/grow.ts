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
   * The best question on a column: how much it gains (0 or less: none; NaN: the column is constant here), with
   * `cut` set to its threshold.
   */
  evaluate(column: number): number;
  cut: number;
  /** Weight of the node's rows. */
  readonly weight: number;
  /** Writes the node's values. */
  values(into: number[]): void;
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
  const features = Math.min(options.features, columns);
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const cover: number[] = [];
  const value: number[] = [];
  const pool = new Int32Array(columns);
  for (let j = 0; j < columns; j++) pool[j] = j;
  const held = new Int32Array(samples.length);
  // From, to, depth, parent, whether a right child.
  const stack: [number, number, number, number, boolean][] = [[0, samples.length, 0, -1, false]];
  for (;;) {
    const next = stack.pop();
    if (next === undefined) break;
    const [from, to, depth, parent, isRight] = next;
    const node = feature.length;
    if (parent >= 0) (isRight ? right : left)[parent] = node;
    const divisible = splitter.begin(samples, from, to);
    feature.push(-1);
    threshold.push(0);
    left.push(-1);
    right.push(-1);
    cover.push(splitter.weight);
    splitter.values(value);
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
        bestCut = splitter.cut;
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
    stack.push([middle, to, depth + 1, node, true], [from, middle, depth + 1, node, false]);
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    cover: Float64Array.from(cover),
    value: Float64Array.from(value),
  };
}

/** The number halfway between neighbours; the lower one where rounding would give the upper. */
export function halfway(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= upper || !(middle >= lower) ? lower : middle;
}
