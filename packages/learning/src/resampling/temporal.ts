import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, refuseCount, refuseTooFew, type Split, subjectsOf } from './split.ts';

/** When to cut: at given times, or into so many tests of nearly as many subjects each. */
export type TemporalSettings = { readonly cuts: readonly number[] } | { readonly folds: number };

/** Times that part the subjects into `parts` of nearly the same size; equal times stay together. */
function evenCuts(ascending: readonly number[], parts: number): number[] {
  const cuts: number[] = [];
  for (let part = 1; part < parts; part++) {
    const cut = ascending[Math.round((part * ascending.length) / parts)]!;
    if (cut > (cuts.at(-1) ?? ascending[0]!)) cuts.push(cut);
  }
  return cuts;
}

/**
 * Fits on the past and judges by what follows: for each cut, subjects whose last row is before it are for training, and
 * those whose last row is from it up to the next cut are the test. A subject with rows on both sides of a cut is thus
 * never used to predict what came before. `times` are dates as numbers, one a row.
 */
export function temporal(
  frame: Frame,
  times: ArrayLike<number>,
  settings: TemporalSettings,
): readonly Split[] {
  if (times.length !== frame.rows) throw new RangeError(`${times.length} times for ${frame.rows} rows.`);
  for (let row = 0; row < times.length; row++) {
    if (Number.isFinite(times[row])) continue;
    throw learningError('DATA_UNSUITABLE', `The date of row ${row + 1} is missing.`, {
      row,
      remedy: 'Give the date, or leave the row out.',
    });
  }
  const subjects = subjectsOf(frame);
  const last = subjects.map(({ rows }) => Math.max(...rows.map((row) => times[row]!)));
  const ascending = [...last].sort((a, b) => a - b);
  if ('folds' in settings) refuseCount('folds', settings.folds, 1);
  const wanted = 'folds' in settings ? settings.folds : settings.cuts.length;
  const cuts =
    'folds' in settings ? evenCuts(ascending, settings.folds + 1) : [...settings.cuts].sort((a, b) => a - b);
  if (cuts.length === 0 || cuts.length < wanted) {
    throw learningError(
      'DATA_UNSUITABLE',
      `${subjects.length} subjects with ${new Set(last).size} different dates cannot be cut into ${wanted + 1} periods.`,
      { remedy: 'Ask for fewer folds, or give the cuts.' },
    );
  }
  return cuts.map((cut, fold) => {
    const end = cuts[fold + 1] ?? Infinity;
    const training = subjects.filter((_, at) => last[at]! < cut);
    const test = subjects.filter((_, at) => last[at]! >= cut && last[at]! < end);
    if (training.length === 0 || test.length === 0) {
      throw learningError(
        'DATA_UNSUITABLE',
        `The cut at ${cut} leaves ${training.length} subjects before it and ${test.length} from it to the next.`,
        { remedy: `Cut between ${ascending[0]} and ${ascending.at(-1)}.` },
      );
    }
    refuseTooFew(outcomeOf(frame), training, 1);
    const rowsOf = (own: typeof subjects) => own.flatMap(({ rows }) => rows).sort((a, b) => a - b);
    return { name: `from ${cut}`, repeat: 0, fold, training: rowsOf(training), test: rowsOf(test) };
  });
}
