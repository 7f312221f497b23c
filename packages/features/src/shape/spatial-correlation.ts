import { fastLength, planFourier, type Vector3 } from '@rachis/volume';

/** Moran's I and Geary's C of a region's intensities. */
export interface SpatialCorrelation {
  readonly moran: number;
  readonly geary: number;
}

/** The sums over all ordered pairs of different voxels, with w the inverse of their distance in mm. */
interface PairSums {
  /** Sum of w. */
  readonly weights: number;
  /** Sum of w y_i y_j, y being intensity minus mean. */
  readonly products: number;
  /** Sum of w y_i^2. */
  readonly squares: number;
}

/** Up to this many voxels pairs are visited one by one. */
const directLimit = 700;

/** Memory for a block of the spectrum, bytes: the transform of a large region is done in parts. */
const blockBytes = 192 * 2 ** 20;

/** The sums by visiting every pair: O(n^2). */
export function pairSumsDirect(deviations: Float64Array, mask: Uint8Array, size: Vector3, spacing: Vector3): PairSums {
  const places: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) places.push(i);
  const [nx, ny] = size;
  const x = places.map((i) => (i % nx) * spacing[0]);
  const y = places.map((i) => (Math.floor(i / nx) % ny) * spacing[1]);
  const z = places.map((i) => Math.floor(i / (nx * ny)) * spacing[2]);
  const value = places.map((i) => deviations[i]!);
  let weights = 0;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < i; j++) {
      const w = 1 / Math.sqrt((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2 + (z[i]! - z[j]!) ** 2);
      weights += 2 * w;
      products += 2 * w * value[i]! * value[j]!;
      squares += w * (value[i]! * value[i]! + value[j]! * value[j]!);
    }
  }
  return { weights, products, squares };
}

/**
 * Spectrum of the weights 1 / distance on a torus of lengths `period`: real and even along every axis, so that
 * one octant holds it. Distances wrap around at half the period, beyond the reach of any pair.
 */
function weightSpectrum(period: Vector3, spacing: Vector3): { values: Float64Array; half: Vector3 } {
  const half = period.map((p) => Math.floor(p / 2) + 1) as unknown as Vector3;
  const [hx, hy, hz] = half;
  const values = new Float64Array(hx * hy * hz);
  for (let z = 0; z < hz; z++) {
    for (let y = 0; y < hy; y++) {
      const rest = (y * spacing[1]) ** 2 + (z * spacing[2]) ** 2;
      const row = hx * (y + hy * z);
      for (let x = 0; x < hx; x++) values[row + x] = 1 / Math.sqrt((x * spacing[0]) ** 2 + rest);
    }
  }
  values[0] = 0;
  const strides = [1, hx, hx * hy];
  for (let axis = 0; axis < 3; axis++) {
    const n = period[axis]!;
    const h = half[axis]!;
    const plan = planFourier(n);
    const real = new Float64Array(n);
    const imaginary = new Float64Array(n);
    const stride = strides[axis]!;
    const lines: number[] = [];
    for (let i = 0; i < values.length; i++) if (Math.floor(i / stride) % h === 0) lines.push(i);
    // Two even real lines at a time, as real and imaginary part.
    for (let l = 0; l < lines.length; l += 2) {
      const a = lines[l]!;
      const b = lines[l + 1] ?? a;
      for (let k = 0; k < n; k++) {
        const at = (k < h ? k : n - k) * stride;
        real[k] = values[a + at]!;
        imaginary[k] = values[b + at]!;
      }
      plan.forward(real, imaginary, 0);
      for (let k = 0; k < h; k++) {
        values[a + k * stride] = real[k]!;
        values[b + k * stride] = imaginary[k]!;
      }
    }
  }
  return { values, half };
}

/** One field's lines for a block of frequencies along x: y fastest (padded), then z, then frequency. */
interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * The sums by Fourier transform: O(n log n) in the voxels of the box.
 *
 * A sum over pairs of weights that depend on the offset alone is a sum over frequencies of the weights' spectrum
 * times the fields' (Parseval), so nothing is transformed back. The spectrum is made in blocks of frequencies
 * along x to bound the memory.
 */
