import { type Connectivity, neighbourSteps } from './neighbours.ts';
import { gridOf, type Mask } from './volume.ts';

/** The connected parts of a region. */
export interface Components {
  /** 0 outside; parts are numbered from 1 in the order of their first voxel. */
  readonly labels: Int32Array;
  /** Voxels of each part; `sizes[0]` is part 1. */
  readonly sizes: readonly number[];
}

/** Finds the parts of a region whose voxels are connected through neighbours. */
export function connectedComponents(mask: Mask, connectivity: Connectivity = 26): Components {
  const [nx, ny, nz] = mask.size;
  const { data } = mask;
  const steps = neighbourSteps(connectivity);
  const labels = new Int32Array(data.length);
  const sizes: number[] = [];
  // Voxels whose neighbours are still to be looked at; every voxel is put here once.
  const waiting: number[] = [];
  for (let first = 0; first < data.length; first++) {
    if (data[first] === 0 || labels[first] !== 0) continue;
    const label = sizes.length + 1;
    let size = 0;
    labels[first] = label;
    waiting.push(first);
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      size++;
      const x = at % nx;
      const y = Math.floor(at / nx) % ny;
      const z = Math.floor(at / (nx * ny));
      for (let k = 0; k < steps.length; k++) {
        const step = steps[k]!;
        const i = x + step[0];
        const j = y + step[1];
        const l = z + step[2];
        if (i < 0 || j < 0 || l < 0 || i >= nx || j >= ny || l >= nz) continue;
        const next = i + nx * (j + ny * l);
        if (data[next] === 0 || labels[next] !== 0) continue;
        labels[next] = label;
        waiting.push(next);
      }
    }
    sizes.push(size);
  }
  return { labels, sizes };
}

/** The largest connected part of a region (the first of equals); an empty region stays empty. */
export function largestComponent(mask: Mask, connectivity: Connectivity = 26): Mask {
  const { labels, sizes } = connectedComponents(mask, connectivity);
  // A noisy mask has more parts than a call may have arguments.
  const largest = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b), 0)) + 1;
  const data = new Uint8Array(labels.length);
  if (largest > 0) for (let i = 0; i < data.length; i++) data[i] = labels[i] === largest ? 1 : 0;
  return { ...gridOf(mask), data };
}
