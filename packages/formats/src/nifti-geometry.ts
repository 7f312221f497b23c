import { RachisError, type Vector3 } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import { canonicalLength } from './canonical.ts';
import { type Layers, layersAlong } from './layers.ts';
import type { NiftiHeader } from './nifti-header.ts';

/** Unit codes of nifti1.h other than millimetre (2) and unknown (0), which most writers mean millimetres with. */
const units = new Map([
  [1, { name: 'metres', millimetres: 1000 }],
  [3, { name: 'micrometres', millimetres: 0.001 }],
]);

/** The grid in LPS, mm, that a header describes, of several volumes where those are asked for. Warnings are added to the list. */
export function niftiGrids(
  name: string,
  header: NiftiHeader,
  warnings: string[],
  layered = false,
): FileGrids & { readonly layers: Layers } {
  const rank = header.dimensions[0]!;
  const size = header.dimensions.slice(1, 4).map((n, i) => (i < rank ? n : 1)) as unknown as Vector3;
  if (
    rank < 1 ||
    rank > 7 ||
    size.some((n) => n < 1) ||
    header.dimensions.slice(4, rank + 1).some((n) => n < 0)
  ) {
    throw geometry(name, `has dimensions (dim) [${header.dimensions.join(', ')}], which make no volume`);
  }
  const more = header.dimensions.slice(4, rank + 1);
  const volumes = more.filter((n) => n > 1);
  if (volumes.length > (layered ? 1 : 0)) {
    throw new RachisError(
      'UNSUPPORTED',
      `${name} holds ${more.reduce((a, b) => a * Math.max(b, 1), 1)} volumes (size ${header.dimensions.slice(1, rank + 1).join(' x ')}), where one was expected.`,
      {
        file: name,
        remedy: 'Split it into one file a volume, for example with fslsplit or nibabel.',
      },
    );
  }
  const other = units.get(header.unit);
  if (header.unit > 3)
    throw geometry(
      name,
      `has lengths in a unit of code ${header.unit} (xyzt_units), which NIfTI does not have`,
    );
  const unit = other?.millimetres ?? 1;
  if (other) warnings.push(`Lengths are in ${other.name} (xyzt_units): they were converted to millimetres.`);
  const { matrix, offset } = affineOf(name, header, size, unit, warnings);
  // RAS to LPS: the first two rows change sign.
  const lps = matrix.map((value, i) => (i < 6 ? -value : value) * unit);
  // The file holds single precision: of a position as of a length, the shortest decimal is what was rounded to it.
  const origin = (lengthOf: (value: number) => number): Vector3 => {
    const [right, anterior, superior] = offset.map((value) => lengthOf(value) * unit) as unknown as Vector3;
    return [-right, -anterior, superior];
  };
  const grids = gridsOfAffine(
    name,
    size,
    lps,
    origin((value) => value),
    {
      spacing: header.spacing.map((value) => canonicalLength(Math.abs(value)) * unit) as unknown as Vector3,
      origin: origin(canonicalLength),
    },
  );
  return { ...grids, layers: layersAlong([...size, volumes[0] ?? 1], 3) };
}

interface Affine {
  /** Row-major 3 by 3, RAS, voxel sizes in it. */
  readonly matrix: number[];
  readonly offset: readonly number[];
}

function affineOf(
  name: string,
  header: NiftiHeader,
  size: Vector3,
  unit: number,
  warnings: string[],
): Affine {
  const pixdim = header.spacing.map((value) => Math.abs(value));
  const plane = header.dimensions[0]! < 3;
  if (header.sform > 0) {
    const a = header.affine;
    const matrix = [0, 1, 2, 4, 5, 6, 8, 9, 10].map((i) => a[i]!);
    if (!a.every(Number.isFinite)) throw geometry(name, 'has an sform that is not finite');
    const spacing = [0, 1, 2].map((j) =>
      Math.hypot(matrix[j]!, matrix[3 + j]!, matrix[6 + j]!),
    ) as unknown as Vector3;
    if (!spacing.every((value) => value > 0))
      throw geometry(
        name,
        `has an sform (srow_x, srow_y, srow_z) with voxel sizes ${spacing.join(' x ')}; each must be above zero`,
      );
    if (spacing.some((value, i) => !(Math.abs(value - pixdim[i]!) <= 1e-3 * value))) {
      warnings.push(
        `The sform has voxel sizes ${spacing.map((v) => v.toFixed(4)).join(' x ')}, pixdim ${pixdim.map((v) => v.toFixed(4)).join(' x ')}: the sform was taken.`,
      );
    }
    const sform = { matrix, offset: [a[3]!, a[7]!, a[11]!] };
    if (header.qform > 0) compareForms(header, sform, size, unit, warnings);
    return sform;
  }
  const wrong = pixdim.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (wrong >= 0)
    throw geometry(
      name,
      `has pixdim[${wrong + 1}] = ${header.spacing[wrong]}, which is no distance of voxels; it must be above zero`,
    );
  if (plane)
    warnings.push(
      `${name} is a plane (dim[0] = ${header.dimensions[0]}): pixdim[3] = ${pixdim[2]} was taken as its thickness.`,
    );
  if (header.qform > 0) {
    const [b, c, d] = header.quaternion;
    if (b * b + c * c + d * d > 1.01)
      throw geometry(
        name,
        `has a qform whose quaternion (quatern_b, _c, _d = ${header.quaternion.join(', ')}) is longer than 1`,
      );
    return qformOf(header);
  }
  const spacing = pixdim as unknown as Vector3;
  warnings.push(
    'The file has neither sform nor qform: its axes were taken as left to right, posterior to anterior and inferior to superior, its origin as 0.',
  );
  return { matrix: [spacing[0], 0, 0, 0, spacing[1], 0, 0, 0, spacing[2]], offset: [0, 0, 0] };
}

