import { createHash } from 'node:crypto';
import { findingCodes, findingKinds, type GradedFinding } from './finding.ts';
import { escapeHtml } from './html.ts';
import { type Card, cardHtml, modalityOf } from './page-card.ts';
import { runPage } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { type CheckedRow, distinctImages } from './peers.ts';
import type { ProtocolTable } from './protocol.ts';

/** What a page shows. */
export interface PageContent {
  /** Name of the manifest. */
  readonly name: string;
  readonly rows: readonly CheckedRow[];
  readonly findings: readonly GradedFinding[];
  readonly protocols: readonly ProtocolTable[];
}

/** One card for each region, and for each row that has none, in the order of the manifest. */
function cardsOf({ rows, findings }: PageContent): Card[] {
  const byRow = new Map<number, GradedFinding[]>();
  for (const finding of findings) byRow.set(finding.row, [...(byRow.get(finding.row) ?? []), finding]);
  return rows.flatMap((of, number): Card[] => {
    const own = byRow.get(number) ?? [];
    const { regions } = of.checked;
    if (regions.length === 0) return [{ number, of, region: null, findings: own }];
    return regions.map((region, i) => ({
      number,
      of,
      region,
      findings: worstFirst(own.filter((finding) => finding.region === null || finding.region === i)),
    }));
  });
}

const worstFirst = <Item extends { readonly severity: string }>(findings: readonly Item[]): Item[] => [
  ...findings.filter(({ severity }) => severity === 'problem'),
  ...findings.filter(({ severity }) => severity !== 'problem'),
];

const order = new Intl.Collator('en', { numeric: true }).compare;

function options(values: readonly string[], all: string, none: string): string {
  const distinct = [...new Set(values)].sort(order);
  const option = (value: string, text: string) =>
    `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`;
  return option('*', all) + distinct.map((value) => option(value, value || none)).join('');
}

const plural = (count: number, word: string) => `<b>${count}</b> ${word}${count === 1 ? '' : 's'}`;

function headerHtml(content: PageContent): string {
  const { name, rows, findings } = content;
  const subjects = new Set(rows.map(({ row }) => row.subject || row.image));
  const regions = rows.reduce((sum, { checked }) => sum + checked.regions.length, 0);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const counts = [
    plural(subjects.size, 'subject'),
    plural(distinctImages(rows).length, 'image'),
    plural(regions, 'region'),
    plural(count('problem'), 'problem'),
    plural(count('warning'), 'warning'),
  ];
  return `<header><h1>Check of ${escapeHtml(name)}</h1><p class="counts">${counts.join(', ')}</p>${codesHtml(findings)}</header>`;
}

/** What was found, how often; each shows its own cards. */
function codesHtml(findings: readonly GradedFinding[]): string {
  const items = findingCodes.flatMap((code) => {
    const own = findings.filter((finding) => finding.code === code);
    if (own.length === 0) return [];
    const { severity } = own[0]!;
    const sign = severity === 'problem' ? '▲' : '●';
    return [
      {
        severity,
        html: `<li><button type="button" class="${severity}" data-code="${code}" aria-pressed="false"><span class="sign" aria-hidden="true">${sign}</span>${escapeHtml(findingKinds[code][0])} <span class="number">${own.length}</span></button></li>`,
      },
    ];
  });
  if (items.length === 0) return '<p class="counts">Nothing was found.</p>';
  return `<ul class="codes" aria-label="Findings">${worstFirst(items)
    .map(({ html }) => html)
    .join('')}</ul>`;
}

function controlsHtml(rows: readonly CheckedRow[]): string {
  const modalities = options(rows.map(modalityOf), 'all', 'not said');
  const sites = options(
    rows.map(({ row }) => row.site),
    'all',
    'not said',
  );
  return (
    '<div class="controls" role="search" aria-label="Cards">' +
    '<label>Search<input id="search" type="search" autocomplete="off" placeholder="subject, region"></label>' +
    '<label>Show<select autocomplete="off" id="show"><option value="all">all</option><option value="found">with findings</option><option value="problems">with problems</option><option value="marked">look again</option></select></label>' +
    `<label>Modality<select autocomplete="off" id="modality">${modalities}</select></label>` +
    `<label>Site<select autocomplete="off" id="site">${sites}</select></label>` +
    '<label>Sort by<select autocomplete="off" id="sort"><option value="manifest">manifest</option><option value="subject">subject</option><option value="volume">volume</option><option value="median">intensity</option><option value="findings">findings</option></select></label>' +
    '<label class="check"><input id="outlines" type="checkbox" autocomplete="off" checked>Outlines</label>' +
    '<button id="save" type="button" disabled>Save marks (0)</button>' +
    '<span id="status" role="status"></span></div>' +
    '<p class="keys"><kbd>arrows</kbd> from card to card, <kbd>Enter</kbd> larger, <kbd>m</kbd> look again, <kbd>o</kbd> outlines on and off. Pictures: patient’s left on the right; marks are kept until the page is closed.</p>'
  );
}

function protocolsHtml(tables: readonly ProtocolTable[]): string {
  if (tables.length === 0) return '';
  const body = tables.map(({ modality, columns, rows }) => {
    const head = ['site', 'scanner', 'images', ...columns]
      .map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
      .join('');
    const lines = rows.map(({ site, scanner, images, cells }) => {
      const values = cells.map(
        ({ text, unlike }) =>
          `<td${unlike ? ' class="unlike"' : ''}>${escapeHtml(text)}${unlike ? ' ●' : ''}</td>`,
      );
      return `<tr><td>${escapeHtml(site || 'not said')}</td><td>${escapeHtml(scanner || 'not said')}</td><td>${images}</td>${values.join('')}</tr>`;
    });
    return `<table><caption>${escapeHtml(modality || 'Modality not said')}</caption><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
  });
  return `<details><summary>How the images were acquired, by site and scanner</summary><p>Values unlike those of most images of the modality are marked ●.</p><div class="scroll" tabindex="0" role="region" aria-label="Acquisition">${body.join('')}</div></details>`;
}

const dialogHtml =
  '<dialog aria-labelledby="large-name"><div class="bar"><h2 id="large-name"></h2><button type="button" id="large-mark" aria-pressed="false">Look again</button><button type="button" id="large-before">Before</button><button type="button" id="large-next">Next</button><button type="button" id="large-close">Close</button></div><div class="large"></div><div class="large-text"></div></dialog>';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page, part by part: one file that asks for nothing else. Its policy lets only its own script and style run, so that
 * text of files could do nothing even where it was taken for HTML.
 */
export function* pageParts(content: PageContent): Generator<string> {
  const script = `(${runPage.toString()})();`;
  const policy = `default-src 'none'; img-src data:; style-src ${hash(pageStyle)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">' +
    `<title>Check of ${escapeHtml(content.name)}</title><style>${pageStyle}</style></head>\n<body>`;
  yield `${headerHtml(content)}\n<main>${controlsHtml(content.rows)}\n${protocolsHtml(content.protocols)}\n`;
  yield '<h2 class="hide">Regions</h2><ul class="cards">\n';
  for (const [i, card] of cardsOf(content).entries()) yield cardHtml(card, `c${i}`);
  yield `</ul></main>\n${dialogHtml}\n<script>${script}</script></body></html>\n`;
}
