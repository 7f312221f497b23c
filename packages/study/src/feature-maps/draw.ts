import { escapeHtml } from '../check/html.ts';
import { encodePng, type Palette } from '../check/png.ts';
import { quantile } from '../check/quantile.ts';
import type { CaseMap } from './case-map.ts';

/** A case with what the model said of it. */
export interface DrawnCase extends CaseMap {
  readonly title: string;
  /** The line below it. */
  readonly detail: string;
}

/** Matplotlib's viridis at ten places: even to the eye, also for colour-blind readers and in grey. */
const anchors = '440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725'
  .split(' ')
  .map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));

function viridis(share: number): [number, number, number] {
  const place = Math.min(Math.max(share, 0), 1) * (anchors.length - 1);
  const low = Math.min(Math.floor(place), anchors.length - 2);
  const mixed = [0, 1, 2].map((k) =>
    Math.round(anchors[low]![k]! + (place - low) * (anchors[low + 1]![k]! - anchors[low]![k]!)),
  );
  return [mixed[0]!, mixed[1]!, mixed[2]!];
}

const shades = 64;
const palette: Palette = [
  [0, 0, 0],
  ...Array.from({ length: shades }, (_, at) => viridis(at / (shades - 1))),
];

const short = (value: number) => String(Number(value.toPrecision(3)));
const panel = 260;

/** Cases side by side, each as it is with the outline of its region, and with the map on it, in one scale of colours. */
export function drawMaps(cases: readonly DrawnCase[], name: string): string {
  const known = Float64Array.from(
    cases.flatMap(({ values }) => [...values.filter((one) => !Number.isNaN(one))]),
  );
  const [low, high] = [quantile(known, 0.02), quantile(known, 0.98)];
  const span = high > low ? high - low : 1;
  const heights = cases.map(({ picture }) => (panel * picture.height) / picture.width);
  const row = Math.ceil(Math.max(...heights));
  const width = cases.length * (panel + 20) + 90;
  const height = 2 * row + 80;
  const parts = cases.map(({ picture, values, title, detail }, at) => {
    const [w, h] = picture.pixels;
    const x = 10 + at * (panel + 20);
    const own = heights[at]!;
    const pixels = Uint8Array.from(values, (value) =>
      Number.isNaN(value) ? 0 : 1 + Math.round(Math.min(Math.max((value - low) / span, 0), 1) * (shades - 1)),
    );
    const map = Buffer.from(encodePng(pixels, w, h, palette)).toString('base64');
    const grey = (y: number) =>
      `<image href="data:image/png;base64,${picture.png}" x="${x}" y="${y}" width="${panel}" height="${own.toFixed(1)}" preserveAspectRatio="none"/>`;
    const scale = `translate(${x} 40) scale(${(panel / w).toFixed(5)} ${(own / h).toFixed(5)})`;
    const second = 60 + row;
    return `<text x="${x}" y="14" font-weight="bold">${escapeHtml(title)}</text><text x="${x}" y="30">${escapeHtml(detail)}</text>
${grey(40)}<path d="${picture.outline}" transform="${scale}" fill="none" stroke="#e69f00" stroke-width="1.5" vector-effect="non-scaling-stroke"/>
${grey(second)}<image href="data:image/png;base64,${map}" x="${x}" y="${second}" width="${panel}" height="${own.toFixed(1)}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`;
  });
  const bar = width - 70;
  const stops = Array.from({ length: 10 }, (_, at) => {
    const [r, g, b] = viridis(at / 9);
    return `<stop offset="${((100 * at) / 9).toFixed(1)}%" stop-color="rgb(${r},${g},${b})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(`Maps of ${name}`)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
<defs><linearGradient id="map-colours" x1="0" y1="1" x2="0" y2="0">${stops.join('')}</linearGradient></defs>
${parts.join('\n')}
<rect x="${bar}" y="${60 + row}" width="14" height="${row}" fill="url(#map-colours)"/>
<text x="${bar + 20}" y="${70 + row}">${short(high)}</text><text x="${bar + 20}" y="${60 + 2 * row}">${short(low)}</text>
</svg>
`;
}
