import type { Vector3 } from '@rachis/volume';
import type { HullMeasures } from './solid.ts';

/** Faces whose planes are tried first as a side of the box. */
const mostFaces = 192;

interface Axes {
  readonly u: Vector3;
  readonly v: Vector3;
  readonly w: Vector3;
}

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function unit(v: Vector3): Vector3 {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** Two unit vectors that make a right-handed frame with `w`. */
function frameOf(w: Vector3): Axes {
  const size = w.map(Math.abs);
  const smallest = size.indexOf(Math.min(...size));
  const helper = [0, 1, 2].map((k) => (k === smallest ? 1 : 0)) as unknown as Vector3;
  const u = unit(cross(helper, w));
  return { u, v: cross(w, u), w };
}

/** Corners of the convex hull of points in a plane, counter-clockwise (Andrew's monotone chain). */
function planarHull(x: Float64Array, y: Float64Array): number[] {
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const half = (points: readonly number[]): number[] => {
    const kept: number[] = [];
    for (const p of points) {
      while (kept.length > 1) {
        const a = kept[kept.length - 2]!;
        const b = kept[kept.length - 1]!;
        if ((x[b]! - x[a]!) * (y[p]! - y[a]!) - (y[b]! - y[a]!) * (x[p]! - x[a]!) > 0) break;
        kept.pop();
      }
      kept.push(p);
    }
    kept.pop();
    return kept;
  };
  return [...half(order), ...half(order.reverse())];
}

/** Direction in the plane along which the hull's bounding rectangle is smallest (rotating calipers). */
function smallestRectangle(x: Float64Array, y: Float64Array): { area: number; cosine: number; sine: number } {
  const hull = planarHull(x, y);
  const n = hull.length;
  let best = { area: Number.POSITIVE_INFINITY, cosine: 1, sine: 0 };
  // Corners furthest along the edge, away from it, and against it, moved on as the edge turns.
  let ahead = 1;
  let away = 1;
  let behind = 1;
  for (let i = 0; i < n; i++) {
    const a = hull[i]!;
    const b = hull[(i + 1) % n]!;
    const length = Math.hypot(x[b]! - x[a]!, y[b]! - y[a]!);
    if (length === 0) continue;
    const cosine = (x[b]! - x[a]!) / length;
    const sine = (y[b]! - y[a]!) / length;
    const along = (k: number) => x[hull[k % n]!]! * cosine + y[hull[k % n]!]! * sine;
    const across = (k: number) => y[hull[k % n]!]! * cosine - x[hull[k % n]!]! * sine;
    ahead = Math.max(ahead, i + 1);
    while (along(ahead + 1) > along(ahead)) ahead++;
    away = Math.max(away, ahead);
    while (across(away + 1) > across(away)) away++;
    behind = Math.max(behind, away);
    while (behind < i + n && along(behind + 1) < along(behind)) behind++;
    const area = (along(ahead) - along(behind)) * (across(away) - across(i));
    if (area < best.area) best = { area, cosine, sine };
  }
  return best;
}

/** Extent of the corners along a direction. */
function width(corners: Float64Array, d: Vector3): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < corners.length; i += 3) {
    const value = corners[i]! * d[0] + corners[i + 1]! * d[1] + corners[i + 2]! * d[2];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** The smallest box with one side across `w`. */
function boxAcross(corners: Float64Array, w: Vector3): { volume: number; axes: Axes } {
  const { u, v } = frameOf(w);
  const n = corners.length / 3;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = corners[3 * i]! * u[0] + corners[3 * i + 1]! * u[1] + corners[3 * i + 2]! * u[2];
    y[i] = corners[3 * i]! * v[0] + corners[3 * i + 1]! * v[1] + corners[3 * i + 2]! * v[2];
  }
  const { area, cosine: c, sine: s } = smallestRectangle(x, y);
  const turned: Vector3 = [u[0] * c + v[0] * s, u[1] * c + v[1] * s, u[2] * c + v[2] * s];
  return { volume: area * width(corners, w), axes: { u: turned, v: cross(w, turned), w } };
}

/** Facet normals to try: the largest facets, with every facet as large as the last one taken. */
function candidateNormals(normals: Float64Array): Vector3[] {
  const all: { normal: Vector3; area: number }[] = [];
  for (let f = 0; f < normals.length; f += 3) {
    const normal: Vector3 = [normals[f]!, normals[f + 1]!, normals[f + 2]!];
    all.push({ normal, area: Math.hypot(...normal) });
  }
  all.sort((a, b) => b.area - a.area);
  if (all.length > mostFaces) {
    const last = all[mostFaces - 1]!.area * (1 - 1e-9);
    const end = all.findIndex((f) => f.area < last);
    all.length = end < 0 || end > 4 * mostFaces ? mostFaces : end;
  }
  return all.map(({ normal }) => unit(normal));
}

/**
 * Edge lengths (mm) of an oriented box of smallest volume around a convex hull.
 *
 * Boxes with a side on a facet of the hull are searched by rotating calipers, and the best is turned about each of
 * its axes in turn until that no longer makes it smaller (after Chan and Tan 2001, which the IBSI 1 manual,
 * section 3.1, cites). Boxes along the grid's axes are tried as well, so that none is larger than the
 * axis-aligned one.
 */
export function orientedBox({ corners, normals }: HullMeasures): Vector3 {
  const tries: Vector3[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], ...candidateNormals(normals)];
  let best = boxAcross(corners, tries[0]!);
  for (const w of tries.slice(1)) {
    const box = boxAcross(corners, w);
    if (box.volume < best.volume) best = box;
  }
  for (let improved = true; improved; ) {
    improved = false;
    for (const w of [best.axes.u, best.axes.v, best.axes.w]) {
      const box = boxAcross(corners, w);
      if (box.volume < best.volume * (1 - 1e-12)) {
        best = box;
        improved = true;
      }
    }
  }
  return [width(corners, best.axes.u), width(corners, best.axes.v), width(corners, best.axes.w)];
}
