import type { Vector3 } from '@rachis/volume';
import type { HullMeasures } from './solid.ts';

/** Triangles that are looked at in all: every facet of a small hull is tried as a side, the largest of a large one. */
const mostWork = 80_000;
const fewestFaces = 32;

/** Turns of the best box about its axes; a few are enough. */
const mostTurns = 100;

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

/** An outline of the hull: x and y of its corners in a plane, counter-clockwise. */
interface Outline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Cosine between a facet and the line of sight below which it is seen edge-on: above what rounding makes of 0. */
const edgeOn = 1e-13;

/**
 * The hull's outline seen along `w`: the edges between facets turned towards `w` and facets turned away, in order.
 * A facet seen edge-on counts as turned towards it. Facets are judged by their direction, whatever their size, and their
 * triangles together: then those turned towards `w` are one piece, and the outline is one closed line.
 */
function outlineOf(hull: HullMeasures, { u, v, w }: Axes): Outline {
  const { corners, triangles, neighbours, normals, facetLengths, facets } = hull;
  const faces = triangles.length / 3;
  const turned = new Uint8Array(normals.length / 3);
  const [wx, wy, wz] = w;
  for (let f = 0; f < turned.length; f++) {
    const along = normals[3 * f]! * wx + normals[3 * f + 1]! * wy + normals[3 * f + 2]! * wz;
    turned[f] = along >= -edgeOn * facetLengths[f]! ? 1 : 0;
  }
  const next = new Int32Array(corners.length / 3);
  let length = 0;
  let start = -1;
  for (let f = 0; f < faces; f++) {
    if (turned[facets[f]!] === 0) continue;
    for (let edge = 0; edge < 3; edge++) {
      if (turned[facets[neighbours[3 * f + edge]!]!] !== 0) continue;
      start = triangles[3 * f + edge]!;
      next[start] = triangles[3 * f + ((edge + 1) % 3)]!;
      length++;
    }
  }
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  const [ux, uy, uz] = u;
  const [vx, vy, vz] = v;
  let at = start;
  for (let k = 0; k < length; k++) {
    const cx = corners[3 * at]!;
    const cy = corners[3 * at + 1]!;
    const cz = corners[3 * at + 2]!;
    x[k] = cx * ux + cy * uy + cz * uz;
    y[k] = cx * vx + cy * vy + cz * vz;
    at = next[at]!;
  }
  return { x, y };
}

/** Direction in the plane along which an outline's bounding rectangle is smallest (rotating calipers). */
function smallestRectangle({ x, y }: Outline): { area: number; cosine: number; sine: number } {
  const n = x.length;
  let best = { area: Number.POSITIVE_INFINITY, cosine: 1, sine: 0 };
  // Rounding may make a straight stretch of the outline look a hair concave; going on until clearly past keeps it right.
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(x[i]! - x[0]!), Math.abs(y[i]! - y[0]!));
  const hair = 1e-12 * size;
  // Corners furthest along the edge, away from it, and against it, moved on as the edge turns.
  let ahead = 1;
  let away = 1;
  let behind = 1;
  for (let i = 0; i < n; i++) {
    const b = (i + 1) % n;
    const length = Math.hypot(x[b]! - x[i]!, y[b]! - y[i]!);
    if (length === 0) continue;
    const cosine = (x[b]! - x[i]!) / length;
    const sine = (y[b]! - y[i]!) / length;
    const along = (k: number) => x[k % n]! * cosine + y[k % n]! * sine;
    const across = (k: number) => y[k % n]! * cosine - x[k % n]! * sine;
    ahead = Math.max(ahead, i + 1);
    while (ahead < i + n && along(ahead + 1) > along(ahead) - hair) ahead++;
    away = Math.max(away, i + 1);
    while (away < i + n && across(away + 1) > across(away) - hair) away++;
    behind = Math.max(behind, away);
    while (behind < i + n && along(behind + 1) < along(behind) + hair) behind++;
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
function boxAcross(hull: HullMeasures, w: Vector3): { volume: number; axes: Axes } {
  const frame = frameOf(w);
  const { u, v } = frame;
  const { area, cosine: c, sine: s } = smallestRectangle(outlineOf(hull, frame));
  const turned: Vector3 = [u[0] * c + v[0] * s, u[1] * c + v[1] * s, u[2] * c + v[2] * s];
  return { volume: area * width(hull.corners, w), axes: { u: turned, v: cross(w, turned), w } };
}

/** Facet normals to try: the largest facets, with every facet as large as the last one taken. */
function candidateNormals({ normals, triangles }: HullMeasures): Vector3[] {
  const mostFaces = Math.max(fewestFaces, Math.floor((3 * mostWork) / triangles.length));
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
export function orientedBox(hull: HullMeasures): Vector3 {
  const { corners } = hull;
  const tries: Vector3[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], ...candidateNormals(hull)];
  let best = boxAcross(hull, tries[0]!);
  for (const w of tries.slice(1)) {
    const box = boxAcross(hull, w);
    if (box.volume < best.volume) best = box;
  }
  for (let improved = true, turns = 0; improved && turns < mostTurns; turns++) {
    improved = false;
    for (const w of [best.axes.u, best.axes.v, best.axes.w]) {
      const box = boxAcross(hull, w);
      if (box.volume < best.volume * (1 - 1e-12)) {
        best = box;
        improved = true;
      }
    }
  }
  return [width(corners, best.axes.u), width(corners, best.axes.v), width(corners, best.axes.w)];
}
