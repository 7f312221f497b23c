import { createRandom } from '@rachis/statistics';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';
import { bootstrap } from '../resampling/bootstrap.ts';
import { leaveOneSiteOut } from '../resampling/by-site.ts';
import { crossValidation, heldOut } from '../resampling/folds.ts';
import type { Split } from '../resampling/split.ts';
import { temporal } from '../resampling/temporal.ts';
import type { ValidationPlan } from './plan.ts';

/** Every row once for training: the fit that apparent measures are of. Its fold is -1. */
const apparentSplit = (rows: number): Split => ({
  name: 'all rows',
  repeat: 0,
  fold: -1,
  training: Array.from({ length: rows }, (_, row) => row),
  test: Array.from({ length: rows }, (_, row) => row),
});

/** The outer splits of a plan; the same in every worker. `dates` are needed by temporal splits, one a row. */
export function outerSplits(
  frame: Frame,
  { outer, seed }: Pick<ValidationPlan, 'outer' | 'seed'>,
  dates?: ArrayLike<number>,
): readonly Split[] {
  const random = createRandom(seed).split('outer');
  switch (outer.kind) {
    case 'folds':
      return crossValidation(frame, outer, random);
    case 'held-out':
      return [heldOut(frame, outer, random)];
    case 'by-site':
      return leaveOneSiteOut(frame);
    case 'bootstrap':
      return [...bootstrap(frame, outer, random), apparentSplit(frame.rows)];
    case 'temporal':
      if (dates === undefined) {
        throw learningError('SETTINGS_INVALID', 'A temporal validation needs a date for each row.', {
          remedy: 'Name the column of dates.',
        });
      }
      return temporal(frame, dates, outer);
  }
}
