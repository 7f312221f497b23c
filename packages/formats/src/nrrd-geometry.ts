import type { Vector3 } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import { type Layers, layersAlong, oneLayer } from './layers.ts';
import { millimetresIn, numbersOfField, problem, wordsOfField } from './header-fields.ts';

type Fields = ReadonlyMap<string, string>;

/** Spaces of the format that lie in the patient: the signs that turn their axes to left, posterior, superior. */
const spaces = new Map<string, Vector3>(
  (
    [
      ['left-posterior-superior', 'lps', [1, 1, 1]],
      ['right-anterior-superior', 'ras', [-1, -1, 1]],
      ['left-anterior-superior', 'las', [1, -1, 1]],
    ] as const
  ).flatMap(([long, short, signs]) =>
    [long, short, `${long}-time`, `${short}t`].map((space): [string, Vector3] => [space, signs]),
  ),
);

/** Kinds of axes that may lie in space. */
const spatialKinds = new Set(['domain', 'space', '', '???', 'none']);

/** The grid in LPS, mm, that a header describes. Warnings are added to the list. */
export function gridsOfNrrd(
  name: string,
  fields: Fields,
  sizes: readonly number[],
  warnings: string[],
  layered = false,
): FileGrids & { readonly layers: Layers } {
  const space = spaceOf(name, fields, warnings);
  const directions = directionsOf(name, fields, sizes.length, space.dimension);
  const axes = spatialAxes(name, sizes, fields, directions, layered);
  const other = sizes.findIndex((n, axis) => n > 1 && !axes.includes(axis));
  const layers = other < 0 ? oneLayer : layersAlong(sizes, other);
  const size: Vector3 = [sizes[axes[0]!]!, sizes[axes[1]!]!, axes.length > 2 ? sizes[axes[2]!]! : 1];
  const origin = originOf(name, fields, space);
  if (!directions) {
    sayPlane(name, axes, warnings);
    const [x, y, z] = spacingsOf(name, fields, axes, warnings);
    return { ...gridsOfAffine(name, size, [x, 0, 0, 0, y, 0, 0, 0, z], origin), layers };
  }
  checkSpacings(name, fields, axes, directions);
  const columns = axes.map((axis) => directions[axis]!);
  const still = axes.find((axis) => !(Math.hypot(...directions[axis]!) > 0));
  if (still !== undefined)
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has space directions of length 0 along axis ${still + 1}; each must be above zero`,
    );
  sayPlane(name, axes, warnings);
  if (columns.length === 2) columns.push(acrossOf(columns));
  const matrix = [0, 1, 2].flatMap((row) =>
    columns.map((column) => column[row]! * space.signs[row]! * (space.factors[row] ?? 1)),
  );
  return { ...gridsOfAffine(name, size, matrix, origin), layers };
}

/** Two axes in space have no distance across them. */
function sayPlane(name: string, axes: readonly number[], warnings: string[]): void {
  if (axes.length < 3)
    warnings.push(
      `${name} is a plane (${axes.length} axes in space): a thickness of 1 mm was taken across it.`,
    );
}

interface Space {
  readonly signs: Vector3;
  /** Numbers that a vector of the space has. */
  readonly dimension: number;
  /** Millimetres in the unit of each of them. */
  readonly factors: readonly number[];
}

function spaceOf(name: string, fields: Fields, warnings: string[]): Space {
  const space = (fields.get('space') ?? '').toLowerCase();
  const said = fields.get('space dimension');
  const signs = space === '' ? ([1, 1, 1] as const) : spaces.get(space);
  if (!signs)
    throw problem(
      'UNSUPPORTED',
      name,
      `has the space "${fields.get('space')}", which does not say how the patient lies`,
      'Save it in left-posterior-superior.',
    );
  const dimension = /(time|t)$/.test(space) ? 4 : said !== undefined && space === '' ? Number(said) : 3;
  if (![2, 3, 4].includes(dimension) || (said !== undefined && Number(said) !== dimension))
    throw problem(
      'UNSUPPORTED',
      name,
      `has space dimension ${said}${space === '' ? '' : ` with the space "${space}"`}, where 3 was expected`,
    );
  if (space === '') warnings.push('The file does not name its space: left-posterior-superior was taken.');
  const units = quoted(fields.get('space units'));
  if (units.length > 0 && units.length !== dimension)
    throw problem('FILE_CORRUPT', name, `has ${units.length} space units for ${dimension} axes of its space`);
  const factors = units.slice(0, 3).map((unit) => factorOf(name, 'space units', unit, warnings));
  return { signs, dimension, factors };
}

const quoted = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, unit]) => unit!);

function factorOf(name: string, field: string, unit: string, warnings: string[]): number {
  const factor = millimetresIn(unit === '???' || unit === 'none' ? '' : unit);
  if (factor === null)
    throw problem(
      'UNSUPPORTED',
      name,
      `has lengths in the unit "${unit}" (${field})`,
      'Give lengths in mm, cm, m or um.',
    );
  const warning = `Lengths are in ${unit} (${field}): they were converted to millimetres.`;
  if (factor !== 1 && !warnings.includes(warning)) warnings.push(warning);
  return factor;
}

/** A vector in parentheses, of three numbers: a plane's has no third, time's fourth must be 0. Null where it is none. */
function vectorOf(name: string, key: string, text: string, dimension: number): number[] | null {
  if (/^none$/i.test(text.trim())) return null;
  const words = text
    .replace(/[()]/g, '')
    .split(',')
    .map((word) => word.trim());
  const values = words.map((word) => (/^[-+]?nan$/i.test(word) || word === '' ? Number.NaN : Number(word)));
  if (values.length === dimension && values.every(Number.isNaN) && words.every((word) => /nan/i.test(word)))
    return null;
  if (values.length !== dimension || !values.every(Number.isFinite))
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has ${key} with "${text}", where ${dimension} numbers in parentheses were expected`,
    );
  const alongTime = values.slice(3).some((value) => value !== 0);
  if (alongTime && values.slice(0, 3).some((value) => value !== 0))
    throw problem(
      'UNSUPPORTED',
      name,
      `has ${key} with "${text}", which runs through space and time at once`,
    );
  if (alongTime && key === 'space directions') return null;
  return [values[0]!, values[1]!, values[2] ?? 0];
}

