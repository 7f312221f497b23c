import type { Mask, Vector3, Volume } from '@rachis/volume';

/** Numbers from 0 up to 1 that are the same on every run (Lehmer, 31 bits). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export interface Study {
  readonly image: Volume<Float64Array>;
  readonly mask: Mask;
}

/** A blob of whole-number intensities in a box with a margin, at mm spacing. */
export function sampleStudy(size: Vector3 = [17, 15, 13], spacing: Vector3 = [1, 1, 1], seed = 7): Study {
  const random = randomNumbers(seed);
  const data = new Float64Array(size[0] * size[1] * size[2]);
  const mask = new Uint8Array(data.length);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        data[i] = Math.floor(40 * random() + 3 * x + 2 * y);
        const p = [x, y, z].map((v, a) => (2 * (v - (size[a]! - 1) / 2)) / (size[a]! - 3));
        mask[i] = p[0]! ** 2 + p[1]! ** 2 + p[2]! ** 2 + 0.2 * random() <= 1 ? 1 : 0;
      }
    }
  }
  return on({ size, spacing, origin: [0, 0, 0] }, data, mask);
}

type Place = { readonly size: Vector3; readonly spacing: Vector3; readonly origin: Vector3 };

/** Image and mask on one grid along the patient axes. */
export function on(place: Place, data: Float64Array, mask: Uint8Array): Study {
  const grid = { ...place, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const };
  return { image: { ...grid, data, unit: 'arbitrary' }, mask: { ...grid, data: mask } };
}

/** The study with its index axes permuted and mirrored: voxel (x, y, z) comes from where `source` says. */
export function rearranged(
  study: Study,
  order: readonly [number, number, number],
  mirrored: readonly boolean[],
): Study {
  const { image, mask } = study;
  const size = order.map((axis) => image.size[axis]!) as unknown as Vector3;
  const spacing = order.map((axis) => image.spacing[axis]!) as unknown as Vector3;
  const data = new Float64Array(image.data.length);
  const inside = new Uint8Array(image.data.length);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        const from = [0, 0, 0];
        [x, y, z].forEach((value, k) => {
          from[order[k]!] = mirrored[k] ? size[k]! - 1 - value : value;
        });
        const at = from[0]! + image.size[0] * (from[1]! + image.size[1] * from[2]!);
        data[i] = image.data[at]!;
        inside[i] = mask.data[at]!;
      }
    }
  }
  return on({ size, spacing, origin: [5, -3, 8] }, data, inside);
}
