/** p = 1 / (1 + exp(slope * decision + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

const loss = (
  decisions: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  a: number,
  b: number,
): number => {
  let sum = 0;
  for (let i = 0; i < decisions.length; i++) {
    const f = a * decisions[i] + b;
    const own =
      f >= 0 ? targets[i] * f + Math.log1p(Math.exp(-f)) : (targets[i] - 1) * f + Math.log1p(Math.exp(f));
    sum += weights[i] * own;
  }
  return sum;
};

/** Platt's sigmoid with smoothed targets, by Newton's method with halved steps (Lin, Lin and Weng 2007). */
export function fitSigmoid(decisions: Float64Array, positive: Uint8Array, weights: Float64Array): Sigmoid {
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < positive.length; i++) {
    if (positive[i] === 1) positives += weights[i];
    else negatives += weights[i];
  }
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targets = Float64Array.from(positive, (is) => (is === 1 ? high : low));
  let a = 0;
  let b = Math.log((negatives + 1) / (positives + 1));
  let value = loss(decisions, targets, weights, a, b);
  for (let step = 0; step < 200; step++) {
    let aa = 1e-12;
    let bb = 1e-12;
    let ab = 0;
    let ga = 0;
    let gb = 0;
    for (let i = 0; i < decisions.length; i++) {
      const f = a * decisions[i] + b;
      const p = f >= 0 ? Math.exp(-f) / (1 + Math.exp(-f)) : 1 / (1 + Math.exp(f));
      const curve = weights[i] * p * (1 - p);
      aa += decisions[i] * decisions[i] * curve;
      bb += curve;
      ab += decisions[i] * curve;
      const slope = weights[i] * (targets[i] - p);
      ga += decisions[i] * slope;
      gb += slope;
    }
    if (Math.abs(ga) < 1e-10 && Math.abs(gb) < 1e-10) break;
    const determinant = aa * bb - ab * ab;
    const da = -(bb * ga - ab * gb) / determinant;
    const db = -(-ab * ga + aa * gb) / determinant;
    const descent = ga * da + gb * db;
    let part = 1;
    for (; part >= 1e-10; part /= 2) {
      const next = loss(decisions, targets, weights, a + part * da, b + part * db);
      if (next < value + 1e-4 * part * descent) {
        a += part * da;
        b += part * db;
        value = next;
        break;
      }
    }
    if (part < 1e-10) break;
  }
  return { slope: a, offset: b };
}

/**
 * Probabilities of classes from those of each pair: `pair[a * k + b]` is that of a where it is a or b (Wu, Lin and Weng
 * 2004, second method).
 */
export function couplePairs(pair: Float64Array, k: number): Float64Array {
  const q = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      if (a === b) continue;
      q[a * k + a] += pair[b * k + a] ** 2;
      q[a * k + b] = -pair[b * k + a] * pair[a * k + b];
    }
  }
  const p = new Float64Array(k).fill(1 / k);
  const qp = new Float64Array(k);
  for (let round = 0; round < 1000; round++) {
    let whole = 0;
    for (let a = 0; a < k; a++) {
      qp[a] = 0;
      for (let b = 0; b < k; b++) qp[a] += q[a * k + b] * p[b];
      whole += p[a] * qp[a];
    }
    let error = 0;
    for (let a = 0; a < k; a++) error = Math.max(error, Math.abs(qp[a] - whole));
    if (error < 1e-12 / k) break;
    for (let a = 0; a < k; a++) {
      const move = (-qp[a] + whole) / q[a * k + a];
      p[a] += move;
      whole = (whole + move * (move * q[a * k + a] + 2 * qp[a])) / (1 + move) ** 2;
      for (let b = 0; b < k; b++) {
        qp[b] = (qp[b] + move * q[a * k + b]) / (1 + move);
        p[b] /= 1 + move;
      }
    }
  }
  const total = p.reduce((sum, value) => sum + value, 0);
  return p.map((value) => value / total);
}
