import { learningError } from '../../../error.ts';
import type { NestedFit, NestedModels } from './nested-models.ts';

/** How a stepwise search goes. */
export interface StepwiseRule {
  readonly direction: 'forward' | 'backward' | 'both';
  /** What it begins with. */
  readonly start: 'none' | 'all';
  readonly criterion: 'aic' | 'bic';
}

/** Differences below this are rounding: the first of equal steps is taken, and none rather than one. */
const equal = 1e-9;

/**
 * The longest list of columns from the front of `ranking` that have a finite fit together, of those that have one by
 * themselves. More columns never make a
 * likelihood's maximum finite again, so halving the range finds it.
 */
function largestStart(models: NestedModels, ranking: readonly number[]): NestedFit {
  let fits = models.fit([]);
  if (fits === undefined) {
    throw learningError(
      'DATA_UNSUITABLE',
      'The outcome is the same in all training rows; stepwise models have no fit.',
      {
        remedy: 'Check the column of the outcome, or add subjects.',
      },
    );
  }
  // A column that tells the outcomes apart by itself would leave no room for those after it.
  const usable = models.independent(ranking).filter((j) => models.fit([j]) !== undefined);
  const ofFirst = (count: number) => models.fit(usable.slice(0, count).sort((a, b) => a - b));
  let enough = 0;
  let tooMany = usable.length + 1;
  while (tooMany - enough > 1) {
    // All at once first: mostly they can be fitted.
    const count = tooMany > usable.length && enough === 0 ? usable.length : (enough + tooMany) >> 1;
    const fit = ofFirst(count);
    if (fit === undefined) tooMany = count;
    else {
      enough = count;
      fits = fit;
    }
  }
  return fits;
}

/**
 * Adds or drops a column at a time, that which lowers deviance + k x columns most, until none does; k is 2 for AIC,
 * the logarithm of the rows (events) for BIC. A column whose model has no finite fit is not added. A search that begins
 * with all begins with as many of the strongest (`ranking`) as have a finite fit. The search is that of R's `step`.
 */
export function stepwiseSearch(
  models: NestedModels,
  { direction, start, criterion }: StepwiseRule,
  ranking: readonly number[],
): readonly number[] {
  const price = criterion === 'aic' ? 2 : Math.log(models.size);
  const criterionOf = ({ deviance, columns }: NestedFit) => deviance + price * columns.length;
  let at = largestStart(models, start === 'all' ? ranking : []);
  for (;;) {
    const { columns } = at;
    const drops = direction === 'forward' ? [] : columns.map((own) => columns.filter((j) => j !== own));
    const inside = new Set(columns);
    const adds =
      direction === 'backward'
        ? []
        : Array.from({ length: models.columns }, (_, j) => j).flatMap((j) =>
            inside.has(j) ? [] : [[...columns, j]],
          );
    let best = at;
    for (const candidate of [...drops, ...adds]) {
      const fit = models.fit(candidate, at);
      if (fit !== undefined && criterionOf(fit) < criterionOf(best) - equal) best = fit;
    }
    if (best === at) return columns;
    at = best;
  }
}
