import { largestMagnitude, type ScalarField } from './scalar-field.ts';

/** Square roots of magnitudes, with their sign, scaled so that the largest magnitude stays (as PyRadiomics). */
export function squareRoot({ data }: ScalarField): Float64Array {
  const largest = largestMagnitude(data);
  return data.map((value) => (value < 0 ? -Math.sqrt(-value * largest) : Math.sqrt(value * largest)));
}
