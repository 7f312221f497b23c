/** A closed line through corners of voxels, in voxel indices: the centre of the first voxel is (0, 0). */
export type Outline = [u: number, v: number][];

/**
 * Outlines of the voxels of one plane, along their edges: filling them by the even-odd rule gives back
 * exactly the same voxels. Holes are outlines of their own. Corners on straight lines are left out.
 */
export function tracePlane(plane: Uint8Array, sizeU: number, sizeV: number): Outline[] {
  const inside = (u: number, v: number): boolean =>
    u >= 0 && v >= 0 && u < sizeU && v < sizeV && plane[u + sizeU * v] !== 0;
  // Directed edges between voxel corners, the inside always on the left; keyed by where they start.
  const edges = new Map<number, number[]>();
  const corner = (u: number, v: number): number => u + (sizeU + 1) * v;
  const add = (from: number, to: number): void => {
    const list = edges.get(from);
    if (list) list.push(to);
    else edges.set(from, [to]);
  };
  for (let v = 0; v < sizeV; v++) {
    for (let u = 0; u < sizeU; u++) {
      if (!inside(u, v)) continue;
      if (!inside(u, v - 1)) add(corner(u, v), corner(u + 1, v));
      if (!inside(u + 1, v)) add(corner(u + 1, v), corner(u + 1, v + 1));
      if (!inside(u, v + 1)) add(corner(u + 1, v + 1), corner(u, v + 1));
      if (!inside(u - 1, v)) add(corner(u, v + 1), corner(u, v));
    }
  }
  const outlines: Outline[] = [];
  for (const [start] of edges) {
    while (edges.get(start)?.length) outlines.push(followed(edges, start, sizeU + 1));
  }
  return outlines;
}

function followed(edges: Map<number, number[]>, start: number, stride: number): Outline {
  const corners = [start];
  let previous = -1;
  for (let at = start; ; ) {
    const next = taken(edges, at, previous);
    if (next === start && !edges.get(start)?.length) break;
    if (next === start) break;
    corners.push(next);
    previous = at;
    at = next;
  }
  const points = corners.map((index): [number, number] => [
    (index % stride) - 0.5,
    Math.floor(index / stride) - 0.5,
  ]);
  return points.filter(([u, v], i) => {
    const [beforeU, beforeV] = points[(i + points.length - 1) % points.length]!;
    const [afterU, afterV] = points[(i + 1) % points.length]!;
    return (u - beforeU) * (afterV - v) !== (v - beforeV) * (afterU - u);
  });
}

/** Takes an edge away from a corner. Where two voxels touch by the corner alone, it turns, so that outlines never cross. */
function taken(edges: Map<number, number[]>, at: number, previous: number): number {
  const list = edges.get(at)!;
  if (list.length === 1 || previous < 0) return list.pop()!;
  const straight = at + (at - previous);
  const turn = list.findIndex((to) => to !== straight);
  return list.splice(Math.max(0, turn), 1)[0]!;
}
