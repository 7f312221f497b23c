import type { LockedClustering } from './clustering.ts';

const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The mean of each cluster in the units of the table. */
const meansOf = ({ columns, centres }: LockedClustering) =>
  centres.map((centre) => centre.map((value, j) => value * columns[j]!.scale + columns[j]!.centre));

/** Points of the sagittal plane that columns are pairs of (`NAME_a`, `NAME_s`); none where they are not. */
function pointsOf({ columns }: LockedClustering): { name: string; a: number; s: number }[] {
  const at = new Map(columns.map(({ name }, j) => [name, j]));
  return columns.flatMap(({ name }, a) => {
    const s = name.endsWith('_a') ? at.get(`${name.slice(0, -2)}_s`) : undefined;
    return s === undefined ? [] : [{ name: name.slice(0, -2), a, s }];
  });
}

const corners = ['superior_anterior', 'superior_posterior', 'inferior_posterior', 'inferior_anterior'];

/** Lines of a mean shape: the outline of each level from its corners, or the line through all points. */
function linesOf(points: ReturnType<typeof pointsOf>): number[][] {
  const levels = new Map<string, number[]>();
  for (const [i, { name }] of points.entries()) {
    const corner = corners.findIndex((one) => name.endsWith(one));
    if (corner < 0) return [points.map((_, k) => k)];
    const level = name.slice(0, -corners[corner]!.length - 1);
    const own = levels.get(level) ?? [];
    levels.set(level, own);
    own[corner] = i;
  }
  return [...levels.values()].map((outline) => {
    const present = outline.filter((i) => i !== undefined);
    return [...present, present[0]!];
  });
}

const panel = { width: 190, height: 330, margin: 28 };

/**
 * Mean shapes of clusters as SVG, a panel each: outlines of vertebrae or lines of spines where the columns are pairs of coordinates
 * (`rachis spine vector`; hip axis at the dot), else the mean of each column in standard deviations from that of all.
 */
export function clusterShapes(locked: LockedClustering): string {
  const { columns, centres, sizes } = locked;
  const points = pointsOf(locked);
  const isShape = points.length > 1 && 2 * points.length === columns.length;
  const means = meansOf(locked);
  const all = isShape
    ? means.flatMap((row) => points.map(({ a, s }) => [row[a]!, row[s]!] as const)).concat([[0, 0]])
    : centres.flatMap((centre) => centre.map((value, j) => [value, j] as const));
  const [low, high] = [0, 1].map((axis) => [
    Math.min(...all.map((p) => p[axis]!)),
    Math.max(...all.map((p) => p[axis]!)),
  ]) as [[number, number], [number, number]];
  const inner = { width: panel.width - 2 * panel.margin, height: panel.height - 2 * panel.margin };
  const unit = isShape
    ? Math.min(inner.width / (low[1] - low[0] || 1), inner.height / (high[1] - high[0] || 1))
    : Number.NaN;
  const x = (value: number) =>
    panel.margin +
    (isShape ? (low[1] - value) * unit : ((value - low[0]) / (low[1] - low[0] || 1)) * inner.width);
  const y = (value: number) =>
    panel.margin +
    (isShape ? (high[1] - value) * unit : ((value - high[0]) / (high[1] - high[0] || 1)) * inner.height);
  const parts = means.map((row, c) => {
    const colour = colours[c % colours.length]!;
    const place = (i: number) =>
      isShape
        ? `${x(row[points[i]!.a]!).toFixed(1)},${y(row[points[i]!.s]!).toFixed(1)}`
        : `${x(centres[c]![i]!).toFixed(1)},${y(i).toFixed(1)}`;
    const lines = isShape ? linesOf(points) : [columns.map((_, i) => i)];
    const drawn = lines
      .map(
        (line) =>
          `<polyline points="${line.map(place).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6"/>`,
      )
      .join('');
    const zero = isShape
      ? `<circle cx="${x(0).toFixed(1)}" cy="${y(0).toFixed(1)}" r="3" fill="#666"/>`
      : `<line x1="${x(0).toFixed(1)}" x2="${x(0).toFixed(1)}" y1="${panel.margin}" y2="${panel.height - panel.margin}" stroke="#bbb"/>`;
    return `<g transform="translate(${c * panel.width} 0)"><text x="${panel.margin}" y="18">cluster ${c + 1}: ${sizes[c]} subjects</text>${zero}${drawn}</g>`;
  });
  const named = isShape
    ? 'hip axis at the dot; anterior to the left'
    : `columns from the top: ${columns.map(({ name }) => name).join(', ')}; to the right above the mean of all`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Mean shape of each cluster" width="${panel.width * means.length}" height="${panel.height + 20}" font-family="system-ui, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}<text x="${panel.margin}" y="${panel.height + 10}" fill="#555">${escaped(named)}</text></svg>\n`;
}
