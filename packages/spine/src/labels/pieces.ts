import type { Mask } from '@rachis/volume';

/** A part of a mask, or of what is outside of it, whose voxels are connected. */
export interface Piece {
  readonly voxels: number;
  /** It reaches the end of the grid. */
  readonly outermost: boolean;
  /** Runs of voxels along the first axis: first and last offset in the data, in turn. */
  readonly runs: readonly number[];
}

/** Root of a run in a forest of runs, whose way is made shorter on the way. */
function rootOf(parents: number[], run: number): number {
  let at = run;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** Runs of a value in each row, and where each row's runs begin. */
function runsOf({ data, size: [nx, ny, nz] }: Mask, inside: boolean) {
  const [first, last]: [number[], number[]] = [[], []];
  const rowStarts: number[] = [];
  for (let row = 0; row < ny * nz; row++) {
    rowStarts.push(first.length);
    const end = nx * (row + 1);
    for (let i = nx * row; i < end; i++) {
      if ((data[i] !== 0) !== inside) continue;
      first.push(i);
      while (i + 1 < end && (data[i + 1] !== 0) === inside) i++;
      last.push(i);
    }
  }
  rowStarts.push(first.length);
  return { first, last, rowStarts };
}

/**
 * The connected pieces of a mask (`inside`; neighbours share a corner at least), largest first, or of what is outside of it
 * (neighbours share a face): from runs along the first axis, which are few where voxels are many.
 */
export function piecesOf(mask: Mask, inside: boolean): Piece[] {
  const [nx, ny, nz] = mask.size;
  const { first, last, rowStarts } = runsOf(mask, inside);
  const parents = first.map((_, i) => i);
  const rows = inside
    ? ([
        [-1, 0],
        [-1, -1],
        [0, -1],
        [1, -1],
      ] as const)
    : ([
        [-1, 0],
        [0, -1],
      ] as const);
  const slack = inside ? 1 : 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (const [dy, dz] of rows) {
        if (y + dy < 0 || y + dy >= ny || z + dz < 0) continue;
        const [row, other] = [y + ny * z, y + dy + ny * (z + dz)];
        const shift = nx * (row - other);
        let j = rowStarts[other]!;
        for (let i = rowStarts[row]!; i < rowStarts[row + 1]!; i++) {
          while (j < rowStarts[other + 1]! && last[j]! + shift < first[i]! - slack) j++;
          for (let k = j; k < rowStarts[other + 1]! && first[k]! + shift <= last[i]! + slack; k++) {
            const [a, b] = [rootOf(parents, i), rootOf(parents, k)];
            if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
          }
        }
      }
  const pieces = new Map<number, { voxels: number; outermost: boolean; runs: number[] }>();
  for (let i = 0; i < first.length; i++) {
    const root = rootOf(parents, i);
    const piece = pieces.get(root) ?? { voxels: 0, outermost: false, runs: [] };
    pieces.set(root, piece);
    const [from, to] = [first[i]!, last[i]!];
    const row = Math.floor(from / nx);
    const [y, z] = [row % ny, Math.floor(row / ny)];
    piece.voxels += to - from + 1;
    piece.runs.push(from, to);
    if (from % nx === 0 || to % nx === nx - 1 || y === 0 || y === ny - 1 || z === 0 || z === nz - 1)
      piece.outermost = true;
  }
  return [...pieces.values()].sort((a, b) => b.voxels - a.voxels);
}

/** Smallest distance between voxels of two pieces, mm; of many voxels every n-th is looked at. */
export function gapBetween({ size: [nx, ny], spacing }: Mask, one: Piece, other: Piece): number {
  const place = (offset: number): readonly [number, number, number] => [
    (offset % nx) * spacing[0],
    (Math.floor(offset / nx) % ny) * spacing[1],
    Math.floor(offset / (nx * ny)) * spacing[2],
  ];
  const every = Math.max(1, Math.floor(one.runs.length / 400));
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < one.runs.length; i += every) {
    const p = place(one.runs[i]!);
    for (let j = 0; j < other.runs.length; j += 2) {
      const [q, end] = [place(other.runs[j]!), place(other.runs[j + 1]!)];
      const dx = Math.max(0, q[0] - p[0], p[0] - end[0]);
      least = Math.min(least, Math.hypot(dx, p[1] - q[1], p[2] - q[2]));
    }
  }
  return least;
}
