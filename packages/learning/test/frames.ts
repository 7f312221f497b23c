import { createRandom } from '@rachis/statistics';
import type { Frame, FrameColumn } from '../src/index.ts';

export const numeric = (
  name: string,
  values: ArrayLike<number>,
  domain?: FrameColumn['domain'],
): FrameColumn => ({
  name,
  kind: 'numeric',
  ...(domain === undefined ? {} : { domain }),
  values: Float64Array.from(values),
});

export const category = (name: string, labels: readonly (string | null)[]): FrameColumn => {
  const categories = [...new Set(labels.filter((label) => label !== null))].sort();
  return {
    name,
    kind: 'category',
    categories,
    values: Float64Array.from(labels, (label) => (label === null ? NaN : categories.indexOf(label))),
  };
};

export const binary = (codes: ArrayLike<number>): Frame['outcome'] => ({
  kind: 'classes',
  classes: ['no', 'yes'],
  codes: Int32Array.from(codes),
});

/** A frame of columns, each row a subject of its own. */
export const frameOf = (columns: readonly FrameColumn[], more: Partial<Frame> = {}): Frame => ({
  rows: columns[0]!.values.length,
  columns,
  groups: Int32Array.from(columns[0]!.values, (_, row) => row),
  ...more,
});

export const column = (frame: Frame, name: string): number[] =>
  Array.from(frame.columns.find((one) => one.name === name)!.values);

/** Frames are compared as plain data. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inside) =>
      ArrayBuffer.isView(inside) ? Array.from(inside as unknown as Float64Array, String) : inside,
    ),
  );

/**
 * Two sites, a minority of three in ten, eight columns of numbers of which the first two follow the outcome, one that
 * does not vary and two that say the same.
 */
export function exampleFrame(rows = 60, more: readonly FrameColumn[] = []): Frame {
  const random = createRandom('example');
  const codes = Array.from({ length: rows }, (_, row) => (row % 10 < 3 ? 1 : 0));
  const columns = Array.from({ length: 8 }, (_, c) =>
    numeric(
      `x${c}`,
      codes.map((code, row) => random.normal() * (c + 1) + (c < 2 ? 2 * code : 0) + (row % 2)),
    ),
  );
  return {
    rows,
    columns: [
      ...columns,
      numeric('constant', new Array(rows).fill(0.1)),
      numeric('twin', columns[3]!.values),
      ...more,
    ],
    outcome: binary(codes)!,
    groups: Int32Array.from(codes, (_, row) => row >> 1),
    sites: Int32Array.from(codes, (_, row) => (row >> 1) % 2),
    siteNames: ['north', 'south'],
  };
}
