import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { meanSaid, pooledOf } from './curves.ts';
import type { Said } from './result.ts';

/**
 * What a pipeline said of each row while it was left out: the probability of the event of two classes, else its score. None
 * of classes without an order, where no row is the most of anything.
 */
export function saidOf(
  frame: Frame,
  summary: PipelineSummary,
  splits: readonly Split[],
  label: (row: number) => string,
): Said[] {
  const outcome = frame.outcome!;
  if (outcome.kind === 'classes' && outcome.classes.length > 2) return [];
  const means = meanSaid(frame, pooledOf(summary, splits), ({ scores, probabilities }, place) =>
    outcome.kind === 'classes' && probabilities !== undefined
      ? probabilities[2 * place + 1]!
      : scores[place]!,
  );
  return [...means].flatMap((value, row) => (Number.isNaN(value) ? [] : [{ label: label(row), value }]));
}
