import type { Random } from '@rachis/statistics';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, refuseCount, refuseTooFew, type Split, strataOf, subjectsOf } from './split.ts';

/** How subjects are drawn. */
export interface BootstrapSettings {
  readonly resamples: number;
  /** Draws as many of each class as there are; off unless told, as the bootstrap's formulas suppose. */
  readonly stratified?: boolean;
}

/** Draws without two classes (or an event) on both sides are drawn again, up to so often. */
const mostDraws = 1000;

/**
 * Bootstrap by subject: as many subjects as there are, drawn with replacement, are for training, with all their rows as
 * often as drawn; those never drawn are the test (out of bag). A draw that leaves training or test without two classes
 * is drawn again. Sources: Efron and Tibshirani 1993; for clustered data Field and Welsh 2007.
 */
export function bootstrap(
  frame: Frame,
  { resamples, stratified = false }: BootstrapSettings,
  random: Random,
): readonly Split[] {
  refuseCount('resamples', resamples, 1);
  const outcome = outcomeOf(frame);
  const subjects = subjectsOf(frame);
  refuseTooFew(outcome, subjects, 2);
  const { codes } = strataOf(outcome);
  // A subject belongs to the stratum of its last class: of two classes, the event.
  const stratumOf = subjects.map(({ rows }) => Math.max(...rows.map((row) => codes[row]!)));
  const pools = stratified
    ? [...new Set(stratumOf)].sort((a, b) => a - b).map((own) => placesOf(stratumOf, own))
    : [subjects.map((_, at) => at)];
  const suits = (rows: readonly number[]) => {
    if (rows.length === 0) return false;
    if (outcome.kind === 'continuous') return true;
    if (outcome.kind === 'survival') return rows.some((row) => outcome.events[row] === 1);
    return new Set(rows.map((row) => outcome.codes[row])).size > 1;
  };
  return Array.from({ length: resamples }, (_, repeat) => {
    const source = random.split('bootstrap', repeat);
    for (let draw = 0; draw < mostDraws; draw++) {
      const drawn = pools.flatMap((pool) => Array.from(source.resample(pool.length), (at) => pool[at]!));
      const inBag = new Set(drawn);
      const training = drawn.flatMap((at) => subjects[at]!.rows);
      const test = subjects.flatMap(({ rows }, at) => (inBag.has(at) ? [] : rows)).sort((a, b) => a - b);
      if (suits(training) && suits(test)) {
        return { name: `resample ${repeat + 1}`, repeat, fold: 0, training, test };
      }
    }
    throw learningError(
      'DATA_UNSUITABLE',
      `None of ${mostDraws} bootstrap draws of ${subjects.length} subjects left two classes on both sides.`,
      { remedy: 'Add subjects of the rarer class, or take cross-validation.' },
    );
  });
}

const placesOf = (list: readonly number[], wanted: number) =>
  list.flatMap((own, at) => (own === wanted ? [at] : []));
