import { escapeHtml } from '../check/html.ts';
import { htmlTable } from '../learn/page-parts.ts';
import type { DevelopmentSize, NoSize } from './development.ts';
import type { PipelineValidationSize } from './validation.ts';
import { sampleSizeLines, validationNames } from './words.ts';

/** What is said of sample size in `result.json`. */
export interface SampleSizeFacts {
  readonly development: DevelopmentSize | NoSize;
  readonly validation: readonly PipelineValidationSize[];
}

/** The part of the report about the number of subjects. `external`: subjects of the external table, where there is one. */
export function sampleSizeSection(
  { development, validation }: SampleSizeFacts,
  external: number | undefined,
): string {
  const said = sampleSizeLines(development)
    .map((line) => escapeHtml(line.replace(/^Sample size: /, '')))
    .join(' ');
  const criteria =
    'reason' in development
      ? ''
      : htmlTable(
          'Subjects needed to develop a model (Riley)',
          ['Criterion', 'Subjects', ''],
          development.criteria.map(({ criterion, subjects }, at) => [
            criterion,
            subjects,
            at === development.decides ? 'decides' : '',
          ]),
        );
  const sizes = validation.flatMap(({ pipeline, size }) => (size === undefined ? [] : [{ pipeline, size }]));
  const without = validation.flatMap(({ pipeline, reason }) =>
    reason === undefined ? [] : [`${pipeline}: ${reason}`],
  );
  const outside =
    sizes.length === 0
      ? ''
      : htmlTable(
          'Subjects needed to validate a model on another table (Riley), from risks of left-out rows',
          ['Pipeline', ...Object.values(validationNames), 'needed', 'events', 'decides'],
          sizes.map(({ pipeline, size }) => [
            pipeline,
            size.observedExpected,
            size.slope,
            size.concordance,
            size.netBenefit ?? 'n/a',
            size.subjects,
            size.events,
            validationNames[size.decides],
          ]),
        ) + (external === undefined ? '' : `<p>The external table has ${external} subjects.</p>`);
  return `<h2 id="sample-size">Sample size</h2><p>${said}</p>${criteria}${outside}${without.map((one) => `<p>${escapeHtml(one)}</p>`).join('')}`;
}
