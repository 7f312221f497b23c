/** How far a cubic spline's value reaches: its filter's pole to this power is below rounding. */
export const splineReach = 30;
/** Voxels that the spline sees beyond the image's edge, repeating the edge (as scipy.ndimage's "nearest" mode). */
export const splinePadding = 12;

/** Weights of a cubic B-spline for the four coefficients around a position with fraction `t`. */
export function cubicWeights(t: number): readonly [number, number, number, number] {
  const u = 1 - t;
  return [
    (u * u * u) / 6,
    (4 - 6 * t * t + 3 * t * t * t) / 6,
    (4 - 6 * u * u + 3 * u * u * u) / 6,
    (t * t * t) / 6,
  ];
}

/** Turns samples into cubic B-spline coefficients in place, mirrored at both ends (Unser 1999, box 2). */
function splineFilter(line: Float64Array, n: number): void {
  if (n < 2) return;
  const pole = Math.sqrt(3) - 2;
  for (let i = 0; i < n; i++) line[i]! *= 6;
  const horizon = Math.min(n, 2 * splineReach);
  let sum: number;
  if (horizon < n) {
    sum = line[0]!;
    let power = pole;
    for (let i = 1; i < horizon; i++) {
      sum += power * line[i]!;
      power *= pole;
    }
  } else {
    // Short lines need the whole mirrored sum.
    let power = pole;
    const last = pole ** (n - 1);
    let back = last * last * (1 / pole);
    sum = line[0]! + last * line[n - 1]!;
    for (let i = 1; i < n - 1; i++) {
      sum += (power + back) * line[i]!;
      power *= pole;
      back /= pole;
    }
    sum /= 1 - last * last;
  }
  line[0] = sum;
  for (let i = 1; i < n; i++) line[i]! += pole * line[i - 1]!;
  line[n - 1] = (pole / (pole * pole - 1)) * (line[n - 1]! + pole * line[n - 2]!);
  for (let i = n - 2; i >= 0; i--) line[i] = pole * (line[i + 1]! - line[i]!);
}

/** Applies the spline filter along one axis. */
export function filterAxis(data: Float64Array, n: readonly number[], axis: number): void {
  const inner = axis === 0 ? 1 : axis === 1 ? n[0]! : n[0]! * n[1]!;
  const length = n[axis]!;
  const outer = data.length / (inner * length);
  const line = new Float64Array(length);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) {
      const base = o * length * inner + k;
      for (let i = 0; i < length; i++) line[i] = data[base + i * inner]!;
      splineFilter(line, length);
      for (let i = 0; i < length; i++) data[base + i * inner] = line[i]!;
    }
  }
}
