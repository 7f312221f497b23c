import { type Connectivity, neighbourSteps, type Vector3 } from '@rachis/volume';
import { smooth } from './smoothing.ts';

/** How supervoxels are made. */
export interface SupervoxelOptions {
  /** Wanted volume of a supervoxel, mm^3; never fewer than 20 voxels. Default 500. */
  readonly volume?: number;
  /** Weight of nearness against likeness, for intensities from 0 to 1. Default 0.05. */
  readonly compactness?: number;
  /** Standard deviation of the Gaussian that the image is smoothed with first, mm. Default: the smallest spacing. */
  readonly smoothing?: number;
  readonly iterations?: number;
}

/** A block of voxels divided into supervoxels: each voxel's number, from 0. */
export interface Supervoxels {
  readonly labels: Int32Array;
  readonly count: number;
}

const leastVoxels = 20;

interface Centres {
  readonly count: number;
  /** Position, mm from the first voxel. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly value: Float64Array;
}

/** Centres spread evenly over the block, about `step` mm apart; and how far apart they are, mm. */
function spreadCentres(values: Float64Array, size: Vector3, spacing: Vector3, step: number) {
  const counts = size.map((n, a) => Math.max(1, Math.round((n * spacing[a]!) / step)));
  const count = counts[0]! * counts[1]! * counts[2]!;
  const centres: Centres = {
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    value: new Float64Array(count),
  };
  const at = (i: number, a: number) => ((i + 0.5) * size[a]!) / counts[a]! - 0.5;
  let c = 0;
  for (let k = 0; k < counts[2]!; k++) {
    for (let j = 0; j < counts[1]!; j++) {
      for (let i = 0; i < counts[0]!; i++, c++) {
        const [x, y, z] = [at(i, 0), at(j, 1), at(k, 2)];
        centres.x[c] = x * spacing[0];
        centres.y[c] = y * spacing[1];
        centres.z[c] = z * spacing[2];
        centres.value[c] = values[Math.round(x) + size[0] * (Math.round(y) + size[1] * Math.round(z))]!;
      }
    }
  }
  return { centres, apart: size.map((n, a) => (n * spacing[a]!) / counts[a]!) };
}

/** Gives each voxel to the nearest of the centres whose windows hold it; one that no window holds stays as it is. */
function assign(
  values: Float64Array,
  size: Vector3,
  spacing: Vector3,
  centres: Centres,
  reach: readonly number[],
  weights: { readonly value: number; readonly space: number },
  nearest: Float64Array,
  labels: Int32Array,
): void {
  nearest.fill(Number.POSITIVE_INFINITY);
  const [nx, ny] = size;
  const first = (p: number, a: number) => Math.max(0, Math.ceil((p - reach[a]!) / spacing[a]!));
  const last = (p: number, a: number) => Math.min(size[a]! - 1, Math.floor((p + reach[a]!) / spacing[a]!));
  for (let c = 0; c < centres.count; c++) {
    const cx = centres.x[c]!;
    const cy = centres.y[c]!;
    const cz = centres.z[c]!;
    const value = centres.value[c]!;
    const [x0, x1, y0, y1] = [first(cx, 0), last(cx, 0), first(cy, 1), last(cy, 1)];
    for (let z = first(cz, 2); z <= last(cz, 2); z++) {
      const dz = (z * spacing[2] - cz) ** 2;
      for (let y = y0; y <= y1; y++) {
        const dyz = dz + (y * spacing[1] - cy) ** 2;
        const row = nx * (y + ny * z);
        for (let x = x0; x <= x1; x++) {
          const dx = x * spacing[0] - cx;
          const dv = values[row + x]! - value;
          const distance = weights.space * (dyz + dx * dx) + weights.value * dv * dv;
          if (distance >= nearest[row + x]!) continue;
          nearest[row + x] = distance;
          labels[row + x] = c;
        }
      }
    }
  }
}

/** Moves each centre to the mean of its voxels; one without voxels stays. */
function moveCentres(
  values: Float64Array,
  size: Vector3,
  spacing: Vector3,
  labels: Int32Array,
  centres: Centres,
): void {
  const { count } = centres;
  const voxels = new Float64Array(count);
  const sums = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        const c = labels[i]!;
        voxels[c]!++;
        sums[0][c]! += x;
        sums[1][c]! += y;
        sums[2][c]! += z;
        sums[3][c]! += values[i]!;
      }
    }
  }
  for (let c = 0; c < count; c++) {
    const n = voxels[c]!;
    if (n === 0) continue;
    centres.x[c] = (sums[0][c]! / n) * spacing[0];
    centres.y[c] = (sums[1][c]! / n) * spacing[1];
    centres.z[c] = (sums[2][c]! / n) * spacing[2];
    centres.value[c] = sums[3][c]! / n;
  }
}

