import { checkRows, type Rows, squaredDistance } from './distances.ts';

/** How the distance of two clusters follows from their members; ward is R's ward.D2. */
export type Linkage = 'single' | 'complete' | 'average' | 'ward';

/** A tree of clusters: n - 1 merges in ascending height. */
export interface ClusterTree {
  readonly size: number;
  /** Pairs merged, in R's signs: -i is row i (from 1), +m the cluster of merge m (from 1). */
  readonly merges: readonly (readonly [number, number])[];
  readonly heights: Float64Array;
}

/** Euclidean distances between rows, as one triangle per row. */
export function euclideanDistances(rows: Rows): Float64Array[] {
  return Array.from(rows, (row, i) =>
    Float64Array.from({ length: i }, (_, j) => Math.sqrt(squaredDistance(row, rows[j]!))),
  );
}

/** Distance of the merged cluster to another, by Lance and Williams 1967. */
function updated(
  linkage: Linkage,
  [ik, jk, ij]: readonly [number, number, number],
  [i, j, k]: readonly [number, number, number],
): number {
  if (linkage === 'single') return Math.min(ik, jk);
  if (linkage === 'complete') return Math.max(ik, jk);
  if (linkage === 'average') return (i * ik + j * jk) / (i + j);
  return Math.sqrt(((i + k) * ik * ik + (j + k) * jk * jk - k * ij * ij) / (i + j + k));
}

/**
 * Agglomerative clustering from distances (row i holds those to rows before it), by chains of nearest neighbours in
 * n^2 steps. Heights are those of R's hclust. Sources: Lance and Williams 1967; Murtagh 1985; Murtagh and Legendre 2014.
 */
export function clusterTree(distances: readonly ArrayLike<number>[], linkage: Linkage): ClusterTree {
  const n = distances.length;
  const d = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = distances[i]![j]!;
      if (Number.isNaN(value)) throw new RangeError(`The distance of rows ${i} and ${j} is missing.`);
      d[i]![j] = value;
      d[j]![i] = value;
    }
  }
  const sizes = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const raw: { a: number; b: number; height: number }[] = [];
  const chain: number[] = [];
  while (raw.length < n - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const top = chain[chain.length - 1]!;
    const previous = chain.length > 1 ? chain[chain.length - 2]! : -1;
    // Of equally near ones the one before in the chain, so that it ends.
    let near = previous;
    let least = previous >= 0 ? d[top]![previous]! : Infinity;
    for (let k = 0; k < n; k++) {
      if (alive[k] === 1 && k !== top && d[top]![k]! < least) {
        least = d[top]![k]!;
        near = k;
      }
    }
    if (near !== previous) {
      chain.push(near);
      continue;
    }
    chain.length -= 2;
    raw.push({ a: top, b: near, height: least });
    for (let k = 0; k < n; k++) {
      if (alive[k] === 0 || k === top || k === near) continue;
      const value = updated(
        linkage,
        [d[top]![k]!, d[near]![k]!, least],
        [sizes[top]!, sizes[near]!, sizes[k]!],
      );
      d[near]![k] = value;
      d[k]![near] = value;
    }
    sizes[near]! += sizes[top]!;
    alive[top] = 0;
  }
  return inOrder(n, raw);
}

/** Merges sorted by height and named as R does. */
function inOrder(n: number, raw: { a: number; b: number; height: number }[]): ClusterTree {
  const order = raw.map((_, i) => i).sort((i, j) => raw[i]!.height - raw[j]!.height || i - j);
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  const name = Int32Array.from({ length: n }, (_, i) => -(i + 1));
  const merges: (readonly [number, number])[] = [];
  const heights = new Float64Array(n - 1);
  order.forEach((which, m) => {
    const { a, b, height } = raw[which]!;
    const first = find(a);
    const second = find(b);
    const [x, y] = [name[first]!, name[second]!];
    // Single rows before clusters, lower numbers first.
    merges.push((x < 0 && y < 0 ? x > y : x < y) ? [x, y] : [y, x]);
    heights[m] = height;
    parent[second] = first;
    name[first] = m + 1;
  });
  return { size: n, merges, heights };
}

/** Cuts a tree into `clusters`; numbered from 0 in the order in which rows first meet them (as R's cutree). */
export function cutTree(tree: ClusterTree, clusters: number): Int32Array {
  const { size: n, merges } = tree;
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= n)) {
    throw new RangeError(`A tree of ${n} rows cannot be cut into ${clusters}.`);
  }
  const parent = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i);
  const node = (name: number) => (name < 0 ? -name - 1 : n + name - 1);
  for (let m = 0; m < n - clusters; m++) {
    parent[node(merges[m]![0])] = n + m;
    parent[node(merges[m]![1])] = n + m;
  }
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: n }, (_, i) => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}

/** Hierarchical clustering of rows by Euclidean distance, cut into `clusters`, with their means for new rows. */
export function hierarchicalClusters(
  rows: Rows,
  clusters: number,
  linkage: Linkage = 'ward',
): { tree: ClusterTree; labels: Int32Array; centres: number[][] } {
  checkRows(rows, clusters);
  const tree = clusterTree(euclideanDistances(rows), linkage);
  const labels = cutTree(tree, clusters);
  const centres = Array.from({ length: clusters }, (_, c) => {
    const own = rows.filter((_row, i) => labels[i] === c);
    return Array.from(rows[0]!, (_value, j) => own.reduce((sum, row) => sum + row[j]!, 0) / own.length);
  });
  return { tree, labels, centres };
}
