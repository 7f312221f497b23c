import { normalCritical } from '../distributions/normal.ts';
import { StatisticsError } from '../error.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';

/** How far apart two categories count: all alike, by their distance, or by its square. */
export type KappaWeights = 'unweighted' | 'linear' | 'quadratic';

/** Cohen's kappa and what it is made of. */
export interface Kappa extends Estimate {
  /** Share of (weighted) agreement seen. */
  readonly observed: number;
  /** Share of (weighted) agreement expected by chance. */
  readonly expected: number;
  readonly standardError: number;
  readonly subjects: number;
  readonly dropped: number;
}

/** A category, or null where the reader gave none. */
export type Rating = string | number | null;

/** What kappa needs to know. */
export interface KappaOptions {
  readonly weights?: KappaWeights;
  readonly level?: number;
  /** Categories in their order; needed for weights unless they are numbers. */
  readonly categories?: readonly (string | number)[];
}

function weightOf(kind: KappaWeights, i: number, j: number, categories: number): number {
  if (kind === 'unweighted') return i === j ? 1 : 0;
  const distance = Math.abs(i - j) / (categories - 1);
  return kind === 'linear' ? 1 - distance : 1 - distance ** 2;
}

/** The categories that occur, in numeric or alphabetic order. */
export function categoriesOf(...lists: readonly ArrayLike<Rating>[]): (string | number)[] {
  const all = new Set<string | number>();
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) if (list[i] !== null) all.add(list[i]!);
  }
  return [...all].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

const allNumbers = (list: ArrayLike<Rating>) =>
  Array.from(list).every((rating) => rating === null || typeof rating === 'number');

/**
 * Cohen's kappa of two readers, or weighted kappa, with the interval of its large-sample variance cut to [-1, 1].
 * Subjects that one reader did not rate (null) are left out. Categories outside `categories` are a mistake.
 * Sources: Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969.
 */
export function cohenKappa(
  first: ArrayLike<Rating>,
  second: ArrayLike<Rating>,
  { weights = 'unweighted', level = 0.95, categories }: KappaOptions = {},
): Kappa {
  checkLevel(level);
  if (weights !== 'unweighted' && categories === undefined && ![first, second].every(allNumbers)) {
    throw new StatisticsError('ARGUMENT_INVALID', 'Weighted kappa needs its categories in order.', {
      remedy: 'Name them from lowest to highest; the alphabet is no order of grades.',
    });
  }
  const used = categories ?? categoriesOf(first, second);
  if (first.length !== second.length) {
    throw new RangeError(`Both readers need a rating a subject, not ${first.length} and ${second.length}.`);
  }
  const count = used.length;
  const index = new Map(used.map((category, i) => [category, i]));
  const table = new Float64Array(count * count);
  let n = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] === null || second[i] === null) continue;
    const row = index.get(first[i]!);
    const column = index.get(second[i]!);
    if (row === undefined || column === undefined) {
      throw new RangeError(`${String(first[i])} or ${String(second[i])} is not among the categories.`);
    }
    table[row * count + column]!++;
    n++;
  }
  const dropped = first.length - n;
  const none = (reason: string): Kappa => ({
    ...unavailable(reason),
    observed: NaN,
    expected: NaN,
    standardError: NaN,
    subjects: n,
    dropped,
  });
  if (n === 0) return none('No subject was rated by both readers.');
  if (count < 2) return none('Only one category: agreement by chance is complete.');
  const rows = new Float64Array(count);
  const columns = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const share = table[i * count + j]! / n;
      table[i * count + j] = share;
      rows[i]! += share;
      columns[j]! += share;
    }
  }
  const rowWeights = new Float64Array(count);
  const columnWeights = new Float64Array(count);
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const weight = weightOf(weights, i, j, count);
      observed += weight * table[i * count + j]!;
      expected += weight * rows[i]! * columns[j]!;
      rowWeights[i]! += weight * columns[j]!;
      columnWeights[j]! += weight * rows[i]!;
    }
  }
  if (1 - expected < 1e-15) return none('Both readers always chose the same category.');
  const value = (observed - expected) / (1 - expected);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const weight = weightOf(weights, i, j, count);
      sum +=
        table[i * count + j]! *
        (weight * (1 - expected) - (rowWeights[i]! + columnWeights[j]!) * (1 - observed)) ** 2;
    }
  }
  const spread = (sum - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4);
  const standardError = Math.sqrt(Math.max(0, spread));
  const z = normalCritical(level);
  return {
    value,
    lower: Math.max(-1, value - z * standardError),
    upper: Math.min(1, value + z * standardError),
    observed,
    expected,
    standardError,
    subjects: n,
    dropped,
  };
}
