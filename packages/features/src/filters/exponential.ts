import { largestMagnitude, type ScalarField } from './scalar-field.ts';

/** Exponentials with a base that takes the largest magnitude to itself (as PyRadiomics). */
export function exponential({ data }: ScalarField): Float64Array {
  const largest = largestMagnitude(data);
  const coefficient = Math.log(largest) / largest;
  return data.map((value) => Math.exp(coefficient * value));
}
