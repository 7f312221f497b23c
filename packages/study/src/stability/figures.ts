import { barX, dot, link, ruleX, ruleY, text } from '@observablehq/plot';
import { colours, svgOf } from '../figures/plot.ts';
import { type FeatureStability, reliabilityClasses } from './analyse.ts';
import type { FeatureNoise, ScannerJoin } from './scanner-noise.ts';
import type { StabilitySettings } from './settings.ts';

const classColours = [colours.red, colours.orange, colours.sky, colours.blue];

/** What is compared with the threshold, in words. */
const comparedWords = ({ threshold }: StabilitySettings) =>
  threshold.on === 'lower' ? 'lower bound of the ICC' : 'ICC';

/** Share of features in each class of reliability, family by family. */
export function familyFigure(features: readonly FeatureStability[], settings: StabilitySettings): string {
  const known = features.filter(({ reliability }) => reliability !== '');
  const families = [...new Set(known.map(({ family }) => family))];
  const rows = families.flatMap((family) => {
    const own = known.filter((feature) => feature.family === family);
    return reliabilityClasses.map((reliability) => ({
      family,
      reliability,
      share: own.filter((feature) => feature.reliability === reliability).length / own.length,
    }));
  });
  const counts = families.map((family) => ({
    family,
    count: `${known.filter((one) => one.family === family && one.stable).length} of ${known.filter((one) => one.family === family).length}`,
  }));
  return svgOf(`Share of features by ${comparedWords(settings)} and family`, {
    width: 720,
    height: 90 + 26 * families.length,
    marginLeft: 130,
    marginRight: 90,
    marginTop: 46,
    marginBottom: 44,
    x: { label: `share of features by ${comparedWords(settings)}`, percent: true, domain: [0, 100] },
    y: { label: null, domain: families },
    marks: [
      barX(rows, {
        y: 'family',
        x: 'share',
        fill: (row: { reliability: (typeof reliabilityClasses)[number] }) =>
          classColours[reliabilityClasses.indexOf(row.reliability)]!,
        order: [...classColours],
      }),
      text(counts, { y: 'family', x: 1, text: 'count', textAnchor: 'start', dx: 6 }),
      text([{ label: 'stable' }], {
        frameAnchor: 'top-right',
        text: 'label',
        dy: -14,
        dx: 50,
        fontWeight: 'bold',
      }),
      ...reliabilityClasses.map((name, i) =>
        text([name], {
          frameAnchor: 'top-left',
          text: () => `■ ${name}`,
          fill: classColours[i]!,
          fontWeight: 'bold',
          dx: i * 110,
          dy: -38,
        }),
      ),
    ],
  });
}

/** Every feature's correlation with its interval, from the least stable to the most. */
export function curveFigure(features: readonly FeatureStability[], settings: StabilitySettings): string {
  const on = settings.threshold.on;
  const sorted = features
    .filter(({ icc }) => Number.isFinite(icc))
    .sort((a, b) => (on === 'lower' ? a.lower - b.lower : a.icc - b.icc))
    .map((feature, rank) => ({ ...feature, rank: rank + 1 }));
  const floor = (value: number) => Math.max(-0.2, value);
  return svgOf('Intraclass correlation of every feature with its interval', {
    width: 720,
    height: 380,
    marginLeft: 60,
    marginBottom: 44,
    x: { label: 'features, from the least stable' },
    y: { label: 'intraclass correlation', domain: [-0.2, 1], grid: true },
    marks: [
      link(sorted, {
        x1: 'rank',
        x2: 'rank',
        y1: (d: FeatureStability) => floor(d.lower),
        y2: (d: FeatureStability) => floor(d.upper),
        stroke: (d: FeatureStability) => (d.stable ? colours.sky : '#e8c58a'),
        strokeWidth: Math.max(0.6, Math.min(5, 400 / sorted.length)),
      }),
      dot(sorted, {
        x: 'rank',
        y: (d: FeatureStability) => floor(d.icc),
        r: 1.4,
        fill: (d: FeatureStability) => (d.stable ? colours.blue : colours.red),
      }),
      ruleY([settings.threshold.value], { strokeDasharray: '4 3' }),
      text([settings.threshold.value], {
        x: 1,
        y: (value: number) => value,
        text: (value: number) => `threshold ${value}, on the ${comparedWords(settings)}`,
        textAnchor: 'start',
        dy: -8,
      }),
    ],
  });
}

/** The features with the most noise of scanners against patients, with intervals. */
export function noiseFigure(noise: readonly FeatureNoise[]): string {
  const shown = [...noise]
    .filter((one) => Number.isFinite(one.noise))
    .sort((a, b) => b.noise - a.noise)
    .slice(0, 60);
  return svgOf('Spread over scanners against spread over patients', {
    width: 720,
    height: 60 + 14 * shown.length,
    marginLeft: 330,
    marginBottom: 44,
    x: { label: 'scanner deviation / patient deviation', type: 'log', grid: true },
    y: { label: null, domain: shown.map(({ feature }) => feature) },
    marks: [
      ruleX([1], { strokeDasharray: '4 3' }),
      link(shown, {
        y1: 'feature',
        y2: 'feature',
        x1: (d: FeatureNoise) => Math.max(d.lower, 1e-9),
        x2: 'upper',
        stroke: colours.grey,
      }),
      dot(shown, {
        y: 'feature',
        x: 'noise',
        r: 3,
        fill: (d: FeatureNoise) => (d.noise < 1 ? colours.blue : colours.red),
      }),
    ],
  });
}

/** Scanners joined by how alike their features are. */
export function scannerFigure(names: readonly string[], joins: readonly ScannerJoin[]): string {
  const members = (node: number): number[] =>
    node < 0 ? [-node - 1] : [...members(joins[node - 1]!.left), ...members(joins[node - 1]!.right)];
  const order = joins.length === 0 ? names.map((_, i) => i) : members(joins.length);
  const place = new Map(order.map((scanner, i) => [scanner, i]));
  const at = (node: number): { y: number; height: number } => {
    if (node < 0) return { y: place.get(-node - 1)!, height: 0 };
    const { left, right, height } = joins[node - 1]!;
    return { y: (at(left).y + at(right).y) / 2, height };
  };
  const lines = joins.flatMap(({ left, right, height }) => {
    const [a, b] = [at(left), at(right)];
    return [
      { x1: a.height, x2: height, y1: a.y, y2: a.y },
      { x1: b.height, x2: height, y1: b.y, y2: b.y },
      { x1: height, x2: height, y1: a.y, y2: b.y },
    ];
  });
  return svgOf('Scanners joined by how alike their features are', {
    width: 720,
    height: 60 + 22 * names.length,
    marginLeft: 220,
    marginBottom: 44,
    x: { label: 'distance' },
    y: { axis: null, domain: [-0.5, names.length - 0.5], reverse: true },
    marks: [
      link(lines, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', stroke: colours.blue }),
      text(order, {
        x: 0,
        y: (_: number, i: number) => i,
        text: (scanner: number) => names[scanner]!,
        textAnchor: 'end',
        dx: -6,
      }),
    ],
  });
}