/** The step of each axis in space, null for one that has none; null where the header has no directions. */
function directionsOf(
  name: string,
  fields: Fields,
  dimension: number,
  spaceDimension: number,
): (number[] | null)[] | null {
  const text = fields.get('space directions');
  if (text === undefined) return null;
  const found = text.match(/\([^)]*\)|\S+/g) ?? [];
  if (found.length !== dimension)
    throw problem('FILE_CORRUPT', name, `has ${found.length} space directions for ${dimension} dimensions`);
  return found.map((vector) => vectorOf(name, 'space directions', vector, spaceDimension));
}

/** Which two or three axes are space; others (vector, list, time) must have one element. */
function spatialAxes(
  name: string,
  sizes: readonly number[],
  fields: Fields,
  directions: readonly (readonly number[] | null)[] | null,
  layered: boolean,
): number[] {
  const kinds = wordsOfField(fields.get('kinds') ?? '').map((kind) => kind.toLowerCase());
  const spacings = numbersOfField(name, 'spacings', fields.get('spacings') ?? '');
  const all = sizes.map((_, axis) => axis);
  let axes = directions
    ? all.filter((axis) => directions[axis] !== null)
    : all.filter((axis) => spatialKinds.has(kinds[axis] ?? ''));
  if (!directions && axes.length > 3 && spacings.length > 0)
    axes = axes.filter((axis) => !Number.isNaN(spacings[axis]!));
  // Of more than three axes that all might be space, those at the end of one element are left out first.
  if (!directions)
    for (const from of [[...axes].reverse(), [...axes]])
      for (const axis of from)
        if (axes.length > 3 && sizes[axis] === 1) axes = axes.filter((other) => other !== axis);
  const others = all.filter((axis) => !axes.includes(axis) && sizes[axis] !== 1);
  if (others.length > (layered ? 1 : 0) || others.some((axis) => !(sizes[axis]! > 0)) || axes.length > 3) {
    throw problem(
      'UNSUPPORTED',
      name,
      `holds several volumes or layers (sizes ${sizes.join(' x ')}), where one was expected`,
      'Export one volume a file.',
    );
  }
  if (axes.length < 2)
    throw problem('GEOMETRY_INVALID', name, `has ${axes.length} spatial axes, where 3 were expected`);
  return axes;
}

