import { withInterval } from './interval-words.ts';
import { dot, link, text } from '@observablehq/plot';
import type { MeasureSummary, PipelineSummary } from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { type Figure, number } from './figure.ts';

/** The main measure of each pipeline with its interval, and its folds. */
export function comparisonFigure(summaries: readonly PipelineSummary[], id: string, word: string): Figure {
  const rows = summaries.flatMap(({ name, measures }) => {
    const found = measures.find((one: MeasureSummary) => one.id === id);
    return found === undefined ? [] : [{ name, ...found }];
  });
  const folds = summaries.flatMap(({ name, results }) =>
    results.filter(({ problem }) => problem === undefined).map(({ score }) => ({ name, score })),
  );
  const marginLeft = Math.max(190, 24 + 7.4 * Math.max(...summaries.map(({ name }) => name.length)));
  return {
    name: 'comparison.svg',
    caption: `${word} of each pipeline with its interval; grey: its test folds.`,
    svg: svgOf(`${word} of each pipeline`, {
      width: 450 + marginLeft,
      height: 80 + 40 * rows.length,
      marginLeft,
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
          text: (d: MeasureSummary) => withInterval(d, number),
        }),
      ],
    }),
  };
}
