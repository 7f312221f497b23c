import { type Connectivity, neighbourSteps } from './neighbours.ts';
import { padRegion, unpadRegion } from './padded.ts';
import { gridOf, type Mask } from './volume.ts';

/**
 * The region with its holes: everything that no path of neighbours outside the region joins to the outside of the
 * grid's block around it. With 4 or 8, slice by slice.
 */
export function fillHoles(mask: Mask, connectivity: Connectivity = 6): Mask {
  const region = padRegion(mask, [1, 1, connectivity === 4 || connectivity === 8 ? 0 : 1]);
  if (region === null) return { ...gridOf(mask), data: new Uint8Array(mask.data.length) };
  const { size, data } = region;
  const [nx, ny, nz] = size;
  const steps = neighbourSteps(connectivity);
  const outside = new Uint8Array(data.length);
  const waiting: number[] = [];
  const reach = (at: number) => {
    if (data[at] !== 0 || outside[at] !== 0) return;
    outside[at] = 1;
    waiting.push(at);
  };
  // The margin is outside, and every slice has some of it.
  for (let z = 0; z < nz; z++) reach(nx * ny * z);
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    const x = at % nx;
    const y = Math.floor(at / nx) % ny;
    const z = Math.floor(at / (nx * ny));
    for (let k = 0; k < steps.length; k++) {
      const step = steps[k]!;
      const i = x + step[0];
      const j = y + step[1];
      const l = z + step[2];
      if (i >= 0 && j >= 0 && l >= 0 && i < nx && j < ny && l < nz) reach(i + nx * (j + ny * l));
    }
  }
  return unpadRegion(mask, { ...region, data: outside.map((value) => 1 - value) });
}
