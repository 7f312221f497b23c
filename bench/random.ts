/** A stream of numbers that is the same on every machine for the same seed. */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits of it. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** Marsaglia's 32-bit xorshift (13, 17, 5), scrambled by a multiplication; plenty for test images. */
export function randomStream(seed: number): RandomStream {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x7f4a7c15) | 0 || 1;
  let spare: number | undefined;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x2545f491) >>> 0) / 4294967296;
  };
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}
