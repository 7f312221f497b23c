import type { Estimate } from '../estimate.ts';
import { checkBinary, checkProbabilities } from './binary.ts';
import { type BootstrapOptions, bootstrapInterval } from './bootstrap.ts';

/** A reclassification measure in its parts; their sum is the whole. */
export interface Reclassification {
  readonly events: Estimate;
  readonly nonEvents: Estimate;
  readonly total: Estimate;
}

/** Net reclassification and discrimination improvement of a new model over an old one. */
export interface Improvement {
  /** Over risk categories; absent where no cuts are given. */
  readonly categorical?: Reclassification;
  /** Any movement counts (Pencina et al. 2011). */
  readonly continuous: Reclassification;
  /** Change of mean predicted risk, events up and non-events down. */
  readonly integrated: Reclassification;
}

/**
 * NRI and IDI with percentile bootstrap intervals, resampled within classes (or by groups where given). They have no p-value here: tests of them
 * are known to reject far too often. Sources: Pencina et al. 2008, 2011; Kerr et al. 2014.
 */
export function improvement(
  outcome: ArrayLike<number | boolean>,
  oldProbabilities: ArrayLike<number>,
  newProbabilities: ArrayLike<number>,
  { cuts, ...bootstrap }: BootstrapOptions & { readonly cuts?: readonly number[] },
): Improvement {
  const event = checkBinary(outcome, oldProbabilities);
  checkBinary(outcome, newProbabilities);
  checkProbabilities(oldProbabilities);
  checkProbabilities(newProbabilities);
  const category = (p: number) => cuts!.filter((cut) => p >= cut).length;
  const movements = {
    categorical: (i: number) => Math.sign(category(newProbabilities[i]!) - category(oldProbabilities[i]!)),
    continuous: (i: number) => Math.sign(newProbabilities[i]! - oldProbabilities[i]!),
    integrated: (i: number) => newProbabilities[i]! - oldProbabilities[i]!,
  };
  // Within classes, so that no resample lacks one; groups may hold both classes and are then drawn over all.
  const options =
    bootstrap.strata === undefined && bootstrap.groups === undefined
      ? { ...bootstrap, strata: event }
      : bootstrap;
  const parts = (movement: (i: number) => number): Reclassification => {
    const moved = Float64Array.from(event, (_, i) => movement(i));
    const average = (rows: Uint32Array, kind: number) => {
      let sum = 0;
      let count = 0;
      for (const i of rows) {
        if (event[i] !== kind) continue;
        sum += moved[i]!;
        count++;
      }
      return sum / count;
    };
    const of = (measure: (rows: Uint32Array) => number) => bootstrapInterval(event.length, measure, options);
    return {
      events: of((rows) => average(rows, 1)),
      nonEvents: of((rows) => -average(rows, 0)),
      total: of((rows) => average(rows, 1) - average(rows, 0)),
    };
  };
  return {
    ...(cuts === undefined ? {} : { categorical: parts(movements.categorical) }),
    continuous: parts(movements.continuous),
    integrated: parts(movements.integrated),
  };
}
