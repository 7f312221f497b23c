import { type Box, growBox } from '@rachis/volume';
import { symmetricEigen } from '../shape/symmetric-eigen.ts';
import type { Boundary } from './boundary.ts';
import { gaussianKernels } from './gaussian.ts';
import { type ImageSource, voxelsOf } from './image-source.ts';
import { type RieszBase, type RieszOrder, rieszNorm, rieszResponses } from './riesz.ts';
import { reachOfAll, separableResponse } from './separable.ts';

const firstOrders: readonly RieszOrder[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** All orders with the same total. */
function ordersOfTotal(total: number, slicewise: boolean): RieszOrder[] {
  const orders: RieszOrder[] = [];
  for (let l = total; l >= 0; l--) {
    for (let m = total - l; m >= 0; m--) {
      if (slicewise && l + m < total) continue;
      orders.push([l, m, total - l - m]);
    }
  }
  return orders;
}

/** How the coefficients of polynomials of one total order lead to those of the next: three places for each. */
interface Ladder {
  readonly orders: readonly RieszOrder[];
  /** Place in the next total of the order with one more along x, y and z; -1 where that leaves the plane. */
  readonly up: Int32Array;
}

function laddersTo(total: number, slicewise: boolean): Ladder[] {
  return Array.from({ length: total + 1 }, (_, t) => {
    const orders = ordersOfTotal(t, slicewise);
    const next = new Map(ordersOfTotal(t + 1, slicewise).map((order, k) => [order.join(), k]));
    const up = orders.flatMap(([l, m, n]) =>
      [
        [l + 1, m, n],
        [l, m + 1, n],
        [l, m, n + 1],
      ].map((order) => next.get(order.join()) ?? -1),
    );
    return { orders, up: Int32Array.from(up) };
  });
}

/**
 * What the transform of an order along the axes of a frame is made of: coefficients of the orders along the image's
 * axes, which are those of the product of the axes as linear polynomials of the frequencies. Uses two arrays in turn.
 */
function steering(
  order: RieszOrder,
  frame: readonly Frame[],
  ladders: readonly Ladder[],
  room: Float64Array[],
): Float64Array {
  let [from, to] = [room[0]!, room[1]!];
  from.fill(0);
  from[0] = 1;
  let total = 0;
  for (let axis = 0; axis < 3; axis++) {
    for (let power = 0; power < order[axis]!; power++) {
      const { up, orders } = ladders[total++]!;
      const direction = frame[axis]!;
      to.fill(0);
      for (let k = 0; k < orders.length; k++) {
        for (let d = 0; d < 3; d++) {
          const at = up[3 * k + d]!;
          if (at >= 0) to[at]! += from[k]! * direction[d]!;
        }
      }
      [from, to] = [to, from];
    }
  }
  return from;
}

type Frame = readonly [number, number, number];

/** The image's main directions: first-order responses and the smoothed products of them, over a box. */
interface Structure {
  readonly gradient: readonly Float64Array[];
  /** xx, xy, xz, yy, yz, zz. */
  readonly tensor: readonly Float64Array[];
}

function structureOf(
  source: ImageSource,
  box: Box,
  base: RieszBase,
  sigma: number,
  boundary: Boundary,
  slicewise: boolean,
): Structure {
  const kernels = gaussianKernels(sigma, source.spacing, slicewise);
  const around = growBox(box, reachOfAll([kernels]), source);
  const wide = rieszResponses(source, around, base, firstOrders, boundary, slicewise);
  const smooth = (values: Float64Array) => {
    const [nx, ny] = around.size;
    const inAround: ImageSource = {
      size: source.size,
      spacing: source.spacing,
      read(wanted) {
        const cut = new Float64Array(voxelsOf(wanted.size));
        const [x0, y0, z0] = wanted.start.map((s, a) => s - around.start[a]!) as [number, number, number];
        const [wx, wy, wz] = wanted.size;
        for (let z = 0, to = 0; z < wz; z++) {
          for (let y = 0; y < wy; y++, to += wx) {
            const from = x0 + nx * (y0 + y + ny * (z0 + z));
            cut.set(values.subarray(from, from + wx), to);
          }
        }
        return cut;
      },
    };
    return separableResponse(inAround, box, kernels, boundary === 'periodic' ? 'nearest' : boundary);
  };
  const pairs = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
    [2, 2],
  ] as const;
  return {
    gradient: wide.map(smooth),
    tensor: pairs.map(([a, b]) => smooth(wide[a]!.map((value, i) => value * wide[b]![i]!))),
  };
}

/** The frame of a voxel: eigenvectors of the tensor, largest first, each pointing up the smoothed first order. */
function frameOf({ gradient, tensor }: Structure, i: number): Frame[] {
  const [xx, xy, xz, yy, yz, zz] = tensor.map((values) => values[i]!) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { vectors } = symmetricEigen([xx, xy, xz, xy, yy, yz, xz, yz, zz]);
  return vectors.map(([x, y, z]) => {
    const along = x * gradient[0]![i]! + y * gradient[1]![i]! + z * gradient[2]![i]!;
    return along < 0 ? ([-x, -y, -z] as const) : ([x, y, z] as const);
  });
}

/**
 * A Riesz transform whose axes are turned, at every voxel, to the main directions of the image there: the eigenvectors
 * of the structure tensor of the first-order transform (IBSI 2 manual, section 3.8; Unser and van de Ville, IEEE
 * Trans. Image Process. 19, 2010). The tensor is smoothed by a Gaussian of `sigma` mm. Where the manual leaves the
 * directions' signs open, they point the way the smoothed first order rises, so that turning the image by a right
 * angle turns the response.
 */
export function alignedRiesz(
  source: ImageSource,
  box: Box,
  base: RieszBase,
  order: RieszOrder,
  sigma: number,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  const structure = structureOf(source, box, base, sigma, boundary, slicewise);
  const total = order[0] + order[1] + order[2];
  const ladders = laddersTo(total, slicewise);
  const { orders } = ladders[total]!;
  const parts = rieszResponses(source, box, base, orders, boundary, slicewise);
  const weights = orders.map((o) => rieszNorm(order) / rieszNorm(o));
  const room = [new Float64Array(orders.length), new Float64Array(orders.length)];
  const result = new Float64Array(voxelsOf(box.size));
  for (let i = 0; i < result.length; i++) {
    const coefficients = steering(order, frameOf(structure, i), ladders, room);
    let sum = 0;
    for (let k = 0; k < orders.length; k++) sum += coefficients[k]! * weights[k]! * parts[k]![i]!;
    result[i] = sum;
  }
  return result;
}
