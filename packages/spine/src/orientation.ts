import { type Grid, type Matrix3, RachisError, type Vector3 } from '@rachis/volume';

/** Direction in patient space (LPS) that a letter stands for. */
const directions: Readonly<Record<string, Vector3>> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
};

/**
 * A grid whose index axes point where three letters say, as `IPL`: first axis to inferior, second to posterior, third to
 * left. For files whose own orientation is wrong or lost; the data stay as they are. `ARGUMENT_INVALID` unless there is
 * one letter of each of L/R, A/P and S/I.
 */
export function withOrientation<T extends Grid>(grid: T, code: string): T {
  const axes = [...code.toUpperCase()].map((letter) => directions[letter]);
  const [x, y, z] = axes;
  const spans =
    axes.length === 3 && x && y && z && [0, 1, 2].every((i) => x[i] !== 0 || y[i] !== 0 || z[i] !== 0);
  if (!spans)
    throw new RachisError('ARGUMENT_INVALID', `"${code}" is no orientation.`, {
      remedy: 'Say where the three index axes point: one letter each of L or R, A or P, S or I, as IPL.',
    });
  const direction: Matrix3 = [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
  return { ...grid, direction };
}
