import type { VertebraLandmarks } from '../vertebra/landmarks.ts';
import { exitDistance } from '../vertebra/occupancy.ts';
import { add, median, scale } from '../vertebra/vector.ts';

/** The lamina is looked for as far as this behind the body, mm. */
const reach = 40;

/**
 * The shortest way, mm, in the mid-sagittal plane from the middle of a body's back wall to the bone behind it (lamina or
 * base of the spinous process). Null where no bone lies behind: a mask of bodies alone, or one cut there.
 */
export function bonyCanalDepth({ occupancy, box }: VertebraLandmarks): number | null {
  const { anterior, left, superior } = box.axes;
  const step = occupancy.voxel / 4;
  const ways: number[] = [];
  for (const l of [-1, 0, 1]) {
    const middle = add(box.centre, scale(left, l));
    const wall = exitDistance(occupancy, middle, scale(anterior, -1), 1, reach);
    if (wall === null) continue;
    const start = add(middle, scale(anterior, -wall));
    let shortest = Number.POSITIVE_INFINITY;
    // From the middle of the wall in all directions backwards: the lamina lies at the height of the body's lower half.
    for (let angle = -60; angle <= 30; angle += 3) {
      const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
      for (let t = 2; t < Math.min(reach, shortest); t += step) {
        const p = add(start, add(scale(anterior, -t * c), scale(superior, t * s)));
        if (occupancy.at(p[0], p[1], p[2]) < 0.5) continue;
        // The body's own back wall, above or below its middle, is no lamina.
        if (t * c > 4) shortest = t;
        break;
      }
    }
    if (Number.isFinite(shortest)) ways.push(shortest);
  }
  return ways.length === 3 ? median(ways) : null;
}
