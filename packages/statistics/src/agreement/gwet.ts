import { tCritical } from '../distributions/student-t.ts';
import { checkLevel, type Estimate, unavailable } from '../estimate.ts';
import { categoriesOf, type Rating } from './kappa.ts';

/** Gwet's AC1 and what it is made of. */
export interface GwetAgreement extends Estimate {
  readonly observed: number;
  readonly expected: number;
  readonly standardError: number;
  readonly subjects: number;
}

/**
 * Gwet's AC1 of two or more readers (a row a subject, a column a reader, null where not rated): agreement beyond
 * chance that does not collapse where one category is rare. Interval by t with n - 1 degrees, cut to [-1, 1].
 * Source: Gwet 2008; with missing ratings Gwet 2014, chapter 5.
 */
export function gwetAgreement(
  ratings: readonly (readonly Rating[])[],
  {
    level = 0.95,
    categories = categoriesOf(...ratings),
  }: { readonly level?: number; readonly categories?: readonly (string | number)[] } = {},
): GwetAgreement {
  checkLevel(level);
  const index = new Map(categories.map((category, i) => [category, i]));
  const q = categories.length;
  const none = (reason: string): GwetAgreement => ({
    ...unavailable(reason),
    observed: NaN,
    expected: NaN,
    standardError: NaN,
    subjects: ratings.length,
  });
  const counts = ratings
    .map((row) => {
      const perCategory = new Float64Array(q);
      for (const rating of row) {
        if (rating === null) continue;
        const category = index.get(rating);
        if (category === undefined) throw new RangeError(`${rating} is not among the categories.`);
        perCategory[category]!++;
      }
      return { perCategory, readers: perCategory.reduce((sum, count) => sum + count, 0) };
    })
    .filter(({ readers }) => readers > 0);
  const n = counts.length;
  const rated = counts.filter(({ readers }) => readers > 1).length;
  if (q < 2) return none('Only one category: agreement by chance is complete.');
  if (rated < 1) return none('No subject was rated by two readers.');
  const prevalence = new Float64Array(q);
  for (const { perCategory, readers } of counts) {
    for (let k = 0; k < q; k++) prevalence[k]! += perCategory[k]! / readers / n;
  }
  const expected = prevalence.reduce((sum, share) => sum + share * (1 - share), 0) / (q - 1);
  const agreementOf = ({ perCategory, readers }: (typeof counts)[number]) =>
    readers < 2
      ? 0
      : perCategory.reduce((sum, count) => sum + count * (count - 1), 0) / (readers * (readers - 1));
  const observed = counts.reduce((sum, one) => sum + agreementOf(one), 0) / rated;
  const value = (observed - expected) / (1 - expected);
  let sum = 0;
  for (const one of counts) {
    const chance =
      one.perCategory.reduce((total, count, k) => total + (count / one.readers) * (1 - prevalence[k]!), 0) /
      (q - 1);
    const scaled = one.readers > 1 ? (n / rated) * (agreementOf(one) - expected) : 0;
    const own = scaled / (1 - expected) - (2 * (1 - value) * (chance - expected)) / (1 - expected);
    sum += (own - value) ** 2;
  }
  const standardError = Math.sqrt(sum / (n * (n - 1)));
  const t = n > 1 ? tCritical(level, n - 1) : NaN;
  return {
    value,
    lower: Math.max(-1, value - t * standardError),
    upper: Math.min(1, value + t * standardError),
    observed,
    expected,
    standardError,
    subjects: n,
  };
}
