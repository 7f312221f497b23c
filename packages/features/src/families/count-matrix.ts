/**
 * A matrix of counts over grey levels (rows) and a second whole number (columns: run length, zone size, zone
 * distance, dependence count), as its non-zero entries.
 */
export interface CountMatrix {
  /** Grey level of each entry. */
  readonly level: Float64Array;
  /** Column value of each entry. */
  readonly column: Float64Array;
  readonly count: Float64Array;
  /** Voxels that the matrix was counted over. */
  readonly voxels: number;
}

/** Entries of a dense table `row * width + k`, for rows of grey levels `levelOf` and columns `firstColumn + k`. */
export function fromTable(
  table: ArrayLike<number>,
  width: number,
  levelOf: Float64Array,
  firstColumn: number,
  voxels: number,
): CountMatrix {
  let entries = 0;
  const cells = levelOf.length * width;
  for (let i = 0; i < cells; i++) if (table[i] !== 0) entries++;
  const level = new Float64Array(entries);
  const column = new Float64Array(entries);
  const count = new Float64Array(entries);
  let next = 0;
  for (let row = 0; row < levelOf.length; row++) {
    for (let k = 0; k < width; k++) {
      const value = table[row * width + k]!;
      if (value === 0) continue;
      level[next] = levelOf[row]!;
      column[next] = firstColumn + k;
      count[next++] = value;
    }
  }
  return { level, column, count, voxels };
}

/** Columns up to here are counted in a table; larger ones are few, and go through a map. */
const tableWidth = 64;

/** Entries from single observations: `row` numbers (from 1) into `levelOf`, and column values from 1. */
export function fromObservations(
  rows: Uint32Array,
  columns: Uint32Array,
  levelOf: Float64Array,
  voxels: number,
): CountMatrix {
  const table = new Float64Array(levelOf.length * tableWidth);
  const large = new Map<number, number>();
  const factor = 2 ** 32;
  for (let i = 0; i < rows.length; i++) {
    const column = columns[i]!;
    if (column <= tableWidth) table[(rows[i]! - 1) * tableWidth + column - 1]!++;
    else {
      const key = (rows[i]! - 1) * factor + column;
      large.set(key, (large.get(key) ?? 0) + 1);
    }
  }
  const small = fromTable(table, tableWidth, levelOf, 1, voxels);
  if (large.size === 0) return small;
  const keys = [...large.keys()].sort((a, b) => a - b);
  return {
    level: Float64Array.from([...small.level, ...keys.map((key) => levelOf[Math.floor(key / factor)]!)]),
    column: Float64Array.from([...small.column, ...keys.map((key) => key % factor)]),
    count: Float64Array.from([...small.count, ...keys.map((key) => large.get(key)!)]),
    voxels,
  };
}

/** Weighted sum of matrices: entries of the same level and column are joined. */
export function mergeCounts(matrices: readonly CountMatrix[], weights: readonly number[]): CountMatrix {
  const sums = new Map<number, number>();
  const factor = 2 ** 32;
  let voxels = 0;
  matrices.forEach((matrix, m) => {
    voxels += matrix.voxels * weights[m]!;
    for (let i = 0; i < matrix.count.length; i++) {
      const key = matrix.level[i]! * factor + matrix.column[i]!;
      sums.set(key, (sums.get(key) ?? 0) + weights[m]! * matrix.count[i]!);
    }
  });
  const keys = [...sums.keys()].sort((a, b) => a - b);
  return {
    level: Float64Array.from(keys, (key) => Math.floor(key / factor)),
    column: Float64Array.from(keys, (key) => key % factor),
    count: Float64Array.from(keys, (key) => sums.get(key)!),
    voxels,
  };
}

/** Sums of counts by the value of `keys`. */
function marginal(keys: Float64Array, counts: Float64Array): Float64Array {
  let largest = 0;
  for (let i = 0; i < keys.length; i++) if (keys[i]! > largest) largest = keys[i]!;
  if (largest < 1 << 16) {
    const sums = new Float64Array(largest + 1);
    for (let i = 0; i < keys.length; i++) sums[keys[i]!]! += counts[i]!;
    return sums;
  }
  const sums = new Map<number, number>();
  for (let i = 0; i < keys.length; i++) sums.set(keys[i]!, (sums.get(keys[i]!) ?? 0) + counts[i]!);
  return Float64Array.from(sums.values());
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

/**
 * The seventeen quantities that run length, size zone, distance zone and dependence matrices share, with i the
 * grey level, j the column and p the share of the counts: emphasis of small j, large j, low i, high i, small j low
 * i, small j high i, large j low i, large j high i; non-uniformity over i, normalised; over j, normalised;
 * counts per voxel; variance of i; variance of j; entropy; energy (IBSI 1 manual, sections 3.7 to 3.9 and 3.11).
 * Null when the matrix is empty.
 */
export function countFeatures(matrix: CountMatrix): Float64Array | null {
  const { level, column, count, voxels } = matrix;
  let total = 0;
  for (let e = 0; e < count.length; e++) total += count[e]!;
  if (!(total > 0)) return null;
  const sums = new Float64Array(8);
  let meanLevel = 0;
  let meanColumn = 0;
  for (let e = 0; e < count.length; e++) {
    const n = count[e]!;
    const i2 = level[e]! * level[e]!;
    const j2 = column[e]! * column[e]!;
    sums[0]! += n / j2;
    sums[1]! += n * j2;
    sums[2]! += n / i2;
    sums[3]! += n * i2;
    sums[4]! += n / (i2 * j2);
    sums[5]! += (n * i2) / j2;
    sums[6]! += (n * j2) / i2;
    sums[7]! += n * i2 * j2;
    meanLevel += n * level[e]!;
    meanColumn += n * column[e]!;
  }
  meanLevel /= total;
  meanColumn /= total;
  let levelVariance = 0;
  let columnVariance = 0;
  let entropy = 0;
  let energy = 0;
  for (let e = 0; e < count.length; e++) {
    const p = count[e]! / total;
    levelVariance += p * (level[e]! - meanLevel) ** 2;
    columnVariance += p * (column[e]! - meanColumn) ** 2;
    entropy -= p * Math.log2(p);
    energy += p * p;
  }
  const levelSquares = sumOfSquares(marginal(level, count));
  const columnSquares = sumOfSquares(marginal(column, count));
  const values = new Float64Array(17);
  for (let f = 0; f < 8; f++) values[f] = sums[f]! / total;
  values[8] = levelSquares / total;
  values[9] = levelSquares / (total * total);
  values[10] = columnSquares / total;
  values[11] = columnSquares / (total * total);
  values[12] = total / voxels;
  values[13] = levelVariance;
  values[14] = columnVariance;
  values[15] = entropy;
  values[16] = energy;
  return values;
}
