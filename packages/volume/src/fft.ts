/** Smallest length of at least `n` whose prime factors are 2, 3 and 5, for which the transform is fast. */
export function fastLength(n: number): number {
  for (let length = Math.max(1, n); ; length++) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

/** A discrete Fourier transform of one length, `sum x_j exp(-2 pi i j k / n)`; reused for many lines. */
export interface FourierTransform {
  readonly length: number;
  /** Transforms in place the complex line whose parts are `real` and `imaginary` from `offset`, `length` values. */
  forward(real: Float64Array, imaginary: Float64Array, offset: number): void;
}

/** Largest radix done by a loop over its terms. */
function factorise(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  for (let prime = 7; rest > 1; prime += 2) {
    while (rest % prime === 0) {
      factors.push(prime);
      rest /= prime;
    }
  }
  return factors;
}

/**
 * Plans a transform of length n (Stockham's self-sorting form: no bit reversal; radices 4, 2, 3, 5 and any other
 * prime by its definition). O(n log n) for lengths of small factors.
 */
export function planFourier(n: number): FourierTransform {
  const factors = factorise(n);
  const cosine = new Float64Array(n);
  const sine = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    cosine[k] = Math.cos((2 * Math.PI * k) / n);
    sine[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  let sourceReal = new Float64Array(n);
  let sourceImaginary = new Float64Array(n);
  let targetReal = new Float64Array(n);
  let targetImaginary = new Float64Array(n);
  const pass = (radix: number, span: number, blocks: number) => {
    // Sub-transforms of length `span` done so far; `blocks` of them times `radix` are joined.
    const xr = sourceReal;
    const xi = sourceImaginary;
    const yr = targetReal;
    const yi = targetImaginary;
    const stride = n / (span * radix);
    const jump = blocks * span;
    for (let j = 0; j < span; j++) {
      const w1 = j * stride;
      for (let b = 0; b < blocks; b++) {
        const from = j * blocks + b;
        const to = j * blocks + b;
        if (radix === 2) {
          const ar = xr[2 * j * blocks + b]!;
          const ai = xi[2 * j * blocks + b]!;
          const br0 = xr[(2 * j + 1) * blocks + b]!;
          const bi0 = xi[(2 * j + 1) * blocks + b]!;
          const br = br0 * cosine[w1]! - bi0 * sine[w1]!;
          const bi = br0 * sine[w1]! + bi0 * cosine[w1]!;
          yr[to] = ar + br;
          yi[to] = ai + bi;
          yr[to + jump] = ar - br;
          yi[to + jump] = ai - bi;
        } else if (radix === 4) {
          const base = 4 * j * blocks + b;
          const ar = xr[base]!;
          const ai = xi[base]!;
          const w2 = 2 * w1;
          const w3 = 3 * w1;
          const b0r = xr[base + blocks]!;
          const b0i = xi[base + blocks]!;
          const br = b0r * cosine[w1]! - b0i * sine[w1]!;
          const bi = b0r * sine[w1]! + b0i * cosine[w1]!;
          const c0r = xr[base + 2 * blocks]!;
          const c0i = xi[base + 2 * blocks]!;
          const cr = c0r * cosine[w2]! - c0i * sine[w2]!;
          const ci = c0r * sine[w2]! + c0i * cosine[w2]!;
          const d0r = xr[base + 3 * blocks]!;
          const d0i = xi[base + 3 * blocks]!;
          const dr = d0r * cosine[w3]! - d0i * sine[w3]!;
          const di = d0r * sine[w3]! + d0i * cosine[w3]!;
          const pr = ar + cr;
          const pi = ai + ci;
          const mr = ar - cr;
          const mi = ai - ci;
          const qr = br + dr;
          const qi = bi + di;
          const sr = br - dr;
          const si = bi - di;
          yr[to] = pr + qr;
          yi[to] = pi + qi;
          yr[to + jump] = mr + si;
          yi[to + jump] = mi - sr;
          yr[to + 2 * jump] = pr - qr;
          yi[to + 2 * jump] = pi - qi;
          yr[to + 3 * jump] = mr - si;
          yi[to + 3 * jump] = mi + sr;
        } else {
          for (let q = 0; q < radix; q++) {
            let sumReal = 0;
            let sumImaginary = 0;
            for (let r = 0; r < radix; r++) {
              const w = (r * (w1 + (q * n) / radix)) % n;
              const at = (radix * j + r) * blocks + b;
              sumReal += xr[at]! * cosine[w]! - xi[at]! * sine[w]!;
              sumImaginary += xr[at]! * sine[w]! + xi[at]! * cosine[w]!;
            }
            yr[from + q * jump] = sumReal;
            yi[from + q * jump] = sumImaginary;
          }
        }
      }
    }
    [sourceReal, targetReal] = [targetReal, sourceReal];
    [sourceImaginary, targetImaginary] = [targetImaginary, sourceImaginary];
  };
  return {
    length: n,
    forward(real, imaginary, offset) {
      for (let i = 0; i < n; i++) {
        sourceReal[i] = real[offset + i]!;
        sourceImaginary[i] = imaginary[offset + i]!;
      }
      let span = 1;
      let blocks = n;
      for (const radix of factors) {
        blocks /= radix;
        pass(radix, span, blocks);
        span *= radix;
      }
      for (let i = 0; i < n; i++) {
        real[offset + i] = sourceReal[i]!;
        imaginary[offset + i] = sourceImaginary[i]!;
      }
    },
  };
}
