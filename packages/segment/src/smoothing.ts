import type { Vector3 } from '@rachis/volume';

/** Smooths values in place with a Gaussian of `sigma` voxels along each axis, cut at four sigma, edges mirrored. */
export function smooth(data: Float64Array, size: Vector3, sigma: Vector3): void {
  for (const axis of [0, 1, 2] as const) {
    const s = sigma[axis];
    const n = size[axis];
    const reach = Math.floor(4 * s + 0.5);
    if (reach === 0 || n === 1) continue;
    const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
      Math.exp(-((k - reach) ** 2) / (2 * s * s)),
    );
    const total = weights.reduce((sum, w) => sum + w, 0);
    const stride = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
    const line = new Float64Array(n + 2 * reach);
    const period = 2 * n;
    const from = Int32Array.from(line, (_, i) => {
      const at = (((i - reach) % period) + period) % period;
      return at < n ? at : period - 1 - at;
    });
    for (let l = 0; l < data.length / n; l++) {
      const base = (l % stride) + Math.floor(l / stride) * stride * n;
      for (let i = 0; i < line.length; i++) line[i] = data[base + from[i]! * stride]!;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * line[i + k]!;
        data[base + i * stride] = sum / total;
      }
    }
  }
}
