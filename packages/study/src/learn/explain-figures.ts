import { dot, link, ruleX, text } from '@observablehq/plot';
import type { ShapSummary } from '@rachis/learning';
import { quantileOfSorted } from '@rachis/statistics';
import { colours, svgOf } from '../figures/plot.ts';
import type { PipelineExplanation } from './explain.ts';
import { effectFigure } from './explain-effect-figure.ts';
import { distinct, groupName, oftenJudged, shortName } from './explain-names.ts';
import { coefficientRows } from './explain-tables.ts';
import type { Figure } from './figure.ts';

const mostRows = 20;

/** Space for the longest name, in pixels at 12 pixels of type. */
const marginFor = (names: readonly string[]) =>
  Math.min(310, 24 + 7.4 * Math.max(...names.map((name) => name.length)));

/** Rows of names on a vertical axis. */
const rowsOf = (names: readonly string[], width = 640) => ({
  width,
  height: 70 + 20 * names.length,
  marginLeft: marginFor(names),
  marginBottom: 44,
  y: { label: null, domain: [...names] },
});

function importanceFigure({ name, criterion, groups }: PipelineExplanation, at: number): Figure[] {
  const shown = oftenJudged(groups).slice(0, mostRows);
  if (shown.length === 0) return [];
  const names = distinct(shown.map(({ columns }) => groupName(columns)));
  const rows = shown.map(({ mean, overSplits }, row) => {
    const spread = Number.isNaN(overSplits) ? 0 : overSplits;
    return { name: names[row]!, mean, low: mean - spread, high: mean + spread };
  });
  return [
    {
      name: `importance-${at}.svg`,
      caption: `${name}: what ${criterion} on left-out rows loses when a group of correlated columns is permuted; mean over splits, with one standard deviation over them.`,
      svg: svgOf(`Permutation importance, ${name}`, {
        ...rowsOf(names),
        x: { label: `loss of ${criterion}`, grid: true },
        marks: [
          ruleX([0]),
          link(rows, { x1: 0, x2: 'mean', y1: 'name', y2: 'name', stroke: colours.sky, strokeWidth: 8 }),
          link(rows, {
            x1: 'low',
            x2: 'high',
            y1: 'name',
            y2: 'name',
            stroke: colours.blue,
            strokeWidth: 1.5,
          }),
          dot(rows, { x: 'mean', y: 'name', r: 3, fill: colours.blue }),
        ],
      }),
    },
  ];
}

function coefficientFigure(
  explanation: PipelineExplanation,
  classes: readonly string[],
  at: number,
): Figure[] {
  const { name, coefficients } = explanation;
  if (coefficients === undefined) return [];
  const shown = coefficientRows(explanation)
    .filter(({ standardised }) => Math.abs(standardised) > 0)
    .slice(0, mostRows);
  if (shown.length === 0) return [];
  const label = ({ column, classCode }: (typeof shown)[number]) =>
    classCode === undefined ? shortName(column) : `${shortName(column, 28)}, ${classes[classCode]}`;
  const names = distinct(shown.map(label));
  const rows = shown.map(({ standardised, mean, deviation, nonzero }, row) => ({
    name: names[row]!,
    standardised,
    low: mean - deviation,
    high: mean + deviation,
    share: `${Math.round(100 * nonzero)}%`,
  }));
  return [
    {
      name: `coefficients-${at}.svg`,
      caption: `${name}: coefficients of the final model for a standard deviation of each column (${coefficients.scale}). Bars: mean and standard deviation over the fits of the splits; right: share of these in which the column has a coefficient.`,
      svg: svgOf(`Coefficients, ${name}`, {
        ...rowsOf(names),
        marginRight: 56,
        x: { label: `${coefficients.scale} by a standard deviation`, grid: true },
        marks: [
          ruleX([0]),
          link(
            rows.filter(({ low }) => Number.isFinite(low)),
            { x1: 'low', x2: 'high', y1: 'name', y2: 'name', stroke: colours.sky, strokeWidth: 6 },
          ),
          dot(rows, { x: 'standardised', y: 'name', r: 4, fill: colours.blue }),
          text(rows, { y: 'name', text: 'share', frameAnchor: 'right', textAnchor: 'start', dx: 10 }),
        ],
      }),
    },
  ];
}

/** From blue for the lowest value of a column over grey to red for its highest. */
function colourAt(share: number): string {
  if (Number.isNaN(share)) return colours.grey;
  const [from, to] =
    share < 0.5
      ? [
          [0, 114, 178],
          [150, 140, 150],
        ]
      : [
          [150, 140, 150],
          [213, 94, 0],
        ];
  const part = share < 0.5 ? 2 * share : 2 * share - 1;
  const mixed = from!.map((value, channel) => Math.round(value + part * (to![channel]! - value)));
  return `rgb(${mixed.join(',')})`;
}

