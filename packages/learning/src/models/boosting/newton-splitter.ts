import type { Splitter } from '../trees/grow.ts';
import { nodeOrder } from '../trees/node-order.ts';
import type { Binned } from './bins.ts';

/** What keeps leaves from being bold. */
export interface LeafLimits {
  /** Added to the curvature of each leaf. */
  readonly lambda: number;
  /** What a question has to gain. */
  readonly gamma: number;
  readonly minimumLeaf: number;
  readonly minimumCurvature: number;
  /** Factor of the leaf values. */
  readonly rate: number;
}

/**
 * Questions by the second-order gain (Chen and Guestrin 2016): half of G_L^2/(H_L + lambda) + G_R^2/(H_R + lambda) -
 * G^2/(H + lambda), less gamma; leaves are -G/(H + lambda). Histograms of bins where a node has more rows than the
 * column has bins, otherwise the rows in the order of their bins.
 */
export function newtonSplitter(
  x: Binned,
  gradient: Float64Array,
  curvature: Float64Array,
  weights: Float64Array,
  limits: LeafLimits,
): Splitter {
  const { rows, ranks, levels, edges } = x;
  const { lambda, gamma, minimumLeaf, minimumCurvature, rate } = limits;
  const order = nodeOrder(x);
  const most = levels.reduce((top, value) => Math.max(top, value), 1);
  const sumG = new Float64Array(most);
  const sumH = new Float64Array(most);
  const count = new Int32Array(most);
  const g = new Float64Array(rows);
  const h = new Float64Array(rows);
  let samples: Int32Array = new Int32Array(0);
  let from = 0;
  let size = 0;
  let totalG = 0;
  let totalH = 0;
  let bin = 0;
  const gainOf = (left: number, leftH: number): number => {
    const right = totalG - left;
    return (
      0.5 *
        ((left * left) / (leftH + lambda) +
          (right * right) / (totalH - leftH + lambda) -
          (totalG * totalG) / (totalH + lambda)) -
      gamma
    );
  };
  const allowed = (lefts: number, leftH: number): boolean =>
    lefts >= minimumLeaf &&
    size - lefts >= minimumLeaf &&
    leftH >= minimumCurvature &&
    totalH - leftH >= minimumCurvature;

  const byHistogram = (column: number): number => {
    const bins = levels[column];
    const at = column * rows;
    sumG.fill(0, 0, bins);
    sumH.fill(0, 0, bins);
    count.fill(0, 0, bins);
    for (let s = 0; s < size; s++) {
      const b = ranks[at + samples[from + s]];
      sumG[b] += g[s];
      sumH[b] += h[s];
      count[b]++;
    }
    let best = -Infinity;
    let left = 0;
    let leftH = 0;
    let lefts = 0;
    for (let b = 0; b < bins - 1; b++) {
      if (count[b] === 0) continue;
      left += sumG[b];
      leftH += sumH[b];
      lefts += count[b];
      if (lefts === size) break;
      if (!allowed(lefts, leftH)) continue;
      const gain = gainOf(left, leftH);
      if (gain > best) {
        best = gain;
        bin = b;
      }
    }
    return best;
  };
  const byOrder = (column: number): number => {
    order.sort(column, samples, from, size);
    const { position, rank } = order;
    let best = -Infinity;
    let left = 0;
    let leftH = 0;
    for (let s = 0; s < size - 1; s++) {
      left += g[position[s]];
      leftH += h[position[s]];
      if (rank[s] === rank[s + 1] || !allowed(s + 1, leftH)) continue;
      const gain = gainOf(left, leftH);
      if (gain > best) {
        best = gain;
        bin = rank[s];
      }
    }
    return best;
  };

  let lastColumn = 0;
  const splitter = {
    outputs: 1,
    cut: () => edges[lastColumn][bin],
    weight: 0,
    begin(given: Int32Array, start: number, end: number): boolean {
      samples = given;
      from = start;
      size = end - start;
      totalG = 0;
      totalH = 0;
      splitter.weight = 0;
      for (let s = 0; s < size; s++) {
        const row = samples[from + s];
        g[s] = gradient[row];
        h[s] = curvature[row];
        totalG += g[s];
        totalH += h[s];
        splitter.weight += weights[row];
      }
      return size > 1;
    },
    evaluate(column: number): number {
      if (levels[column] < 2) return NaN;
      const gain = levels[column] <= size ? byHistogram(column) : byOrder(column);
      if (!(gain > -Infinity)) return 0;
      lastColumn = column;
      // Rounding alone is no gain.
      return gain > 1e-14 * (totalH + 1e-300) ? gain : 0;
    },
    values(into: Float64Array, at: number): void {
      // Plus 0: JSON has no -0, and a stored tree is the tree to the last bit.
      into[at] = totalH + lambda > 0 ? (-rate * totalG) / (totalH + lambda) + 0 : 0;
    },
  };
  return splitter;
}
