import type { CheckedRegion } from './check-case.ts';
import { findingKinds, type GradedFinding } from './finding.ts';
import { escapeHtml } from './html.ts';
import type { CheckedRow } from './peers.ts';
import type { Picture } from './picture.ts';
import { short, spacingText, volumeText } from './words.ts';

/** What one card of the page is about: a region, or a row that has none to show. */
export interface Card {
  /** Row of the manifest, from 0. */
  readonly number: number;
  readonly of: CheckedRow;
  /** Null where the row has no region. */
  readonly region: CheckedRegion | null;
  readonly findings: readonly GradedFinding[];
}

/** Line of a manifest's file; its first line has the names of columns. */
export const lineOf = (row: number): number => row + 2;

export const modalityOf = ({ row, checked }: CheckedRow): string =>
  checked.image?.modality || row.modality.toUpperCase();

const decimals = (value: number) => String(Number(value.toFixed(2)));

function svgOf(picture: Picture, id: string, alt: string): string {
  const { width, height, pixels, png, outline } = picture;
  const [w, h] = [decimals(width), decimals(height)];
  const scale = `scale(${Number((width / pixels[0]).toFixed(5))} ${Number((height / pixels[1]).toFixed(5))})`;
  return (
    `<svg role="img" aria-label="${escapeHtml(alt)}" viewBox="0 0 ${w} ${h}">` +
    `<image href="data:image/png;base64,${png}" width="${w}" height="${h}" preserveAspectRatio="none"/>` +
    `<g transform="${scale}"><path id="${id}" class="line under" d="${outline}"/><path class="line over" d="${outline}"/></g></svg>`
  );
}

const sliceText = ({ plane, slice, slices }: Picture) => `${plane} ${slice}/${slices}`;

function viewOf({ of, region }: Card, id: string): string {
  const { image } = of.checked;
  const subject = of.row.subject || of.row.image;
  if (region === null || region.measures === null || region.pictures.length === 0 || image === null)
    return `<button type="button" class="view"><span class="none">No picture<span class="hide"> of ${escapeHtml(subject)}</span></span></button>`;
  const { measures, pictures } = region;
  const what = `${subject} ${modalityOf(of)}, ${region.name}`;
  const [near, far] = pictures;
  const captions = [
    ...pictures.map(sliceText),
    volumeText(measures.volume),
    spacingText(image.grid.spacing),
    `median ${short(measures.median)}`,
  ];
  const caption = `<div class="caption">${captions.map((text) => `<span>${escapeHtml(text)}</span>`).join('')}</div>`;
  return (
    `<button type="button" class="view">${svgOf(near!, `${id}n`, `${what}, ${sliceText(near!)}`)}` +
    `<div>${far === undefined ? '' : svgOf(far, `${id}f`, sliceText(far))}${caption}</div></button>`
  );
}

const signs = { problem: '▲', warning: '●' } as const;

function findingItem({ severity, code, message }: GradedFinding): string {
  return `<li class="${severity}"><span class="sign" aria-hidden="true">${signs[severity]}</span><b>${escapeHtml(findingKinds[code][0])}</b> ${escapeHtml(message)}</li>`;
}

/** A card as HTML. */
export function cardHtml(card: Card, id: string): string {
  const { of, region, findings, number } = card;
  const { row } = of;
  const subject = row.subject || row.image || row.mask;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const modality = modalityOf(of);
  const name = region?.name ?? row.region;
  const label = region?.label ?? row.label;
  const median = region?.measures?.median ?? Number.NaN;
  const data: Readonly<Record<string, string | number>> = {
    row: lineOf(number),
    subject,
    session: row.session,
    site: row.site,
    modality,
    region: name,
    label: label ?? '',
    image: row.image,
    mask: row.mask,
    volume: region?.measures?.volume ?? '',
    median: Number.isFinite(median) ? median : '',
    problems,
    warnings,
    codes: [...new Set(findings.map(({ code }) => code))].join(' '),
    search: `${subject} ${row.session} ${name}`.toLowerCase(),
  };
  const attributes = Object.entries(data).map(([key, value]) => `data-${key}="${escapeHtml(value)}"`);
  const severity = problems > 0 ? ' has-problem' : warnings > 0 ? ' has-warning' : '';
  const what = [modality, row.protocol, row.session, row.site, name].filter((part) => part !== '');
  return (
    `<li class="card${severity}" ${attributes.join(' ')}>${viewOf(card, id)}` +
    `<div class="name"><h3>${escapeHtml(subject)}</h3><button type="button" class="mark" aria-pressed="false" aria-label="Look again at ${escapeHtml(`${subject} ${modality} ${name}`)}">Look again</button></div>` +
    `<p class="what">${escapeHtml(what.join(' · '))}</p>` +
    (findings.length > 0 ? `<ul class="found">${findings.map(findingItem).join('')}</ul>` : '') +
    '</li>\n'
  );
}
