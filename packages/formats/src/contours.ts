import { type Grid, patientToIndex, RachisError } from '@rachis/volume';
import type { Contour } from './dicom/rtstruct.ts';

/** Closed polygons of one plane of the grid; coordinates are voxel indices along the two other axes. */
export interface PolygonPlane {
  /** Index along the plane's axis. */
  readonly slice: number;
  readonly polygons: readonly Polygon[];
}

/** Corners of a closed polygon: the last joins the first. */
export interface Polygon {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Contours of a region laid into the planes of a grid, ready to be filled. */
export interface PlacedContours {
  /** Index axis that the contour planes are perpendicular to: 2 for contours on the slices themselves. */
  readonly axis: 0 | 1 | 2;
  readonly planes: readonly PolygonPlane[];
  readonly warnings: readonly string[];
}

/** Contours may leave their plane by this many voxels (rounding of coordinates in files). */
const planeTolerance = 0.1;
/** Contours whose planes are closer than this (voxels) lie in one plane. */
const samePlane = 0.02;
/**
 * Index coordinates are rounded to this many parts of a voxel, so that whether a voxel centre lies on a
 * contour does not depend on the noise of the last decimals in the file.
 */
const parts = 1e6;

/** The two index axes that span the planes of an axis, faster one first. */
export const inPlaneAxes = (axis: 0 | 1 | 2): readonly [number, number] =>
  axis === 2 ? [0, 1] : axis === 1 ? [0, 2] : [1, 2];

/**
 * Lays contours into the index space of a grid.
 *
 * Each contour must lie in a plane of the image's own (constant index along one axis, within a tenth of a
 * voxel); a plane between two slices goes to the nearest slice; where several contour planes go to one
 * slice, the plane nearest to it is taken. Open contours, points, and contours of fewer than three points
 * are left out with a warning.
 *
 * Errors: `CONTOUR_INVALID` where contours are oblique to the image or none is closed;
 * `REGION_OUTSIDE_IMAGE` where a contour lies outside the image.
 */
export function placeContours(
  region: string,
  contours: readonly Contour[],
  grid: Grid,
  file: string,
): PlacedContours {
  const warnings: string[] = [];
  const closed = contours.filter((contour) => isClosed(contour, region, warnings));
  if (closed.length === 0) {
    throw new RachisError('REGION_EMPTY', `Region "${region}" of ${file} has no closed contour.`, {
      file,
      region,
      remedy: 'Leave the region out, or draw it.',
    });
  }
  const indexed = withoutRepeats(closed, region, warnings).map((contour) => toIndexSpace(contour, grid));
  const axis = commonAxis(indexed, region, file);
  const [uAxis, vAxis] = inPlaneAxes(axis);
  const bySlice = new Map<number, { at: number; polygons: Polygon[] }>();
  let between = 0;
  let crowded = 0;
  let crossing = 0;
  let outside = 0;
  for (const corner of indexed) {
    const at = mean(corner[axis]!);
    const slice = Math.ceil(at - 0.5);
    const polygon: Polygon = { u: corner[uAxis]!, v: corner[vAxis]! };
    if (slice < 0 || slice >= grid.size[axis] || !overlaps(polygon, grid.size[uAxis]!, grid.size[vAxis]!))
      outside++;
    if (Math.abs(at - slice) > planeTolerance) between++;
    if (crossesItself(polygon)) crossing++;
    const taken = bySlice.get(slice);
    if (!taken) bySlice.set(slice, { at, polygons: [polygon] });
    else if (Math.abs(taken.at - at) <= samePlane) taken.polygons.push(polygon);
    else {
      crowded++;
      if (Math.abs(at - slice) < Math.abs(taken.at - slice)) bySlice.set(slice, { at, polygons: [polygon] });
    }
  }
  if (outside > 0) {
    throw new RachisError(
      'REGION_OUTSIDE_IMAGE',
      `Region "${region}" of ${file} has ${outside} of ${indexed.length} contours outside the image.`,
      {
        file,
        region,
        remedy: 'Check that the region was drawn on this image, and that the image is whole.',
      },
    );
  }
  if (between > 0)
    warnings.push(
      `Region "${region}": ${between} contours lie between slices and were moved to the nearest one.`,
    );
  if (crowded > 0)
    warnings.push(
      `Region "${region}": contour planes are closer than slices; for each slice the nearest plane was taken.`,
    );
  if (crossing > 0)
    warnings.push(
      `Region "${region}": ${crossing} contours cross themselves and were filled by the even-odd rule.`,
    );
  const planes = [...bySlice]
    .map(([slice, { polygons }]) => ({ slice, polygons }))
    .sort((a, b) => a.slice - b.slice);
  const gaps = planes.filter(({ slice }, i) => i > 0 && slice - planes[i - 1]!.slice > 1).length;
  if (gaps > 0)
    warnings.push(`Region "${region}": ${gaps} gaps between slices with contours were left empty.`);
  return { axis, planes, warnings };
}

function isClosed({ type, points }: Contour, region: string, warnings: string[]): boolean {
  const say = (what: string): false => {
    const warning = `Region "${region}": ${what} left out.`;
    if (!warnings.includes(warning)) warnings.push(warning);
    return false;
  };
  if (type !== 'CLOSED_PLANAR' && type !== 'CLOSEDPLANAR_XOR' && type !== 'CLOSED_PLANAR_XOR')
    return say(`contours of type ${type} enclose nothing and were`);
  if (points.length < 9) return say('contours of fewer than three points were');
  return true;
}

/** A contour that is there twice would cancel itself in the even-odd rule. */
function withoutRepeats(contours: readonly Contour[], region: string, warnings: string[]): Contour[] {
  const seen = new Set<string>();
  const kept = contours.filter(({ points }) => {
    const key = points.join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (kept.length < contours.length)
    warnings.push(
      `Region "${region}": ${contours.length - kept.length} contours are there twice and were taken once.`,
    );
  return kept;
}

function toIndexSpace({ points }: Contour, grid: Grid): [Float64Array, Float64Array, Float64Array] {
  const count = points.length / 3;
  const index: [Float64Array, Float64Array, Float64Array] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
  ];
  for (let i = 0; i < count; i++) {
    const found = patientToIndex(grid, [points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!]);
    for (let axis = 0; axis < 3; axis++) index[axis]![i] = Math.round(found[axis]! * parts) / parts;
  }
  return index;
}

/** The one axis along which every contour is flat; the slice axis first. */
function commonAxis(indexed: readonly (readonly Float64Array[])[], region: string, file: string): 0 | 1 | 2 {
  for (const axis of [2, 1, 0] as const) {
    if (indexed.every((corner) => Math.max(...corner[axis]!) - Math.min(...corner[axis]!) <= planeTolerance))
      return axis;
  }
  throw new RachisError(
    'CONTOUR_INVALID',
    `Region "${region}" of ${file} has contours that are not parallel to one plane of the image's voxels.`,
    {
      file,
      region,
      remedy: 'Give the image that the region was drawn on, or export the region as a SEG or label map.',
    },
  );
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const overlaps = ({ u, v }: Polygon, sizeU: number, sizeV: number): boolean =>
  Math.max(...u) >= -0.5 &&
  Math.min(...u) <= sizeU - 0.5 &&
  Math.max(...v) >= -0.5 &&
  Math.min(...v) <= sizeV - 0.5;

/** Whether two edges cross properly; edges that touch or lie on each other (keyholes) do not count. */
export function crossesItself({ u, v }: Polygon): boolean {
  const count = u.length;
  const edges = Array.from({ length: count }, (_, i) => i).sort((a, b) => lowest(a) - lowest(b));
  function lowest(edge: number): number {
    return Math.min(v[edge]!, v[(edge + 1) % count]!);
  }
  for (let i = 0; i < count; i++) {
    const a = edges[i]!;
    const top = Math.max(v[a]!, v[(a + 1) % count]!);
    for (let j = i + 1; j < count && lowest(edges[j]!) <= top; j++) {
      if (edgesCross(u, v, a, edges[j]!)) return true;
    }
  }
  return false;
}

function edgesCross(u: Float64Array, v: Float64Array, a: number, b: number): boolean {
  const count = u.length;
  const side = (i: number, j: number, k: number): number =>
    Math.sign((u[j]! - u[i]!) * (v[k]! - v[i]!) - (v[j]! - v[i]!) * (u[k]! - u[i]!));
  const a2 = (a + 1) % count;
  const b2 = (b + 1) % count;
  return side(a, a2, b) * side(a, a2, b2) < 0 && side(b, b2, a) * side(b, b2, a2) < 0;
}
