import { determinant3, type Grid, type Matrix3, RachisError, type Vector3 } from '@rachis/volume';
import { canonicalSpacing, snapDirection } from './canonical.ts';

/** The grid of a file in its two forms. */
export interface FileGrids {
  /** In the canonical form (`canonical.ts`), in which a scan has the same numbers whatever file it came in. */
  readonly grid: Grid;
  /** With every digit as the file has it. */
  readonly gridAsWritten: Grid;
}

/** Lengths that a file has beside its affine, in canonical form. */
export interface WrittenLengths {
  /** The length of an oblique column is its spacing but for the rounding of three products; where it is, this is taken. */
  readonly spacing: Vector3;
  readonly origin: Vector3;
}

/**
 * The grids of an affine: column j of `matrix` (row-major, LPS, mm) is the step of index axis j.
 * `GEOMETRY_INVALID` where a step is zero or not finite, or where the axes are not perpendicular: a sheared
 * grid has no spacing and direction, and features would be computed on the wrong shape.
 */
export function gridsOfAffine(
  name: string,
  size: Vector3,
  matrix: readonly number[],
  origin: Vector3,
  written?: WrittenLengths,
): FileGrids {
  if (!size.every((n) => Number.isInteger(n) && n >= 1)) {
    throw invalid(name, `has size ${size.join(' x ')}; each must be a whole number of at least 1`);
  }
  if (!matrix.every(Number.isFinite) || !origin.every(Number.isFinite)) {
    throw invalid(name, 'has an affine that is not finite');
  }
  const step = (j: number): number => Math.hypot(matrix[j]!, matrix[3 + j]!, matrix[6 + j]!);
  const spacing: Vector3 = [step(0), step(1), step(2)];
  if (!spacing.every((value) => value > 0)) {
    throw invalid(name, `has voxel spacing ${spacing.join(' x ')} mm; each must be above zero`);
  }
  // + 0 turns the -0 of a changed sign to 0, which prints and compares as people expect.
  const direction = matrix.map((value, i) => value / spacing[i % 3]! + 0) as unknown as Matrix3;
  checkPerpendicular(name, direction);
  const positive = ([x, y, z]: Vector3): Vector3 => [x + 0, y + 0, z + 0];
  return {
    grid: {
      size,
      spacing: canonicalSpacing(written === undefined ? spacing : asWritten(spacing, written.spacing)),
      origin: positive(written?.origin ?? origin),
      direction: snapDirection(direction),
    },
    gridAsWritten: { size, spacing, origin: positive(origin), direction },
  };
}

/** Each column's length, or the spacing that the file wrote where the two differ by rounding (cosines of six digits) alone. */
const asWritten = (lengths: Vector3, written: Vector3): Vector3 =>
  lengths.map((length, axis) =>
    Math.abs(length - written[axis]!) <= 2e-6 * length ? written[axis]! : length,
  ) as unknown as Vector3;

function checkPerpendicular(name: string, d: Matrix3): void {
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const cosine = d[i]! * d[j]! + d[3 + i]! * d[3 + j]! + d[6 + i]! * d[6 + j]!;
    if (Math.abs(cosine) <= 1e-3) continue;
    const angle = (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
    throw invalid(
      name,
      `has a sheared affine: its axes ${'xyz'[i]} and ${'xyz'[j]} meet at ${angle.toFixed(2)} degrees instead of 90, so that its voxels are no cuboids`,
      'Resample it to a straight grid first, for example with SimpleITK or FSL.',
    );
  }
  if (!(Math.abs(determinant3(d)) > 1e-6)) throw invalid(name, 'has an affine that does not span space');
}

function invalid(
  name: string,
  what: string,
  remedy = 'Correct the header, or export the image again.',
): RachisError {
  return new RachisError('GEOMETRY_INVALID', `${name} ${what}.`, { file: name, remedy });
}
