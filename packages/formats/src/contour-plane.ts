import { type Box, boxesMeet, boxOf, type Polygon, sameOutline } from './polygon.ts';
import { fillPolygons } from './rasterise.ts';

/** A contour on its plane, in voxel indices. */
export interface DrawnContour {
  readonly polygon: Polygon;
  /** Of type CLOSEDPLANAR_XOR. */
  readonly exclusive: boolean;
}

/** The contours of a plane lie upon each other more often than any drawing's do. */
export class TooEntangled extends Error {}

/** Voxels in the boxes of a plane's contours, and in those of the pairs that meet, at most. */
const mostArea = 2 ** 28;
const mostShared = 2 ** 32;

/** A connected piece of what a plane's contours make: the region is the union of the pieces. */
export interface PlanePart {
  readonly polygons: readonly Polygon[];
  /** See `PolygonPlane`. */
  readonly depths?: readonly number[];
  /** Whether an outermost contour of it shares a voxel with one of another part. */
  meets(other: PlanePart): boolean;
  readonly outermost: readonly Cells[];
}

/** What the contours of one plane make, and how many of them are what a reader should know of. */
export interface Arrangement {
  readonly parts: readonly PlanePart[];
  readonly repeated: number;
  readonly holes: number;
  readonly overlapping: number;
  /** Contours without a voxel centre. */
  readonly empty: number;
  /** 1 where contours of both types are on the plane. */
  readonly mixed: number;
}

/** The voxels whose centres a polygon encloses, within the box around it. */
interface Cells {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array;
  readonly count: number;
}

interface Piece extends DrawnContour {
  readonly box: Box;
  readonly cells: Cells;
  /** Those that enclose it and more. */
  readonly within: Set<Piece>;
}

/**
 * Arranges the contours of one plane.
 *
 * PS3.3 C.8.8.6.3 knows two ways to draw a hole: a keyhole, which is one contour that runs over its channel twice, and
 * contours of type CLOSEDPLANAR_XOR, which are combined by exclusion. What several contours of type CLOSED_PLANAR on a plane
 * mean together it does not say. Many programs write holes as contours within contours, so that one that lies within another
 * is taken as a hole, one within a hole as a part again; where two overlap in part, what is within either is taken. A
 * contour that is there twice counts once: nowhere farther from the other than half a voxel or 0.75 mm (or a tenth of a
 * voxel, where that is more), or around the same voxel centres.
 * Whether contours lie within each other is decided by the voxel centres that they enclose.
 */
export function arrangePlane(
  drawn: readonly DrawnContour[],
  size: readonly [number, number],
  spacing: readonly [number, number],
): Arrangement {
  const voxel = Math.max(spacing[0], spacing[1]);
  const distance = Math.max(0.1, Math.min(0.5, 0.75 / voxel));
  let area = 0;
  const all = drawn.map((one): Piece => {
    const box = boxOf(one.polygon);
    area += boxArea(box, size);
    if (area > mostArea) throw new TooEntangled();
    return { ...one, box, cells: cellsOf(one.polygon, box, size), within: new Set() };
  });
  const dropped = new Set<Piece>();
  const overlapping = new Set<Piece>();
  let shareds = 0;
  for (const [a, b] of meetingPairs(all)) {
    if (dropped.has(a) || dropped.has(b)) continue;
    shareds += Math.min(a.cells.inside.length, b.cells.inside.length);
    if (shareds > mostShared) throw new TooEntangled();
    const shared = sharedCells(a.cells, b.cells);
    const [less, more] = a.cells.count <= b.cells.count ? [a, b] : [b, a];
    const same = less.cells.count > 0 && shared === more.cells.count;
    if (same || sameOutline(a.polygon, b.polygon, [a.box, b.box], distance)) dropped.add(b);
    else if (shared === 0) continue;
    else if (shared === less.cells.count) less.within.add(more);
    else {
      overlapping.add(a);
      overlapping.add(b);
    }
  }
  const kept = all.filter((piece) => !dropped.has(piece));
  const pieces = kept.filter(({ cells }) => cells.count > 0);
  const counts = { repeated: dropped.size, empty: kept.length - pieces.length };
  if (pieces.some(({ exclusive }) => exclusive)) {
    const mixed = pieces.some(({ exclusive }) => !exclusive) ? 1 : 0;
    return { ...counts, parts: partsByExclusion(pieces), holes: 0, overlapping: 0, mixed };
  }
  for (const piece of pieces)
    for (const other of piece.within) if (dropped.has(other)) piece.within.delete(other);
  const roots = pieces.filter(({ within }) => within.size === 0);
  const parts = roots.map((root) => {
    const members = pieces
      .filter((piece) => piece === root || piece.within.has(root))
      .map((piece) => ({
        piece,
        depth: [...piece.within].filter((one) => one === root || one.within.has(root)).length,
      }))
      .sort((a, b) => a.depth - b.depth);
    return partOf(
      members.map(({ piece }) => piece),
      [root],
      members.length > 1 ? members.map(({ depth }) => depth) : undefined,
    );
  });
  return {
    ...counts,
    parts,
    holes: pieces.length - roots.length,
    overlapping: pieces.filter((piece) => overlapping.has(piece)).length,
    mixed: 0,
  };
}

