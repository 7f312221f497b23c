import type { Kernel1D } from '../kernels/convolution.ts';

/** One kernel for each axis; null: the axis is left as it is. */
export type AxisKernels = readonly [Kernel1D | null, Kernel1D | null, Kernel1D | null];

/** A rotation by right angles: axis a takes what stood on axis `from[a]`, backwards where `flipped[a]`. */
export interface Turn {
  readonly from: readonly [number, number, number];
  readonly flipped: readonly [boolean, boolean, boolean];
}

function isRotation({ from, flipped }: Turn): boolean {
  const [a, b, c] = from;
  const even = (b - a + 3) % 3 === 1 && (c - b + 3) % 3 === 1;
  return even === (flipped.filter(Boolean).length % 2 === 0);
}

/** The 24 right-angle rotations of space, or the 4 in the plane of a slice; the identity first. */
export function rightAngleRotations(slicewise: boolean): readonly Turn[] {
  const orders = [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
    [1, 0, 2],
    [0, 2, 1],
    [2, 1, 0],
  ] as const;
  const signs = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (bits) => [(bits & 1) !== 0, (bits & 2) !== 0, (bits & 4) !== 0] as const,
  );
  const turns = orders.flatMap((from) => signs.map((flipped) => ({ from, flipped })));
  return turns.filter((turn) => isRotation(turn) && (!slicewise || (turn.from[2] === 2 && !turn.flipped[2])));
}

/** A kernel read backwards: its mirror image. */
export function reversed(kernel: Kernel1D): Kernel1D {
  return { ...kernel, weights: kernel.weights.slice().reverse() };
}

/** The kernels of a separable filter after a rotation. */
export function turnKernels(kernels: AxisKernels, { from, flipped }: Turn): AxisKernels {
  const turned = from.map((axis, a) => {
    const kernel = kernels[axis] ?? null;
    return kernel !== null && flipped[a] ? reversed(kernel) : kernel;
  });
  return turned as unknown as AxisKernels;
}
