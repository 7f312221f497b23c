import type { Random } from '@rachis/statistics';
import { type GiniCut, giniCut } from './gini-cut.ts';
import { halfway, type Splitter } from './grow.ts';
import { nodeOrder } from './node-order.ts';
import type { Presorted } from './presorted.ts';

export type Impurity = 'gini' | 'entropy' | 'squared-error';

/** Rows with what an impurity is made of. */
export interface SplitTarget {
  readonly impurity: Impurity;
  /** Class codes, or values for squared error. */
  readonly y: ArrayLike<number>;
  /** Of classes; 1 for squared error. */
  readonly outputs: number;
}

/**
 * Questions by how much they lower the weighted impurity (Breiman et al. 1984): the best of all cuts between the
 * node's values or, given `randomCuts`, one cut drawn evenly between the least and the greatest (Geurts et al. 2006).
 * `weights` are read as each node begins: they may be changed between trees.
 */
export function impuritySplitter(
  x: Presorted,
  target: SplitTarget,
  weights: Float64Array,
  minimumLeaf: number,
  randomCuts?: Random,
): Splitter {
  const { rows, data } = x;
  const { impurity, y, outputs } = target;
  const regression = impurity === 'squared-error';
  const entropy = impurity === 'entropy';
  const binary = !regression && outputs === 2;
  const order = nodeOrder(x);
  const gini =
    binary && !entropy && randomCuts === undefined && x.placed !== undefined
      ? giniCut(x, x.placed, minimumLeaf)
      : undefined;
  const w = new Float64Array(rows);
  const own = new Float64Array(rows);
  const codes = new Int32Array(rows);
  const totals = new Float64Array(regression ? 1 : outputs);
  const left = new Float64Array(regression ? 1 : outputs);
  let samples: Int32Array = new Int32Array(0);
  let from = 0;
  let count = 0;
  let weight = 0;
  let whole = 0;
  let centre = 0;
  /** Where in `data` the values beside the last cut stand, or the last drawn cut. */
  let cutLower = 0;
  let cutUpper = 0;
  let drawn = 0;

  const xlogx = (v: number): number => (v > 0 ? v * Math.log2(v) : 0);
  /** How pure rows of these sums are, times their weight; of the rest of the node if `rest`. */
  const purity = (sum: number, rest: boolean): number => {
    if (sum <= 0) return 0;
    let quality = 0;
    for (let k = 0; k < left.length; k++) {
      const part = rest ? totals[k] - left[k] : left[k];
      quality += entropy ? xlogx(part) : part * part;
    }
    return entropy ? quality - xlogx(sum) : quality / sum;
  };
  const binaryPurity = (sum: number, event: number): number => {
    if (sum <= 0) return 0;
    const other = sum - event;
    return entropy ? xlogx(event) + xlogx(other) - xlogx(sum) : (event * event + other * other) / sum;
  };

  const splitter = {
    outputs: regression ? 1 : outputs,
    cut: () => (randomCuts === undefined ? halfway(data[cutLower], data[cutUpper]) : drawn),
    weight: 0,
    begin(given: Int32Array, start: number, end: number): boolean {
      samples = given;
      from = start;
      count = end - start;
      weight = 0;
      totals.fill(0);
      centre = 0;
      let sum = 0;
      let least = Infinity;
      let most = -Infinity;
      for (let s = 0; s < count; s++) {
        const row = samples[from + s];
        w[s] = weights[row];
        weight += w[s];
        if (regression) {
          own[s] = y[row];
          sum += w[s] * own[s];
          if (own[s] < least) least = own[s];
          if (own[s] > most) most = own[s];
        } else {
          codes[s] = y[row];
          totals[codes[s]] += w[s];
        }
      }
      splitter.weight = weight;
      if (regression) {
        // Sums of differences from the node's mean: large means cost no digits.
        centre = weight > 0 ? sum / weight : 0;
        for (let s = 0; s < count; s++) {
          own[s] = w[s] * (own[s] - centre);
          totals[0] += own[s];
        }
        whole = weight > 0 ? (totals[0] * totals[0]) / weight : 0;
        return most > least;
      }
      if (binary) {
        for (let s = 0; s < count; s++) own[s] = codes[s] === 1 ? w[s] : 0;
        if (gini?.suits(count) === true) gini.begin(samples, from, count, w, own);
      }
      left.fill(0);
      whole = binary ? binaryPurity(weight, totals[1]) : purity(weight, true);
      let kinds = 0;
      for (let k = 0; k < outputs; k++) if (totals[k] > 0) kinds++;
      return kinds > 1;
    },
    evaluate(column: number): number {
      return randomCuts === undefined ? bestCut(column) : drawnCut(column, randomCuts);
    },
    values(into: Float64Array, at: number): void {
      if (regression) into[at] = centre;
      else for (let k = 0; k < outputs; k++) into[at + k] = weight > 0 ? totals[k] / weight : 0;
    },
  };

  const gainOf = (sum: number, event: number): number => {
    if (binary) return binaryPurity(sum, event) + binaryPurity(weight - sum, totals[1] - event) - whole;
    if (regression) {
      const rest = totals[0] - event;
      return (
        (sum > 0 ? (event * event) / sum : 0) + (weight > sum ? (rest * rest) / (weight - sum) : 0) - whole
      );
    }
    return purity(sum, false) + purity(weight - sum, true) - whole;
  };

  const purestCut = (finder: GiniCut, column: number): number => {
    const gain = finder.best(column, weight, totals[1]);
    if (Number.isNaN(gain)) return NaN;
    if (gain === -Infinity) return 0;
    cutLower = column * rows + finder.beside[0];
    cutUpper = column * rows + finder.beside[1];
    return Math.max(gain, 1e-300);
  };

  const bestCut = (column: number): number => {
    if (gini?.suits(count) === true) return purestCut(gini, column);
    order.sort(column, samples, from, count);
    const { position, rank } = order;
    if (rank[0] === rank[count - 1]) return NaN;
    let best = -Infinity;
    let bestAt = -1;
    let sum = 0;
    let event = 0;
    const last = count - minimumLeaf;
    if (binary || regression) {
      for (let s = 0; s < last; s++) {
        const p = position[s];
        sum += w[p];
        event += own[p];
        if (rank[s] === rank[s + 1] || s + 1 < minimumLeaf) continue;
        const gain = gainOf(sum, event);
        if (gain > best) {
          best = gain;
          bestAt = s;
        }
      }
    } else {
      left.fill(0);
      for (let s = 0; s < last; s++) {
        const p = position[s];
        sum += w[p];
        left[codes[p]] += w[p];
        if (rank[s] === rank[s + 1] || s + 1 < minimumLeaf) continue;
        const gain = gainOf(sum, 0);
        if (gain > best) {
          best = gain;
          bestAt = s;
        }
      }
    }
    if (bestAt < 0) return 0;
    cutLower = column * rows + samples[from + position[bestAt]];
    cutUpper = column * rows + samples[from + position[bestAt + 1]];
    // A cut that gains nothing (or rounding only) still divides: deeper ones may gain.
    return best > 1e-12 * weight * (regression ? Math.abs(whole) : 1) ? best : 1e-300;
  };

  const drawnCut = (column: number, random: Random): number => {
    const at = column * rows;
    let least = Infinity;
    let most = -Infinity;
    for (let s = 0; s < count; s++) {
      const value = data[at + samples[from + s]];
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (!(most > least)) return NaN;
    let cut = least + random.uniform() * (most - least);
    if (!(cut < most)) cut = least;
    let sum = 0;
    let event = 0;
    let lefts = 0;
    left.fill(0);
    for (let s = 0; s < count; s++) {
      if (data[at + samples[from + s]] > cut) continue;
      lefts++;
      sum += w[s];
      if (binary || regression) event += own[s];
      else left[codes[s]] += w[s];
    }
    if (lefts < minimumLeaf || count - lefts < minimumLeaf) return 0;
    drawn = cut;
    return Math.max(gainOf(sum, event), 1e-300);
  };
  return splitter;
}
