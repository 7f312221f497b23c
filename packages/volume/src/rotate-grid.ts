import type { Grid, Matrix3, Vector3 } from './grid.ts';

/** Cosine and sine, exact at quarter turns. */
function cosineAndSine(degrees: number): readonly [number, number] {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn % 90 === 0) return [[1, 0, -1, 0][turn / 90]!, [0, 1, 0, -1][turn / 90]!];
  const angle = (turn * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
}

/**
 * The grid turned about a line through `centre` (patient position, mm) along `axis` (patient direction, any length) by
 * an angle, right-handed in LPS: seen against the axis, counter-clockwise (Rodrigues' rotation). Size and spacing stay.
 */
export function rotateGrid(grid: Grid, axis: Vector3, degrees: number, centre: Vector3): Grid {
  const length = Math.hypot(...axis);
  if (!(length > 0)) throw new RangeError('An axis of rotation needs a direction.');
  const [x, y, z] = axis.map((v) => v / length) as unknown as Vector3;
  const [c, s] = cosineAndSine(degrees);
  const t = 1 - c;
  const r: Matrix3 = [
    c + x * x * t,
    x * y * t - z * s,
    x * z * t + y * s,
    y * x * t + z * s,
    c + y * y * t,
    y * z * t - x * s,
    z * x * t - y * s,
    z * y * t + x * s,
    c + z * z * t,
  ];
  const turn = (v: Vector3): Vector3 => [
    r[0] * v[0] + r[1] * v[1] + r[2] * v[2],
    r[3] * v[0] + r[4] * v[1] + r[5] * v[2],
    r[6] * v[0] + r[7] * v[1] + r[8] * v[2],
  ];
  const d = grid.direction;
  const [a, b, e] = [turn([d[0], d[3], d[6]]), turn([d[1], d[4], d[7]]), turn([d[2], d[5], d[8]])];
  const from = turn(grid.origin.map((v, i) => v - centre[i]!) as unknown as Vector3);
  return {
    size: grid.size,
    spacing: grid.spacing,
    origin: from.map((v, i) => v + centre[i]!) as unknown as Vector3,
    direction: [a[0], b[0], e[0], a[1], b[1], e[1], a[2], b[2], e[2]],
  };
}
