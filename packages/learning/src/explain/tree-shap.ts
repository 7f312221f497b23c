import type { Matrix } from '../contract.ts';
import { gaussLegendre } from './quadrature.ts';
import { type Leaves, leavesOf, type Patterns, patternsOf } from './tree-leaves.ts';
import type { TreeSum } from './tree-sum.ts';

/** Shapley values of rows. */
export interface ShapleyValues {
  /** What is said where nothing is known, for each output. */
  readonly base: Float64Array;
  /** For each output, rows by columns. */
  readonly values: readonly Float64Array[];
}

/**
 * What the conditions of a leaf contribute for rows of a pattern, as parts of the leaf's value: into `into`, a number a
 * condition. A column that is not known leaves the row on the way to the leaf with the share of the training rows.
 *
 * The Shapley value is the integral over t from 0 to 1 of what a column adds while each other one is known with
 * probability t (Owen 1972). Here that is a polynomial of degree below the number of columns, so that a sum over a few
 * points is the integral itself. Columns whose condition is not met all contribute the same.
 */
function byShares(leaves: Leaves, leaf: number, met: Uint8Array, at: number, into: Float64Array): void {
  const from = leaves.starts[leaf];
  const size = leaves.starts[leaf + 1] - from;
  const { points, weights } = gaussLegendre((size + 1) >> 1);
  const { share } = leaves;
  into.fill(0, 0, size);
  let missed = 0;
  for (let k = 0; k < points.length; k++) {
    const t = points[k];
    const rest = 1 - t;
    let product = weights[k];
    for (let i = 0; i < size; i++)
      product *= met[at + i] === 1 ? t + rest * share[from + i] : rest * share[from + i];
    missed += product / rest;
    for (let i = 0; i < size; i++) {
      if (met[at + i] === 1) into[i] += product / (t + rest * share[from + i]);
    }
  }
  for (let i = 0; i < size; i++) into[i] = met[at + i] === 1 ? into[i] * (1 - share[from + i]) : -missed;
}

/** 1 / (n choose k), for the weights of Shapley values. */
function inverseBinomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value *= i / (n - k + i);
  return value;
}

/**
 * The same where a column that is not known has the value of a background row, mean over these. A leaf counts for a
 * pair of rows if each of its conditions is met by one of them; of `own` conditions that only the row meets and
 * `other` that only the background row meets, weights are (own - 1)! other! / (own + other)! and
 * own! (other - 1)! / (own + other)! (Lundberg et al. 2020, section on interventional values).
 */
function byBackground(
  size: number,
  met: Uint8Array,
  at: number,
  background: Patterns,
  rows: number,
  into: Float64Array,
): void {
  into.fill(0, 0, size);
  for (let pattern = 0; pattern < background.count; pattern++) {
    const from = pattern * size;
    let own = 0;
    let other = 0;
    let possible = true;
    for (let i = 0; i < size; i++) {
      const mine = met[at + i];
      const theirs = background.met[from + i];
      if (mine === 0 && theirs === 0) {
        possible = false;
        break;
      }
      if (mine > theirs) own++;
      else if (theirs > mine) other++;
    }
    if (!possible || own + other === 0) continue;
    const weight = (background.rows[pattern] / rows) * inverseBinomial(own + other, own);
    const gain = own > 0 ? weight / own : 0;
    const loss = other > 0 ? weight / other : 0;
    for (let i = 0; i < size; i++) {
      const mine = met[at + i];
      const theirs = background.met[from + i];
      if (mine > theirs) into[i] += gain;
      else if (theirs > mine) into[i] -= loss;
    }
  }
}

/** Part of the training rows, or of the background, that reaches a leaf. */
function reached(leaves: Leaves, leaf: number, background: Patterns | undefined, rows: number): number {
  const from = leaves.starts[leaf];
  const size = leaves.starts[leaf + 1] - from;
  if (background === undefined) {
    let product = 1;
    for (let i = 0; i < size; i++) product *= leaves.share[from + i];
    return product;
  }
  let count = 0;
  for (let pattern = 0; pattern < background.count; pattern++) {
    let all = true;
    for (let i = 0; i < size && all; i++) all = background.met[pattern * size + i] === 1;
    if (all) count += background.rows[pattern];
  }
  return count / rows;
}

/**
 * Exact Shapley values of a sum of trees for rows `x`: base + sum over columns is the predictor, for each row and
 * output. Without a background they are path-dependent: a column that is not known sends a row both ways, by the
 * weight of the training rows (values of Lundberg, Erion and Lee 2018, algorithm 2). With one they are interventional:
 * a column that is not known has the value of a background row, mean over these (Lundberg et al. 2020).
 *
 * Work is done leaf by leaf, once for all rows that meet the same of its conditions.
 */
export function treeShap(sum: TreeSum, x: Matrix, background?: Matrix): ShapleyValues {
  const { trees, outputs } = sum;
  const base = sum.base.slice();
  const values = Array.from({ length: outputs }, () => new Float64Array(x.rows * x.columns));
  trees.forEach((tree, t) => {
    const leaves = leavesOf(tree);
    const leafValues = sum.values[t];
    for (let leaf = 0; leaf < leaves.count; leaf++) {
      const from = leaves.starts[leaf];
      const size = leaves.starts[leaf + 1] - from;
      const node = leaves.nodes[leaf];
      const others = background === undefined ? undefined : patternsOf(leaves, leaf, background);
      const part = reached(leaves, leaf, others, background?.rows ?? 0);
      for (let k = 0; k < outputs; k++) base[k] += part * leafValues[node * outputs + k];
      if (size === 0) continue;
      const { count, of, met } = patternsOf(leaves, leaf, x);
      const parts = new Float64Array(count * size);
      for (let pattern = 0; pattern < count; pattern++) {
        const into = parts.subarray(pattern * size, (pattern + 1) * size);
        if (others === undefined) byShares(leaves, leaf, met, pattern * size, into);
        else byBackground(size, met, pattern * size, others, background!.rows, into);
      }
      for (let k = 0; k < outputs; k++) {
        const value = leafValues[node * outputs + k];
        if (value === 0) continue;
        const out = values[k];
        for (let row = 0; row < x.rows; row++) {
          const at = of[row] * size;
          const to = row * x.columns;
          for (let i = 0; i < size; i++) out[to + leaves.columns[from + i]] += value * parts[at + i];
        }
      }
    }
  });
  return { base, values };
}
