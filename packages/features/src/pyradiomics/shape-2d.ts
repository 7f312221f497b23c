import type { FeatureClass } from './feature-class.ts';
import type { RadiomicsMask } from './image.ts';
import { planeDiameter } from './plane-diameter.ts';
import { positionEigenvalues } from './shape.ts';

/** Length and enclosed area of the line through the middles between pixels inside and outside (marching squares). */
function outline(
  inside: (u: number, v: number) => boolean,
  [nu, nv]: readonly [number, number],
  [su, sv]: readonly [number, number],
): { perimeter: number; surface: number } {
  let perimeter = 0;
  let surface = 0;
  const corner = Math.hypot(su / 2, sv / 2);
  const cell = su * sv;
  for (let v = -1; v < nv; v++) {
    for (let u = -1; u < nu; u++) {
      const [p, q, r, s] = [inside(u, v), inside(u + 1, v), inside(u, v + 1), inside(u + 1, v + 1)];
      const count = Number(p) + Number(q) + Number(r) + Number(s);
      if (count === 0) continue;
      if (count === 4) surface += cell;
      else if (count === 1) {
        perimeter += corner;
        surface += cell / 8;
      } else if (count === 3) {
        perimeter += corner;
        surface += (7 * cell) / 8;
      } else if (p === s) {
        // Pixels that touch at a corner stay apart.
        perimeter += 2 * corner;
        surface += cell / 4;
      } else {
        perimeter += p === q ? su : sv;
        surface += cell / 2;
      }
    }
  }
  return { perimeter, surface };
}

/** Class `shape2D`: of a region in one slice. */
export const shape2D: FeatureClass = {
  features: [
    'Elongation',
    'MajorAxisLength',
    'MaximumDiameter',
    'MeshSurface',
    'MinorAxisLength',
    'Perimeter',
    'PerimeterSurfaceRatio',
    'PixelSurface',
    'SphericalDisproportion',
    'Sphericity',
  ],
  deprecated: ['SphericalDisproportion'],
  compute({ mask, settings }) {
    const axis = 2 - settings.force2Ddimension;
    const [a, b] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
    const strides = [1, mask.size[0], mask.size[0] * mask.size[1]];
    const [nu, nv] = [mask.size[a]!, mask.size[b]!];
    const [su, sv] = [mask.spacing[a]!, mask.spacing[b]!];
    const inside = (u: number, v: number) =>
      u >= 0 && u < nu && v >= 0 && v < nv && mask.data[u * strides[a]! + v * strides[b]!] !== 0;
    const { perimeter, surface } = outline(inside, [nu, nv], [su, sv]);
    let count = 0;
    for (let i = 0; i < mask.data.length; i++) count += mask.data[i]!;
    const [major, minor] = positionEigenvalues(mask as RadiomicsMask);
    const sphericity = (2 * Math.sqrt(Math.PI * surface)) / perimeter;
    return new Map([
      ['Elongation', Math.sqrt(Math.max(0, minor) / major)],
      ['MajorAxisLength', 4 * Math.sqrt(Math.max(0, major))],
      ['MaximumDiameter', planeDiameter(mask, axis)],
      ['MeshSurface', surface],
      ['MinorAxisLength', 4 * Math.sqrt(Math.max(0, minor))],
      ['Perimeter', perimeter],
      ['PerimeterSurfaceRatio', perimeter / surface],
      ['PixelSurface', count * (su * sv)],
      ['SphericalDisproportion', 1 / sphericity],
      ['Sphericity', sphericity],
    ]);
  },
};
