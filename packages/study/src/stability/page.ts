import type { FeatureStability } from './analyse.ts';
import type { Measurements } from './measurements.ts';
import { formOf, type StabilitySettings } from './settings.ts';
import type { GroupSummary, StabilitySummary } from './summary.ts';

const escaped = (value: string | number) =>
  String(value).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const percent = (value: number) => (Number.isFinite(value) ? `${value.toFixed(1)}%` : 'n/a');
const figure = (value: number) =>
  Number.isFinite(value) ? value.toFixed(3).replace(/^-0\.000$/, '0.000') : 'n/a';

function groupTable(caption: string, groups: readonly GroupSummary[]): string {
  const rows = groups.map(
    ({ group, features, measured, stable, stablePercent, reliability }) =>
      `<tr><th scope="row">${escaped(group)}</th><td>${features}</td><td>${measured}</td><td>${stable}</td><td>${percent(stablePercent)}</td>${Object.values(
        reliability,
      )
        .map((count) => `<td>${count}</td>`)
        .join('')}</tr>`,
  );
  return `<table><caption>${escaped(caption)}</caption><thead><tr><th scope="col">group</th><th scope="col">features</th><th scope="col">measured</th><th scope="col">stable</th><th scope="col">share</th><th scope="col">poor</th><th scope="col">moderate</th><th scope="col">good</th><th scope="col">excellent</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function featureTable(features: readonly FeatureStability[]): string {
  const rows = features.map(
    (one) =>
      `<tr><th scope="row">${escaped(one.feature)}</th><td>${figure(one.icc)}</td><td>${figure(one.lower)} to ${figure(one.upper)}</td><td>${figure(one.concordance)}</td><td>${figure(one.withinSubjectVariation)}</td><td>${one.stable ? 'yes' : 'no'}</td><td>${escaped(one.reason)}</td></tr>`,
  );
  return `<details><summary>All ${features.length} features</summary><table><thead><tr><th scope="col">feature</th><th scope="col">ICC</th><th scope="col">interval</th><th scope="col">concordance</th><th scope="col">within-subject variation, %</th><th scope="col">stable</th><th scope="col">note</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

const style = `:root{color-scheme:light dark;--text:#1a1a1a;--paper:#fff;--line:#c9c9c9}
@media(prefers-color-scheme:dark){:root{--text:#eee;--paper:#161616;--line:#555}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--paper);max-width:60rem;margin:0 auto;padding:1rem}
figure{margin:1.5rem 0;overflow-x:auto}figcaption{margin-top:.5rem}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:right;white-space:nowrap}
th[scope=row]{text-align:left;font-weight:400}summary{cursor:pointer;padding:.5rem 0}`;

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
<p>${escaped(settings.design)}: ${targets.length} targets under ${conditions.length} conditions, ICC(${escaped(formOf(settings))}).
<strong>${summary.all.stable} of ${summary.all.measured} features (${percent(summary.all.stablePercent)}) are stable</strong>:
their ${compared} is at least ${threshold.value}.${summary.all.features > summary.all.measured ? ` ${summary.all.features - summary.all.measured} more could not be measured.` : ''}</p>
${figures.map(({ caption, svg }) => `<figure>${svg}<figcaption>${escaped(caption)}</figcaption></figure>`).join('\n')}
${groupTable('By family', summary.families)}
${summary.images.length > 1 ? groupTable('By image', summary.images) : ''}
${featureTable(features)}
<p>Poor, moderate, good and excellent are below 0.5, below 0.75, up to 0.9 and above (Koo and Li 2016), read at the ${compared}.
Agreement depends on how much the targets differ: in a cohort of like subjects the same measurement has a lower correlation.</p>
</main></body></html>
`;
}
