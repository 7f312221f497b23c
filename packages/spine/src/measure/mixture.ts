/** One normal distribution of a mixture. */
export interface MixtureComponent {
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
}

/** A mixture of normal distributions, darkest first. */
export interface Mixture {
  readonly components: readonly MixtureComponent[];
  /** Index of the component that an intensity most likely belongs to. */
  readonly classOf: (intensity: number) => number;
  /** Ashman's D of the two brightest components: above 2 they are apart (Ashman et al. Astron J 1994;108:2348). */
  readonly separation: number;
}

/** No more intensities than this are fitted: every n-th of more. */
const most = 20_000;

const density = ({ mean, deviation, weight }: MixtureComponent, x: number): number =>
  (weight / deviation) * Math.exp(-(((x - mean) / deviation) ** 2) / 2);

interface Fitted {
  readonly components: MixtureComponent[];
  readonly likelihood: number;
}

/** Expectation and maximisation from given means until the likelihood stands still. */
function climb(values: readonly number[], means: readonly number[], spread: number): Fitted {
  const count = means.length;
  // No component narrower than this: a single repeated intensity would otherwise become one.
  const narrowest = spread / 1000;
  let components = means.map(
    (mean): MixtureComponent => ({
      mean,
      deviation: Math.max(narrowest, spread / (4 * count)),
      weight: 1 / count,
    }),
  );
  let before = Number.NEGATIVE_INFINITY;
  for (let pass = 0; pass < 500; pass++) {
    const sums = components.map(() => [0, 0, 0]);
    const densities = components.map(() => 0);
    let likelihood = 0;
    for (const x of values) {
      let total = 0;
      for (let k = 0; k < count; k++) {
        densities[k] = density(components[k]!, x);
        total += densities[k]!;
      }
      likelihood += Math.log(Math.max(total, Number.MIN_VALUE));
      for (let k = 0; k < count; k++) {
        const part = total > 0 ? densities[k]! / total : 1 / count;
        const sum = sums[k]!;
        sum[0]! += part;
        sum[1]! += part * x;
        sum[2]! += part * x * x;
      }
    }
    components = sums.map(([n, s, q]) => {
      const mean = s! / Math.max(n!, 1e-12);
      const variance = q! / Math.max(n!, 1e-12) - mean * mean;
      return {
        mean,
        deviation: Math.max(narrowest, Math.sqrt(Math.max(0, variance))),
        weight: n! / values.length,
      };
    });
    if (likelihood - before < 1e-8 * values.length) return { components, likelihood };
    before = likelihood;
  }
  return { components, likelihood: before };
}

/** Means from those given: each value goes to its nearest, ten times over. */
function settle(values: readonly number[], means: readonly number[]): readonly number[] {
  let current = means;
  for (let pass = 0; pass < 10; pass++) {
    const sums = current.map(() => [0, 0]);
    for (const x of values) {
      let nearest = 0;
      for (let k = 1; k < current.length; k++)
        if (Math.abs(x - current[k]!) < Math.abs(x - current[nearest]!)) nearest = k;
      sums[nearest]![0]! += x;
      sums[nearest]![1]!++;
    }
    current = sums.map(([s, n], k) => (n === 0 ? current[k]! : s! / n!));
  }
  return current;
}

/**
 * Gaussian mixture by expectation and maximisation: the likeliest of three starts (quantiles, even steps over the middle
 * 98%, and their nearest-mean clusters), the same for the same intensities. Null for fewer than 50 a component, or where
 * all are equal.
 */
export function fitMixture(intensities: readonly number[], count: 2 | 3): Mixture | null {
  const step = Math.max(1, Math.ceil(intensities.length / most));
  const values = intensities.filter((_, i) => i % step === 0);
  if (values.length < 50 * count) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const spread = sorted.at(-1)! - sorted[0]!;
  if (!(spread > 0)) return null;
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!;
  const places = Array.from({ length: count }, (_, k) => (k + 0.5) / count);
  const even = places.map((part) => at(0.01) + part * (at(0.99) - at(0.01)));
  const { components } = [places.map(at), even, settle(values, even)]
    .map((means) => climb(values, means, spread))
    .reduce((best, one) => (one.likelihood > best.likelihood ? one : best));
  components.sort((a, b) => a.mean - b.mean);
  const [dark, bright] = components.slice(-2) as [MixtureComponent, MixtureComponent];
  // A wide component must not take over the far side of a narrow one.
  const classOf = (x: number): number => {
    if (x <= components[0]!.mean) return 0;
    if (x >= components.at(-1)!.mean) return count - 1;
    let best = 0;
    for (let k = 1; k < count; k++) if (density(components[k]!, x) > density(components[best]!, x)) best = k;
    return best;
  };
  return {
    components,
    classOf,
    separation: (Math.SQRT2 * (bright.mean - dark.mean)) / Math.hypot(bright.deviation, dark.deviation),
  };
}
