import type { Vector3, Volume } from '@rachis/volume';
import type { SpineMeasurements } from '../measure/measure-spine.ts';
import type { Measurement } from '../measurement.ts';
import { meyerdingNames } from '../scores/meyerding.ts';
import type { LandmarkName, VertebraLandmarks } from '../vertebra/landmarks.ts';
import { greyOn, type MidSagittal, midSagittalPlane, windowOf } from './mid-sagittal.ts';
import { outlinePath } from './outline.ts';

/** How a spine is drawn. */
export interface SpinePictureOptions {
  readonly title: string;
  readonly image?: Volume;
  readonly posture: 'supine' | 'standing';
  /** A grey image, one byte a pixel, as the address that an SVG embeds (`data:image/png;base64,…`). */
  readonly encodeImage: (width: number, height: number, pixels: Uint8Array) => string;
}

/** Colours that stay apart for colour-blind readers and in print (Okabe and Ito). */
const colours = {
  plate: '#56b4e9',
  outline: '#f0e442',
  corner: '#e69f00',
  alert: '#ff6a3d',
  angle: '#2bd9a1',
} as const;

/** Width of the column of numbers beside the image, pixels. */
const columnWidth = 540;

/** Height of title and heading above the image, pixels. */
const top = 54;

/** XML has no way to write control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/g;

const asMarkup = (text: string): string =>
  text
    .replaceAll(unwritable, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');

type Point = readonly [x: number, y: number];

const line = (from: Point, to: Point, style: string): string =>
  `<line x1="${from[0].toFixed(1)}" y1="${from[1].toFixed(1)}" x2="${to[0].toFixed(1)}" y2="${to[1].toFixed(1)}" ${style}/>`;

const label = (x: number, y: number, text: string, style: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${asMarkup(text)}</text>`;

/** The line of an endplate from corner to corner, drawn on beyond them by parts of its length. */
function plateLine(
  plane: MidSagittal,
  vertebra: VertebraLandmarks,
  which: 'superior' | 'inferior',
  beyond: readonly [front: number, back: number],
): readonly [Point, Point] | null {
  const corner = (name: LandmarkName): Vector3 | undefined => vertebra.points[name]?.position;
  const [front, back] = [corner(`${which}_anterior`), corner(`${which}_posterior`)];
  if (front === undefined || back === undefined) return null;
  const [a, p] = [plane.seen(front), plane.seen(back)];
  const step = [a[0] - p[0], a[1] - p[1]] as const;
  return [
    [a[0] + beyond[0] * step[0], a[1] + beyond[0] * step[1]],
    [p[0] - beyond[1] * step[0], p[1] - beyond[1] * step[1]],
  ];
}

function drawVertebra(plane: MidSagittal, vertebra: VertebraLandmarks): string {
  const parts = [
    `<path d="${outlinePath(plane, vertebra)}" stroke="${colours.outline}" stroke-width="1.1" fill="none" opacity="0.85"/>`,
  ];
  // Of what the scan cuts off, no body is known that a name could be put on.
  if (vertebra.superior.plate === null && vertebra.inferior.plate === null) return parts[0]!;
  for (const which of ['superior', 'inferior'] as const) {
    const plate = plateLine(plane, vertebra, which, [0.08, 0.08]);
    if (plate !== null) parts.push(line(...plate, `stroke="${colours.plate}" stroke-width="2.2"`));
  }
  for (const { position } of Object.values(vertebra.points)) {
    const [x, y] = plane.seen(position);
    parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colours.corner}"/>`);
  }
  const [x, y] = plane.seen(vertebra.box.centre);
  parts.push(
    label(
      x,
      y + 5,
      vertebra.level,
      'text-anchor="middle" font-size="16" font-weight="700" fill="#fff" stroke="#000" stroke-width="3" paint-order="stroke"',
    ),
  );
  return parts.join('');
}

