import { link, ruleX } from '@observablehq/plot';
import type { PipelineSummary } from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { shortName } from './explain-names.ts';
import type { Figure } from './figure.ts';

/** Names of columns of one family differ in the middle: they are written out, unless they are longer than this. */
const longest = 64;

/** How often columns reached the model, the most frequent. */
export function selectionFigures(summaries: readonly PipelineSummary[]): Figure[] {
  return summaries.flatMap(({ name, selection }, at) => {
    // Where every column always stays there is nothing to show.
    if (selection.length === 0 || selection.every(({ share }) => share === 1)) return [];
    const shown = selection.slice(0, 25);
    const letters = Math.max(...shown.map(({ column }) => Math.min(longest, column.length)));
    const marginLeft = Math.max(320, 24 + 7.4 * letters);
    return [
      {
        name: `selection-${at + 1}.svg`,
        caption: `${name}: share of fits in which a column reached the model, ${shown.length} of ${selection.length} columns.`,
        svg: svgOf(`Selected columns, ${name}`, {
          width: 320 + marginLeft,
          height: 60 + 18 * shown.length,
          marginLeft,
          marginBottom: 44,
          x: { label: 'share of fits', domain: [0, 1], grid: true },
          y: {
            label: null,
            domain: shown.map(({ column }) => column),
            tickFormat: (column: string) => shortName(column, longest),
          },
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
