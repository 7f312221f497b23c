/**
 * Recursive approximations of a Gaussian and its second derivative along a line: fourth order, forwards and backwards
 * (Deriche, INRIA RR-1893, 1993; Farneback and Westin, J. Math. Imaging Vis. 26, 2006), as ITK's
 * RecursiveGaussianImageFilter has them, so that its numbers can be had.
 */
interface Recursion {
  /** Weights of the values themselves, forwards and backwards. */
  readonly forward: readonly [number, number, number, number];
  readonly backward: readonly [number, number, number, number];
  /** Weights of what was computed before. */
  readonly feedback: readonly [number, number, number, number];
}

/** Two damped waves whose sum approximates the function; for the order 0 and the order 2. */
const waves = {
  frequency: [0.6681, 2.0787],
  decay: [-1.3932, -1.3732],
  cosine: { 0: [1.353, -0.3531], 2: [-1.3563, 0.3446] },
  sine: { 0: [1.8151, 0.0902], 2: [5.2318, -2.2355] },
} as const;

type Four = [number, number, number, number];

const sumOf = ([a, b, c, d]: Readonly<Four>) => a + b + c + d;

function numerator(order: 0 | 2, sigma: number): Four {
  const [a1, a2] = waves.cosine[order];
  const [b1, b2] = waves.sine[order];
  const [s1, s2] = waves.frequency.map((w) => Math.sin(w / sigma)) as [number, number];
  const [c1, c2] = waves.frequency.map((w) => Math.cos(w / sigma)) as [number, number];
  const [e1, e2] = waves.decay.map((l) => Math.exp(l / sigma)) as [number, number];
  return [
    a1 + a2,
    e2 * (b2 * s2 - (a2 + 2 * a1) * c2) + e1 * (b1 * s1 - (a1 + 2 * a2) * c1),
    2 * e1 * e2 * ((a1 + a2) * c2 * c1 - b1 * c2 * s1 - b2 * c1 * s2) + a2 * e1 * e1 + a1 * e2 * e2,
    e2 * e1 * e1 * (b2 * s2 - a2 * c2) + e1 * e2 * e2 * (b1 * s1 - a1 * c1),
  ];
}

function denominator(sigma: number): Four {
  const [c1, c2] = waves.frequency.map((w) => Math.cos(w / sigma)) as [number, number];
  const [e1, e2] = waves.decay.map((l) => Math.exp(l / sigma)) as [number, number];
  return [
    -2 * (e2 * c2 + e1 * c1),
    4 * c2 * c1 * e1 * e2 + e1 * e1 + e2 * e2,
    -2 * c1 * e1 * e2 * e2 - 2 * c2 * e2 * e1 * e1,
    e1 * e1 * e2 * e2,
  ];
}

/** Sum, first and second moment of the numerator's weights. */
const moments = ([n0, n1, n2, n3]: Readonly<Four>) => [
  n0 + n1 + n2 + n3,
  n1 + 2 * n2 + 3 * n3,
  n1 + 4 * n2 + 9 * n3,
];

/** A Gaussian (order 0) or its second derivative (order 2) of `sigma` samples, the result times `scale`. */
export function gaussianRecursion(order: 0 | 2, sigma: number, scale = 1): Recursion {
  const d = denominator(sigma);
  const sd = 1 + sumOf(d);
  const smooth = numerator(0, sigma);
  const [sn0] = moments(smooth) as [number, number, number];
  let n: Four;
  if (order === 0) {
    const alpha = (2 * sn0) / sd - smooth[0];
    n = smooth.map((value) => (value * scale) / alpha) as Four;
  } else {
    const dd = d[0] + 2 * d[1] + 3 * d[2] + 4 * d[3];
    const ed = d[0] + 4 * d[1] + 9 * d[2] + 16 * d[3];
    const second = numerator(2, sigma);
    const [sn2] = moments(second) as [number, number, number];
    // So much of the Gaussian that a constant has no second derivative.
    const beta = -(2 * sn2 - sd * second[0]) / (2 * sn0 - sd * smooth[0]);
    const mixed = second.map((value, k) => value + beta * smooth[k]!) as Four;
    const [sn, dn, en] = moments(mixed) as [number, number, number];
    const alpha = (en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn) / (sd * sd * sd);
    n = mixed.map((value) => (value * scale) / alpha) as Four;
  }
  return {
    forward: n,
    backward: [n[1] - d[0] * n[0], n[2] - d[1] * n[0], n[3] - d[2] * n[0], -d[3] * n[0]],
    feedback: d,
  };
}

/** Filters a line of at least four values; beyond its ends stand its end values. */
function filterLine(
  { forward, backward, feedback }: Recursion,
  line: Float64Array,
  out: Float64Array,
  room: Float64Array,
): void {
  const n = line.length;
  const [n0, n1, n2, n3] = forward;
  const [m1, m2, m3, m4] = backward;
  const [d1, d2, d3, d4] = feedback;
  const steadyForward = sumOf(forward) / (1 + sumOf(feedback));
  const steadyBackward = sumOf(backward) / (1 + sumOf(feedback));
  const first = line[0]!;
  const last = line[n - 1]!;
  const value = (i: number) => (i < 0 ? first : i >= n ? last : line[i]!);
  for (let i = 0; i < n; i++) {
    const before = (k: number) => (i - k < 0 ? first * steadyForward : out[i - k]!);
    if (i < 4) {
      out[i] =
        line[i]! * n0 +
        value(i - 1) * n1 +
        value(i - 2) * n2 +
        value(i - 3) * n3 -
        (before(1) * d1 + before(2) * d2 + before(3) * d3 + before(4) * d4);
    } else {
      out[i] =
        line[i]! * n0 +
        line[i - 1]! * n1 +
        line[i - 2]! * n2 +
        line[i - 3]! * n3 -
        (out[i - 1]! * d1 + out[i - 2]! * d2 + out[i - 3]! * d3 + out[i - 4]! * d4);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    const after = (k: number) => (i + k >= n ? last * steadyBackward : room[i + k]!);
    if (i > n - 5) {
      room[i] =
        value(i + 1) * m1 +
        value(i + 2) * m2 +
        value(i + 3) * m3 +
        value(i + 4) * m4 -
        (after(1) * d1 + after(2) * d2 + after(3) * d3 + after(4) * d4);
    } else {
      room[i] =
        line[i + 1]! * m1 +
        line[i + 2]! * m2 +
        line[i + 3]! * m3 +
        line[i + 4]! * m4 -
        (room[i + 1]! * d1 + room[i + 2]! * d2 + room[i + 3]! * d3 + room[i + 4]! * d4);
    }
  }
  for (let i = 0; i < n; i++) out[i]! += room[i]!;
}

/** Filters every line along an axis; each result is brought to single precision where `single` says so. */
export function recursiveGaussian(
  values: Float64Array,
  size: readonly [number, number, number],
  axis: number,
  recursion: Recursion,
  single: boolean,
): Float64Array {
  const n = size[axis]!;
  const step = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const result = new Float64Array(values.length);
  const line = new Float64Array(n);
  const out = new Float64Array(n);
  const room = new Float64Array(n);
  const lines = values.length / n;
  for (let l = 0; l < lines; l++) {
    const start = Math.floor(l / step) * step * n + (l % step);
    for (let i = 0, at = start; i < n; i++, at += step) line[i] = values[at]!;
    filterLine(recursion, line, out, room);
    for (let i = 0, at = start; i < n; i++, at += step) result[at] = single ? Math.fround(out[i]!) : out[i]!;
  }
  return result;
}
