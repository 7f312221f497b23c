import { escapeHtml } from '../check/html.ts';
import type { Figure } from '../learn/figure.ts';
import { htmlTable, pageNumber } from '../learn/page-parts.ts';
import type { Table } from '../tables/table.ts';
import { type Associations, mostPairs } from './associations.ts';

/** All pairs as a table. */
export const associationTable = ({ pairs }: Associations): Table => ({
  columns: ['feature', 'gene', 'test', 'contrast', 'rows', 'effect', 'p', 'false_discovery_rate', 'reason'],
  text: ['feature', 'gene', 'test', 'contrast', 'reason'],
  rows: pairs.map(({ feature, gene, test, contrast = '', rows, effect, p, adjusted, reason = '' }) => [
    feature,
    gene,
    test,
    contrast,
    rows,
    effect,
    p,
    adjusted,
    reason,
  ]),
});

const pValue = (p: number) => (Number.isNaN(p) ? 'n/a' : p < 0.001 ? '< 0.001' : p.toFixed(3));

/** The associations as a part of the report. */
export function radiogenomicSection(
  found: Associations,
  figure: Figure | undefined,
  grouped: boolean,
): string {
  const { pairs, features, genes, tested } = found;
  const head = '<h2 id="radiogenomics">Radiogenomics</h2>';
  if (tested === 0) {
    return `${head}\n<p>${features} features and ${genes} genomic columns: ${
      pairs.length === 0
        ? `more than ${mostPairs} pairs were not tested. Take fewer genes with "columns" of the table.`
        : 'no pair could be tested; radiogenomics.csv says why.'
    }</p>\n`;
  }
  const significant = pairs.filter(({ adjusted }) => adjusted < 0.05).length;
  return `${head}
<p><strong>${significant} of ${tested} pairs</strong> of a feature and a gene have a false discovery rate below 0.05 (Benjamini and Hochberg, over all pairs).
This is an exploration on all rows, of features as they were extracted, not harmonised: <strong>nothing of it went into a model</strong>, and what it finds is to be tested on other patients.${grouped ? ' Rows of a group are not independent, which these tests do not know: p-values are too small.' : ''}</p>
${figure === undefined ? '' : `<figure tabindex="0" aria-label="Heat map of associations">${figure.svg}<figcaption>${escapeHtml(figure.caption)}</figcaption></figure>`}
${htmlTable(
  `Smallest p-values, ${Math.min(20, tested)} of ${tested} pairs; all are in radiogenomics.csv`,
  ['Feature', 'Gene', 'Test', 'Contrast', 'Rows', 'Effect', 'p', 'False discovery rate'],
  pairs
    .slice(0, Math.min(20, tested))
    .map(({ feature, gene, test, contrast = '', rows, effect, p, adjusted }) => [
      feature,
      gene,
      test,
      contrast,
      rows,
      pageNumber(effect),
      pValue(p),
      pValue(adjusted),
    ]),
)}
`;
}
