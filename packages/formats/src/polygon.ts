/** Corners of a closed polygon: the last joins the first. */
export interface Polygon {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Lowest and highest of many numbers. */
export function rangeOf(values: Float64Array): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The box around a polygon. */
export interface Box {
  readonly u: readonly [number, number];
  readonly v: readonly [number, number];
}

export const boxOf = ({ u, v }: Polygon): Box => ({ u: rangeOf(u), v: rangeOf(v) });

/** Whether two boxes share a point. */
export const boxesMeet = (a: Box, b: Box): boolean =>
  a.u[0] <= b.u[1] && b.u[0] <= a.u[1] && a.v[0] <= b.v[1] && b.v[0] <= a.v[1];

/** Whether no corner of either polygon is farther than a distance from the other one's outline. */
export function sameOutline(a: Polygon, b: Polygon, boxes: readonly [Box, Box], distance: number): boolean {
  for (const axis of ['u', 'v'] as const)
    for (const end of [0, 1] as const)
      if (Math.abs(boxes[0][axis][end] - boxes[1][axis][end]) > distance) return false;
  return cornersNear(a, b, boxes[1], distance) && cornersNear(b, a, boxes[0], distance);
}

/** Rows that edges are sorted into, and entries in them, at most. */
const mostRows = 4096;
const mostEntries = 1e7;

function cornersNear(a: Polygon, b: Polygon, box: Box, distance: number): boolean {
  // Edges by the rows that they reach, so that each corner is held to few of them.
  const first = box.v[0] - distance;
  const height = Math.max(1, (box.v[1] + distance - first) / mostRows);
  const rowOf = (v: number): number => Math.floor((v - first) / height);
  const rows: number[][] = Array.from({ length: rowOf(box.v[1] + distance) + 1 }, () => []);
  const count = b.u.length;
  let entries = 0;
  for (let i = 0; i < count; i++) {
    const next = i + 1 === count ? 0 : i + 1;
    const low = rowOf(Math.min(b.v[i]!, b.v[next]!) - distance);
    const high = rowOf(Math.max(b.v[i]!, b.v[next]!) + distance);
    entries += high - low + 1;
    // A contour that runs up and down thousands of times is none that a program wrote twice.
    if (entries > mostEntries) return false;
    for (let row = Math.max(0, low); row <= high && row < rows.length; row++) rows[row]!.push(i);
  }
  const limit = distance * distance;
  for (let k = 0; k < a.u.length; k++) {
    const near = rows[rowOf(a.v[k]!)];
    if (!near?.some((i) => squareToEdge(a.u[k]!, a.v[k]!, b, i) <= limit)) return false;
  }
  return true;
}

function squareToEdge(u: number, v: number, polygon: Polygon, i: number): number {
  const next = i + 1 === polygon.u.length ? 0 : i + 1;
  const [u0, v0] = [polygon.u[i]!, polygon.v[i]!];
  const [du, dv] = [polygon.u[next]! - u0, polygon.v[next]! - v0];
  const length = du * du + dv * dv;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((u - u0) * du + (v - v0) * dv) / length));
  return (u - u0 - along * du) ** 2 + (v - v0 - along * dv) ** 2;
}

/** Pairs of edges that are looked at, at most: a contour made to take for ever is not looked at further. */
const mostPairs = 2e7;

/** Whether two edges cross properly; edges that touch or lie on each other (keyholes) do not count. */
export function crossesItself({ u, v }: Polygon): boolean {
  const count = u.length;
  const edges = Array.from({ length: count }, (_, i) => i).sort((a, b) => lowest(a) - lowest(b));
  function lowest(edge: number): number {
    return Math.min(v[edge]!, v[(edge + 1) % count]!);
  }
  let pairs = 0;
  for (let i = 0; i < count; i++) {
    const a = edges[i]!;
    const top = Math.max(v[a]!, v[(a + 1) % count]!);
    for (let j = i + 1; j < count && lowest(edges[j]!) <= top; j++) {
      if (++pairs > mostPairs) return false;
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
