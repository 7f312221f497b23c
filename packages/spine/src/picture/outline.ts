import type { MidSagittal } from './mid-sagittal.ts';
import type { VertebraLandmarks } from '../vertebra/landmarks.ts';

/** The outline of a vertebra where the plane cuts its mask, as an SVG path in pixels: marching squares at one half. */
export function outlinePath(plane: MidSagittal, { occupancy, box }: VertebraLandmarks): string {
  const [cx, cy] = plane.seen(box.centre);
  const reach = 75 / plane.pixel;
  const [x0, x1] = [Math.max(0, Math.floor(cx - reach)), Math.min(plane.width, Math.ceil(cx + reach))];
  const [y0, y1] = [Math.max(0, Math.floor(cy - reach)), Math.min(plane.height, Math.ceil(cy + reach))];
  const columns = x1 - x0 + 1;
  const values = new Float32Array(columns * (y1 - y0 + 1));
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      const p = plane.place(x, y);
      values[x - x0 + columns * (y - y0)] = occupancy.at(p[0], p[1], p[2]);
    }
  const segments: string[] = [];
  const between = (a: number, b: number) => (0.5 - a) / (b - a);
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const at = x - x0 + columns * (y - y0);
      const [a, b, c, d] = [values[at]!, values[at + 1]!, values[at + columns + 1]!, values[at + columns]!];
      // Crossings of the four sides of the square, clockwise from the top.
      const crossings: string[] = [];
      const push = (px: number, py: number) => crossings.push(`${px.toFixed(1)} ${py.toFixed(1)}`);
      if (a >= 0.5 !== b >= 0.5) push(x + between(a, b), y);
      if (b >= 0.5 !== c >= 0.5) push(x + 1, y + between(b, c));
      if (c >= 0.5 !== d >= 0.5) push(x + 1 - between(c, d), y + 1);
      if (d >= 0.5 !== a >= 0.5) push(x, y + 1 - between(d, a));
      for (let i = 0; i + 1 < crossings.length; i += 2) segments.push(`M${crossings[i]}L${crossings[i + 1]}`);
    }
  return segments.join('');
}
