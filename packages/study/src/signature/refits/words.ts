import type { Signature } from '../schema.ts';
import type { Interval } from './interval.ts';

/** What an interval is, or why there is none. */
export interface IntervalWords {
  readonly level?: number;
  readonly refits?: number;
  readonly words: string;
}

/** What the interval means: it is of the model, and says so. */
export function intervalWords(interval: Interval | string, point: ArrayLike<number>): IntervalWords {
  if (typeof interval === 'string') return { words: `No interval: ${interval}` };
  const { level, refits, ends } = interval;
  if (refits === undefined) {
    return {
      level,
      words: `${100 * level}% interval from the infinitesimal jackknife of the forest's trees: how much it hangs on its training subjects, not what will become of this patient. What the steps before the forest learned is not in it.`,
    };
  }
  const outside = ends.some(({ lower, upper }, at) => point[at]! < lower || point[at]! > upper);
  return {
    level,
    refits,
    words: `${100 * level}% of ${refits} refits on bootstrap resamples of the training subjects lie in the interval: how sure the model is, not what will become of this patient.${outside ? ' The prediction itself lies outside: the model hangs on few of its training subjects.' : ''}`,
  };
}

/** Where intervals of a signature come from, in words. */
export function uncertaintyWords({ uncertainty }: Signature): string {
  if (uncertainty === undefined) return 'none: the signature is of a format that kept no refits.';
  if (uncertainty.kind === 'none') return `none: ${uncertainty.reason}`;
  const percent = `${100 * uncertainty.level}%`;
  return uncertainty.kind === 'jackknife'
    ? `${percent}, infinitesimal jackknife of ${uncertainty.draws.length} trees: how much the forest hangs on its training subjects, not what becomes of a patient`
    : `${percent} of ${uncertainty.refits} refits on bootstrap resamples of the training subjects: how sure the model is, not what becomes of a patient`;
}
