import { mean, variance } from '../numbers/moments.ts';

/** Shift (gamma) and squared scale (delta) of a batch, by feature. */
export interface Posterior {
  readonly gamma: Float64Array;
  readonly delta: Float64Array;
}

/** Where the alternating estimates are taken as settled: as sva does, since its results are the reference. */
const settled = 1e-4;

/** How far a number moved, of its old value with its sign; one that stayed did not move, 0 among them. */
const moved = (next: number, old: number) => (next === old ? 0 : Math.abs(next - old) / old);

const posteriorMean = (own: number, n: number, delta: number, centre: number, spread: number) =>
  (spread * n * own + delta * centre) / (spread * n + delta);

/**
 * Empirical Bayes estimates of one batch under a normal prior of shifts and an inverse gamma prior of squared scales,
 * both by moments over features. Source: Johnson et al. 2007, section 3.2.
 */
export function parametricPosterior(
  values: readonly Float64Array[],
  gammaHat: Float64Array,
  deltaHat: Float64Array,
  meanOnly: boolean,
): Posterior {
  const centre = mean(gammaHat);
  const spread = variance(gammaHat);
  if (meanOnly) {
    return { gamma: gammaHat.map((own) => posteriorMean(own, 1, 1, centre, spread)), delta: deltaHat };
  }
  const n = values[0]!.length;
  const m = mean(deltaHat);
  const s2 = variance(deltaHat);
  const shape = (2 * s2 + m * m) / s2;
  const rate = (m * s2 + m ** 3) / s2;
  const squares = values.map((own) => own.reduce((sum, value) => sum + value * value, 0));
  const sums = values.map((own) => own.reduce((sum, value) => sum + value, 0));
  let gamma = gammaHat;
  let delta = deltaHat;
  for (let step = 0; step < 10_000; step++) {
    const nextGamma = gammaHat.map((own, g) => posteriorMean(own, n, delta[g]!, centre, spread));
    const nextDelta = nextGamma.map((shift, g) => {
      // Squared scales that are the same in all features (columns that are multiples of each other): the prior is
      // that one number, the limit of the formula.
      if (!Number.isFinite(shape)) return m;
      const residual = squares[g]! - 2 * shift * sums[g]! + n * shift * shift;
      return (0.5 * residual + rate) / (n / 2 + shape - 1);
    });
    let change = -Infinity;
    for (let g = 0; g < gamma.length; g++) {
      // Over the shift with its sign, as in sva: shifts below 0 do not count.
      change = Math.max(change, moved(nextGamma[g]!, gamma[g]!), moved(nextDelta[g]!, delta[g]!));
    }
    gamma = nextGamma;
    delta = nextDelta;
    if (!(change > settled)) break;
  }
  return { gamma, delta };
}

/**
 * Estimates of one batch that take the other features' own shifts and scales as the prior, weighted by how likely they
 * make this feature's values. Source: Johnson et al. 2007, appendix B.
 */
export function nonParametricPosterior(
  values: readonly Float64Array[],
  gammaHat: Float64Array,
  deltaHat: Float64Array,
): Posterior {
  const features = values.length;
  const n = values[0]!.length;
  const gamma = new Float64Array(features);
  const delta = new Float64Array(features);
  const logs = new Float64Array(features);
  for (let g = 0; g < features; g++) {
    const own = values[g]!;
    let squares = 0;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      squares += own[i]! ** 2;
      sum += own[i]!;
    }
    let top = -Infinity;
    for (let h = 0; h < features; h++) {
      if (h === g) continue;
      const residual = squares - 2 * gammaHat[h]! * sum + n * gammaHat[h]! ** 2;
      logs[h] = (-n / 2) * Math.log(2 * Math.PI * deltaHat[h]!) - residual / (2 * deltaHat[h]!);
      top = Math.max(top, logs[h]!);
    }
    let total = 0;
    for (let h = 0; h < features; h++) {
      if (h === g) continue;
      const weight = Math.exp(logs[h]! - top);
      total += weight;
      gamma[g]! += weight * gammaHat[h]!;
      delta[g]! += weight * deltaHat[h]!;
    }
    gamma[g]! /= total;
    delta[g]! /= total;
  }
  return { gamma, delta };
}
