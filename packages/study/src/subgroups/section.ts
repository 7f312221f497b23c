import { measureName, type SubgroupResult, type SubgroupTest } from '@rachis/learning';
import { escapeHtml } from '../check/html.ts';
import type { Figure } from '../learn/figure.ts';
import { htmlTable, pageNumber } from '../learn/page-parts.ts';
import type { Cell, Table } from '../tables/table.ts';

/** Subgroups of a pipeline. */
export interface PipelineSubgroups {
  readonly pipeline: string;
  readonly columns: readonly SubgroupResult[];
}

const pValue = (p: number) => (Number.isFinite(p) ? (p < 0.001 ? '< 0.001' : p.toFixed(3)) : 'n/a');

const testWords = ({ p, adjusted, reason }: SubgroupTest) =>
  reason === undefined ? `${pValue(p)} (${pValue(adjusted)})` : reason;

/** The part of the report about subgroups; '' where none were asked for. */
export function subgroupSection(subgroups: readonly PipelineSubgroups[], figures: readonly Figure[]): string {
  if (subgroups.length === 0) return '';
  const tables = subgroups.flatMap(({ pipeline, columns }) =>
    columns.map(({ name, tests }) =>
      htmlTable(
        `${pipeline}, by ${name}`,
        ['', ...tests.map(({ measure }) => measureName(measure))],
        [
          ...(tests[0]?.subgroups ?? []).map((one, at) => [
            `${one.level} (${one.subjects} subjects${one.events === null ? '' : `, ${one.events} events`})`,
            ...tests.map(({ subgroups: own }) => {
              const found = own[at]!;
              return Number.isNaN(found.lower)
                ? (found.reason ?? 'n/a')
                : `${pageNumber(found.value)} (${pageNumber(found.lower)} to ${pageNumber(found.upper)})`;
            }),
          ]),
          ['interaction: p (Holm)', ...tests.map(testWords)],
        ],
      ),
    ),
  );
  return `<h2 id="subgroups">Subgroups</h2>
<p>Left-out rows of each subgroup, judged apart. The test of interaction asks whether a measure is the same in all subgroups of a column (Wald's test with a jackknife by subject). p by Holm is over all
tests of a pipeline. That no difference is found does not show that there is none: see how wide the intervals are. A threshold or calibration may need another value where calibration in the large is not 0.</p>
<div class="figures">${figures.map(({ caption, svg }) => `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`).join('\n')}</div>
${tables.join('\n')}`;
}

/** Subgroups as a table, a row a pipeline, column, measure and level. */
export const subgroupTable = (subgroups: readonly PipelineSubgroups[]): Table => ({
  columns: [
    'pipeline',
    'column',
    'level',
    'measure',
    'rows',
    'subjects',
    'events',
    'value',
    'lower',
    'upper',
    'chi_square',
    'degrees',
    'p_interaction',
    'p_holm',
    'reason',
  ],
  text: ['pipeline', 'column', 'level', 'measure', 'reason'],
  rows: subgroups.flatMap(({ pipeline, columns }) =>
    columns.flatMap(({ name, tests }) =>
      tests.flatMap((test) =>
        test.subgroups.map((one): Cell[] => [
          pipeline,
          name,
          one.level,
          test.measure,
          one.rows,
          one.subjects,
          one.events,
          one.value,
          one.lower,
          one.upper,
          test.chiSquare,
          test.degrees,
          test.p,
          test.adjusted,
          one.reason ?? test.reason ?? '',
        ]),
      ),
    ),
  ),
});
