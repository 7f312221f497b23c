import type { Box, Vector3 } from '@rachis/volume';
import type { Kernel1D } from '../kernels/convolution.ts';
import type { Boundary } from './boundary.ts';
import { frequencyResponses, type FrequencyAxes, type Transfer } from './frequency-response.ts';
import type { ImageSource } from './image-source.ts';
import {
  type LaplacianOfGaussian,
  laplacianOfGaussianProfiles,
  laplacianOfGaussianReach,
} from './laplacian-of-gaussian.ts';
import { simoncelliMargin, simoncelliTransfer } from './simoncelli.ts';

/** The filter that the Riesz transform is taken of. */
export type RieszBase =
  | ({ readonly type: 'laplacian-of-gaussian' } & LaplacianOfGaussian)
  | { readonly type: 'simoncelli'; readonly level: number };

/** Order along x, y and z. */
export type RieszOrder = Vector3;

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** sqrt(L! / (l! m! n!)), by which the transform of an order is scaled. */
export function rieszNorm([l, m, n]: RieszOrder): number {
  return Math.sqrt(factorial(l + m + n) / (factorial(l) * factorial(m) * factorial(n)));
}

/** What all Riesz transforms of one total order share: what `base` lets through, over |w|^L. */
function sharedTransfer(total: number, base: Transfer): Transfer {
  return {
    imaginary: base.imaginary,
    on(axes) {
      const [wx, wy, wz] = axes;
      const passed = base.on(axes);
      return (x, y, z) => {
        const square = wx[x]! * wx[x]! + wy[y]! * wy[y]! + wz[z]! * wz[z]!;
        if (square === 0) return 0;
        return (
          passed(x, y, z) / (total === 1 ? Math.sqrt(square) : total === 2 ? square : square ** (total / 2))
        );
      };
    },
  };
}

/** The Riesz transform of an order (IBSI 2 manual, section 3.8, AYRS), but for |w|^L. */
function orderTransfer(order: RieszOrder): Transfer {
  const total = order[0] + order[1] + order[2];
  const scale = rieszNorm(order);
  // (-i)^total: 1, -i, -1, i.
  const sign = total % 4 === 0 || total % 4 === 3 ? 1 : -1;
  return {
    imaginary: total % 2 === 1,
    on(axes) {
      const [px, py, pz] = axes.map((frequency, axis) => frequency.map((w) => w ** order[axis]!));
      return (x, y, z) => sign * scale * px![x]! * py![y]! * pz![z]!;
    },
  };
}

/** What a symmetric kernel does to each frequency. */
function cosineTransform({ weights }: Kernel1D, frequency: Float64Array): Float64Array {
  const reach = (weights.length - 1) / 2;
  return frequency.map((w) => {
    let sum = weights[reach]!;
    for (let k = 1; k <= reach; k++) sum += 2 * weights[reach + k]! * Math.cos(k * w);
    return sum;
  });
}

function laplacianOfGaussianTransfer(
  filter: LaplacianOfGaussian,
  spacing: Vector3,
  slicewise: boolean,
): Transfer {
  const profiles = laplacianOfGaussianProfiles(filter, spacing, slicewise);
  return {
    imaginary: false,
    on(axes: FrequencyAxes) {
      const [gx, gy, gz] = profiles.map(({ gauss }, a) => cosineTransform(gauss, axes[a]!));
      const [cx, cy, cz] = profiles.map(({ curvature }, a) => cosineTransform(curvature, axes[a]!));
      if (slicewise) return (x, y) => cx![x]! * gy![y]! + gx![x]! * cy![y]!;
      return (x, y, z) =>
        cx![x]! * gy![y]! * gz![z]! + gx![x]! * cy![y]! * gz![z]! + gx![x]! * gy![y]! * cz![z]!;
    },
  };
}

/** What the base filter does to each frequency, and the voxels by which it continues the image. */
export function rieszBase(
  base: RieszBase,
  spacing: Vector3,
  slicewise: boolean,
): { readonly transfer: Transfer; readonly margin: Vector3 } {
  if (base.type === 'simoncelli') {
    return { transfer: simoncelliTransfer(base.level), margin: simoncelliMargin(base.level, slicewise) };
  }
  const reach = laplacianOfGaussianReach(base, spacing, slicewise);
  return {
    transfer: laplacianOfGaussianTransfer(base, spacing, slicewise),
    margin: reach.map((r) => (r === 0 ? 0 : 2 * r + 8)) as unknown as Vector3,
  };
}

/** Riesz-transformed responses of one base filter over a box, one for each order; the orders have one total. */
export function rieszResponses(
  source: ImageSource,
  box: Box,
  base: RieszBase,
  orders: readonly RieszOrder[],
  boundary: Boundary,
  slicewise: boolean,
): Float64Array[] {
  const { transfer, margin } = rieszBase(base, source.spacing, slicewise);
  const [l, m, n] = orders[0]!;
  const filters = { first: sharedTransfer(l + m + n, transfer), each: orders.map(orderTransfer) };
  return frequencyResponses(source, box, filters, margin, boundary, slicewise);
}
