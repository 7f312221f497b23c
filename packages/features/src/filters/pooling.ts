/** How the responses of a filter's orientations become one (IBSI 2 manual, section 2.3). */
export const poolings = ['average', 'max', 'min'] as const;
export type Pooling = (typeof poolings)[number];

/** Gathers responses one by one. */
export interface Pool {
  add(response: Float64Array): void;
  /** The pooled response; for the average, of all that were added. */
  result(): Float64Array;
}

/** A pool for responses of `length` values. */
export function createPool(length: number, pooling: Pooling): Pool {
  let pooled: Float64Array | undefined;
  let count = 0;
  return {
    add(response) {
      count++;
      if (pooled === undefined) {
        pooled = response.slice();
        return;
      }
      const to = pooled;
      if (pooling === 'average') for (let i = 0; i < length; i++) to[i]! += response[i]!;
      else if (pooling === 'max') {
        for (let i = 0; i < length; i++) if (response[i]! > to[i]!) to[i] = response[i]!;
      } else for (let i = 0; i < length; i++) if (response[i]! < to[i]!) to[i] = response[i]!;
    },
    result() {
      if (pooled === undefined) throw new Error('nothing was pooled');
      if (pooling === 'average' && count > 1) for (let i = 0; i < length; i++) pooled[i]! /= count;
      return pooled;
    },
  };
}
