import type { RadiomicsMask } from './image.ts';

/** Points of a plane by line: lowest and highest position on each, in half voxels; high < 0 where there is none. */
interface PlanePoints {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Indices of the points that are corners of the hull of one side. */
function chain(lines: number, position: Int32Array, present: Int32Array, sign: number): number[] {
  const kept: number[] = [];
  for (let line = 0; line < lines; line++) {
    if (present[line]! < 0) continue;
    while (kept.length > 1) {
      const a = kept[kept.length - 2]!;
      const b = kept[kept.length - 1]!;
      const turn = (b - a) * (position[line]! - position[a]!) - (position[b]! - position[a]!) * (line - a);
      if (turn * sign > 0) break;
      kept.pop();
    }
    kept.push(line);
  }
  return kept;
}

/**
 * Largest distance between two surface points with the same place along `axis` (mm). Surface points are the middles
 * between neighbouring voxels of which one is inside.
 */
export function planeDiameter({ data, size, spacing }: RadiomicsMask, axis: number): number {
  const [a, b] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
  const strides = [1, size[0], size[0] * size[1]];
  const lines = 2 * size[b]! + 1;
  const planes: PlanePoints[] = Array.from({ length: 2 * size[axis]! + 1 }, () => ({
    low: new Int32Array(lines).fill(0x7fffffff),
    high: new Int32Array(lines).fill(-1),
  }));
  const put = (plane: number, line: number, position: number) => {
    const { low, high } = planes[plane]!;
    if (position < low[line]!) low[line] = position;
    if (position > high[line]!) high[line] = position;
  };
  for (let p = 0; p < size[axis]!; p++) {
    for (let v = 0; v < size[b]!; v++) {
      for (let u = 0; u < size[a]!; u++) {
        const at = p * strides[axis]! + v * strides[b]! + u * strides[a]!;
        if (data[at] === 0) continue;
        const open = (place: number, which: number, way: number) =>
          place + way < 0 || place + way >= size[which]! || data[at + way * strides[which]!] === 0;
        for (const way of [-1, 1]) {
          if (open(u, a, way)) put(2 * p + 1, 2 * v + 1, 2 * u + 1 + way);
          if (open(v, b, way)) put(2 * p + 1, 2 * v + 1 + way, 2 * u + 1);
          if (open(p, axis, way)) put(2 * p + 1 + way, 2 * v + 1, 2 * u + 1);
        }
      }
    }
  }
  const [ha, hb] = [spacing[a]! / 2, spacing[b]! / 2];
  let largest = 0;
  for (const { low, high } of planes) {
    const points = [
      ...chain(lines, low, high, 1).map((line) => [low[line]! * ha, line * hb] as const),
      ...chain(lines, high, high, -1).map((line) => [high[line]! * ha, line * hb] as const),
    ];
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) {
        const square = (points[i]![0] - points[j]![0]) ** 2 + (points[i]![1] - points[j]![1]) ** 2;
        if (square > largest) largest = square;
      }
    }
  }
  return Math.sqrt(largest);
}
