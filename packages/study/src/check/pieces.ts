import type { Mask } from '@rachis/volume';

/** How a region hangs together. */
export interface Pieces {
  /** Connected parts, through faces, edges and corners. */
  readonly count: number;
  /** Voxels of the largest of them. */
  readonly largest: number;
  /** Voxels outside the region that no path through faces joins to the border of the grid. */
  readonly holes: number;
}

/**
 * Parts and holes of a region that fills its grid (its bounding box), by runs of voxels along rows that are joined to
 * those of the rows before: much less work than going from voxel to voxel where nothing but numbers is wanted.
 */
export function countPieces(region: Mask): Pieces {
  const parts = joinRuns(region, true);
  const outside = joinRuns(region, false);
  let count = 0;
  let largest = 0;
  for (let i = 0; i < parts.length; i++) {
    if (parts.parent[i] !== i) continue;
    count++;
    largest = Math.max(largest, parts.voxels[i]!);
  }
  let holes = 0;
  for (let i = 0; i < outside.length; i++)
    if (outside.parent[i] === i && outside.open[i] === 0) holes += outside.voxels[i]!;
  return { count, largest, holes };
}

/** Runs of voxels; those that are their own parent stand for all that is joined to them. */
interface Runs {
  readonly length: number;
  readonly parent: Int32Array;
  readonly voxels: Int32Array;
  /** Whether it reaches the border of the grid. */
  readonly open: Uint8Array;
}

/** Runs inside, joined also over edges and corners, or outside, joined over faces alone. */
function joinRuns({ size, data }: Mask, inside: boolean): Runs {
  const [nx, ny, nz] = size;
  const most = runCount(data, nx, inside);
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  const parent = new Int32Array(most);
  const voxels = new Int32Array(most);
  const open = new Uint8Array(most);
  /** First run of each row; the one after its last is the first of the next row. */
  const rows = new Int32Array(ny * nz + 1);

  const rootOf = (run: number): number => {
    let root = run;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  const join = (a: number, b: number) => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x === y) return;
    const [low, high] = x < y ? [x, y] : [y, x];
    parent[high] = low;
    voxels[low]! += voxels[high]!;
    open[low]! |= open[high]!;
  };
  const reach = inside ? 1 : 0;
  /** Joins the runs of two rows that overlap, or touch at a corner where `reach` is 1. */
  const joinRows = (row: number, before: number) => {
    let a = rows[row]!;
    let b = rows[before]!;
    const [lastA, lastB] = [rows[row + 1]!, rows[before + 1]!];
    while (a < lastA && b < lastB) {
      if (from[a]! < to[b]! + reach && from[b]! < to[a]! + reach) join(a, b);
      if (to[a]! < to[b]!) a++;
      else b++;
    }
  };

  let length = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = y + ny * z;
      const start = nx * row;
      const edge = y === 0 || z === 0 || y === ny - 1 || z === nz - 1;
      for (let x = 0; x < nx; ) {
        if ((data[start + x] !== 0) !== inside) {
          x++;
          continue;
        }
        const first = x;
        while (x < nx && (data[start + x] !== 0) === inside) x++;
        from[length] = first;
        to[length] = x;
        parent[length] = length;
        voxels[length] = x - first;
        open[length] = edge || first === 0 || x === nx ? 1 : 0;
        length++;
      }
      rows[row + 1] = length;
      if (y > 0) joinRows(row, row - 1);
      if (z === 0) continue;
      joinRows(row, row - ny);
      if (!inside) continue;
      if (y > 0) joinRows(row, row - ny - 1);
      if (y < ny - 1) joinRows(row, row - ny + 1);
    }
  return { length, parent, voxels, open };
}

function runCount(data: Uint8Array, nx: number, inside: boolean): number {
  let count = 0;
  for (let start = 0; start < data.length; start += nx) {
    let before = false;
    for (let at = start; at < start + nx; at++) {
      const here = (data[at] !== 0) === inside;
      if (here && !before) count++;
      before = here;
    }
  }
  return count;
}
