import { type Kernels, withKernels } from './webassembly.ts';

/** Numbers that are in kernel memory at a time. */
const part = 1 << 16;

/**
 * Runs `add` over parts of the values in their order, with `state` carried from part to part. A loop over all values runs
 * once or twice for a region, and the engine compiles it when it is half done; these are compiled before they begin.
 */
function overParts(
  values: Float64Array,
  start: readonly number[],
  add: (kernels: Kernels, at: number, count: number, state: number, first: number) => void,
): Float64Array {
  return withKernels((kernels) => {
    const state = kernels.reserve(8 * start.length, false);
    kernels.numbers(state, start.length).set(start);
    const at = kernels.reserve(8 * Math.min(part, values.length), false);
    for (let first = 0; first < values.length; first += part) {
      const count = Math.min(part, values.length - first);
      kernels
        .numbers(at, count)
        .set(count === values.length ? values : values.subarray(first, first + count));
      add(kernels, at, count, state, first);
    }
    return kernels.numbers(state, start.length).slice();
  });
}

/** Smallest and largest value; null where one is not finite. */
export function extentOfValues(values: Float64Array): readonly [low: number, high: number] | null {
  const start = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const [low, high, strange] = overParts(values, start, ({ run }, at, count, state) =>
    run.addExtent(at, count, state),
  );
  return strange === 0 ? [low!, high!] : null;
}

/** Values between two running sums that are kept. */
export const stretch = 1024;

/** Sum, sum of squares, and the sum before each stretch of the values (entry k before value k * `stretch`). */
export interface ValueSums {
  readonly sum: number;
  readonly squares: number;
  readonly before: Float64Array;
}

export function sumsOfValues(values: Float64Array): ValueSums {
  const before = new Float64Array(Math.ceil(values.length / stretch));
  const [sum, squares] = overParts(values, [0, 0], (kernels, at, count, state, first) => {
    const stretches = Math.ceil(count / stretch);
    const mark = kernels.mark();
    const kept = kernels.reserve(8 * stretches, false);
    kernels.run.addSums(at, count, state, kept, stretch);
    before.set(kernels.numbers(kept, stretches), first / stretch);
    kernels.release(mark);
  });
  return { sum: sum!, squares: squares!, before };
}

/** Sums of powers of the differences from the mean. */
export interface CentralSums {
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

export function centralSumsOfValues(values: Float64Array, mean: number): CentralSums {
  const [second, third, fourth] = overParts(values, [0, 0, 0], ({ run }, at, count, state) =>
    run.addCentralSums(at, count, mean, state),
  );
  return { second: second!, third: third!, fourth: fourth! };
}