/** The share of known values below each one, ties at the middle; NaN where unknown. */
function shares(values: readonly number[]): number[] {
  const ascending = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    if (ascending.length < 2) return 0.5;
    const low = ascending.indexOf(value);
    const high = ascending.lastIndexOf(value);
    return (low + high) / 2 / (ascending.length - 1);
  });
}

/** Places beside a row's line such that points of about the same value lie beside each other. */
function swarm(values: readonly number[], span: number): number[] {
  const bins = new Map<number, number>();
  const counts = values.map((value) => {
    const bin = Math.round((110 * value) / (span || 1));
    const count = bins.get(bin) ?? 0;
    bins.set(bin, count + 1);
    return count;
  });
  const most = Math.max(...bins.values());
  const step = Math.min(0.1, 0.8 / Math.max(1, most));
  return counts.map((count) => (count % 2 === 0 ? 1 : -1) * Math.ceil(count / 2) * step);
}

function swarmFigure(
  name: string,
  shap: ShapSummary,
  output: ShapSummary['outputs'][number],
  of: string,
  file: string,
): Figure {
  const count = shap.columns.length;
  const order = Array.from(output.meanAbsolute.keys())
    .filter((at) => output.meanAbsolute[at]! > 0)
    .sort((a, b) => output.meanAbsolute[b]! - output.meanAbsolute[a]!)
    .slice(0, 15);
  const names = distinct(order.map((at) => shortName(shap.columns[at]!)));
  const taken = (from: Float64Array, at: number) => shap.rows.map((_, row) => from[row * count + at]!);
  const all = order.map((at) => taken(output.values, at));
  const extremes = all.flat();
  // A few rows far out would leave no room for the others.
  const sizes = Float64Array.from(extremes, Math.abs).sort();
  const limit = Math.max(3 * quantileOfSorted(sizes, 0.99), 1e-12);
  const beyond = sizes.filter((size) => size > limit).length;
  const inside = extremes.map((value) => Math.max(-limit, Math.min(limit, value)));
  const span =
    inside.reduce((top, v) => Math.max(top, v), -Infinity) -
    inside.reduce((low, v) => Math.min(low, v), Infinity);
  const points = order.flatMap((at, place) => {
    const values = all[place]!.map((value) => Math.max(-limit, Math.min(limit, value)));
    const offsets = swarm(values, span);
    const ranks = shares(taken(shap.x, at));
    return values.map((value, row) => ({
      value,
      y: place + offsets[row]!,
      fill: colourAt(ranks[row]!),
    }));
  });
  return {
    name: file,
    caption: `${name}${of}: SHAP values (${shap.scale}), each row's by the model that it was left out of, first repeat. Columns by mean |SHAP|.${beyond === 0 ? '' : ` ${beyond} of ${sizes.length} values lie beyond the axis and are drawn at its end.`}`,
    svg: svgOf(`SHAP values, ${name}${of}`, {
      width: 640,
      height: 90 + 26 * order.length,
      marginLeft: marginFor(names),
      marginTop: 40,
      marginBottom: 44,
      x: { label: `SHAP value (${shap.scale})`, grid: true },
      y: { axis: null, domain: [-0.6, order.length - 0.4], reverse: true },
      marks: [
        ruleX([0]),
        dot(points, { x: 'value', y: 'y', r: 2.2, fill: 'fill', fillOpacity: 0.85 }),
        text(names, {
          y: (_: string, place: number) => place,
          text: (label: string) => label,
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -8,
        }),
        text(['■ low value'], { frameAnchor: 'top-left', dy: -24, fill: colourAt(0), fontWeight: 'bold' }),
        text(['■ high value'], {
          frameAnchor: 'top-left',
          dx: 90,
          dy: -24,
          fill: colourAt(1),
          fontWeight: 'bold',
        }),
      ],
    }),
  };
}

function shapFigures({ name, shap }: PipelineExplanation, classes: readonly string[], at: number): Figure[] {
  if (shap === undefined) return [];
  return shap.outputs.slice(0, 6).flatMap((output, k) => {
    if (!output.meanAbsolute.some((value) => value > 0)) return [];
    const of = output.classCode === undefined ? '' : `, ${classes[output.classCode]}`;
    const file = shap.outputs.length === 1 ? `shap-${at}.svg` : `shap-${at}-${k + 1}.svg`;
    return [swarmFigure(name, shap, output, of, file)];
  });
}

/** Figures of what one pipeline uses; `at` counts pipelines from 1. */
export function explanationFigures(
  explanation: PipelineExplanation,
  classes: readonly string[],
  at: number,
): Figure[] {
  return [
    ...importanceFigure(explanation, at),
    ...coefficientFigure(explanation, classes, at),
    ...shapFigures(explanation, classes, at),
    ...explanation.effects.map((effect, k) =>
      effectFigure(explanation.name, effect, `effect-${at}-${k + 1}.svg`),
    ),
  ];
}