/** Spacings of a header without directions, mm. */
function spacingsOf(name: string, fields: Fields, axes: readonly number[], warnings: string[]): Vector3 {
  const given = fields.get('spacings');
  const spacings = numbersOfField(name, 'spacings', given ?? '');
  const units = quoted(fields.get('units'));
  const thick = numbersOfField(name, 'thicknesses', fields.get('thicknesses') ?? '');
  const missing = axes.filter((axis) => Number.isNaN(spacings[axis] ?? Number.NaN));
  if (
    missing.length > 0 &&
    (given !== undefined || missing.some((axis) => !Number.isNaN(thick[axis] ?? Number.NaN)))
  )
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has no spacing along axis ${missing.map((axis) => axis + 1).join(', ')} (spacings "${given ?? ''}")`,
      'Add the distance of the voxels along each axis to the header.',
    );
  warnings.push(
    given === undefined
      ? 'The file has neither space directions nor spacings: voxels of 1 mm and axes as they are stored were taken.'
      : 'The file has no space directions: its axes were taken as they are stored.',
  );
  const [x, y, z] = axes.map(
    (axis) => (spacings[axis] ?? 1) * factorOf(name, 'units', units[axis] ?? '', warnings),
  );
  const spacing: Vector3 = [x!, y!, z ?? 1];
  if (!spacing.every((value) => value > 0))
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has voxel spacing ${spacing.join(' x ')} mm (spacings); each must be above zero`,
    );
  return spacing;
}

/** Spacings beside space directions say again how long these are. */
function checkSpacings(
  name: string,
  fields: Fields,
  axes: readonly number[],
  directions: readonly (readonly number[] | null)[],
): void {
  const spacings = numbersOfField(name, 'spacings', fields.get('spacings') ?? '');
  for (const axis of axes) {
    const length = Math.hypot(...directions[axis]!);
    const said = spacings[axis] ?? Number.NaN;
    if (!Number.isNaN(said) && Math.abs(said - length) > 1e-3 * length)
      throw problem(
        'GEOMETRY_INVALID',
        name,
        `has spacings of ${said} along axis ${axis + 1}, but space directions of length ${length}`,
        'Keep the one that is right.',
      );
  }
}

/** The direction across a plane of two axes, 1 mm long; upwards where the plane lies across the body. */
function acrossOf([a, b]: readonly (readonly number[])[]): number[] {
  if (a![2] === 0 && b![2] === 0) return [0, 0, 1];
  const across = [
    a![1]! * b![2]! - a![2]! * b![1]!,
    a![2]! * b![0]! - a![0]! * b![2]!,
    a![0]! * b![1]! - a![1]! * b![0]!,
  ];
  const length = Math.hypot(...across);
  return across.map((value) => value / length);
}

function originOf(name: string, fields: Fields, { signs, dimension, factors }: Space): Vector3 {
  const text = fields.get('space origin');
  const origin = text === undefined ? null : vectorOf(name, 'space origin', text, dimension);
  if (origin === null) return [0, 0, 0];
  return [0, 1, 2].map((axis) => origin[axis]! * signs[axis]! * (factors[axis] ?? 1)) as unknown as Vector3;
}
