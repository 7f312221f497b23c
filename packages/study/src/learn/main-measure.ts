import type { Outcome } from '@rachis/learning';

/** The measure that a reader looks at first, with a word for it. */
export interface MainMeasure {
  readonly id: string;
  readonly word: string;
}

/** The main measure of an outcome. */
export function mainMeasure(outcome: Outcome): MainMeasure {
  if (outcome.kind === 'survival') return { id: 'concordance', word: "Harrell's concordance" };
  if (outcome.kind === 'continuous') return { id: 'r2', word: 'R squared' };
  return outcome.kind === 'ordinal'
    ? { id: 'ordinal-concordance', word: 'Concordance' }
    : { id: 'auc', word: 'AUC' };
}
