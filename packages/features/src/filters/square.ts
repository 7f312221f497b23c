import { largestMagnitude, type ScalarField } from './scalar-field.ts';

/** Squares, scaled so that the image's largest magnitude stays what it is (as PyRadiomics). */
export function square({ data }: ScalarField): Float64Array {
  const coefficient = 1 / Math.sqrt(largestMagnitude(data));
  return data.map((value) => (coefficient * value) ** 2);
}
