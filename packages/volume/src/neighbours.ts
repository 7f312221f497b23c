import type { Vector3 } from './grid.ts';

/**
 * Which voxels count as neighbours: those that share a face (6), a face or edge (18), a face, edge or corner (26);
 * or, within the slices of the third axis only, those that share an edge (4) or an edge or corner (8).
 */
export type Connectivity = 4 | 6 | 8 | 18 | 26;

/** Steps to the neighbours of a voxel, in the order of their index. */
export function neighbourSteps(connectivity: Connectivity): Vector3[] {
  const inPlane = connectivity === 4 || connectivity === 8;
  const furthest = connectivity === 26 ? 3 : connectivity === 18 || connectivity === 8 ? 2 : 1;
  const steps: Vector3[] = [];
  for (let z = -1; z <= 1; z++) {
    if (inPlane && z !== 0) continue;
    for (let y = -1; y <= 1; y++) {
      for (let x = -1; x <= 1; x++) {
        const distance = Math.abs(x) + Math.abs(y) + Math.abs(z);
        if (distance > 0 && distance <= furthest) steps.push([x, y, z]);
      }
    }
  }
  return steps;
}
