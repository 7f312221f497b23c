import type { ScalarField } from './scalar-field.ts';

export const patternMethods = ['default', 'ror', 'uniform', 'var'] as const;

export interface LocalBinaryPattern2D {
  /** Radius of the circle of samples, voxels. */
  readonly radius: number;
  readonly samples: number;
  readonly method: (typeof patternMethods)[number];
  /** Axis across the planes: 2 for slices. */
  readonly axis: number;
}

/** How the samples that are at least as high as the middle become a number. */
function codeOf(bits: Uint8Array, method: LocalBinaryPattern2D['method']): number {
  const n = bits.length;
  if (method === 'uniform') {
    let changes = 0;
    let sum = bits[n - 1]!;
    for (let i = 0; i + 1 < n; i++) {
      changes += bits[i] === bits[i + 1] ? 0 : 1;
      sum += bits[i]!;
    }
    return changes <= 2 ? sum : n + 1;
  }
  let code = 0;
  for (let i = 0; i < n; i++) code += bits[i]! * 2 ** i;
  if (method === 'default') return code;
  let lowest = code;
  for (let turn = 1, turned = code; turn < n; turn++) {
    turned = turned % 2 === 1 ? (turned - 1) / 2 + 2 ** (n - 1) : turned / 2;
    lowest = Math.min(lowest, turned);
  }
  return lowest;
}

/** Variance of the samples; NaN where they are all alike. */
function varianceOf(samples: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of samples) {
    sum += value;
    squares += value * value;
  }
  const variance = (squares - (sum * sum) / samples.length) / samples.length;
  return variance === 0 ? Number.NaN : variance;
}

/**
 * Local binary patterns plane by plane (Ojala et al., IEEE Trans. PAMI 24, 2002), as scikit-image samples them: bilinear
 * on a circle, zero beyond the edge.
 */
export function localBinaryPattern2D(
  { data, size }: ScalarField,
  { radius, samples, method, axis }: LocalBinaryPattern2D,
): Float64Array {
  const strides = [1, size[0], size[0] * size[1]];
  // Rows and columns of the planes: y and x of slices; z and x across y; y and z across x.
  const [row, column] = axis === 2 ? [1, 0] : axis === 1 ? [2, 0] : [1, 2];
  const [rows, columns, planes] = [size[row!]!, size[column!]!, size[axis]!];
  const [rowStep, columnStep, planeStep] = [strides[row!]!, strides[column!]!, strides[axis]!];
  const round = (value: number) => Math.round(value * 1e5) / 1e5;
  const offsets = Array.from({ length: samples }, (_, p) => {
    const angle = (2 * Math.PI * p) / samples;
    return [round(-radius * Math.sin(angle)), round(radius * Math.cos(angle))] as const;
  });
  const result = new Float64Array(data.length);
  const texture = new Float64Array(samples);
  const bits = new Uint8Array(samples);
  for (let plane = 0; plane < planes; plane++) {
    const at = (r: number, c: number) =>
      r < 0 || r >= rows || c < 0 || c >= columns
        ? 0
        : data[plane * planeStep + r * rowStep + c * columnStep]!;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const middle = at(r, c);
        offsets.forEach(([dr, dc], p) => {
          const [y, x] = [r + dr, c + dc];
          const [y0, x0, y1, x1] = [Math.floor(y), Math.floor(x), Math.ceil(y), Math.ceil(x)];
          const [fy, fx] = [y - y0, x - x0];
          const top = (1 - fx) * at(y0, x0) + fx * at(y0, x1);
          const bottom = (1 - fx) * at(y1, x0) + fx * at(y1, x1);
          const value = (1 - fy) * top + fy * bottom;
          texture[p] = value;
          bits[p] = value - middle >= 0 ? 1 : 0;
        });
        result[plane * planeStep + r * rowStep + c * columnStep] =
          method === 'var' ? varianceOf(texture) : codeOf(bits, method);
      }
    }
  }
  return result;
}
