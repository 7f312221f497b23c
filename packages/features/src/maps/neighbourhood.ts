import { RachisError, type Vector3 } from '@rachis/volume';

/** What a map's neighbourhood is, around the centre of a voxel. */
export interface Neighbourhood {
  /**
   * `sphere`: voxels whose centres lie no further than the radius. `box`: voxels no further than the radius along each
   * axis (PyRadiomics' kernel).
   */
  readonly shape: 'sphere' | 'box';
  readonly radius: number;
  /** `mm`: in patient space. `voxel`: in steps of the grid, however long they are. */
  readonly unit: 'mm' | 'voxel';
}

/** A neighbourhood on a grid: rows along x, symmetric about the centre. */
export interface NeighbourhoodRows {
  /** Furthest step along each axis. */
  readonly reach: Vector3;
  /** Voxels on both sides of x in the row at `(dy, dz)`: index `dy + reach y + (2 reach y + 1) (dz + reach z)`; -1 for none. */
  readonly halfWidth: Int32Array;
  /** Voxels of it. */
  readonly voxels: number;
}

/** A distance counts as within the radius when rounding alone puts it beyond. */
const rounding = 1e-9;

const words = ({ radius, unit }: Neighbourhood): string =>
  `${radius} ${unit === 'mm' ? 'mm' : radius === 1 ? 'voxel' : 'voxels'}`;

/**
 * The rows of a neighbourhood on a grid of `spacing` (mm); `flat`: within the slice.
 * Errors: `ARGUMENT_INVALID` when the radius is no positive number, or reaches no other voxel.
 */
export function neighbourhoodRows(
  neighbourhood: Neighbourhood,
  spacing: Vector3,
  flat: boolean,
): NeighbourhoodRows {
  const { radius, shape, unit } = neighbourhood;
  if (!(radius > 0) || !Number.isFinite(radius)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The radius of a neighbourhood must be above zero; it is ${radius}.`,
      {
        remedy: 'Give a radius in mm or in voxels.',
      },
    );
  }
  const limit = radius * (1 + rounding);
  const step = unit === 'mm' ? spacing : ([1, 1, 1] as const);
  const reach = step.map((s, axis) => (flat && axis === 2 ? 0 : Math.floor(limit / s))) as unknown as Vector3;
  if (reach.every((n) => n === 0)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `A radius of ${words(neighbourhood)} reaches no other voxel: they are ${spacing.join(' x ')} mm apart.`,
      { remedy: 'Give a larger radius.' },
    );
  }
  const [rx, ry, rz] = reach;
  const halfWidth = new Int32Array((2 * ry + 1) * (2 * rz + 1));
  let voxels = 0;
  for (let dz = -rz, row = 0; dz <= rz; dz++) {
    for (let dy = -ry; dy <= ry; dy++, row++) {
      const left = limit * limit - (dy * step[1]) ** 2 - (dz * step[2]) ** 2;
      halfWidth[row] = shape === 'box' ? rx : left < 0 ? -1 : Math.floor(Math.sqrt(left) / step[0]);
      voxels += 2 * halfWidth[row]! + 1;
    }
  }
  return { reach, halfWidth, voxels };
}

/** Half the width of the row at `(dy, dz)`, -1 where it has no voxel. */
export function halfWidthAt({ reach, halfWidth }: NeighbourhoodRows, dy: number, dz: number): number {
  const [, ry, rz] = reach;
  if (Math.abs(dy) > ry || Math.abs(dz) > rz) return -1;
  return halfWidth[dy + ry + (2 * ry + 1) * (dz + rz)]!;
}

/** `ARGUMENT_INVALID` when from every voxel of an image the neighbourhood reaches beyond it along every axis. */
export function checkReach(rows: NeighbourhoodRows, size: Vector3, neighbourhood: Neighbourhood): void {
  if (rows.reach.some((n, axis) => n < size[axis]!)) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `A radius of ${words(neighbourhood)} is larger than the image (${size.join(' x ')} voxels): every neighbourhood would be all of it.`,
    { remedy: 'Give a smaller radius.' },
  );
}
