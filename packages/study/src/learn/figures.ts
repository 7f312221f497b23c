import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { comparisonFigure } from './comparison-figure.ts';
import { continuousFigures } from './continuous-figures.ts';
import type { DecisionCurve } from './decision-curves.ts';
import type { Figure } from './figure.ts';
import { selectionFigures } from './selection-figures.ts';
import { severalClassFigures } from './several-class-figures.ts';
import { survivalFigures } from './survival-figures.ts';
import { twoClassFigures } from './two-class-figures.ts';

/** Every figure of a validation. */
export function learnFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  main: { readonly id: string; readonly word: string },
  decisions: readonly DecisionCurve[],
): Figure[] {
  const outcome = frame.outcome!;
  const own =
    outcome.kind === 'survival'
      ? survivalFigures(frame, summaries, splits)
      : outcome.kind === 'continuous'
        ? continuousFigures(frame, summaries, splits)
        : outcome.classes.length === 2
          ? twoClassFigures(frame, summaries, splits, decisions, outcome.classes[1]!)
          : severalClassFigures(summaries, splits, outcome);
  return [comparisonFigure(summaries, main.id, main.word), ...own, ...selectionFigures(summaries)];
}