/** Lines of the upper plates of L1 (or the highest lumbar level there) and S1, and the angle between them. */
function drawLordosis(
  plane: MidSagittal,
  spine: SpineMeasurements,
  value: (id: string) => number | null,
): string {
  const angle = value('LL_L1S1_supine') ?? value('LL_L1S1');
  const of = (wanted: string) => spine.vertebrae.find(([level]) => level === wanted)?.[1].found ?? null;
  const [top, bottom] = [of('L1'), of('S1')];
  if (angle === null || top === null || bottom === null) return '';
  const lines = [top, bottom].map((one) => plateLine(plane, one, 'superior', [0, 1.5]));
  const [first, second] = lines;
  if (!first || !second) return '';
  const style = `stroke="${colours.angle}" stroke-width="1.8" stroke-dasharray="7 5"`;
  const x = Math.min(plane.width - 30, Math.max(first[1][0], second[1][0]) + 4);
  return [
    line(...first, style),
    line(...second, style),
    label(
      x,
      (first[1][1] + second[1][1]) / 2,
      `L1-S1 ${angle.toFixed(0)}°`,
      `text-anchor="end" font-size="18" font-weight="700" fill="${colours.angle}" stroke="#000" stroke-width="3" paint-order="stroke"`,
    ),
  ].join('');
}

interface Row {
  readonly y: number;
  readonly text: string;
  readonly alert: boolean;
  readonly disc: boolean;
}

const shown = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits).replace(/^-(0(?:\.0)?)$/, '$1');

/** Half of the widest 95% interval of some measurements, as ` ± 0.8`; '' where none has one. */
function plusMinus(ones: readonly (Measurement | undefined)[], digits = 1): string {
  const halves = ones.flatMap((one) =>
    one?.lower === undefined || one.upper === undefined ? [] : [(one.upper - one.lower) / 2],
  );
  return halves.length === 0 ? '' : ` ± ${Math.max(...halves).toFixed(digits)}`;
}

/** Between which grades it is not sure, as "I or II"; '' where it is. */
const unsure = (grade: Measurement | undefined): string =>
  /^uncertain between (\w+) and (\w+):/
    .exec(grade?.reason ?? '')
    ?.slice(1)
    .join(' or ') ?? '';

type Get = (level: string, id: string) => Measurement | undefined;

const places = ['anterior', 'middle', 'posterior'] as const;

function vertebraRow(level: string, y: number, get: Get): Row {
  const value = (id: string) => get(level, id)?.value;
  const heights = ['anterior', 'middle', 'posterior'].map((place) => value(`height_${place}`) ?? null);
  if (heights.every((height) => height === null)) {
    const reason = level[0] === 'S' ? 'upper endplate only' : (get(level, 'height_anterior')?.reason ?? '');
    return { y, text: `${level}  ${reason}`, alert: false, disc: true };
  }
  const grade = value('genant_grade') ?? 0;
  const open = unsure(get(level, 'genant_grade'));
  const flag =
    grade > 0 ? `  height loss, Genant ${grade}` : open === '' ? '' : `  height loss, Genant ${open}`;
  const numbers = heights.map((height) => shown(height)).join(' / ');
  return {
    y,
    text: `${level}  ${numbers}${plusMinus(places.map((place) => get(level, `height_${place}`)))} mm  wedge ${shown(value('wedge_angle'), 0)}${plusMinus([get(level, 'wedge_angle')], 0)}°${flag}`,
    alert: grade > 0,
    disc: false,
  };
}

function discRow(disc: string, y: number, get: Get): Row[] {
  const value = (id: string) => get(disc, id)?.value;
  const heights = ['anterior', 'middle', 'posterior'].map((place) => value(`disc_height_${place}`) ?? null);
  if (heights.every((height) => height === null)) return [];
  const grade = value('meyerding_grade') ?? 0;
  const slip = value('slip') ?? 0;
  const open = unsure(get(disc, 'meyerding_grade'));
  const flag =
    grade > 0 || open !== ''
      ? `  slip ${slip < 0 ? 'backwards' : 'forwards'} ${shown(Math.abs(slip))}${plusMinus([get(disc, 'slip')])} mm, Meyerding ${open || meyerdingNames[grade]}`
      : '';
  const numbers = heights.map((height) => shown(height)).join(' / ');
  const text = `${disc}  ${numbers}${plusMinus(places.map((place) => get(disc, `disc_height_${place}`)))} mm  ${shown(value('disc_angle'), 0)}${plusMinus([get(disc, 'disc_angle')], 0)}°${flag}`;
  return [{ y, text, alert: grade > 0, disc: true }];
}

