import type { Vector3 } from '@rachis/volume';

/** Sum of two vectors. */
export const add = (p: Vector3, q: Vector3): Vector3 => [p[0] + q[0], p[1] + q[1], p[2] + q[2]];

/** From `q` to `p`. */
export const subtract = (p: Vector3, q: Vector3): Vector3 => [p[0] - q[0], p[1] - q[1], p[2] - q[2]];

/** A vector times a number. */
export const scale = (p: Vector3, by: number): Vector3 => [p[0] * by, p[1] * by, p[2] * by];

/** Scalar product. */
export const dot = (p: Vector3, q: Vector3): number => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];

/** Vector product. */
export const cross = (p: Vector3, q: Vector3): Vector3 => [
  p[1] * q[2] - p[2] * q[1],
  p[2] * q[0] - p[0] * q[2],
  p[0] * q[1] - p[1] * q[0],
];

/** Length. */
export const norm = (p: Vector3): number => Math.sqrt(dot(p, p));

/** The vector of length 1 in the same direction. */
export const unit = (p: Vector3): Vector3 => scale(p, 1 / norm(p));

/** `p` without what it has along the unit vector `axis`, of length 1. */
export const perpendicularTo = (p: Vector3, axis: Vector3): Vector3 =>
  unit(subtract(p, scale(axis, dot(p, axis))));

/** Mean of points. */
export function mean(points: readonly Vector3[]): Vector3 {
  const sum = points.reduce<Vector3>(add, [0, 0, 0]);
  return scale(sum, 1 / points.length);
}

/** Middle value of numbers; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Left, anterior and superior of a vertebra or spine, in patient space (LPS): at right angles, length 1. */
export interface BodyAxes {
  readonly left: Vector3;
  readonly anterior: Vector3;
  readonly superior: Vector3;
}

/** Axes from where superior is and about where anterior is. */
export function axesFrom(superior: Vector3, anterior: Vector3): BodyAxes {
  const up = unit(superior);
  const front = perpendicularTo(anterior, up);
  return { left: cross(up, front), anterior: front, superior: up };
}
