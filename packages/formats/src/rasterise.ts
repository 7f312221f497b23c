import { type Grid, gridOf, type Mask, voxelCount } from '@rachis/volume';
import { inPlaneAxes, type PlacedContours, type Polygon } from './contours.ts';

/**
 * Fills contours: a voxel is inside where its centre is inside an odd number of the polygons of its plane
 * (even-odd rule: inner contours make holes, keyholes work as drawn).
 *
 * Centres exactly on a contour: the half-open rule, which counts each centre once where two regions share
 * an edge. Along both in-plane axes, a centre on the boundary is inside where the polygon lies on the side
 * of increasing index.
 */
export function fillContours(placed: PlacedContours, grid: Grid): Mask {
  const data = new Uint8Array(voxelCount(grid));
  const [uAxis, vAxis] = inPlaneAxes(placed.axis);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]];
  for (const { slice, polygons } of placed.planes) {
    fillPlane(data, polygons, {
      start: slice * strides[placed.axis]!,
      strideU: strides[uAxis]!,
      strideV: strides[vAxis]!,
      sizeU: grid.size[uAxis]!,
      sizeV: grid.size[vAxis]!,
    });
  }
  return { ...gridOf(grid), data };
}

interface PlaneLayout {
  readonly start: number;
  readonly strideU: number;
  readonly strideV: number;
  readonly sizeU: number;
  readonly sizeV: number;
}

function fillPlane(data: Uint8Array, polygons: readonly Polygon[], plane: PlaneLayout): void {
  const crossings: number[][] = Array.from({ length: plane.sizeV }, () => []);
  for (const polygon of polygons) collectCrossings(polygon, crossings);
  for (let v = 0; v < plane.sizeV; v++) {
    const row = crossings[v]!.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < row.length; pair += 2) {
      const first = Math.max(0, Math.ceil(row[pair]!));
      const end = Math.min(plane.sizeU, Math.ceil(row[pair + 1]!));
      for (let u = first; u < end; u++) data[plane.start + u * plane.strideU + v * plane.strideV] = 1;
    }
  }
}

/** Where each line of voxel centres meets the polygon's edges; an edge owns its lower end, not its upper. */
function collectCrossings({ u, v }: Polygon, crossings: number[][]): void {
  const count = u.length;
  for (let i = 0; i < count; i++) {
    const next = i + 1 === count ? 0 : i + 1;
    // Always from the lower end, so that two polygons that share an edge find the same crossing.
    const [low, high] = v[i]! <= v[next]! ? [i, next] : [next, i];
    const first = Math.max(0, Math.ceil(v[low]!));
    const end = Math.min(crossings.length, Math.ceil(v[high]!));
    const slope = (u[high]! - u[low]!) / (v[high]! - v[low]!);
    for (let line = first; line < end; line++) crossings[line]!.push(u[low]! + (line - v[low]!) * slope);
  }
}