export function pairSumsFourier(deviations: Float64Array, mask: Uint8Array, size: Vector3, spacing: Vector3): PairSums {
  const [nx, ny, nz] = size;
  const period = size.map((n) => fastLength(2 * n - 1)) as unknown as Vector3;
  const [px, py, pz] = period;
  const { values: weight, half } = weightSpectrum(period, spacing);
  const [hx, hy] = half;
  const planX = planFourier(px);
  const planY = planFourier(py);
  const planZ = planFourier(pz);
  const perFrequency = py * nz;
  const block = Math.max(1, Math.min(hx, Math.floor(blockBytes / (perFrequency * 16 * 3))));
  const make = (): Spectrum => ({
    real: new Float64Array(block * perFrequency),
    imaginary: new Float64Array(block * perFrequency),
  });
  const fields = [make(), make(), make()] as const;
  const [ofMask, ofDeviation, ofSquare] = fields;
  const rowA = { real: new Float64Array(px), imaginary: new Float64Array(px) };
  const rowB = { real: new Float64Array(px), imaginary: new Float64Array(px) };
  const lines = fields.map(() => ({ real: new Float64Array(pz), imaginary: new Float64Array(pz) }));
  let weights = 0;
  let products = 0;
  let squares = 0;
  for (let first = 0; first < hx; first += block) {
    const end = Math.min(hx, first + block);
    for (const field of fields) {
      field.real.fill(0);
      field.imaginary.fill(0);
    }
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const from = nx * (y + ny * z);
        let any = false;
        for (let x = 0; x < nx && !any; x++) any = mask[from + x] !== 0;
        if (!any) continue;
        for (const row of [rowA, rowB]) {
          row.real.fill(0);
          row.imaginary.fill(0);
        }
        for (let x = 0; x < nx; x++) {
          if (mask[from + x] === 0) continue;
          const value = deviations[from + x]!;
          rowA.real[x] = 1;
          rowA.imaginary[x] = value * value;
          rowB.real[x] = value;
        }
        planX.forward(rowA.real, rowA.imaginary, 0);
        planX.forward(rowB.real, rowB.imaginary, 0);
        for (let k = first; k < end; k++) {
          const to = y + py * (z + nz * (k - first));
          const mirror = k === 0 ? 0 : px - k;
          // Two real rows were transformed as one complex row; their spectra are its even and odd parts.
          ofMask.real[to] = (rowA.real[k]! + rowA.real[mirror]!) / 2;
          ofMask.imaginary[to] = (rowA.imaginary[k]! - rowA.imaginary[mirror]!) / 2;
          ofSquare.real[to] = (rowA.imaginary[k]! + rowA.imaginary[mirror]!) / 2;
          ofSquare.imaginary[to] = (rowA.real[mirror]! - rowA.real[k]!) / 2;
          ofDeviation.real[to] = rowB.real[k]!;
          ofDeviation.imaginary[to] = rowB.imaginary[k]!;
        }
      }
    }
    for (let k = first; k < end; k++) {
      const base = (k - first) * perFrequency;
      for (const field of fields) {
        for (let z = 0; z < nz; z++) planY.forward(field.real, field.imaginary, base + py * z);
      }
      // The other half of the frequencies along x mirrors this one.
      const times = k === 0 || 2 * k === px ? 1 : 2;
      for (let y = 0; y < py; y++) {
        fields.forEach((field, f) => {
          const line = lines[f]!;
          line.real.fill(0);
          line.imaginary.fill(0);
          for (let z = 0; z < nz; z++) {
            line.real[z] = field.real[base + y + py * z]!;
            line.imaginary[z] = field.imaginary[base + y + py * z]!;
          }
          planZ.forward(line.real, line.imaginary, 0);
        });
        const [m, d, s] = lines as [Spectrum, Spectrum, Spectrum];
        const row = k + hx * (y < hy ? y : py - y);
        let [w0, w1, w2] = [0, 0, 0];
        for (let z = 0; z < pz; z++) {
          const w = weight[row + hx * hy * (z < half[2] ? z : pz - z)]!;
          w0 += w * (m.real[z]! * m.real[z]! + m.imaginary[z]! * m.imaginary[z]!);
          w1 += w * (d.real[z]! * d.real[z]! + d.imaginary[z]! * d.imaginary[z]!);
          w2 += w * (m.real[z]! * s.real[z]! + m.imaginary[z]! * s.imaginary[z]!);
        }
        weights += times * w0;
        products += times * w1;
        squares += times * w2;
      }
    }
  }
  const total = px * py * pz;
  return { weights: weights / total, products: products / total, squares: squares / total };
}

/**
 * Moran's I and Geary's C (IBSI 1 manual, section 3.1), exact for any number of voxels: weights are the inverse
 * distance in mm between voxel centres. NaN where all intensities are equal or there is only one voxel.
 */
export function spatialCorrelation(
  intensities: Float64Array,
  mask: Uint8Array,
  size: Vector3,
  spacing: Vector3,
): SpatialCorrelation {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    n++;
    sum += intensities[i]!;
  }
  const mean = sum / n;
  const deviations = new Float64Array(mask.length);
  let scatter = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    deviations[i] = intensities[i]! - mean;
    scatter += deviations[i]! * deviations[i]!;
  }
  if (n < 2 || scatter === 0) return { moran: Number.NaN, geary: Number.NaN };
  const sums = (n <= directLimit ? pairSumsDirect : pairSumsFourier)(deviations, mask, size, spacing);
  return {
    moran: ((n / sums.weights) * sums.products) / scatter,
    geary: ((n - 1) / (2 * sums.weights)) * ((2 * sums.squares - 2 * sums.products) / scatter),
  };
}
