import { cell, text } from '@observablehq/plot';
import type { Outcome, PipelineSummary, Split } from '@rachis/learning';
import { svgOf } from '../figures/plot.ts';
import { pooledOf } from './curves.ts';
import type { Figure } from './figure.ts';

/** Confusion of several classes. */
export function severalClassFigures(
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
