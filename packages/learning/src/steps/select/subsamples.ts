import type { Random } from '@rachis/statistics';
import type { Outcome } from '../../contract.ts';
import { learningError } from '../../error.ts';
import type { Frame } from '../../frame/frame.ts';
import { subjectsOf } from '../../resampling/split.ts';

/** Halves without what a model needs are drawn again, up to so often. */
const mostDraws = 1000;

/** Whether a model can be fitted on these rows: two classes, or an event. */
function suits(outcome: Outcome, rows: readonly number[]): boolean {
  switch (outcome.kind) {
    case 'continuous':
      return rows.some((row) => outcome.values[row] !== outcome.values[rows[0]]);
    case 'survival':
      return rows.some((row) => outcome.events[row] === 1);
    default:
      return new Set(rows.map((row) => outcome.codes[row])).size > 1;
  }
}

/**
 * Random halves of the subjects, rounded down, each with all its rows in ascending order. With `pairs`, every second
 * one is of subjects that the one before left out. A half without two classes (or an event) is drawn again; with
 * pairs, both are. `DATA_UNSUITABLE` where that does not end.
 */
export function halves(
  frame: Frame,
  outcome: Outcome,
  count: number,
  pairs: boolean,
  random: Random,
): readonly (readonly number[])[] {
  const subjects = subjectsOf(frame);
  const size = Math.floor(subjects.length / 2);
  const rowsOf = (places: Uint32Array) =>
    Array.from(places)
      .flatMap((at) => subjects[at].rows)
      .sort((a, b) => a - b);
  const draw = (source: Random): number[][] => {
    for (let attempt = 0; attempt < mostDraws; attempt++) {
      const places = source.sample(subjects.length, pairs ? 2 * size : size);
      const parts = [rowsOf(places.subarray(0, size)), ...(pairs ? [rowsOf(places.subarray(size))] : [])];
      if (parts.every((rows) => rows.length > 1 && suits(outcome, rows))) return parts;
    }
    throw learningError(
      'DATA_UNSUITABLE',
      `None of ${mostDraws} random halves of ${subjects.length} subjects had ${
        outcome.kind === 'survival' ? 'an event' : 'two different outcomes'
      }.`,
      { remedy: 'Add subjects of the rarer outcome, or take another selection.' },
    );
  };
  const draws = pairs ? Math.ceil(count / 2) : count;
  return Array.from({ length: draws }, (_, at) => draw(random.split('half', at))).flat();
}
