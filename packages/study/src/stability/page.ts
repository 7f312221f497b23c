import { escapeHtml } from '../check/html.ts';
import { htmlTable } from '../learn/page-parts.ts';
import type { FeatureStability } from './analyse.ts';
import type { Measurements } from './measurements.ts';
import { formOf, type StabilitySettings } from './settings.ts';
import type { GroupSummary, StabilitySummary } from './summary.ts';

const percent = (value: number) => (Number.isFinite(value) ? `${value.toFixed(1)}%` : 'n/a');
const figure = (value: number) =>
  Number.isFinite(value) ? value.toFixed(3).replace(/^-0\.000$/, '0.000') : 'n/a';

const groupTable = (caption: string, groups: readonly GroupSummary[]): string =>
  htmlTable(
    caption,
    ['group', 'features', 'measured', 'stable', 'share', 'poor', 'moderate', 'good', 'excellent'],
    groups.map(({ group, features, measured, stable, stablePercent, reliability }) => [
      group,
      features,
      measured,
      stable,
      percent(stablePercent),
      ...Object.values(reliability),
    ]),
  );

function featureTable(features: readonly FeatureStability[]): string {
  const table = htmlTable(
    'Every feature',
    ['feature', 'ICC', 'interval', 'concordance', 'within-subject variation, %', 'stable', 'note'],
    features.map((one) => [
      one.feature,
      figure(one.icc),
      `${figure(one.lower)} to ${figure(one.upper)}`,
      figure(one.concordance),
      figure(one.withinSubjectVariation),
      one.stable ? 'yes' : 'no',
      one.reason,
    ]),
  );
  return `<details><summary>All ${features.length} features</summary>${table}</details>`;
}

const style = `:root{color-scheme:light dark;--text:#1a1a1a;--paper:#fff;--line:#c9c9c9}
@media(prefers-color-scheme:dark){:root{--text:#eee;--paper:#161616;--line:#555}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--paper);max-width:60rem;margin:0 auto;padding:1rem}
h1,p{overflow-wrap:anywhere}figure{margin:1.5rem 0;overflow-x:auto}figcaption{margin-top:.5rem}
.scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:right;white-space:nowrap}
th[scope=row]{text-align:left;font-weight:400}summary{cursor:pointer;padding:.5rem 0}
@media print{figure{break-inside:avoid;overflow:visible}figure svg{max-width:100%;height:auto}.scroll{overflow:visible}th,td{white-space:normal;overflow-wrap:anywhere;font-size:.7rem;padding:.1rem .3rem}}`;

/** What a study found, as one page without anything from outside. */
export function stabilityPage(
  settings: StabilitySettings,
  { targets, conditions }: Measurements,
  features: readonly FeatureStability[],
  summary: StabilitySummary,
  figures: readonly { readonly caption: string; readonly svg: string }[],
): string {
  const { threshold, agreement } = settings;
  const compared =
    threshold.on === 'lower'
      ? `lower bound of the ${100 * agreement.level}% interval`
      : 'intraclass correlation';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Stability of features</title><style>${style}</style></head><body><main>
<h1>Stability of features</h1>
<p>${escapeHtml(settings.design)}: ${targets.length} targets under ${conditions.length} conditions, ICC(${escapeHtml(formOf(settings))}).
<strong>${summary.all.stable} of ${summary.all.measured} features (${percent(summary.all.stablePercent)}) are stable</strong>:
their ${compared} is at least ${threshold.value}.${summary.all.features > summary.all.measured ? ` ${summary.all.features - summary.all.measured} more could not be measured.` : ''}</p>
${figures.map(({ caption, svg }) => `<figure tabindex="0" aria-label="${escapeHtml(caption)}">${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`).join('\n')}
${groupTable('By family', summary.families)}
${summary.images.length > 1 ? groupTable('By image', summary.images) : ''}
${featureTable(features)}
<p>Poor, moderate, good and excellent are below 0.5, below 0.75, up to 0.9 and above (Koo and Li 2016), read at the ${compared}.
Agreement depends on how much the targets differ: in a cohort of like subjects the same measurement has a lower correlation.</p>
</main></body></html>
`;
}
