import {
  measureName,
  type PipelineComparison,
  type PipelineSummary,
  type ValidationPlan,
} from '@rachis/learning';
import { escapeHtml } from '../check/html.ts';
import type { DesignFinding } from '../design-findings/finding.ts';
import { findingSection, findingStyle, headlineHtml } from '../design-findings/section.ts';
import { explanationSection, type ShownExplanation } from './explain-page.ts';
import type { Figure } from './figure.ts';
import { type StudyFacts, studySection } from './study-section.ts';
import { withInterval } from './interval-words.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

/** What the page tells. */
export interface LearnPage {
  readonly rachis: string;
  readonly outcome: string;
  readonly kind: string;
  readonly event: string | null;
  readonly rows: number;
  readonly subjects: number;
  readonly predictors: number;
  readonly warnings: readonly string[];
  readonly findings: readonly DesignFinding[];
  readonly main: { readonly id: string; readonly word: string };
  readonly shown: readonly PipelineSummary[];
  readonly judged: readonly PipelineSummary[];
  readonly comparisons: readonly PipelineComparison[];
  readonly figures: readonly Figure[];
  readonly classes: readonly string[];
  readonly explanations: readonly ShownExplanation[];
  readonly plan: ValidationPlan;
  readonly level: number;
  /** What stands after the measures, as HTML. */
  readonly further: string;
  /** Of a study: where its rows come from. */
  readonly study?: StudyFacts;
  /** A part that stands between the results and the settings, as HTML, with its own style. */
  readonly appendix?: Appendix;
}

/** What a caller adds to the page. */
export interface Appendix {
  readonly style: string;
  readonly html: string;
}

const style = `:root{color-scheme:light dark;--text:#1a1a1a;--paper:#fff;--line:#c9c9c9;--note:#fff4d6}
@media(prefers-color-scheme:dark){:root{--text:#eee;--paper:#161616;--line:#555;--note:#3a3010}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--paper);max-width:62rem;margin:0 auto;padding:1rem}
h1,h2,h3,p,li{overflow-wrap:anywhere}figure{margin:1.5rem 0;overflow-x:auto;max-width:100%}figcaption{margin-top:.5rem;max-width:40rem;overflow-wrap:anywhere}
.figures{display:flex;flex-wrap:wrap;gap:0 2rem}.narrow figure{max-width:20rem}
.scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:right;white-space:nowrap}
th[scope=row]{text-align:left;font-weight:400}.notes{background:var(--note);padding:.5rem 1rem .5rem 2rem;border-radius:.4rem}
@media print{figure{break-inside:avoid;overflow:visible}figure svg{max-width:100%;height:auto}h2,h3{break-after:avoid}.scroll{overflow:visible}th,td{white-space:normal;overflow-wrap:anywhere;font-size:.7rem;padding:.1rem .3rem}pre{white-space:pre-wrap}}
pre{overflow-x:auto;font-size:.8rem}summary{cursor:pointer;padding:.5rem 0}`;

const pValue = (p: number) => (Number.isFinite(p) ? (p < 0.001 ? '< 0.001' : p.toFixed(3)) : 'n/a');

function measures(caption: string, summaries: readonly PipelineSummary[]): string {
  const ids = [...new Set(summaries.flatMap((summary) => summary.measures.map(({ id }) => id)))];
  return htmlTable(
    caption,
    ['', ...summaries.map(({ name }) => name)],
    ids.map((id) => [
      measureName(id),
      ...summaries.map((summary) => {
        const found = summary.measures.find((one) => one.id === id);
        return found === undefined ? '' : withInterval(found, pageNumber);
      }),
    ]),
  );
}

/** How rows were parted, in words. */
export function splitWords(outer: ValidationPlan['outer']): string {
  switch (outer.kind) {
    case 'folds':
      return `${outer.folds} folds, ${outer.repeats} times`;
    case 'held-out':
      return `${Math.round(100 * outer.share)}% of the subjects held out`;
    case 'by-site':
      return 'one site left out at a time';
    case 'temporal':
      return 'later subjects left out';
    case 'bootstrap':
      return `${outer.resamples} bootstrap resamples of subjects, corrected for optimism`;
  }
}

const outerWords = ({ outer, inner }: ValidationPlan): string =>
  `${splitWords(outer)}; settings, calibration and thresholds chosen by ${inner.folds} inner folds of the training rows`;

/** The results as one page without anything from outside. */
export function learnPage(page: LearnPage): string {
  const { shown, judged, comparisons, figures, warnings, main, plan, level, event } = page;
  const best = shown.flatMap(({ name, measures: own }) => {
    const found = own.find(({ id }) => id === main.id);
    return found === undefined ? [] : [`${name} ${withInterval(found, pageNumber)}`];
  });
  const title = escapeHtml(page.study?.name ?? `Learning ${page.outcome}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${style}${findingStyle}${page.appendix?.style ?? ''}</style></head><body><main>
<h1>${title}</h1>
${page.study === undefined ? '' : studySection(page.study, page.rows)}<p>${page.subjects} subjects, ${page.rows} rows, ${page.predictors} predictors${event === null ? '' : `; the event is ${escapeHtml(event)}`}.
Nested validation: ${escapeHtml(outerWords(plan))}. No subject is in training and test of one split.</p>
<p><strong>${escapeHtml(main.word)}</strong>: ${best.map(escapeHtml).join('; ')}.</p>
${headlineHtml(page.findings)}
${findingSection(page.findings)}
${warnings.length > 0 ? `<h2>To know before reading on</h2><ul class="notes">${warnings.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>` : ''}
<h2>Figures</h2>
<div class="figures">
${figures.map(({ caption, svg }) => `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`).join('\n')}
</div>
${explanationSection(page.explanations, page.classes)}
<h2>Measures</h2>
${measures(`On rows that were left out, with ${Math.round(100 * level)}% intervals`, shown)}
${judged.length > 0 ? measures('Final models on the external table', judged) : ''}
${
  comparisons.length > 0
    ? htmlTable(
        'Pipelines on the same folds, corrected resampled t test',
        ['', 'difference', 'p', 'p (Holm)'],
        comparisons.map(({ first, second, difference, p, adjusted }) => [
          `${first} - ${second}`,
          `${pageNumber(difference.value)} (${pageNumber(difference.lower)} to ${pageNumber(difference.upper)})`,
          pValue(p),
          pValue(adjusted),
        ]),
      )
    : ''
}
${
  shown.some(({ name }) => name === 'Best by inner folds')
    ? '<p>"Best by inner folds" takes in each split the pipeline that the training rows liked best: what to expect of choosing the best. The best column of the table, chosen afterwards, is too good.</p>'
    : ''
}
<p>Intervals draw subjects anew among those predicted and do not refit the models. Measures are means over repeats of all left-out rows together; those of single folds are in measures.csv.
Correlation with the outcome is no cause.</p>
${page.further}
${page.appendix?.html ?? ''}
<details><summary>Every setting</summary><pre tabindex="0" aria-label="Settings">${escapeHtml(JSON.stringify(plan, null, 2))}</pre></details>
<p>Rachis ${escapeHtml(page.rachis)}</p>
</main></body></html>
`;
}
