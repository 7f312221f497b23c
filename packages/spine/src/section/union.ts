import { indexToPatient, type Grid, type Vector3 } from '@rachis/volume';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { offsetIn } from './section.ts';

/** Several labels as one; null for none. */
export function unionOf(crops: readonly LabelCrop[], scan: Grid): LabelCrop | null {
  const [first, ...others] = crops;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const offsets = crops.map(({ mask }) => offsetIn(scan, mask));
  const low = [0, 1, 2].map((axis) => Math.min(...offsets.map((o) => o[axis]!)));
  const high = [0, 1, 2].map((axis) =>
    Math.max(...crops.map(({ mask }, i) => offsets[i]![axis]! + mask.size[axis]!)),
  );
  const size = [0, 1, 2].map((axis) => high[axis]! - low[axis]!) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  let voxels = 0;
  for (const [i, { mask }] of crops.entries()) {
    const [ox, oy, oz] = offsets[i]!.map((o, axis) => o - low[axis]!) as unknown as Vector3;
    const [nx, ny, nz] = mask.size;
    for (let z = 0, from = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) {
        const row = ox + size[0] * (oy + y + size[1] * (oz + z));
        for (let x = 0; x < nx; x++, from++) {
          if (mask.data[from] === 0 || data[row + x] === 1) continue;
          data[row + x] = 1;
          voxels++;
        }
      }
  }
  const origin = indexToPatient(scan, low as unknown as Vector3);
  return {
    label: first.label,
    mask: { size, spacing: scan.spacing, direction: scan.direction, origin, data },
    voxels,
  };
}

/** A label without the voxels of others. */
export function without(crop: LabelCrop, others: readonly LabelCrop[], scan: Grid): LabelCrop {
  const { size } = crop.mask;
  const data = Uint8Array.from(crop.mask.data);
  const own = offsetIn(scan, crop.mask);
  for (const { mask } of others) {
    const [ox, oy, oz] = offsetIn(scan, mask).map((o, axis) => o - own[axis]!) as unknown as Vector3;
    const [nx, ny, nz] = mask.size;
    for (let z = 0, from = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, from++) {
          const to = [ox + x, oy + y, oz + z] as const;
          if (mask.data[from] !== 0 && to.every((i, axis) => i >= 0 && i < size[axis]!))
            data[to[0] + size[0] * (to[1] + size[1] * to[2])] = 0;
        }
  }
  return {
    ...crop,
    mask: { ...crop.mask, data },
    voxels: data.reduce((sum, v) => sum + (v === 0 ? 0 : 1), 0),
  };
}
