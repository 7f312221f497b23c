import { erodeByRadius, indexToPatient, type Mask, type Vector3 } from '@rachis/volume';
import { type BodyBox, bodyMask } from '../vertebra/body.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { occupancyOf } from '../vertebra/occupancy.ts';
import { add, dot, scale, subtract } from '../vertebra/vector.ts';
import type { VertebraPart } from './region-names.ts';

/** A mask of those voxels of another for whose place (LPS, mm) a test holds. */
export function maskWhere(mask: Mask, test: (place: Vector3, voxel: number) => boolean): Mask {
  const data = new Uint8Array(mask.data.length);
  const [nx, ny] = mask.size;
  for (let i = 0; i < data.length; i++) {
    if (mask.data[i] === 0) continue;
    const place = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    if (test(place, i)) data[i] = 1;
  }
  return { ...mask, data };
}

/**
 * Bands below the upper and above the lower endplate: the voxels from which `margin` mm along the body's axis lead out of
 * the body, in its upper or lower half.
 */
function endplateBand(body: Mask, { centre, axes }: BodyBox, towards: 1 | -1, margin: number): Mask {
  const occupancy = occupancyOf(body);
  const step = scale(axes.superior, towards * margin);
  return maskWhere(body, (place) => {
    if (towards * dot(subtract(place, centre), axes.superior) < 0) return false;
    const beyond = add(place, step);
    return occupancy.at(beyond[0], beyond[1], beyond[2]) < 0.5;
  });
}

/**
 * The parts of a vertebra as masks on the crop's grid. `body` and `posterior_elements` add up to the vertebra; `core` (the
 * body without its outer `margin` mm) and `shell` to the body, as do each pair of halves through the body's middle.
 */
export function vertebraRegions(
  crop: LabelCrop,
  box: BodyBox,
  parts: readonly VertebraPart[],
  margin: number,
): Map<VertebraPart, Mask> {
  const body = bodyMask(crop, box);
  const core = parts.some((part) => part === 'core' || part === 'shell') ? erodeByRadius(body, margin) : null;
  const half = (axis: Vector3, side: 1 | -1) =>
    maskWhere(body, (place) => (dot(subtract(place, box.centre), axis) >= 0 ? 1 : -1) === side);
  const { left, anterior, superior } = box.axes;
  const make: Record<VertebraPart, () => Mask> = {
    body: () => body,
    posterior_elements: () => maskWhere(crop.mask, (_, voxel) => body.data[voxel] === 0),
    core: () => core!,
    shell: () => maskWhere(body, (_, voxel) => core!.data[voxel] === 0),
    endplate_superior: () => endplateBand(body, box, 1, margin),
    endplate_inferior: () => endplateBand(body, box, -1, margin),
    left: () => half(left, 1),
    right: () => half(left, -1),
    anterior: () => half(anterior, 1),
    posterior: () => half(anterior, -1),
    upper: () => half(superior, 1),
    lower: () => half(superior, -1),
  };
  return new Map(parts.map((part) => [part, make[part]()]));
}
