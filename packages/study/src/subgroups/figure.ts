import { dot, link, ruleX, text } from '@observablehq/plot';
import type { MeasureSummary, SubgroupResult } from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { type Figure, number } from '../learn/figure.ts';
import { withInterval } from '../learn/interval-words.ts';

/** A forest of one measure of a pipeline: a line a subgroup, all rows at the top. */
export function forestFigure(
  pipeline: string,
  measure: { readonly id: string; readonly word: string },
  overall: MeasureSummary,
  results: readonly SubgroupResult[],
  name: string,
): Figure | undefined {
  const rows = [
    { label: 'All', level: '', rows: NaN, ...overall, all: true, words: withInterval(overall, number) },
    ...results.flatMap(({ name: column, tests }) => {
      const test = tests.find((one) => one.measure === measure.id);
      return (test?.subgroups ?? []).map((one) => ({
        label: `${column}: ${one.level} (${one.rows})`,
        ...one,
        all: false,
        words: Number.isNaN(one.lower) ? (one.reason ?? 'n/a') : withInterval(one, number),
      }));
    }),
  ];
  if (rows.length === 1) return undefined;
  const drawn = rows.filter(({ lower }) => Number.isFinite(lower));
  const marginLeft = Math.max(190, 24 + 7.4 * Math.max(...rows.map(({ label }) => label.length)));
  const longest = Math.max(...rows.map(({ words }) => words.length));
  const marginRight = 40 + 7.2 * longest;
  return {
    name,
    caption: `${pipeline}: ${measure.word} in subgroups of left-out rows, with intervals (number of rows); the dashed line is that of all.`,
    svg: svgOf(`${measure.word} in subgroups, ${pipeline}`, {
      width: 360 + marginLeft + marginRight,
      height: 70 + 26 * rows.length,
      marginLeft,
      marginRight,
      marginBottom: 44,
      x: { label: measure.word, grid: true },
      y: { label: null, domain: rows.map(({ label }) => label) },
      marks: [
        ruleX([overall.value], { stroke: colours.grey, strokeDasharray: '4 3' }),
        link(drawn, {
          x1: 'lower',
          x2: 'upper',
          y1: 'label',
          y2: 'label',
          stroke: colours.blue,
          strokeWidth: 2.5,
        }),
        dot(drawn, { x: 'value', y: 'label', r: 5, fill: colours.blue }),
        text(rows, { y: 'label', frameAnchor: 'right', textAnchor: 'start', dx: 12, text: 'words' }),
      ],
    }),
  };
}
