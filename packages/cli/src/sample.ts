import type { Mask, Volume } from '@rachis/volume';

/** A random number generator with a seed (Marsaglia's xorshift, 32 bits): numbers from 0 up to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Averages each voxel with its neighbours along one axis. */
function smooth(data: Float64Array, size: readonly number[], axis: number): void {
  const stride = axis === 0 ? 1 : axis === 1 ? size[0]! : size[0]! * size[1]!;
  const source = data.slice();
  for (let i = 0; i < data.length; i++) {
    const at = Math.floor(i / stride) % size[axis]!;
    const before = at > 0 ? source[i - stride]! : source[i]!;
    const after = at < size[axis]! - 1 ? source[i + stride]! : source[i]!;
    data[i] = (before + 2 * source[i]! + after) / 4;
  }
}

/** A made-up CT of two vertebral bodies, one with a lytic lesion, and the label map of body, second body, lesion. */
export function sampleStudy(): { readonly image: Volume; readonly labels: Volume & Mask } {
  const size = [96, 96, 40] as const;
  const spacing = [1, 1, 2] as const;
  const random = randomNumbers(20231);
  const noise = Float64Array.from({ length: size[0] * size[1] * size[2] }, () => random() - 0.5);
  for (let pass = 0; pass < 2; pass++) for (let axis = 0; axis < 3; axis++) smooth(noise, size, axis);
  const intensities = new Int16Array(noise.length);
  const labels = new Uint8Array(noise.length);
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++) {
        const i = x + size[0] * (y + size[1] * z);
        const [mx, my, mz] = [x - 47.5, y - 47.5, (z - 19.5) * 2];
        let value = (mx / 46) ** 2 + (my / 40) ** 2 < 1 ? 40 : -1000;
        const body = (mx / 22) ** 2 + (my / 16) ** 2 < 1 && Math.abs(mz) > 4 && Math.abs(mz) < 32;
        if (body) {
          value = 180;
          labels[i] = mz < 0 ? 1 : 2;
          const lesion = (mx - 6) ** 2 + (my + 2) ** 2 + (mz - 18) ** 2 < 81;
          if (lesion) {
            value = 60;
            labels[i] = 3;
          }
        }
        intensities[i] = Math.round(value + (value > -1000 ? 320 : 40) * noise[i]!);
      }
    }
  }
  const grid = {
    size,
    spacing,
    origin: [-47.5, -47.5, -39] as const,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
  };
  return {
    image: { ...grid, data: intensities, unit: 'HU' },
    labels: { ...grid, data: labels, unit: 'arbitrary' },
  };
}
