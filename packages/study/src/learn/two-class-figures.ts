import { withInterval } from './interval-words.ts';
import { areaY, dot, line, link, ruleY, text } from '@observablehq/plot';
import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { calibrationCurve, eventProbabilities, meanPrecisionRecall, meanRoc, pooledOf } from './curves.ts';
import type { DecisionCurve } from './decision-curves.ts';
import { colourOf, type Figure, legend, lines, number, square, unit } from './figure.ts';

/** ROC, precision and recall, calibration and decision curves of two classes. */
export function twoClassFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  curves: readonly DecisionCurve[],
  event: string,
): Figure[] {
  const shown = summaries
    .map((summary) => ({ summary, repeats: eventProbabilities(frame, pooledOf(summary, splits)) }))
    .filter(({ repeats }) => repeats.length > 0);
  if (shown.length === 0) return [];
  const measure = (summary: PipelineSummary, id: string) => {
    const found = summary.measures.find((one) => one.id === id);
    return found === undefined ? '' : ` ${withInterval(found, number)}`;
  };
  const names = (id: string, word: string) =>
    shown.map(({ summary }) => `${summary.name}, ${word}${measure(summary, id)}`);
  const plain = shown.map(({ summary }) => summary.name);
  const prevalence =
    shown[0]!.repeats[0]!.events.reduce((sum, one) => sum + one, 0) / shown[0]!.repeats[0]!.events.length;
  const decisions = shown.map(
    ({ summary }) => curves.find(({ pipeline }) => pipeline === summary.name)!.points,
  );
  const least = Math.min(-0.05, -0.1 * prevalence);
  const aucNames = names('auc', 'AUC');
  const precisionNames = names('average-precision', 'average precision');
  const slopeNames = names('calibration-slope', 'slope');
  return [
    {
      name: 'roc.svg',
      caption: `ROC curves of ${event} on rows that were left out, mean over repeats.`,
      svg: svgOf('ROC curves', {
        ...square(aucNames),
        x: unit('1 - specificity'),
        y: unit('sensitivity'),
        marks: [
          link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: colours.grey, strokeDasharray: '4 3' }),
          ...lines(shown.map(({ repeats }) => meanRoc(repeats))),
          ...legend(aucNames),
        ],
      }),
    },
    {
      name: 'precision-recall.svg',
      caption: `Precision and recall of ${event}; the dashed line is the prevalence, ${number(prevalence)}.`,
      svg: svgOf('Precision and recall', {
        ...square(precisionNames),
        x: unit('recall (sensitivity)'),
        y: unit('precision (positive predictive value)'),
        marks: [
          ruleY([prevalence], { stroke: colours.grey, strokeDasharray: '4 3' }),
          ...lines(shown.map(({ repeats }) => meanPrecisionRecall(repeats))),
          ...legend(precisionNames),
        ],
      }),
    },
    {
      name: 'calibration.svg',
      caption:
        'Observed against predicted risk, smoothed by loess, of the first repeat. On the dashed line predictions are right.',
      svg: svgOf('Calibration', {
        ...square(slopeNames),
        x: unit(`predicted probability of ${event}`),
        y: unit('observed share'),
        marks: [
          link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: colours.grey, strokeDasharray: '4 3' }),
          ...lines(shown.map(({ repeats }) => calibrationCurve(repeats))),
          ...shown.map(({ repeats }, at) =>
            dot(repeats[0]!.probabilities, {
              x: (p: number) => p,
              y: (_: number, row: number) =>
                (repeats[0]!.events[row] === 1 ? 1 : 0) +
                (repeats[0]!.events[row] === 1 ? -0.012 : 0.012) * at,
              r: 1.5,
              fill: colourOf(at),
              fillOpacity: 0.5,
            }),
          ),
          ...legend(slopeNames),
        ],
      }),
    },
    {
      name: 'decision-curve.svg',
      caption:
        'Net benefit by the probability from which on one would act, mean over repeats, with its interval at each threshold.',
      svg: svgOf('Decision curves', {
        ...square([...plain, '', '']),
        x: { label: 'threshold probability', grid: true },
        y: {
          label: 'net benefit',
          domain: [least, Math.max(prevalence, 0.05) * 1.05],
          grid: true,
          clamp: true,
        },
        marks: [
          ruleY([0], { stroke: colours.grey }),
          line(
            decisions[0]!.filter(({ all }) => all >= least),
            { x: 'threshold', y: 'all', stroke: colours.grey, strokeDasharray: '4 3' },
          ),
          ...decisions.map((curve, at) =>
            areaY(curve, { x: 'threshold', y1: 'lower', y2: 'upper', fill: colourOf(at), fillOpacity: 0.12 }),
          ),
          ...decisions.map((curve, at) =>
            line(curve, { x: 'threshold', y: 'model', stroke: colourOf(at), strokeWidth: 2 }),
          ),
          ...legend([...plain]),
          text(['dashed: treat everybody; grey line: treat nobody'], {
            frameAnchor: 'top-left',
            dy: -16 * plain.length - 22,
            fill: 'currentColor',
          }),
        ],
      }),
    },
  ];
}
