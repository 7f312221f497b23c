// Sums over all pairs of voxels, weighted by the inverse of their distance, through Fourier transforms.
// See src/shape/spatial-correlation.ts for what is computed and why.

import { fourier } from './fourier';

/**
 * Weights 1 / distance on one octant of a torus (z fastest, then y, then x), turned into their spectrum: real and
 * even along every axis. `scratch` has room for four batches of the longest line.
 */
export function weightSpectrum(
  values: usize, hx: usize, hy: usize, hz: usize, px: usize, py: usize, pz: usize,
  planX: usize, planY: usize, planZ: usize, sx: f64, sy: f64, sz: f64, scratch: usize, longest: usize,
): void {
  for (let x: usize = 0; x < hx; x++) {
    for (let y: usize = 0; y < hy; y++) {
      const rest = <f64>x * sx * (<f64>x * sx) + <f64>y * sy * (<f64>y * sy);
      const row = values + ((x * hy + y) * hz << 3);
      for (let z: usize = 0; z < hz; z++) store<f64>(row + (z << 3), 1.0 / sqrt(rest + <f64>z * sz * (<f64>z * sz)));
    }
  }
  store<f64>(values, 0);
  evenLines(values, hx * hy, hz, pz, 1, planZ, scratch, longest);
  evenLines(values, hx * hz, hy, py, hz, planY, scratch, longest);
  evenLines(values, hy * hz, hx, px, hy * hz, planX, scratch, longest);
}

/** Transforms even lines of length n, kept as their first h values `stride` apart: sixteen at a time, as real and imaginary parts. */
function evenLines(values: usize, lines: usize, h: usize, n: usize, stride: usize, plan: usize, scratch: usize, longest: usize): void {
  const size = longest << 6;
  const real = scratch;
  const imaginary = real + size;
  const workReal = imaginary + size;
  const workImaginary = workReal + size;
  for (let line: usize = 0; line < lines; line += 16) {
    const count = min(<usize>16, lines - line);
    // A line without a partner must not meet what the imaginary part held before.
    if (count < 16) memory.fill(imaginary, 0, size);
    for (let b: usize = 0; b < count; b++) {
      const l = line + b;
      const start = values + ((l % stride + (l / stride) * stride * h) << 3);
      const into = (b < 8 ? real : imaginary) + ((b & 7) << 3);
      for (let k: usize = 0; k < h; k++) {
        const value = load<f64>(start + (k * stride << 3));
        store<f64>(into + (k << 6), value);
        if (k > 0 && n - k >= h) store<f64>(into + ((n - k) << 6), value);
      }
    }
    const moved = fourier(real, imaginary, workReal, workImaginary, n, plan);
    const fromReal = moved ? workReal : real;
    const fromImaginary = moved ? workImaginary : imaginary;
    for (let b: usize = 0; b < count; b++) {
      const l = line + b;
      const start = values + ((l % stride + (l / stride) * stride * h) << 3);
      const from = (b < 8 ? fromReal : fromImaginary) + ((b & 7) << 3);
      for (let k: usize = 0; k < h; k++) store<f64>(start + (k * stride << 3), load<f64>(from + (k << 6)));
    }
  }
}

// @ts-ignore: decorator
@inline
function storeSpectrum(field: usize, at: usize, real: v128, imaginary: v128, imaginaryOffset: usize): void {
  v128.store(field + at, real);
  v128.store(field + imaginaryOffset + at, imaginary);
}

/**
 * Turns two rows of numbers (rowBytes apart) into columns: number z of both goes side by side to 64 z bytes. Rows may be
 * read one number beyond their end.
 */
// @ts-ignore: decorator
@inline
function interleave(from: usize, rowBytes: usize, to: usize, count: usize): void {
  // An odd last number brings what stands behind it: the caller writes zeros over that.
  for (let z: usize = 0; z < count; z += 2) {
    const first = v128.load(from + (z << 3));
    const second = v128.load(from + rowBytes + (z << 3));
    v128.store(to + (z << 6), v128.shuffle<f64>(first, second, 0, 2));
    v128.store(to + ((z + 1) << 6), v128.shuffle<f64>(first, second, 1, 3));
  }
}

/**
 * Turns intensities into their differences from the mean, 0 outside the mask. `state` takes the largest absolute difference
 * and the number of voxels (two f64).
 */
export function subtractMean(intensities: usize, mask: usize, count: usize, mean: f64, state: usize): void {
  let largest: f64 = 0;
  let inside: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const at = intensities + (i << 3);
    if (load<u8>(mask + i) == 0) {
      store<f64>(at, 0);
      continue;
    }
    const deviation = load<f64>(at) - mean;
    store<f64>(at, deviation);
    largest = max(largest, abs(deviation));
    inside++;
  }
  store<f64>(state, largest);
  store<f64>(state, inside, 8);
}

