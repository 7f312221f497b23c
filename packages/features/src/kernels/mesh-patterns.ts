import type { Vector3 } from '@rachis/volume';
import { withKernels } from './webassembly.ts';

/** How often each of the 256 corner patterns occurs between the voxel centres of a mask. */
export interface MeshPatterns {
  readonly counts: Float64Array;
  /** Sum over the cells of a pattern of their x position, in voxels. */
  readonly positions: Float64Array;
}

/** Counts corner patterns of a mask (x fastest) framed by the outside. */
export function countMeshPatterns(mask: Uint8Array, size: Vector3): MeshPatterns {
  return withKernels((kernels) => {
    const [nx, ny, nz] = size;
    const rowStride = nx + 2;
    const rowsPerSlice = ny + 2;
    const total = rowStride * rowsPerSlice * (nz + 2);
    const address = kernels.reserve(total);
    const counts = kernels.reserve(256 * 4);
    const positions = kernels.reserve(256 * 8);
    const bytes = kernels.bytes(address, total);
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const from = nx * (y + ny * z);
        bytes.set(mask.subarray(from, from + nx), 1 + rowStride * (y + 1 + rowsPerSlice * (z + 1)));
      }
    }
    kernels.run.meshPatterns(address, rowStride, rowsPerSlice, nz + 2, counts, positions);
    return {
      counts: Float64Array.from(kernels.counts(counts, 256)),
      positions: Float64Array.from(kernels.sums(positions, 256), Number),
    };
  });
}
