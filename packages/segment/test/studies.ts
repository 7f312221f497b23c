import { readFileSync } from 'node:fs';
import { type Grid, identityDirection, type Mask, type Vector3, type Volume } from '@rachis/volume';
import { createRandom } from '../src/random.ts';

export interface SegmentFixture {
  readonly pairs: readonly {
    readonly size: Vector3;
    readonly spacing: Vector3;
    readonly first: string;
    readonly second: string;
    readonly tolerance: number;
    readonly dice: number;
    readonly jaccard: number;
    readonly hausdorff: number;
    readonly mean: number;
    readonly percentile95: number;
    readonly surface_dice: number;
  }[];
  readonly staple: readonly {
    readonly size: Vector3;
    readonly masks: readonly string[];
    readonly sensitivity: readonly number[];
    readonly specificity: readonly number[];
    readonly probability: readonly number[];
  }[];
  readonly noise: readonly {
    readonly size: Vector3;
    readonly image: readonly number[];
    readonly median: number;
  }[];
  readonly slic: {
    readonly voxels: number;
    readonly count: number;
    readonly within: number;
    readonly dice: number;
  };
}

const path = `${import.meta.dirname}/../../../conformance/fixtures/segment.json`;
/** What SciPy, SimpleITK and scikit-image gave (conformance/segment/make_fixture.py). */
export const fixture = JSON.parse(readFileSync(path, 'utf8')) as SegmentFixture;

export const gridOf = (size: Vector3, spacing: Vector3 = [1, 1, 1]): Grid => ({
  size,
  spacing,
  origin: [-4, 10, 3],
  direction: identityDirection,
});

export const maskOf = (size: Vector3, text: string, spacing: Vector3 = [1, 1, 1]): Mask => ({
  ...gridOf(size, spacing),
  data: Uint8Array.from(text, Number),
});

/** A region where `inside` holds, on an image of a ball in noise. */
export function study(
  size: Vector3,
  spacing: Vector3,
  inside: (x: number, y: number, z: number) => boolean,
): { image: Volume<Float64Array>; mask: Mask } {
  const random = createRandom('study');
  const grid = gridOf(size, spacing);
  const data = new Float64Array(size[0] * size[1] * size[2]);
  const mask = new Uint8Array(data.length);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        mask[i] = inside(x, y, z) ? 1 : 0;
        data[i] = 100 * mask[i]! + Math.floor(40 * random.uniform()) + x;
      }
    }
  }
  return { image: { ...grid, data, unit: 'arbitrary' }, mask: { ...grid, data: mask } };
}

/** A ball about the middle of the voxels. */
export const ball =
  (size: Vector3, radius: number, spacing: Vector3 = [1, 1, 1]) =>
  (...at: [number, number, number]): boolean =>
    Math.hypot(...at.map((v, a) => (v - (size[a]! - 1) / 2) * spacing[a]!)) <= radius;
