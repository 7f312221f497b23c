import { escapeHtml } from '../check/html.ts';

/** A number of a measure: three digits after the point. */
export const pageNumber = (value: number) =>
  Number.isFinite(value) ? value.toFixed(3).replace(/^-0\.000$/, '0.000') : 'n/a';

/** A table that scrolls by itself where it is wider than the page; the first cell of a row names it. */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = rows.map(
    ([first, ...rest]) =>
      `<tr><th scope="row">${escapeHtml(first!)}</th>${rest.map((one) => `<td>${escapeHtml(one)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head.map((one) => (one === '' ? '<td></td>' : `<th scope="col">${escapeHtml(one)}</th>`)).join('')}</tr></thead><tbody>${cells.join('')}</tbody></table></div>`;
}
