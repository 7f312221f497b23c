import type { Vector3 } from '@rachis/volume';
import { anglesOf } from './angles.ts';
import type { ClassInput } from './feature-class.ts';

/** Visits every voxel of the region with the neighbours that are in the region too. */
export function visitNeighbours(
  { image: { size }, mask, settings, binned }: ClassInput,
  visit: (voxel: number, bin: number, neighbours: Uint16Array, count: number) => void,
): void {
  const { bins } = binned();
  const steps = anglesOf(size, settings.distances, settings, true);
  const [nx, ny, nz] = size;
  const jumps = steps.map(([x, y, z]) => x + nx * (y + ny * z));
  const found = new Uint16Array(steps.length);
  const reach = [0, 1, 2].map((axis) =>
    Math.max(0, ...steps.map((step) => step[axis]!)),
  ) as unknown as Vector3;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (mask.data[i] === 0) continue;
        const inner =
          x >= reach[0] &&
          x < nx - reach[0] &&
          y >= reach[1] &&
          y < ny - reach[1] &&
          z >= reach[2] &&
          z < nz - reach[2];
        let count = 0;
        for (let s = 0; s < steps.length; s++) {
          if (!inner) {
            const step = steps[s]!;
            const [u, v, w] = [x + step[0], y + step[1], z + step[2]];
            if (u < 0 || u >= nx || v < 0 || v >= ny || w < 0 || w >= nz) continue;
          }
          const neighbour = bins[i + jumps[s]!]!;
          if (neighbour !== 0) found[count++] = neighbour;
        }
        visit(i, bins[i]!, found, count);
      }
    }
  }
}

/** For each voxel of the region: the row of its level, and 1 + the neighbours whose bin differs by at most `gldm_a`. */
export function dependencesOf(input: ClassInput): { levelOfVoxel: Uint32Array; dependence: Uint32Array } {
  const { levels } = input.binned();
  const rowOf = new Map(levels.map((level, row) => [level, row + 1]));
  const rows: number[] = [];
  const dependence: number[] = [];
  const { gldm_a: tolerance } = input.settings;
  visitNeighbours(input, (_, bin, neighbours, count) => {
    let alike = 1;
    for (let k = 0; k < count; k++) if (Math.abs(neighbours[k]! - bin) <= tolerance) alike++;
    rows.push(rowOf.get(bin)!);
    dependence.push(alike);
  });
  return { levelOfVoxel: Uint32Array.from(rows), dependence: Uint32Array.from(dependence) };
}