/** The numbers of vertebrae and discs, each beside what it is of. */
function rowsOf(plane: MidSagittal, spine: SpineMeasurements): Row[] {
  const byKey = new Map(spine.measurements.map((m) => [`${m.level} ${m.id}`, m]));
  const get: Get = (level, id) => byKey.get(`${level} ${id}`);
  const rows: Row[] = [];
  let before: { readonly level: string; readonly y: number } | null = null;
  for (const [level, { found }] of spine.vertebrae) {
    if (found === null) continue;
    const y = plane.seen(found.box.centre)[1];
    if (before !== null) rows.push(...discRow(`${before.level}-${level}`, (y + before.y) / 2, get));
    rows.push(vertebraRow(level, y, get));
    before = { level, y };
  }
  return rows;
}

/**
 * A spine as an SVG picture: the mid-sagittal plane (curved through the vertebrae; anterior on the left) with outlines,
 * endplates, corners, level names and lordosis, the numbers beside each level, and a legend. Null where no vertebra was
 * found.
 */
export function spinePicture(spine: SpineMeasurements, options: SpinePictureOptions): string | null {
  const plane = midSagittalPlane(spine);
  if (plane === null) return null;
  const [width, height] = [plane.width + columnWidth, plane.height + top + 80];
  const found = spine.vertebrae.flatMap(([, one]) => (one.found === null ? [] : [one.found]));
  const value = (id: string) => spine.measurements.find((m) => m.id === id && m.level === '')?.value ?? null;
  const { image } = options;
  const grey =
    image === undefined
      ? ''
      : `<image width="${plane.width}" height="${plane.height}" href="${options.encodeImage(plane.width, plane.height, greyOn(plane, image, windowOf(image)))}"/>`;
  const rows = rowsOf(plane, spine).map(({ y, text, alert, disc }) =>
    label(
      plane.width + 14,
      y + 4,
      text,
      `font-size="${disc ? 12 : 13}" ${alert ? `fill="${colours.alert}" font-weight="700"` : `fill="${disc ? '#aaa' : '#eee'}"`}`,
    ),
  );
  const scaleBar = 50 / plane.pixel;
  const bottom = plane.height + top;
  const key = [
    [colours.outline, 'outline of the mask'],
    [colours.plate, 'endplates'],
    [colours.corner, 'corners and middles'],
    [colours.angle, 'lordosis'],
  ] as const;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${asMarkup(options.title)}" font-family="system-ui, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#111"/><g transform="translate(0 ${top})">${grey}`,
    ...found.map((vertebra) => drawVertebra(plane, vertebra)),
    drawLordosis(plane, spine, value),
    label(8, plane.height / 2, 'A', 'font-size="18" fill="#fff"'),
    label(plane.width - 20, plane.height / 2, 'P', 'font-size="18" fill="#fff"'),
    line([12, plane.height - 14], [12 + scaleBar, plane.height - 14], 'stroke="#fff" stroke-width="3"'),
    label(12, plane.height - 20, '50 mm', 'font-size="13" fill="#fff"'),
    ...rows,
    '</g>',
    label(12, 21, options.title, 'font-size="15" font-weight="700" fill="#fff"'),
    label(
      plane.width + 14,
      43,
      'height front / middle / back of vertebrae and discs, mm; angle',
      'font-size="13" fill="#ccc"',
    ),
    ...key.map(([colour, text], i) =>
      label(12 + 165 * i, bottom + 22, `● ${text}`, `font-size="13" fill="${colour}"`),
    ),
    label(
      12,
      bottom + 44,
      'Lordosis and angles of discs: lordotic +. Wedge: lower in front +.',
      'font-size="12" fill="#bbb"',
    ),
    label(
      12,
      bottom + 62,
      `${options.posture === 'supine' ? 'Lying: not to be compared with norms of standing patients. ' : ''}Height loss is not yet a fracture.`,
      'font-size="12" fill="#bbb"',
    ),
    '</svg>\n',
  ].join('\n');
}
