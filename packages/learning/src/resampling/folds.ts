import type { Random } from '@rachis/statistics';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { dealSubjects } from './deal.ts';
import {
  outcomeOf,
  refuseCount,
  refuseTooFew,
  type Split,
  type Strata,
  type Subject,
  strataOf,
  subjectsOf,
} from './split.ts';

/** How rows are spread over folds. */
export interface FoldSettings {
  readonly folds: number;
  readonly repeats?: number;
  /** Spreads classes, events or values evenly over folds; on unless told. */
  readonly stratified?: boolean;
}

/** One stratum for all. */
const unstratified = ({ rows }: Frame): Strata => ({ names: ['all'], codes: new Int32Array(rows) });

/**
 * Repeated k-fold cross-validation. A subject's rows stay together, always; folds are stratified by the outcome unless
 * told. Every row is tested once a repeat. `DATA_UNSUITABLE` for one class, for fewer subjects than folds, and for a
 * class or event that fewer subjects have than there are folds.
 */
export function crossValidation(
  frame: Frame,
  { folds, repeats = 1, stratified = true }: FoldSettings,
  random: Random,
): readonly Split[] {
  refuseCount('folds', folds, 2);
  refuseCount('repeats', repeats, 1);
  const outcome = outcomeOf(frame);
  const subjects = subjectsOf(frame);
  refuseTooFew(outcome, subjects, folds);
  const strata = stratified ? strataOf(outcome) : unstratified(frame);
  return Array.from({ length: repeats }, (_, repeat) => {
    const part = dealSubjects(subjects, strata, folds, random.split('folds', repeat));
    const foldOf = new Int32Array(frame.rows);
    subjects.forEach(({ rows }, at) => {
      for (const row of rows) foldOf[row] = part[at]!;
    });
    return Array.from({ length: folds }, (_fold, fold) => ({
      name: repeats === 1 ? `fold ${fold + 1}` : `repeat ${repeat + 1}, fold ${fold + 1}`,
      repeat,
      fold,
      ...sides(foldOf, fold),
    }));
  }).flat();
}

/** Rows that are in a part, and the others. */
function sides(partOf: Int32Array, part: number): Pick<Split, 'training' | 'test'> {
  const training: number[] = [];
  const test: number[] = [];
  partOf.forEach((own, row) => {
    (own === part ? test : training).push(row);
  });
  return { training, test };
}

/**
 * Holds out a share of the subjects, stratified by the outcome: one split. The share is met as nearly as subjects
 * with several rows allow.
 */
export function heldOut(frame: Frame, { share }: { readonly share: number }, random: Random): Split {
  if (!(share > 0 && share < 1)) {
    throw learningError('SETTINGS_INVALID', `"share" is ${share}, and must be between 0 and 1.`, {
      remedy: 'Set it to the part to hold out, such as 0.3.',
    });
  }
  const outcome = outcomeOf(frame);
  const subjects = subjectsOf(frame);
  refuseTooFew(outcome, subjects, 2);
  const { codes, names } = strataOf(outcome);
  const source = random.split('held-out');
  const test = new Set<number>();
  // A subject counts in its rarest stratum, so that the few events are shared out first.
  const counts = names.map((_, code) => codes.filter((own) => own === code).length);
  const rarest = ({ rows }: Subject) =>
    rows.map((row) => codes[row]!).reduce((least, own) => (counts[own]! < counts[least]! ? own : least));
  for (let code = 0; code < names.length; code++) {
    const own = source.shuffle(subjects.filter((subject) => rarest(subject) === code));
    for (const { rows } of partOfRows(own, share)) for (const row of rows) test.add(row);
  }
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  return {
    name: 'held out',
    repeat: 0,
    fold: 0,
    training: all.filter((row) => !test.has(row)),
    test: all.filter((row) => test.has(row)),
  };
}

/** Subjects from the front whose rows come nearest to a share; of two or more, at least one on each side. */
function partOfRows(subjects: readonly Subject[], share: number): readonly Subject[] {
  const whole = subjects.reduce((sum, { rows }) => sum + rows.length, 0);
  let taken = 0;
  let count = 0;
  while (count < subjects.length) {
    const after = taken + subjects[count]!.rows.length;
    if (Math.abs(after - share * whole) >= Math.abs(taken - share * whole)) break;
    taken = after;
    count++;
  }
  if (subjects.length > 1) count = Math.min(Math.max(count, 1), subjects.length - 1);
  return subjects.slice(0, count);
}
