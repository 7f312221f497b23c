import type { Outcome } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';

/** Rows to fit on and rows to judge by. No subject has rows on both sides. */
export interface Split {
  /** What the test rows are: `repeat 1, fold 3`, `site north`. */
  readonly name: string;
  /** From 0. */
  readonly repeat: number;
  readonly fold: number;
  /** Row numbers; after a bootstrap a row may come more than once. */
  readonly training: readonly number[];
  readonly test: readonly number[];
}

/** A subject with its rows. */
export interface Subject {
  readonly group: number;
  readonly rows: readonly number[];
}

/** Subjects in the order of their first row. */
export function subjectsOf({ groups }: Pick<Frame, 'groups'>): Subject[] {
  const rows = new Map<number, number[]>();
  groups.forEach((group, row) => {
    const own = rows.get(group);
    if (own === undefined) rows.set(group, [row]);
    else own.push(row);
  });
  return Array.from(rows, ([group, own]) => ({ group, rows: own }));
}

/** What is spread evenly over folds: classes, events, or quarters of the values. */
export interface Strata {
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** Strata of an outcome: its classes; censored, event and competing events; quarters of the values of numbers. */
export function strataOf(outcome: Outcome): Strata {
  switch (outcome.kind) {
    case 'continuous': {
      const ascending = Array.from(outcome.values, (_, row) => row).sort(
        (a, b) => outcome.values[a]! - outcome.values[b]! || a - b,
      );
      const codes = new Int32Array(ascending.length);
      ascending.forEach((row, at) => {
        codes[row] = Math.floor((4 * at) / ascending.length);
      });
      return { names: ['lowest quarter', 'second quarter', 'third quarter', 'highest quarter'], codes };
    }
    case 'survival': {
      const most = outcome.events.reduce((greatest, event) => Math.max(greatest, event), 1);
      const names = Array.from({ length: most + 1 }, (_, event) =>
        event === 0 ? 'censored' : event === 1 ? 'event' : `competing event ${event}`,
      );
      return { names, codes: Int32Array.from(outcome.events) };
    }
    default:
      return { names: outcome.classes, codes: outcome.codes };
  }
}

/** Subjects with at least one row in each stratum. */
export function subjectsByStratum({ names, codes }: Strata, subjects: readonly Subject[]): number[] {
  const counts = names.map(() => 0);
  for (const { rows } of subjects) {
    for (const code of new Set(rows.map((row) => codes[row]!))) counts[code]!++;
  }
  return counts;
}

/**
 * Refuses an outcome that cannot be spread over `parts`: of one class, or with a class (an event) that fewer subjects
 * have than there are parts.
 */
export function refuseTooFew(outcome: Outcome, subjects: readonly Subject[], parts: number): void {
  if (subjects.length < parts) {
    throw learningError(
      'DATA_UNSUITABLE',
      subjects.length === 1
        ? `One subject cannot be spread over ${parts} folds.`
        : `${subjects.length} subjects cannot be spread over ${parts} folds.`,
      {
        remedy:
          subjects.length < 2
            ? 'Folds need at least two subjects: add some, and check that the column of subjects tells them apart.'
            : `Take at most ${subjects.length} folds, or add subjects.`,
      },
    );
  }
  if (outcome.kind === 'continuous') return;
  const strata = strataOf(outcome);
  const counts = subjectsByStratum(strata, subjects);
  if (outcome.kind === 'survival') {
    if (counts[1]! === 0) {
      throw learningError('DATA_UNSUITABLE', `None of the ${subjects.length} subjects has the event.`, {
        remedy: 'Check the column of events (1 is the event), or follow the subjects longer.',
      });
    }
    refuseScarce('the event', counts[1]!, parts);
    return;
  }
  const present = counts.flatMap((count, code) => (count > 0 ? [code] : []));
  if (present.length < 2) {
    const [only] = present;
    throw learningError(
      'DATA_UNSUITABLE',
      `All ${subjects.length} subjects are of the class ${only === undefined ? '(none)' : strata.names[only]}; a model needs two.`,
      { remedy: 'Check the column of the outcome, or add subjects of the other class.' },
    );
  }
  for (const code of present) refuseScarce(`the class ${strata.names[code]}`, counts[code]!, parts);
}

function refuseScarce(what: string, count: number, parts: number): void {
  if (count >= parts) return;
  throw learningError(
    'DATA_UNSUITABLE',
    `${count} ${count === 1 ? 'subject has' : 'subjects have'} ${what}, too few for ${parts} folds: some would have none.`,
    {
      remedy:
        count < 2
          ? 'Add such subjects, or merge the class with another.'
          : `Take at most ${count} folds, or add such subjects.`,
    },
  );
}

/** The outcome of rows to split; that they have none is a mistake of the caller. */
export function outcomeOf(frame: Frame): Outcome {
  if (frame.outcome === undefined) throw new RangeError('Rows without an outcome cannot be split.');
  return frame.outcome;
}

/** A whole number of at least `least`, or an error that names the setting. */
export function refuseCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw learningError(
    'SETTINGS_INVALID',
    `"${name}" is ${value}, and must be a whole number from ${least}.`,
    {
      remedy: `Set it to ${least} or more.`,
    },
  );
}