/** Divides labels into connected parts and joins parts smaller than `least` to the part they touch most. */
function connectParts(labels: Int32Array, size: Vector3, least: number): Supervoxels {
  const [nx, ny, nz] = size;
  const steps = neighbourSteps(6 satisfies Connectivity);
  const part = new Int32Array(labels.length).fill(-1);
  // Voxels part by part: part p has those from `starts[p]`.
  const order = new Int32Array(labels.length);
  const starts: number[] = [];
  let filled = 0;
  const neighbours = (at: number, visit: (next: number) => void) => {
    const x = at % nx;
    const y = Math.floor(at / nx) % ny;
    const z = Math.floor(at / (nx * ny));
    for (let k = 0; k < steps.length; k++) {
      const step = steps[k]!;
      const i = x + step[0];
      const j = y + step[1];
      const l = z + step[2];
      if (i >= 0 && j >= 0 && l >= 0 && i < nx && j < ny && l < nz) visit(i + nx * (j + ny * l));
    }
  };
  for (let first = 0; first < labels.length; first++) {
    if (part[first] !== -1) continue;
    const p = starts.length;
    starts.push(filled);
    part[first] = p;
    order[filled++] = first;
    for (let at = starts[p]!; at < filled; at++) {
      neighbours(order[at]!, (next) => {
        if (part[next] !== -1 || labels[next] !== labels[first]) return;
        part[next] = p;
        order[filled++] = next;
      });
    }
  }
  const count = starts.length;
  const joined = Int32Array.from({ length: count }, (_, p) => p);
  const sizes = starts.map((start, p) => (starts[p + 1] ?? filled) - start);
  const rootOf = (p: number): number => {
    let root = p;
    while (joined[root] !== root) root = joined[root]!;
    return root;
  };
  for (let p = 0; p < count; p++) {
    const root = rootOf(p);
    if (sizes[root]! >= least) continue;
    const touching = new Map<number, number>();
    for (let at = starts[p]!; at < (starts[p + 1] ?? filled); at++) {
      neighbours(order[at]!, (next) => {
        const other = rootOf(part[next]!);
        if (other !== root) touching.set(other, (touching.get(other) ?? 0) + 1);
      });
    }
    let best = -1;
    for (const [other, faces] of touching) {
      if (best < 0 || faces > touching.get(best)! || (faces === touching.get(best)! && other < best))
        best = other;
    }
    if (best < 0) continue;
    joined[root] = best;
    sizes[best]! += sizes[root]!;
  }
  const numbers = new Map<number, number>();
  const result = part.map((p) => {
    const root = rootOf(p);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
  return { labels: result, count: numbers.size };
}

/**
 * Divides a block of voxels into connected supervoxels of like intensity: simple linear iterative clustering (SLIC;
 * Achanta et al. 2012) in three dimensions and millimetres. Centres start on an even grid; a voxel goes to the centre
 * with the smallest `(dv / compactness)^2 + (d / step)^2`, intensity difference and distance, among those within a
 * step of it; parts smaller than half a supervoxel join the one they touch most. Intensities are taken as they are:
 * scale them to 0 to 1. No random choice.
 */
export function supervoxels(
  intensities: Float64Array,
  size: Vector3,
  spacing: Vector3,
  options: SupervoxelOptions = {},
): Supervoxels {
  const voxel = spacing[0] * spacing[1] * spacing[2];
  const wanted = Math.max(leastVoxels, (options.volume ?? 500) / voxel);
  const sigma = options.smoothing ?? Math.min(...spacing);
  const values = intensities.slice();
  smooth(values, size, spacing.map((s) => sigma / s) as unknown as Vector3);
  const step = Math.cbrt(wanted * voxel);
  const { centres, apart } = spreadCentres(values, size, spacing, step);
  // Windows of neighbouring centres must overlap on every axis, also where slices are thick.
  const reach = apart.map((d) => Math.max(d, step));
  const weights = { value: 1 / (options.compactness ?? 0.05) ** 2, space: 1 / step ** 2 };
  const labels = new Int32Array(values.length);
  const nearest = new Float64Array(values.length);
  for (let iteration = 0; iteration < (options.iterations ?? 10); iteration++) {
    assign(values, size, spacing, centres, reach, weights, nearest, labels);
    moveCentres(values, size, spacing, labels, centres);
  }
  return connectParts(labels, size, Math.floor(wanted / 2));
}
