import type { ClassInput } from './feature-class.ts';

/** Zones of equal bin, 8-connected within the planes across the dimension that 2D extraction forces. */
export function zonesInPlanes({ image: { size }, mask, settings, binned }: ClassInput): {
  level: Uint32Array;
  size: Uint32Array;
} {
  const { bins, levels } = binned();
  const rowOf = new Map(levels.map((level, row) => [level, row + 1]));
  const [nx, ny] = size;
  const strides = [1, nx, nx * ny];
  const [a, b] = [0, 1, 2].filter((axis) => axis !== 2 - settings.force2Ddimension) as [number, number];
  const seen = new Uint8Array(bins.length);
  const level: number[] = [];
  const sizes: number[] = [];
  const queue: number[] = [];
  for (let start = 0; start < bins.length; start++) {
    if (mask.data[start] === 0 || seen[start]) continue;
    const bin = bins[start]!;
    seen[start] = 1;
    queue.push(start);
    let count = 0;
    while (queue.length > 0) {
      const at = queue.pop()!;
      count++;
      const [u, v] = [Math.floor(at / strides[a]!) % size[a]!, Math.floor(at / strides[b]!) % size[b]!];
      for (let dv = -1; dv <= 1; dv++) {
        for (let du = -1; du <= 1; du++) {
          if (u + du < 0 || u + du >= size[a]! || v + dv < 0 || v + dv >= size[b]!) continue;
          const next = at + du * strides[a]! + dv * strides[b]!;
          if (seen[next] || mask.data[next] === 0 || bins[next] !== bin) continue;
          seen[next] = 1;
          queue.push(next);
        }
      }
    }
    level.push(rowOf.get(bin)!);
    sizes.push(count);
  }
  return { level: Uint32Array.from(level), size: Uint32Array.from(sizes) };
}
