import { gridOf, type Mask, RachisError } from '@rachis/volume';
import { checkOneGrid } from './overlap.ts';

/** What STAPLE makes of several readers' masks. */
export interface Staple {
  /** Probability of each voxel to be inside. */
  readonly probability: Float64Array;
  /** Share of the true inside that each reader marked. */
  readonly sensitivity: readonly number[];
  /** Share of the true outside that each reader left out. */
  readonly specificity: readonly number[];
  readonly iterations: number;
}

const mostReaders = 31;
const mostIterations = 10_000;

/** Numbers the voxels by who marked them: each combination of readers behaves as one. */
function combinations(masks: readonly Mask[]) {
  const numbers = new Map<number, number>();
  const keys: number[] = [];
  const counts: number[] = [];
  const voxels = masks[0]!.data.length;
  const which = new Int32Array(voxels);
  for (let i = 0; i < voxels; i++) {
    let key = 0;
    for (let j = 0; j < masks.length; j++) if (masks[j]!.data[i] !== 0) key += 2 ** j;
    let number = numbers.get(key);
    if (number === undefined) {
      number = keys.length;
      numbers.set(key, number);
      keys.push(key);
      counts.push(0);
    }
    counts[number]!++;
    which[i] = number;
  }
  const marked = keys.map((key) => masks.map((_, j) => Math.floor(key / 2 ** j) % 2 === 1));
  return { which, marked, counts };
}

/**
 * Simultaneous truth and performance level estimation (Warfield, Zou and Wells 2004): the probability of each voxel and
 * each reader's sensitivity and specificity, by expectation maximisation from sensitivities and specificities near 1.
 * The prior is the share of voxels that readers marked, over the whole grid: cropping the masks changes it.
 * It ends when no sensitivity or specificity changes by more than `tolerance`. `ARGUMENT_INVALID` unless there are 2 to
 * 31 readers on one grid.
 */
export function staple(masks: readonly Mask[], tolerance = 1e-14): Staple {
  if (masks.length < 2 || masks.length > mostReaders) {
    throw new RachisError('ARGUMENT_INVALID', `STAPLE takes 2 to ${mostReaders} masks, not ${masks.length}.`);
  }
  checkOneGrid(masks);
  const { which, marked, counts } = combinations(masks);
  const voxels = which.length;
  const readers = masks.map((_, j) => j);
  // The first expectation is the share of readers that marked a voxel; it also gives the prior.
  let weights = marked.map((who) => who.filter(Boolean).length / masks.length);
  const prior = weights.reduce((sum, weight, c) => sum + weight * counts[c]!, 0) / voxels;
  let sensitivity = readers.map(() => Number.NaN);
  let specificity = readers.map(() => Number.NaN);
  let iterations = 0;
  while (iterations < mostIterations) {
    iterations++;
    const inside = weights.reduce((sum, weight, c) => sum + weight * counts[c]!, 0);
    const outside = voxels - inside;
    // Where nothing is inside, or nothing outside, no reader has missed it.
    const share = (j: number, value: boolean) => {
      const all = value ? inside : outside;
      if (all === 0) return 1;
      let sum = 0;
      marked.forEach((who, c) => {
        if (who[j] === value) sum += (value ? weights[c]! : 1 - weights[c]!) * counts[c]!;
      });
      return sum / all;
    };
    const p = readers.map((j) => share(j, true));
    const q = readers.map((j) => share(j, false));
    const change = readers.reduce(
      (most, j) => Math.max(most, Math.abs(p[j]! - sensitivity[j]!), Math.abs(q[j]! - specificity[j]!)),
      0,
    );
    sensitivity = p;
    specificity = q;
    weights = marked.map((who) => {
      const a = readers.reduce((product, j) => product * (who[j] ? p[j]! : 1 - p[j]!), prior);
      const b = readers.reduce((product, j) => product * (who[j] ? 1 - q[j]! : q[j]!), 1 - prior);
      return a === 0 ? 0 : a / (a + b);
    });
    if (change <= tolerance) break;
  }
  return {
    probability: Float64Array.from(which, (c) => weights[c]!),
    sensitivity,
    specificity,
    iterations,
  };
}

/** The voxels that STAPLE finds inside with a probability of at least `threshold`. */
export function stapleMask(masks: readonly Mask[], threshold = 0.5): Mask {
  const { probability } = staple(masks);
  return { ...gridOf(masks[0]!), data: Uint8Array.from(probability, (p) => (p >= threshold ? 1 : 0)) };
}