/** Contours that are combined by exclusion make one part. */
function partsByExclusion(pieces: readonly Piece[]): PlanePart[] {
  return pieces.length === 0 ? [] : [partOf(pieces, pieces)];
}

function partOf(
  pieces: readonly Piece[],
  outermost: readonly Piece[],
  depths?: readonly number[],
): PlanePart {
  const cells = outermost.map((piece) => piece.cells);
  return {
    polygons: pieces.map(({ polygon }) => polygon),
    ...(depths ? { depths } : {}),
    outermost: cells,
    meets: (other) => cells.some((one) => other.outermost.some((two) => sharedCells(one, two) > 0)),
  };
}

/** Pairs of contours whose boxes meet, the earlier one of the file first. */
function* meetingPairs(pieces: readonly Piece[]): Generator<[Piece, Piece]> {
  const order = pieces
    .map((piece, index) => ({ piece, index }))
    .sort((a, b) => a.piece.box.v[0] - b.piece.box.v[0]);
  let open: typeof order = [];
  for (const next of order) {
    open = open.filter(({ piece }) => piece.box.v[1] >= next.piece.box.v[0]);
    for (const { piece, index } of open)
      if (boxesMeet(piece.box, next.piece.box))
        yield index < next.index ? [piece, next.piece] : [next.piece, piece];
    open.push(next);
  }
}

/**
 * The places of voxels in a box: from where, and how many. Those beyond the image, up to its size again, count too: a contour
 * that leaves another outside the image lies within it as little as one that does so inside.
 */
function voxelsIn({ u, v }: Box, size: readonly [number, number]): Omit<Cells, 'inside' | 'count'> {
  const left = Math.max(-size[0], Math.ceil(u[0]));
  const top = Math.max(-size[1], Math.ceil(v[0]));
  const width = Math.max(0, Math.min(2 * size[0] - 1, Math.floor(u[1])) - left + 1);
  const height = Math.max(0, Math.min(2 * size[1] - 1, Math.floor(v[1])) - top + 1);
  return { left, top, width, height };
}

function boxArea(box: Box, size: readonly [number, number]): number {
  const { width, height } = voxelsIn(box, size);
  return width * height;
}

function cellsOf(polygon: Polygon, box: Box, size: readonly [number, number]): Cells {
  const place = voxelsIn(box, size);
  const { left, top, width, height } = place;
  const inside = new Uint8Array(width * height);
  if (inside.length > 0)
    fillPolygons(inside, [polygon], 1, {
      ...{ start: 0, strideU: 1, strideV: width, sizeU: width, sizeV: height },
      ...{ firstU: left, firstV: top },
    });
  let count = 0;
  for (const value of inside) count += value;
  return { ...place, inside, count };
}

function sharedCells(a: Cells, b: Cells): number {
  const left = Math.max(a.left, b.left);
  const right = Math.min(a.left + a.width, b.left + b.width);
  const bottom = Math.min(a.top + a.height, b.top + b.height);
  let shared = 0;
  for (let v = Math.max(a.top, b.top); v < bottom; v++)
    for (let u = left; u < right; u++)
      shared += a.inside[(v - a.top) * a.width + u - a.left]! & b.inside[(v - b.top) * b.width + u - b.left]!;
  return shared;
}
