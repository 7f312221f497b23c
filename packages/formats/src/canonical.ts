import type { Matrix3, Vector3 } from '@rachis/volume';

/**
 * A length of a header in the one form that it has whatever file it came in.
 *
 * DICOM writes lengths as decimals (3.27), some with noise in the last digits (3.26999999999998); NIfTI-1 keeps them in
 * single precision (3.2699999809265137); NRRD and MetaImage in double precision, as products with a direction. So that a
 * scan and its copy in another format give the same features to the last bit, a length is taken as the single-precision
 * number nearest to it, and that as the shortest decimal which rounds to it: 3.27 from all three. A number that single
 * precision holds exactly in few digits (0.705078125, a field of view over a power of two) stays as it is.
 *
 * The change is below 1.2e-7 of the length: a tenth of a micrometre in a metre.
 */
export function canonicalLength(value: number): number {
  const single = Math.fround(value);
  if (!Number.isFinite(single) || single === 0) return value;
  const decimal = (digits: number): number => Number(single.toPrecision(digits));
  // Six digits always survive single precision; nine tell all its numbers apart.
  if (Math.fround(decimal(6)) === single) return decimal(6);
  if (decimal(12) === single) return single;
  return [7, 8].map(decimal).find((shorter) => Math.fround(shorter) === single) ?? decimal(9);
}

/** The three spacings in their canonical form (see `canonicalLength`). */
export const canonicalSpacing = ([x, y, z]: Vector3): Vector3 => [
  canonicalLength(x),
  canonicalLength(y),
  canonicalLength(z),
];

/** Below this a direction's part across an axis is rounding: half a micrometre over half a metre. */
const rounding = 1e-6;

/**
 * A direction matrix whose every axis lies within rounding (10^-6) of a patient axis, as exactly that axis; every other
 * matrix as it is. Headers in single precision, quaternions and scanners leave parts of 10^-10 to 10^-7 there.
 */
export function snapDirection(direction: Matrix3): Matrix3 {
  const aligned = direction.map((value) => (Math.abs(value) < rounding ? 0 : Math.sign(value)));
  const apart = direction.some((value, i) => Math.abs(value - aligned[i]!) >= rounding);
  return apart ? direction : (aligned as unknown as Matrix3);
}