/** Sum of the squares of numbers over `unit`. */
export function squaresInUnits(values: usize, count: usize, unit: f64): f64 {
  let squares: f64 = 0;
  for (let end = values + (count << 3); values < end; values += 8) {
    const value = load<f64>(values) / unit;
    squares += value * value;
  }
  return squares;
}

/** Divides numbers by `unit`. */
export function divideBy(values: usize, count: usize, unit: f64): void {
  for (let end = values + (count << 3); values < end; values += 8) store<f64>(values, load<f64>(values) / unit);
}

/**
 * Adds to `sums` (three f64: weights, products, squares) what the frequencies first <= kx < end contribute.
 * `fields` has room for six blocks of (end - first) * py * nzPadded f64: mask, deviation and squared deviation, each
 * real then imaginary; nzPadded is nz rounded up to a multiple of 16. `scratch` has room for twelve batches.
 */
export function pairSums(
  deviations: usize, mask: usize, nx: usize, ny: usize, nz: usize, px: usize, py: usize, pz: usize,
  planX: usize, planY: usize, planZ: usize, weights: usize, hy: usize, hz: usize,
  first: usize, end: usize, fields: usize, scratch: usize, longest: usize, sums: usize,
): void {
  const nzPadded = (nz + 15) & ~15;
  const perFrequency = py * nzPadded;
  const block = ((end - first) * perFrequency) << 3;
  memory.fill(fields, 0, block * 6);
  const ofMask = fields;
  const ofDeviation = fields + 2 * block;
  const ofSquare = fields + 4 * block;
  const size = longest << 6;
  const half = f64x2.splat(0.5);
  const workReal = scratch + 6 * size;
  const workImaginary = workReal + size;

  // Along x: sixteen slices at a time; mask and square as one complex line, deviations of two batches as another.
  for (let y: usize = 0; y < ny; y++) {
    for (let z0: usize = 0; z0 < nz; z0 += 16) {
      const count = min(<usize>16, nz - z0);
      memory.fill(scratch, 0, 6 * size);
      let any: u32 = 0;
      for (let b: usize = 0; b < count; b++) {
        const row = nx * (y + ny * (z0 + b));
        const lane = (b & 7) << 3;
        const upper: usize = b >> 3;
        const maskReal = scratch + upper * 2 * size + lane;
        const deviation = scratch + (4 + upper) * size + lane;
        for (let x: usize = 0; x < nx; x++) {
          if (load<u8>(mask + row + x) == 0) continue;
          any = 1;
          const value = load<f64>(deviations + ((row + x) << 3));
          store<f64>(maskReal + (x << 6), 1);
          store<f64>(maskReal + size + (x << 6), value * value);
          store<f64>(deviation + (x << 6), value);
        }
      }
      if (!any) continue;
      for (let pair: usize = 0; pair < 3; pair++) {
        if (pair == 1 && count <= 8) continue;
        const real = scratch + pair * 2 * size;
        const imaginary = real + size;
        const moved = fourier(real, imaginary, workReal, workImaginary, px, planX);
        const fromReal = moved ? workReal : real;
        const fromImaginary = moved ? workImaginary : imaginary;
        for (let k = first; k < end; k++) {
          const mirror = k == 0 ? 0 : px - k;
          const at = (((k - first) * py + y) * nzPadded + z0) << 3;
          for (let b: usize = 0; b < 8; b += 2) {
            const here = (k << 6) + (b << 3);
            const there = (mirror << 6) + (b << 3);
            const kr = v128.load(fromReal + here);
            const ki = v128.load(fromImaginary + here);
            const mr = v128.load(fromReal + there);
            const mi = v128.load(fromImaginary + there);
            // Two real lines were transformed as one complex line; their spectra are its even and odd parts.
            const evenReal = f64x2.mul(half, f64x2.add(kr, mr));
            const evenImaginary = f64x2.mul(half, f64x2.sub(ki, mi));
            const oddReal = f64x2.mul(half, f64x2.add(ki, mi));
            const oddImaginary = f64x2.mul(half, f64x2.sub(mr, kr));
            if (pair < 2) {
              const to = at + (pair << 6) + (b << 3);
              storeSpectrum(ofMask, to, evenReal, evenImaginary, block);
              storeSpectrum(ofSquare, to, oddReal, oddImaginary, block);
            } else {
              storeSpectrum(ofDeviation, at + (b << 3), evenReal, evenImaginary, block);
              if (count > 8) storeSpectrum(ofDeviation, at + 64 + (b << 3), oddReal, oddImaginary, block);
            }
          }
        }
      }
    }
  }

  let total0: f64 = 0;
  let total1: f64 = 0;
  let total2: f64 = 0;
  for (let k = first; k < end; k++) {
    // Along y, in place: eight slices at a time.
    for (let field: usize = 0; field < 3; field++) {
      const plane = fields + field * 2 * block + (((k - first) * perFrequency) << 3);
      for (let z0: usize = 0; z0 < nz; z0 += 8) {
        const real = scratch;
        const imaginary = scratch + size;
        for (let y: usize = 0; y < ny; y++) {
          const from = plane + ((y * nzPadded + z0) << 3);
          memory.copy(real + (y << 6), from, 64);
          memory.copy(imaginary + (y << 6), from + block, 64);
        }
        memory.fill(real + (ny << 6), 0, (py - ny) << 6);
        memory.fill(imaginary + (ny << 6), 0, (py - ny) << 6);
        const moved = fourier(real, imaginary, workReal, workImaginary, py, planY);
        const fromReal = moved ? workReal : real;
        const fromImaginary = moved ? workImaginary : imaginary;
        for (let y: usize = 0; y < py; y++) {
          const to = plane + ((y * nzPadded + z0) << 3);
          memory.copy(to, fromReal + (y << 6), 64);
          memory.copy(to + block, fromImaginary + (y << 6), 64);
        }
      }
    }
    // Along z: eight frequencies of y at a time, summed at once against the weights.
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    for (let y0: usize = 0; y0 < py; y0 += 8) {
      const count = min(<usize>8, py - y0);
      for (let field: usize = 0; field < 3; field++) {
        const plane = fields + field * 2 * block + (((k - first) * perFrequency) << 3);
        const real = scratch + field * 2 * size;
        const imaginary = real + size;
        // Of an odd number of rows the last stands beside itself, and is added once.
        for (let b: usize = 0; b < count; b += 2) {
          const from = plane + (((y0 + b) * nzPadded) << 3);
          const next = b + 1 < count ? nzPadded << 3 : 0;
          interleave(from, next, real + (b << 3), nz);
          interleave(from + block, next, imaginary + (b << 3), nz);
        }
        memory.fill(real + (nz << 6), 0, (pz - nz) << 6);
        memory.fill(imaginary + (nz << 6), 0, (pz - nz) << 6);
        if (fourier(real, imaginary, workReal, workImaginary, pz, planZ)) {
          memory.copy(real, workReal, pz << 6);
          memory.copy(imaginary, workImaginary, pz << 6);
        }
      }
      for (let b: usize = 0; b < count; b += 2) {
        const y = y0 + b;
        const weightRow = weights + ((k * hy + (y < hy ? y : py - y)) * hz << 3);
        const paired = b + 1 < count;
        const nextRow = paired ? weights + ((k * hy + (y + 1 < hy ? y + 1 : py - y - 1)) * hz << 3) : weightRow;
        const lane = scratch + (b << 3);
        let two0 = f64x2.splat(0);
        let two1 = f64x2.splat(0);
        let two2 = f64x2.splat(0);
        for (let z: usize = 0; z < pz; z++) {
          const place = (z < hz ? z : pz - z) << 3;
          const w = v128.load64_lane(nextRow + place, v128.load64_zero(weightRow + place), 1);
          const at = lane + (z << 6);
          const mr = v128.load(at);
          const mi = v128.load(at + size);
          const dr = v128.load(at + 2 * size);
          const di = v128.load(at + 3 * size);
          const sr = v128.load(at + 4 * size);
          const si = v128.load(at + 5 * size);
          two0 = f64x2.add(two0, f64x2.mul(w, f64x2.add(f64x2.mul(mr, mr), f64x2.mul(mi, mi))));
          two1 = f64x2.add(two1, f64x2.mul(w, f64x2.add(f64x2.mul(dr, dr), f64x2.mul(di, di))));
          two2 = f64x2.add(two2, f64x2.mul(w, f64x2.add(f64x2.mul(mr, sr), f64x2.mul(mi, si))));
        }
        sum0 += f64x2.extract_lane(two0, 0);
        sum1 += f64x2.extract_lane(two1, 0);
        sum2 += f64x2.extract_lane(two2, 0);
        if (paired) {
          sum0 += f64x2.extract_lane(two0, 1);
          sum1 += f64x2.extract_lane(two1, 1);
          sum2 += f64x2.extract_lane(two2, 1);
        }
      }
    }
    // The other half of the frequencies along x mirrors this one.
    const times: f64 = k == 0 || 2 * k == px ? 1 : 2;
    total0 += times * sum0;
    total1 += times * sum1;
    total2 += times * sum2;
  }
  store<f64>(sums, load<f64>(sums) + total0);
  store<f64>(sums, load<f64>(sums, 8) + total1, 8);
  store<f64>(sums, load<f64>(sums, 16) + total2, 16);
}
