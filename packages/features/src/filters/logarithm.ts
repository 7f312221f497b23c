import { largestMagnitude, type ScalarField } from './scalar-field.ts';

/** Logarithms of magnitudes plus 1, with their sign, scaled so that the largest magnitude stays (as PyRadiomics). */
export function logarithm({ data }: ScalarField): Float64Array {
  const logs = data.map((value) => (value < 0 ? -Math.log(1 - value) : Math.log(value + 1)));
  const scale = largestMagnitude(data) / largestMagnitude(logs);
  return logs.map((value) => value * scale);
}
