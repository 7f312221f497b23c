import { type LearningCurve, measureName, type PipelineSummary } from '@rachis/learning';
import { escapeHtml } from '../check/html.ts';
import type { Cell, Table } from '../tables/table.ts';
import type { Figure } from './figure.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

const span = ({ value, lower, upper }: { value: number; lower: number; upper: number }) =>
  `${pageNumber(value)} (${pageNumber(lower)} to ${pageNumber(upper)})`;

/** The bootstrap beside nested validation; '' where it was not asked for. */
export function optimismSection(
  optimism: readonly PipelineSummary[],
  nested: readonly PipelineSummary[],
): string {
  if (optimism.length === 0) return '';
  const tables = optimism.map(({ name, measures }) => {
    const beside = nested.find((one) => one.name === name)?.measures ?? [];
    return htmlTable(
      `${name}: the whole plan refitted to bootstrap resamples of subjects`,
      ['', 'apparent', 'optimism', 'corrected', '.632+', 'nested validation'],
      measures.map((one) => [
        measureName(one.id),
        pageNumber(one.bootstrap!.apparent),
        pageNumber(one.bootstrap!.optimism),
        Number.isNaN(one.lower) ? pageNumber(one.value) : span(one),
        one.bootstrap!.estimate632Plus === undefined ? '' : pageNumber(one.bootstrap!.estimate632Plus),
        pageNumber(beside.find(({ id }) => id === one.id)?.value ?? NaN),
      ]),
    );
  });
  return `<h2 id="optimism">Corrected for optimism</h2>
<p>Harrell's bootstrap: the mean of how much better a model does on the resample it was fitted to than on the subjects as they are is taken off what the final model seems to do. With more columns than
subjects, or forests that know their rows by heart, it stays too hopeful; .632+ and nested validation are then nearer to the truth.</p>
${tables.join('\n')}`;
}

/** Whether more subjects would help, in words. */
export function gainWords({ pipeline, points, gain }: LearningCurve, word: string): string {
  const [before, last] = points.slice(-2) as [
    LearningCurve['points'][number],
    LearningCurve['points'][number],
  ];
  const change = `${pipeline}: from ${Math.round(before.subjects)} to ${Math.round(last.subjects)} training subjects ${word} changes by ${span(gain)}.`;
  if (Number.isNaN(gain.lower)) return `${change} ${gain.reason ?? ''}`.trim();
  if (gain.lower > 0) return `${change} More subjects would most likely help.`;
  if (gain.upper < 0) return `${change} More subjects of this kind made it worse: look at how they differ.`;
  return `${change} Whether more subjects would help cannot be told from these.`;
}

/** The part of the report about learning curves; '' where they were not asked for. */
export function curveSection(
  curves: readonly LearningCurve[],
  figure: Figure | undefined,
  word: string,
): string {
  if (curves.length === 0 || figure === undefined) return '';
  return `<h2 id="learning-curve">Would more subjects help?</h2>
<ul>${curves.map((curve) => `<li>${escapeHtml(gainWords(curve, word))}</li>`).join('')}</ul>
<figure>${figure.svg}<figcaption>${escapeHtml(figure.caption)}</figcaption></figure>`;
}

/** Curves as a table. */
export const curveTable = (curves: readonly LearningCurve[]): Table => ({
  columns: ['pipeline', 'share', 'training_subjects', 'value', 'lower', 'upper', 'splits'],
  text: ['pipeline'],
  rows: curves.flatMap(({ pipeline, points }) =>
    points.map((one): Cell[] => [
      pipeline,
      one.share,
      one.subjects,
      one.value,
      one.lower,
      one.upper,
      one.splits,
    ]),
  ),
});
