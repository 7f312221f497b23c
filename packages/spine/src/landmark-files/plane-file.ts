import { RachisError } from '@rachis/volume';
import { isLevel, type Level } from '../levels.ts';
import type { RadiographScale } from '../alignment/plane.ts';
import { fieldsOf } from './csv-file.ts';
import { bodyPoints, levelPoints } from './landmark-set.ts';

/** Which radiograph points were placed on, and in what. */
export type PlaneKind = 'sagittal' | 'coronal' | 'pixels' | 'frontal_pixels';

/** Corners of a vertebra in a frontal radiograph. */
export const frontalPoints = ['superior_right', 'superior_left', 'inferior_right', 'inferior_left'] as const;

/** Points of a frontal radiograph that belong to no level. */
export const frontalBodyPoints = ['femoral_head_left', 'femoral_head_right', 'pubic_symphysis'] as const;

/** A point of a radiograph: (anterior, superior) or (right, superior) in mm, or (row, column) in pixels. */
export interface PlaneLandmark {
  readonly level: Level | '';
  readonly name: string;
  readonly at: readonly [number, number];
}

/** The points of one radiograph. */
export interface PlaneSet {
  readonly subject: string;
  readonly kind: PlaneKind;
  readonly points: readonly PlaneLandmark[];
}

const pairs: Readonly<Record<PlaneKind, readonly [string, string]>> = {
  sagittal: ['anterior_mm', 'superior_mm'],
  coronal: ['right_mm', 'superior_mm'],
  pixels: ['row', 'column'],
  frontal_pixels: ['row', 'column'],
};

function bad(file: string, what: string): never {
  throw new RachisError('ARGUMENT_INVALID', `${file}: ${what}`, {
    file,
    remedy:
      'Columns are subject, level, point and anterior_mm, superior_mm (lateral), right_mm, superior_mm (frontal) or row, column (pixels of either).',
  });
}

/** The kind of points that a table's header is of, where pixels may be of either radiograph; null where it is of points in space. */
export function planeKindOf(text: string): PlaneKind | null {
  const header = fieldsOf(text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '').map((name) => name.trim());
  if (header.includes('posterior_mm')) return null;
  const kinds = Object.entries(pairs) as [PlaneKind, readonly [string, string]][];
  return kinds.find(([, pair]) => pair.every((name) => header.includes(name)))?.[0] ?? null;
}

/** What of a frontal radiograph lies to the right of, or above, what. */
const order = [
  ['superior_right', 'superior_left', 0],
  ['inferior_right', 'inferior_left', 0],
  ['femoral_head_right', 'femoral_head_left', 0],
  ['superior_right', 'inferior_right', 1],
  ['superior_left', 'inferior_left', 1],
] as const;

/** Refuses frontal points in mm that are mirrored or upside down: angles would be off by a half turn. */
function checkFrontal(points: readonly PlaneLandmark[], file: string): void {
  const places = new Map(points.map(({ level, name, at }) => [`${level} ${name}`, at]));
  for (const level of new Set(points.map((point) => point.level)))
    for (const [one, other, axis] of order) {
      const [p, q] = [places.get(`${level} ${one}`), places.get(`${level} ${other}`)];
      if (p === undefined || q === undefined || p[axis] > q[axis]) continue;
      bad(
        file,
        axis === 0
          ? `${`${level} ${one}`.trim()} does not lie to the right of ${other}: sides are swapped, or the radiograph is mirrored. right_mm grows to the patient's right.`
          : `${level} ${one} does not lie above ${other}: names are swapped, or superior_mm grows downwards.`,
      );
    }
}

/** Points of a radiograph from a table (see `planeKindOf`); `ARGUMENT_INVALID` names the line and what is wrong with it. */
export function planeFromCsv(text: string, file: string): PlaneSet {
  const stated = planeKindOf(text);
  if (stated === null) return bad(file, 'it has no columns of points in a plane.');
  const [head, ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const header = fieldsOf(head!).map((name) => name.trim());
  const place = header.indexOf('point');
  const isFrontal = lines.some((line) =>
    ([...frontalPoints, 'pubic_symphysis'] as readonly string[]).includes(
      fieldsOf(line)[place]?.trim() ?? '',
    ),
  );
  const kind = stated === 'pixels' && isFrontal ? 'frontal_pixels' : stated;
  const frontal = kind === 'coronal' || kind === 'frontal_pixels';
  const seen = new Set<string>();
  const subjects = new Set<string>();
  const points = lines.map((line, i): PlaneLandmark => {
    const fields = fieldsOf(line);
    const cell = (name: string) => fields[header.indexOf(name)]?.trim() ?? '';
    const [level, name] = [cell('level'), cell('point')];
    const ofLevel: readonly string[] = frontal ? frontalPoints : levelPoints;
    const ofBody: readonly string[] = frontal ? frontalBodyPoints : bodyPoints;
    const isBody = level === '' && ofBody.includes(name);
    if (!isBody && !(isLevel(level) && ofLevel.includes(name)))
      bad(file, `line ${i + 2}: "${`${level} ${name}`.trim()}" is no landmark of such a radiograph.`);
    if (seen.has(`${level} ${name}`)) bad(file, `${`${level} ${name}`.trim()} is there more than once.`);
    seen.add(`${level} ${name}`);
    subjects.add(cell('subject'));
    const at = pairs[kind].map((column) => (cell(column) === '' ? Number.NaN : Number(cell(column))));
    if (!at.every(Number.isFinite)) bad(file, `line ${i + 2}: ${pairs[kind].join(' and ')} must be numbers.`);
    return { level: level as Level | '', name, at: at as [number, number] };
  });
  if (points.length === 0) bad(file, 'there is no landmark in it.');
  if (subjects.size > 1) bad(file, `it has landmarks of ${[...subjects].join(' and ')}.`);
  if (kind === 'coronal') checkFrontal(points, file);
  return { subject: [...subjects][0]!, kind, points };
}

/**
 * Points of a frontal radiograph in mm, from its pixels and their size. Which way the patient's right lies follows from the names
 * of the points. `ARGUMENT_INVALID` where the names contradict each other, or none tells.
 */
export function frontalPlane(
  { subject, points }: PlaneSet,
  { rowSpacing, columnSpacing, magnification }: Omit<RadiographScale, 'faces'>,
  file: string,
): PlaneSet {
  const places = new Map(points.map(({ level, name, at }) => [`${level} ${name}`, at]));
  const ways = points.flatMap(({ level, name, at }) => {
    const other = name.endsWith('_right')
      ? places.get(`${level} ${name.replace('_right', '_left')}`)
      : undefined;
    return other === undefined ? [] : [Math.sign(at[1] - other[1])];
  });
  const [way] = ways;
  if (way === undefined)
    return bad(file, 'no point is there on both sides, so that which way the right lies is not known.');
  if (way === 0 || ways.some((one) => one !== way))
    bad(file, 'some points called right lie to the left of others: names are swapped.');
  const moved = points.map(({ level, name, at: [row, column] }) => ({
    level,
    name,
    at: [(way * column * columnSpacing) / magnification, (-row * rowSpacing) / magnification] as const,
  }));
  checkFrontal(moved, file);
  return { subject, kind: 'coronal', points: moved };
}
