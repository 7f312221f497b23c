// The counting loops as their definitions say them, voxel by voxel: what the kernels are held to.
import type { Vector3 } from '@rachis/volume';

/** Grey levels on a box, 0 outside the region. */
export interface Levels {
  readonly levels: Uint16Array;
  readonly size: Vector3;
}

export function levelAt({ levels, size }: Levels, x: number, y: number, z: number): number {
  if (x < 0 || y < 0 || z < 0 || x >= size[0] || y >= size[1] || z >= size[2]) return 0;
  return levels[x + size[0] * (y + size[1] * z)]!;
}

export function eachVoxel(
  { size }: Levels,
  first: number,
  end: number,
  visit: (x: number, y: number, z: number) => void,
) {
  for (let z = first; z < end; z++)
    for (let y = 0; y < size[1]; y++) for (let x = 0; x < size[0]; x++) visit(x, y, z);
}

/** Ordered pairs one step apart: how often level i has level j at the step, by `i,j`. */
export function plainCooccurrences(
  grid: Levels,
  step: Vector3,
  first: number,
  end: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  eachVoxel(grid, first, end, (x, y, z) => {
    const a = levelAt(grid, x, y, z);
    const b = levelAt(grid, x + step[0], y + step[1], z + step[2]);
    if (a && b) counts.set(`${a},${b}`, (counts.get(`${a},${b}`) ?? 0) + 1);
  });
  return counts;
}

/** Runs of equal level along a step, by `level,length`. */
export function plainRuns(
  grid: Levels,
  [dx, dy, dz]: Vector3,
  first: number,
  end: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  eachVoxel(grid, first, end, (x, y, z) => {
    const level = levelAt(grid, x, y, z);
    if (level === 0 || levelAt(grid, x - dx, y - dy, z - dz) === level) return;
    let length = 1;
    while (levelAt(grid, x + length * dx, y + length * dy, z + length * dz) === level) length++;
    counts.set(`${level},${length}`, (counts.get(`${level},${length}`) ?? 0) + 1);
  });
  return counts;
}

/** City-block distance of each voxel to the nearest voxel outside the mask (in the slice, or in the volume). */
export function plainDistance(mask: Levels, volumetric: boolean, x: number, y: number, z: number): number {
  for (let distance = 1; ; distance++) {
    const depth = volumetric ? distance : 0;
    for (let dz = -depth; dz <= depth; dz++) {
      const left = distance - Math.abs(dz);
      for (let dy = -left; dy <= left; dy++) {
        const dx = left - Math.abs(dy);
        if (!levelAt(mask, x + dx, y + dy, z + dz) || !levelAt(mask, x - dx, y + dy, z + dz)) return distance;
      }
    }
  }
}

/** Zones by flood filling, as sorted `level,size,distance`. */
export function plainZones(
  grid: Levels,
  mask: Levels,
  volumetric: boolean,
  first: number,
  end: number,
): string[] {
  const seen = new Set<string>();
  const zones: string[] = [];
  eachVoxel(grid, first, end, (x0, y0, z0) => {
    const level = levelAt(grid, x0, y0, z0);
    if (level === 0 || seen.has(`${x0},${y0},${z0}`)) return;
    const stack: Vector3[] = [[x0, y0, z0]];
    seen.add(`${x0},${y0},${z0}`);
    let size = 0;
    let nearest = Number.POSITIVE_INFINITY;
    while (stack.length > 0) {
      const [x, y, z] = stack.pop()!;
      size++;
      nearest = Math.min(nearest, plainDistance(mask, volumetric, x, y, z));
      for (let dz = volumetric ? -1 : 0; dz <= (volumetric ? 1 : 0); dz++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const key = `${x + dx},${y + dy},${z + dz}`;
            if (levelAt(grid, x + dx, y + dy, z + dz) !== level || seen.has(key)) continue;
            seen.add(key);
            stack.push([x + dx, y + dy, z + dz]);
          }
        }
      }
    }
    zones.push(`${level},${size},${nearest}`);
  });
  return zones.sort();
}

/** Summed |level - mean of neighbours| and counts by level, and dependences by `level,count`. */
export function plainNeighbourhoods(
  grid: Levels,
  volumetric: boolean,
  distance: number,
  coarseness: number,
  first: number,
  end: number,
) {
  const tone = new Map<number, number>();
  const occurrence = new Map<number, number>();
  const dependence = new Map<string, number>();
  const depth = volumetric ? distance : 0;
  eachVoxel(grid, first, end, (x, y, z) => {
    const level = levelAt(grid, x, y, z);
    if (level === 0) return;
    let sum = 0;
    let count = 0;
    let close = 0;
    for (let dz = -depth; dz <= depth; dz++) {
      for (let dy = -distance; dy <= distance; dy++) {
        for (let dx = -distance; dx <= distance; dx++) {
          const other = levelAt(grid, x + dx, y + dy, z + dz);
          if (other === 0 || (dx === 0 && dy === 0 && dz === 0)) continue;
          sum += other;
          count++;
          if (Math.abs(other - level) <= coarseness) close++;
        }
      }
    }
    dependence.set(`${level},${close}`, (dependence.get(`${level},${close}`) ?? 0) + 1);
    if (count === 0) return;
    tone.set(level, (tone.get(level) ?? 0) + Math.abs(level - sum / count));
    occurrence.set(level, (occurrence.get(level) ?? 0) + 1);
  });
  return { tone, occurrence, dependence };
}
