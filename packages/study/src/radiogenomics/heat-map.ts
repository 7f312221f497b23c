import { cell, text } from '@observablehq/plot';
import { svgOf } from '../figures/plot.ts';
import type { Figure } from '../learn/figure.ts';
import type { Association, Associations } from './associations.ts';

const most = { features: 40, genes: 30 };

/** Names in the order in which they first come, so many at most. */
const firstOf = (names: readonly string[], count: number): string[] => [...new Set(names)].slice(0, count);

/** Effects of the features and genes with the smallest p-values; a dot marks a false discovery rate below 0.05. */
export function heatMap({ pairs, features, genes }: Associations): Figure {
  const tested = pairs.filter(({ p }) => !Number.isNaN(p));
  const rows = firstOf(
    tested.map(({ feature }) => feature),
    most.features,
  );
  const columns = firstOf(
    tested.map(({ gene }) => gene),
    most.genes,
  );
  const shown = tested.filter(({ feature, gene }) => rows.includes(feature) && columns.includes(gene));
  const longest = Math.max(...columns.map((name) => name.length));
  const left = 20 + 7 * Math.max(...rows.map((name) => name.length));
  return {
    name: 'radiogenomics.svg',
    caption: `Association of features with genes: rank-biserial correlation of two groups (blue: higher in the group that the table names first), Spearman's rho of an expression, epsilon squared of several groups. A dot: false discovery rate below 0.05. The ${rows.length} of ${features} features and ${columns.length} of ${genes} genes with the smallest p-values.`,
    svg: svgOf('Heat map of associations between features and genes', {
      width: left + 50 + Math.max(34 * columns.length, 120),
      height: 60 + 18 * rows.length + 7 * longest,
      marginLeft: left,
      marginTop: 30 + 7 * longest,
      marginBottom: 10,
      x: { label: null, domain: columns, axis: 'top', tickRotate: -90 },
      y: { label: null, domain: rows },
      color: { type: 'diverging', scheme: 'RdBu', domain: [-1, 1], pivot: 0 },
      marks: [
        cell(shown, { x: 'gene', y: 'feature', fill: 'effect', inset: 0.5 }),
        text(
          shown.filter(({ adjusted }) => adjusted < 0.05),
          {
            x: 'gene',
            y: 'feature',
            text: () => '•',
            fill: ({ effect }: Association) => (Math.abs(effect) > 0.6 ? 'white' : 'black'),
          },
        ),
      ],
    }),
  };
}