function qformOf(header: NiftiHeader): Affine {
  const spacing = header.spacing.map((value) => Math.abs(value));
  const rotation = rotationOf(header.quaternion);
  const matrix = rotation.map((value, i) => value * spacing[i % 3]! * (i % 3 === 2 ? header.qfac : 1));
  return { matrix, offset: header.quaternionOffset };
}

/** A half turn's quaternion in single precision turns by some 10^-4 too much: what is below a tenth of a voxel is rounding. */
const formRounding = 0.1;

/** A file may lie in two ways, the scanner's (qform) and another space's (sform): which was taken is said where they differ. */
function compareForms(
  header: NiftiHeader,
  sform: Affine,
  size: Vector3,
  unit: number,
  warnings: string[],
): void {
  const qform = qformOf(header);
  let apart = 0;
  for (let corner = 0; corner < 8; corner++) {
    const at = size.map((n, axis) => (corner & (1 << axis) ? n - 1 : 0));
    const place = ({ matrix, offset }: Affine): number[] =>
      [0, 1, 2].map((row) => offset[row]! + at.reduce((sum, n, j) => sum + n * matrix[3 * row + j]!, 0));
    const [one, other] = [place(qform), place(sform)];
    const distance = Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!, one[2]! - other[2]!);
    if (!(distance <= apart)) apart = distance;
  }
  // Files of one voxel, or with small corners, show a turn by their axes alone.
  const turned = sform.matrix.some(
    (value, i) =>
      !(
        Math.abs(value - qform.matrix[i]!) <=
        formRounding *
          Math.hypot(sform.matrix[i % 3]!, sform.matrix[3 + (i % 3)]!, sform.matrix[6 + (i % 3)]!)
      ),
  );
  const voxel = Math.min(
    ...[0, 1, 2].map((j) => Math.hypot(sform.matrix[j]!, sform.matrix[3 + j]!, sform.matrix[6 + j]!)),
  );
  if (apart <= formRounding * voxel && !turned) return;
  const millimetres = Number.isFinite(apart) ? `up to ${(apart * unit).toFixed(1)} mm apart` : 'apart';
  warnings.push(
    `The qform (code ${header.qform}) and the sform (code ${header.sform}) differ: they put voxels ${millimetres}. The sform was taken.`,
  );
}

/** Rotation of a unit quaternion of which b, c, d are given (nifti1.h, method 2). */
function rotationOf([b, c, d]: Vector3): number[] {
  let square = 1 - (b * b + c * c + d * d);
  if (square < 1e-7) {
    // A half turn: a is 0, and rounding must not leave b, c, d longer than 1.
    const s = 1 / Math.sqrt(b * b + c * c + d * d);
    [b, c, d] = [b * s, c * s, d * s];
    square = 0;
  }
  const a = Math.sqrt(square);
  return [
    a * a + b * b - c * c - d * d,
    2 * (b * c - a * d),
    2 * (b * d + a * c),
    2 * (b * c + a * d),
    a * a + c * c - b * b - d * d,
    2 * (c * d - a * b),
    2 * (b * d - a * c),
    2 * (c * d + a * b),
    a * a + d * d - b * b - c * c,
  ];
}

function geometry(
  name: string,
  what: string,
  remedy = 'Correct the header, or export the image again.',
): RachisError {
  return new RachisError('GEOMETRY_INVALID', `${name} ${what}.`, { file: name, remedy });
}
