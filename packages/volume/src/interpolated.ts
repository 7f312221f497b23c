/** Partial volumes are compared to the threshold after rounding to six decimals, so that 0.5 is 0.5. */
const partialVolumeTolerance = 5e-7;

/** The voxels whose partial volume reaches the threshold: 1 inside, 0 outside (IBSI 1 manual, section 2.4). */
export function fromPartialVolumes(partial: Float64Array, threshold: number): Uint8Array {
  const inside = new Uint8Array(partial.length);
  const least = threshold - partialVolumeTolerance;
  for (let i = 0; i < partial.length; i++) inside[i] = partial[i]! >= least ? 1 : 0;
  return inside;
}

/** Rounds to the nearest whole number, halves to the even one (IEEE 754; as NumPy and so the IBSI reference). */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
