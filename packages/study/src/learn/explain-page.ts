import { escapeHtml } from '../check/html.ts';
import type { PipelineExplanation } from './explain.ts';
import { groupName, oftenJudged } from './explain-names.ts';
import { coefficientRows } from './explain-tables.ts';
import type { Figure } from './figure.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

/** What one pipeline uses, with its figures. */
export interface ShownExplanation extends PipelineExplanation {
  readonly figures: readonly Figure[];
}

const percent = (share: number) => (Number.isFinite(share) ? `${Math.round(100 * share)}%` : '');

function importance({ name, criterion, groups }: ShownExplanation): string {
  const shown = oftenJudged(groups).slice(0, 12);
  if (shown.length === 0) return '';
  return htmlTable(
    `${name}: loss of ${criterion} on left-out rows when a group of columns is permuted`,
    ['group', 'loss', 'sd over splits', 'sd over repeats', 'splits', 'models that use it'],
    shown.map(({ columns, mean, overSplits, overRepeats, splits, used }) => [
      groupName(columns),
      pageNumber(mean),
      pageNumber(overSplits),
      pageNumber(overRepeats),
      splits,
      used,
    ]),
  );
}

function coefficients(one: ShownExplanation, classes: readonly string[]): string {
  if (one.coefficients === undefined) return '';
  const { scale, ratio, withoutGiven } = one.coefficients;
  const shown = coefficientRows(one)
    .filter(({ standardised, given }) => Math.abs(standardised) > 0 || Math.abs(given) > 0)
    .slice(0, 15);
  if (shown.length === 0) return `<p>${escapeHtml(one.name)}: every coefficient of the final model is 0.</p>`;
  const several = shown.some(({ classCode }) => classCode !== undefined);
  const exact = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '');
  const table = htmlTable(
    `${one.name}: coefficients of the final model (${scale})`,
    [
      'column',
      ...(several ? ['class'] : []),
      'by a standard deviation',
      ...(ratio === undefined ? [] : [`${ratio} of it`]),
      'by a unit of the table',
      ...(ratio === undefined ? [] : [`${ratio} of it`]),
      'not 0 in splits',
    ],
    shown.map(({ column, classCode, standardised, standardisedRatio, given, givenRatio, nonzero }) => [
      column,
      ...(several ? [classCode === undefined ? '' : classes[classCode]!] : []),
      exact(standardised),
      ...(ratio === undefined ? [] : [exact(standardisedRatio)]),
      exact(given),
      ...(ratio === undefined ? [] : [exact(givenRatio)]),
      percent(nonzero),
    ]),
  );
  const site =
    withoutGiven.length === 0
      ? ''
      : '<p>Columns that were harmonised by site have no coefficient on the units of the table.</p>';
  return table + site;
}

/** What the models use, pipeline by pipeline. */
export function explanationSection(
  explanations: readonly ShownExplanation[],
  classes: readonly string[],
): string {
  if (explanations.length === 0) return '';
  const parts = explanations.map((one) => {
    const shown = (figures: readonly Figure[]) =>
      figures
        .map(({ caption, svg }) => `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`)
        .join('\n');
    const isEffect = ({ name }: Figure) => name.startsWith('effect-');
    const without =
      one.shap === undefined
        ? '<p>There are no exact SHAP values of this kind of model (or no split could be explained): only of linear ones and sums of trees.</p>'
        : '';
    return `<h3>${escapeHtml(one.name)}</h3>
<div class="figures">
${shown(one.figures.filter((figure) => !isEffect(figure)))}
</div>
<div class="figures narrow">
${shown(one.figures.filter(isEffect))}
</div>
${without}${importance(one)}
${coefficients(one, classes)}`;
  });
  return `<h2>What the models use</h2>
<p>Importance, and SHAP values of the columns that reach the model, are of rows that were left out. Columns that go together are permuted together: one alone can be replaced by the others. In wide tables the groups that weigh most in a model are permuted; those permuted in fewer than half of the splits are in importance.csv alone. The groups are of all rows, found without the outcome. Coefficients, partial dependence and accumulated local effects are of the final model, fitted on all rows; accumulated local effects (drawn about the mean of partial dependence) stay where rows are, partial dependence also asks about rows that may not exist. All of this says what a model uses, not what causes the outcome or what biology is behind it.</p>
${parts.join('\n')}`;
}
