import type { TrainingData } from '../../contract.ts';
import type { LinearPath } from '../../models/linear/linear-task.ts';
import { linearPaths, type PenaltyPathOptions } from '../../models/linear/penalty-path.ts';
import { standardisedSizes } from './standardised-sizes.ts';

/** Penalties put between two of the path where too many columns come in from one to the next. */
const between = 8;
/** How often that is repeated, each time between nearer penalties. */
const refinements = 3;

/** Columns in the order in which they first have a coefficient; those of one penalty by its size. */
function entryOrder(data: TrainingData, path: LinearPath): { columns: number[]; upTo: number[] } {
  const sizesAt = standardisedSizes(data, path);
  const known = new Set<number>();
  const upTo = path.coefficients.map((_, at) => {
    const sizes = sizesAt(at);
    const fresh = Array.from(sizes.keys()).filter((j) => sizes[j] > 0 && !known.has(j));
    for (const j of fresh.sort((a, b) => sizes[b] - sizes[a] || a - b)) known.add(j);
    return known.size;
  });
  return { columns: [...known], upTo };
}

/**
 * The first `count` columns that come into an elastic-net path from large penalties to small, in that order. Where
 * several come in between two penalties and not all are wanted, the path is followed again with penalties in between.
 * Fewer where the path ends before.
 */
export function firstEntries(data: TrainingData, count: number, options: PenaltyPathOptions): number[] {
  const follow = (lambdas?: readonly number[]) => {
    const path = linearPaths(data, {
      ...options,
      enough: count,
      ...(lambdas === undefined ? {} : { lambdas }),
    });
    return { path, ...entryOrder(data, path) };
  };
  let found = follow();
  for (let round = 0; round < refinements && found.columns.length > count; round++) {
    // The path ends with the penalty by which there are too many.
    const { lambdas } = found.path;
    const last = lambdas.length - 1;
    if (last === 0) break;
    const ratio = lambdas[last] / lambdas[last - 1];
    const finer = Array.from(
      { length: between },
      (_, k) => lambdas[last - 1] * ratio ** ((k + 1) / (between + 1)),
    );
    // Penalties long before the last are only a way to start well: every fourth of them is enough.
    const before = [...lambdas.subarray(0, last)].filter((_, k) => k % 4 === 0 || k >= last - 1);
    const next = follow([...before, ...finer, lambdas[last]]);
    if (next.columns.length < count) break;
    found = next;
  }
  return found.columns.slice(0, count);
}
