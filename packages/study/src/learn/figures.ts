import { areaY, cell, dot, line, link, ruleX, ruleY, text } from '@observablehq/plot';
import type { Frame, MeasureSummary, Outcome, PipelineSummary, Split } from '@rachis/learning';
import { kaplanMeier } from '@rachis/statistics';
import { colours, svgOf } from '../figures/plot.ts';
import {
  calibrationCurve,
  eventProbabilities,
  meanDecisionCurve,
  meanPrecisionRecall,
  meanRoc,
  meanSaid,
  type Point,
  pooledOf,
} from './curves.ts';
import { incidenceFigures } from './incidence-figure.ts';
import { riskGroups } from './risk-groups.ts';

/** A figure with its file's name and its caption. */
export interface Figure {
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

const palette = [colours.blue, colours.red, colours.green, colours.orange, colours.sky, colours.grey];
const colourOf = (at: number) => palette[at % palette.length]!;

/** Names with the colour of their line, above the plot. */
const legend = (names: readonly string[]) =>
  names.map((name, at) =>
    text([name], {
      frameAnchor: 'top-left',
      text: () => `■ ${name}`,
      fill: colourOf(at),
      fontWeight: 'bold',
      dy: -16 * (names.length - at) - 4,
    }),
  );

const square = (names: readonly string[]) => ({
  width: 480,
  height: 440 + 16 * names.length,
  marginTop: 24 + 16 * names.length,
  marginLeft: 56,
  marginBottom: 44,
});

const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

function lines(curves: readonly (readonly Point[])[]) {
  return curves.map((curve, at) => line(curve, { x: 'x', y: 'y', stroke: colourOf(at), strokeWidth: 2 }));
}

const unit = (label: string) => ({ label, domain: [0, 1], grid: true });

function twoClassFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  range: { readonly from: number; readonly to: number },
  event: string,
): Figure[] {
  const shown = summaries
    .map((summary) => ({ summary, repeats: eventProbabilities(frame, pooledOf(summary, splits)) }))
    .filter(({ repeats }) => repeats.length > 0);
  if (shown.length === 0) return [];
  const measure = (summary: PipelineSummary, id: string) => {
    const found = summary.measures.find((one) => one.id === id);
    return found === undefined
      ? ''
      : ` ${number(found.value)} (${number(found.lower)} to ${number(found.upper)})`;
  };
  const names = (id: string, word: string) =>
    shown.map(({ summary }) => `${summary.name}, ${word}${measure(summary, id)}`);
  const plain = shown.map(({ summary }) => summary.name);
  const prevalence =
    shown[0]!.repeats[0]!.events.reduce((sum, one) => sum + one, 0) / shown[0]!.repeats[0]!.events.length;
  const decisions = shown.map(({ repeats }) => meanDecisionCurve(repeats, range));
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
      caption: 'Net benefit by the probability from which on one would act, mean over repeats.',
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

function severalClassFigures(
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  outcome: Extract<Outcome, { codes: Int32Array }>,
): Figure[] {
  return summaries.flatMap((summary, at) => {
    const [first] = pooledOf(summary, splits);
    if (first?.probabilities === undefined) return [];
    const k = outcome.classes.length;
    const counts = outcome.classes.map(() => new Array<number>(k).fill(0));
    first.rows.forEach((row, place) => {
      const own = first.probabilities!.subarray(place * k, (place + 1) * k);
      counts[outcome.codes[row]!]![own.indexOf(Math.max(...own))]!++;
    });
    const cells = counts.flatMap((own, truth) =>
      own.map((count, said) => ({
        truth: outcome.classes[truth]!,
        said: outcome.classes[said]!,
        count,
        share:
          count /
          Math.max(
            1,
            own.reduce((sum, one) => sum + one, 0),
          ),
      })),
    );
    return [
      {
        name: `confusion-${at + 1}.svg`,
        caption: `${summary.name}: true and predicted classes of the first repeat.`,
        svg: svgOf(`Confusion of classes, ${summary.name}`, {
          width: 220 + 90 * k,
          height: 120 + 50 * k,
          marginLeft: 140,
          marginBottom: 60,
          x: { label: 'predicted', domain: [...outcome.classes] },
          y: { label: 'true', domain: [...outcome.classes] },
          color: { scheme: 'blues', domain: [0, 1] },
          marks: [
            cell(cells, { x: 'said', y: 'truth', fill: 'share', inset: 1 }),
            text(cells, {
              x: 'said',
              y: 'truth',
              text: 'count',
              fill: (d: { share: number }) => (d.share > 0.55 ? 'white' : 'black'),
            }),
          ],
        }),
      },
    ];
  });
}

function survivalFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): Figure[] {
  const outcome = frame.outcome as Extract<Outcome, { kind: 'survival' }>;
  if (outcome.events.some((event) => event > 1)) return incidenceFigures(frame, summaries, splits);
  return summaries.flatMap((summary, at) => {
    const groups = riskGroups(frame, summary, splits);
    if (groups.length === 0) return [];
    const curves = groups.map(({ rows }) =>
      kaplanMeier({
        times: rows.map((row) => outcome.times[row]!),
        events: rows.map((row) => (outcome.events[row] === 1 ? 1 : 0)),
      }),
    );
    const stepped = curves.map((curve) => [
      { time: 0, survival: 1, lower: 1, upper: 1 },
      ...Array.from(curve.times, (time, step) => ({
        time,
        survival: curve.survival[step]!,
        lower: curve.lower[step]!,
        upper: curve.upper[step]!,
      })),
    ]);
    const names = groups.map(({ name, rows }) => `${name}, ${rows.length} subjects' rows`);
    const colour = [colours.red, colours.blue];
    return [
      {
        name: `kaplan-meier-${at + 1}.svg`,
        caption: `${summary.name}: Kaplan-Meier curves of those above and below the median predicted risk, each predicted while left out.`,
        svg: svgOf(`Survival by predicted risk, ${summary.name}`, {
          width: 560,
          height: 400,
          marginTop: 56,
          marginLeft: 56,
          marginBottom: 44,
          x: { label: 'time', grid: true },
          y: unit('free of the event'),
          marks: [
            ...stepped.map((steps, group) =>
              areaY(
                steps.filter(({ lower, upper }) => Number.isFinite(lower) && Number.isFinite(upper)),
                {
                  x: 'time',
                  y1: 'lower',
                  y2: 'upper',
                  fill: colour[group]!,
                  fillOpacity: 0.12,
                  curve: 'step-after',
                },
              ),
            ),
            ...stepped.map((steps, group) =>
              line(steps, {
                x: 'time',
                y: 'survival',
                stroke: colour[group]!,
                strokeWidth: 2,
                curve: 'step-after',
              }),
            ),
            ...names.map((name, group) =>
              text([name], {
                frameAnchor: 'top-left',
                text: () => `■ ${name}`,
                fill: colour[group]!,
                fontWeight: 'bold',
                dy: -16 * (names.length - group) - 4,
              }),
            ),
          ],
        }),
      },
    ];
  });
}

function continuousFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): Figure[] {
  const { values } = frame.outcome as Extract<Outcome, { kind: 'continuous' }>;
  return summaries.flatMap((summary, at) => {
    const said = meanSaid(frame, pooledOf(summary, splits), ({ scores }, place) => scores[place]!);
    const rows = Array.from(said.keys()).filter((row) => !Number.isNaN(said[row]!));
    if (rows.length === 0) return [];
    const all = rows.flatMap((row) => [said[row]!, values[row]!]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return [
      {
        name: `observed-${at + 1}.svg`,
        caption: `${summary.name}: observed against predicted values, each predicted while left out, mean over repeats.`,
        svg: svgOf(`Observed and predicted, ${summary.name}`, {
          width: 460,
          height: 440,
          marginLeft: 64,
          marginBottom: 44,
          x: { label: 'predicted', domain: [low, high], grid: true },
          y: { label: 'observed', domain: [low, high], grid: true },
          marks: [
            link([0], { x1: low, y1: low, x2: high, y2: high, stroke: colours.grey, strokeDasharray: '4 3' }),
            dot(rows, {
              x: (row: number) => said[row]!,
              y: (row: number) => values[row]!,
              r: 3,
              fill: colours.blue,
              fillOpacity: 0.7,
            }),
          ],
        }),
      },
    ];
  });
}

/** The main measure of each pipeline with its interval, and its folds. */
export function comparisonFigure(summaries: readonly PipelineSummary[], id: string, word: string): Figure {
  const rows = summaries.flatMap(({ name, measures }) => {
    const found = measures.find((one: MeasureSummary) => one.id === id);
    return found === undefined ? [] : [{ name, ...found }];
  });
  const folds = summaries.flatMap(({ name, results }) =>
    results.filter(({ problem }) => problem === undefined).map(({ score }) => ({ name, score })),
  );
  return {
    name: 'comparison.svg',
    caption: `${word} of each pipeline with its interval; grey: its test folds.`,
    svg: svgOf(`${word} of each pipeline`, {
      width: 640,
      height: 80 + 40 * rows.length,
      marginLeft: 190,
      marginRight: 170,
      marginBottom: 44,
      x: { label: word, grid: true },
      y: { label: null, domain: summaries.map(({ name }) => name) },
      marks: [
        dot(folds, { x: 'score', y: 'name', r: 2, fill: colours.grey, fillOpacity: 0.35 }),
        link(rows, {
          x1: 'lower',
          x2: 'upper',
          y1: 'name',
          y2: 'name',
          stroke: colours.blue,
          strokeWidth: 2.5,
        }),
        dot(rows, { x: 'value', y: 'name', r: 5, fill: colours.blue }),
        text(rows, {
          y: 'name',
          frameAnchor: 'right',
          textAnchor: 'start',
          dx: 12,
          text: (d: MeasureSummary) => `${number(d.value)} (${number(d.lower)} to ${number(d.upper)})`,
        }),
      ],
    }),
  };
}

/** How often columns reached the model, the most frequent. */
function selectionFigures(summaries: readonly PipelineSummary[]): Figure[] {
  return summaries.flatMap(({ name, selection }, at) => {
    // Where every column always stays there is nothing to show.
    if (selection.length === 0 || selection.every(({ share }) => share === 1)) return [];
    const shown = selection.slice(0, 25);
    return [
      {
        name: `selection-${at + 1}.svg`,
        caption: `${name}: share of fits in which a column reached the model, ${shown.length} of ${selection.length} columns.`,
        svg: svgOf(`Selected columns, ${name}`, {
          width: 640,
          height: 60 + 18 * shown.length,
          marginLeft: 320,
          marginBottom: 44,
          x: { label: 'share of fits', domain: [0, 1], grid: true },
          y: { label: null, domain: shown.map(({ column }) => column) },
          marks: [
            ruleX([0]),
            link(shown, {
              x1: 0,
              x2: 'share',
              y1: 'column',
              y2: 'column',
              stroke: colours.sky,
              strokeWidth: 8,
            }),
          ],
        }),
      },
    ];
  });
}

/** Every figure of a validation. */
export function learnFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
  main: { readonly id: string; readonly word: string },
  range: { readonly from: number; readonly to: number },
): Figure[] {
  const outcome = frame.outcome!;
  const own =
    outcome.kind === 'survival'
      ? survivalFigures(frame, summaries, splits)
      : outcome.kind === 'continuous'
        ? continuousFigures(frame, summaries, splits)
        : outcome.classes.length === 2
          ? twoClassFigures(frame, summaries, splits, range, outcome.classes[1]!)
          : severalClassFigures(summaries, splits, outcome);
  return [comparisonFigure(summaries, main.id, main.word), ...own, ...selectionFigures(summaries)];
}
