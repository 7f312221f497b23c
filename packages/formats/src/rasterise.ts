import { type Grid, gridOf, type Mask, voxelCount } from '@rachis/volume';
import { inPlaneAxes, type PlacedContours, type PolygonPlane } from './contours.ts';
import type { Polygon } from './polygon.ts';

/**
 * Fills contours: a voxel is inside where its centre is inside an odd number of the polygons of a plane, or inside those of
 * even depth and no hole in them (even-odd rule: keyholes work as drawn). Planes of one slice add to each other.
 *
 * Centres exactly on a contour: the half-open rule, which counts each centre once where two regions share
 * an edge. Along both in-plane axes, a centre on the boundary is inside where the polygon lies on the side
 * of increasing index.
 */
export function fillContours(placed: PlacedContours, grid: Grid): Mask {
  const data = new Uint8Array(voxelCount(grid));
  const [uAxis, vAxis] = inPlaneAxes(placed.axis);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]];
  for (const plane of placed.planes) {
    const layout: PlaneLayout = {
      start: plane.slice * strides[placed.axis]!,
      strideU: strides[uAxis]!,
      strideV: strides[vAxis]!,
      sizeU: grid.size[uAxis]!,
      sizeV: grid.size[vAxis]!,
      firstU: 0,
      firstV: 0,
    };
    if (plane.depths) fillNested(data, plane, plane.depths, layout);
    else fillPolygons(data, plane.polygons, 1, layout);
  }
  return { ...gridOf(grid), data };
}

/** Where the voxels of a plane lie in an array, and the indices of the first of them. */
export interface PlaneLayout {
  readonly start: number;
  readonly strideU: number;
  readonly strideV: number;
  readonly sizeU: number;
  readonly sizeV: number;
  readonly firstU: number;
  readonly firstV: number;
}

/** Paints polygons one upon the other, holes too, and adds what is left to the plane. */
function fillNested(
  data: Uint8Array,
  { polygons }: PolygonPlane,
  depths: readonly number[],
  layout: PlaneLayout,
): void {
  const { sizeU, sizeV, start, strideU, strideV } = layout;
  const own = new Uint8Array(sizeU * sizeV);
  const plain = { ...layout, start: 0, strideU: 1, strideV: sizeU };
  for (const [i, polygon] of polygons.entries())
    fillPolygons(own, [polygon], depths[i]! % 2 === 0 ? 1 : 0, plain);
  for (let v = 0; v < sizeV; v++)
    for (let u = 0; u < sizeU; u++) if (own[u + v * sizeU] === 1) data[start + u * strideU + v * strideV] = 1;
}

/** Crossings that are held at a time: contours that run up and down thousands of times are filled in bands. */
const crossingsAtOnce = 2 ** 22;

/** Gives a value to the voxels whose centres lie in an odd number of polygons. */
export function fillPolygons(
  data: Uint8Array,
  polygons: readonly Polygon[],
  value: 0 | 1,
  layout: PlaneLayout,
): void {
  const corners = polygons.reduce((sum, { u }) => sum + u.length, 0);
  const band = Math.max(1, Math.floor(crossingsAtOnce / corners));
  for (let v = 0; v < layout.sizeV; v += band)
    fillBand(data, polygons, value, layout, v, Math.min(layout.sizeV, v + band));
}

function fillBand(
  data: Uint8Array,
  polygons: readonly Polygon[],
  value: 0 | 1,
  { firstU, firstV, sizeU, start, strideU, strideV }: PlaneLayout,
  from: number,
  to: number,
): void {
  const crossings: number[][] = Array.from({ length: to - from }, () => []);
  for (const polygon of polygons) collectCrossings(polygon, crossings, firstV + from);
  for (let v = from; v < to; v++) {
    const row = crossings[v - from]!.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < row.length; pair += 2) {
      const first = Math.max(firstU, Math.ceil(row[pair]!));
      const end = Math.min(firstU + sizeU, Math.ceil(row[pair + 1]!));
      for (let u = first; u < end; u++) data[start + (u - firstU) * strideU + v * strideV] = value;
    }
  }
}

/** Where each line of voxel centres meets the polygon's edges; an edge owns its lower end, not its upper. */
function collectCrossings({ u, v }: Polygon, crossings: number[][], firstV: number): void {
  const count = u.length;
  for (let i = 0; i < count; i++) {
    const next = i + 1 === count ? 0 : i + 1;
    // Always from the lower end, so that two polygons that share an edge find the same crossing.
    const [low, high] = v[i]! <= v[next]! ? [i, next] : [next, i];
    const first = Math.max(firstV, Math.ceil(v[low]!));
    const end = Math.min(firstV + crossings.length, Math.ceil(v[high]!));
    const slope = (u[high]! - u[low]!) / (v[high]! - v[low]!);
    for (let line = first; line < end; line++)
      crossings[line - firstV]!.push(u[low]! + (line - v[low]!) * slope);
  }
}
