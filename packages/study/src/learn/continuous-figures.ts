import { dot, link } from '@observablehq/plot';
import type { Frame, Outcome, PipelineSummary, Split } from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { meanSaid, pooledOf } from './curves.ts';
import { extentOf } from './extent.ts';
import type { Figure } from './figure.ts';

/** Predicted beside observed values. */
export function continuousFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): Figure[] {
  const { values } = frame.outcome as Extract<Outcome, { kind: 'continuous' }>;
  return summaries.flatMap((summary, at) => {
    const said = meanSaid(frame, pooledOf(summary, splits), ({ scores }, place) => scores[place]!);
    const rows = Array.from(said.keys()).filter((row) => !Number.isNaN(said[row]!));
    if (rows.length === 0) return [];
    const [low, high] = extentOf(rows.flatMap((row) => [said[row]!, values[row]!]));
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
