import { type Grid, patientToIndex, RachisError } from '@rachis/volume';
import { arrangePlane, type Arrangement, type DrawnContour, TooEntangled } from './contour-plane.ts';
import type { Contour } from './dicom/rtstruct.ts';
import { boxOf, crossesItself, type Polygon, rangeOf } from './polygon.ts';

export { crossesItself, type Polygon } from './polygon.ts';

/** Closed polygons on one plane of the grid; coordinates are voxel indices along the two other axes. */
export interface PolygonPlane {
  /** Index along the plane's axis. */
  readonly slice: number;
  readonly polygons: readonly Polygon[];
  /**
   * How deep each polygon lies in others: those of even depth are filled and those of odd depth are holes, in the order of
   * the polygons. Without it a voxel is inside where it is in an odd number of them.
   */
  readonly depths?: readonly number[];
}

/** Contours of a region laid into the planes of a grid, ready to be filled. */
export interface PlacedContours {
  /** Index axis that the contour planes are perpendicular to: 2 for contours on the slices themselves. */
  readonly axis: 0 | 1 | 2;
  /** Several entries of one slice are filled one after the other: the region is their union. */
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

/** A contour in the index space of a grid. */
interface IndexedContour {
  readonly corners: readonly [Float64Array, Float64Array, Float64Array];
  readonly exclusive: boolean;
}

/**
 * Lays contours into the index space of a grid.
 *
 * Each contour must lie in a plane of the image's own (constant index along one axis, within a tenth of a
 * voxel); a plane between two slices goes to the nearest slice; where several contour planes go to one
 * slice, the nearest plane is taken, and of the others the parts that overlap nothing that was taken. What contours of one
 * plane make together: `contour-plane.ts`. Open contours, points, and contours of fewer than three points are left out with
 * a warning.
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
  const indexed = closed.map(
    (contour): IndexedContour => ({
      corners: toIndexSpace(contour, grid),
      exclusive: contour.type !== 'CLOSED_PLANAR',
    }),
  );
  const axis = commonAxis(indexed, region, file);
  checkInside(indexed, axis, grid, region, file);
  const [uAxis, vAxis] = inPlaneAxes(axis);
  const say = (what: string): void => void warnings.push(`Region "${region}": ${what}`);
  const between = indexed.filter(({ corners }) => {
    const at = mean(corners[axis]);
    return Math.abs(at - nearestSlice(at)) > planeTolerance;
  }).length;
  if (between > 0) say(`${between} contours lie between slices and were moved to the nearest one.`);
  const crossing = indexed.filter(({ corners }) =>
    crossesItself({ u: corners[uAxis]!, v: corners[vAxis]! }),
  ).length;
  const spacing = [grid.spacing[uAxis]!, grid.spacing[vAxis]!] as const;
  const size = [grid.size[uAxis]!, grid.size[vAxis]!] as const;
  const planes: PolygonPlane[] = [];
  const sum = { repeated: 0, holes: 0, overlapping: 0, empty: 0, mixed: 0, added: 0, left: 0 };
  for (const [slice, onSlice] of planesBySlice(indexed, axis)) {
    const taken: Arrangement['parts'][number][] = [];
    for (const [order, contoursOfPlane] of onSlice.entries()) {
      const drawn = contoursOfPlane.map(({ corners, exclusive }) => ({
        polygon: { u: corners[uAxis]!, v: corners[vAxis]! },
        exclusive,
      }));
      const found = arranged(drawn, size, spacing, region, file);
      const more =
        order === 0 ? found.parts : found.parts.filter((part) => !taken.some((other) => part.meets(other)));
      if (order > 0) {
        sum.added += more.length;
        sum.left += found.parts.length - more.length;
      }
      taken.push(...more);
      for (const { polygons, depths } of more)
        planes.push(depths ? { slice, polygons, depths } : { slice, polygons });
      for (const key of ['repeated', 'holes', 'overlapping', 'empty', 'mixed'] as const)
        sum[key] += found[key];
    }
  }
  if (sum.left > 0)
    say(
      `contour planes are closer than slices; for each slice the nearest plane was taken, and ${sum.left} parts of planes farther off were left out.`,
    );
  if (sum.added > 0)
    say(
      `${sum.added} parts lie on other planes than the one nearest to their slice, beside what is drawn there: they were added to the slice.`,
    );
  if (sum.repeated > 0) say(`${sum.repeated} contours are there twice on their plane and were taken once.`);
  if (sum.holes > 0)
    say(
      `${sum.holes} contours of type CLOSED_PLANAR lie within others on their plane: they were taken as holes (what lies within a hole as a part again).`,
    );
  if (sum.overlapping > 0)
    say(
      `${sum.overlapping} contours of type CLOSED_PLANAR overlap others on their plane: what is within any of them was taken.`,
    );
  if (sum.mixed > 0)
    say(
      `contours of types CLOSED_PLANAR and CLOSEDPLANAR_XOR are mixed on ${sum.mixed} planes: they were all combined by exclusion (XOR).`,
    );
  if (sum.empty > 0) say(`${sum.empty} contours enclose no voxel centre and add no voxel.`);
  if (crossing > 0) say(`${crossing} contours cross themselves and were filled by the even-odd rule.`);
  const slices = [...new Set(planes.map(({ slice }) => slice))].sort((a, b) => a - b);
  const gaps = slices.filter((slice, i) => i > 0 && slice - slices[i - 1]! > 1).length;
  if (gaps > 0) say(`${gaps} gaps between slices with contours were left empty.`);
  return { axis, planes: planes.sort((a, b) => a.slice - b.slice), warnings };
}

function arranged(
  drawn: readonly DrawnContour[],
  size: readonly [number, number],
  spacing: readonly [number, number],
  region: string,
  file: string,
): Arrangement {
  try {
    return arrangePlane(drawn, size, spacing);
  } catch (cause) {
    if (!(cause instanceof TooEntangled)) throw cause;
    throw new RachisError(
      'CONTOUR_INVALID',
      `Region "${region}" of ${file} has ${drawn.length} contours on one plane that lie upon each other more often than can be filled.`,
      { file, region, remedy: 'Export the region again, or as a SEG or label map.' },
    );
  }
}

/** A plane half-way between two slices goes to the lower one. */
const nearestSlice = (at: number): number => Math.ceil(at - 0.5);

/** Contours by slice, and on each slice by the planes that they lie in, the nearest to the slice first. */
function planesBySlice(indexed: readonly IndexedContour[], axis: 0 | 1 | 2): Map<number, IndexedContour[][]> {
  const slices = new Map<number, { at: number; contours: IndexedContour[] }[]>();
  for (const contour of indexed) {
    const at = mean(contour.corners[axis]);
    const slice = nearestSlice(at);
    const planes = slices.get(slice) ?? [];
    slices.set(slice, planes);
    const plane = planes.find((one) => Math.abs(one.at - at) <= samePlane);
    if (plane) plane.contours.push(contour);
    else planes.push({ at, contours: [contour] });
  }
  return new Map(
    [...slices].map(([slice, planes]) => [
      slice,
      planes
        .sort((a, b) => Math.abs(a.at - slice) - Math.abs(b.at - slice) || a.at - b.at)
        .map(({ contours }) => contours),
    ]),
  );
}

function checkInside(
  indexed: readonly IndexedContour[],
  axis: 0 | 1 | 2,
  grid: Grid,
  region: string,
  file: string,
): void {
  const [uAxis, vAxis] = inPlaneAxes(axis);
  const outside = indexed.filter(({ corners }) => {
    const slice = nearestSlice(mean(corners[axis]));
    const { u, v } = boxOf({ u: corners[uAxis]!, v: corners[vAxis]! });
    const overlaps =
      u[1] >= -0.5 && u[0] <= grid.size[uAxis]! - 0.5 && v[1] >= -0.5 && v[0] <= grid.size[vAxis]! - 0.5;
    return slice < 0 || slice >= grid.size[axis] || !overlaps;
  }).length;
  if (outside === 0) return;
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
function commonAxis(indexed: readonly IndexedContour[], region: string, file: string): 0 | 1 | 2 {
  for (const axis of [2, 1, 0] as const) {
    const flat = indexed.every(({ corners }) => {
      const [low, high] = rangeOf(corners[axis]);
      return high - low <= planeTolerance;
    });
    if (flat) return axis;
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
