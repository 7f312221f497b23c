import { halfway, type Splitter } from '../trees/grow.ts';
import { nodeOrder } from '../trees/node-order.ts';
import type { Presorted } from '../trees/presorted.ts';

/**
 * Questions by the log-rank statistic between their sides (Segal 1988; Ishwaran et al. 2008). Weights count rows. The
 * node's value is its weight of events.
 */
export function logRankSplitter(
  x: Presorted,
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array,
  minimumLeaf: number,
): Splitter {
  const { rows, data } = x;
  const order = nodeOrder(x);
  const whole = Int32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  const place = new Int32Array(rows);
  whole.forEach((row, at) => {
    place[row] = at;
  });
  /** For each row of the node how many of the node's event times it was at risk at. */
  const reach = new Int32Array(rows);
  const w = new Float64Array(rows);
  /** Events less those that the node's hazard expects. */
  const excess = new Float64Array(rows);
  const left = new Float64Array(rows);
  /** Of each event time: spread per row at risk, and per pair. */
  const single = new Float64Array(rows);
  const double = new Float64Array(rows);
  const cumulative = new Float64Array(rows + 1);
  const hazard = new Float64Array(rows + 1);
  let samples: Int32Array = new Int32Array(0);
  let from = 0;
  let size = 0;
  let deaths = 0;
  /** Where in `data` the values beside the last cut stand. */
  let cutLower = 0;
  let cutUpper = 0;

  const splitter = {
    outputs: 1,
    cut: () => halfway(data[cutLower], data[cutUpper]),
    weight: 0,
    begin(given: Int32Array, start: number, end: number): boolean {
      samples = given;
      from = start;
      size = end - start;
      splitter.weight = 0;
      deaths = 0;
      const places = new Int32Array(size);
      for (let s = 0; s < size; s++) {
        const row = samples[from + s];
        w[s] = weights[row];
        splitter.weight += w[s];
        places[s] = place[row];
      }
      const byTime = places.sort();
      let risk = splitter.weight;
      let distinct = 0;
      for (let a = 0; a < size; ) {
        const time = times[whole[byTime[a]]];
        let died = 0;
        let gone = 0;
        let b = a;
        for (; b < size && times[whole[byTime[b]]] === time; b++) {
          const row = whole[byTime[b]];
          gone += weights[row];
          if (events[row] === 1) died += weights[row];
        }
        if (died > 0) {
          const spread = risk > 1 ? (died * (risk - died)) / (risk - 1) : 0;
          single[distinct] = spread / risk;
          double[distinct] = spread / (risk * risk);
          hazard[distinct + 1] = hazard[distinct] + died / risk;
          cumulative[distinct + 1] = cumulative[distinct] + single[distinct];
          distinct++;
          deaths += died;
        }
        for (; a < b; a++) {
          const row = whole[byTime[a]];
          reachOf[row] = distinct;
        }
        risk -= gone;
      }
      for (let s = 0; s < size; s++) {
        const row = samples[from + s];
        reach[s] = reachOf[row];
        excess[s] = w[s] * ((events[row] === 1 ? 1 : 0) - hazard[reach[s]]);
      }
      return deaths > 0;
    },
    evaluate(column: number): number {
      order.sort(column, samples, from, size);
      const { position, rank } = order;
      if (rank[0] === rank[size - 1]) return NaN;
      let best = 0;
      let bestAt = -1;
      let difference = 0;
      let spread = 0;
      left.fill(0);
      for (let s = 0; s < size - minimumLeaf; s++) {
        const p = position[s];
        const own = w[p];
        const to = reach[p];
        difference += excess[p];
        // The spread sum of single Y - double Y^2 as Y grows by the row's weight at each time that it reaches.
        let crossed = 0;
        for (let t = 0; t < to; t++) {
          crossed += double[t] * (2 * left[t] + own);
          left[t] += own;
        }
        spread += own * (cumulative[to] - crossed);
        if (rank[s] === rank[s + 1] || s + 1 < minimumLeaf || !(spread > 1e-12)) continue;
        const statistic = (difference * difference) / spread;
        if (statistic > best) {
          best = statistic;
          bestAt = s;
        }
      }
      if (bestAt < 0) return 0;
      cutLower = column * rows + samples[from + position[bestAt]];
      cutUpper = column * rows + samples[from + position[bestAt + 1]];
      return best;
    },
    values(into: Float64Array, at: number): void {
      into[at] = deaths;
    },
  };
  const reachOf = new Int32Array(rows);
  return splitter;
}
