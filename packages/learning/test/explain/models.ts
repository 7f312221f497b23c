import { createRandom } from '@rachis/statistics';
import {
  type FittedPipeline,
  type Frame,
  fitPipeline,
  type Outcome,
  pipelineSchema,
} from '../../src/index.ts';
import { frameOf, numeric } from '../frames.ts';

/** 60 rows of five columns: `a` and `b` matter, `twin` is `a` again, `noise` is none, `same` does not vary. */
export function signalFrame(kind: Outcome['kind'] = 'classes', rows = 60): Frame {
  const random = createRandom('signal');
  const normal = () => Float64Array.from({ length: rows }, () => random.normal());
  const [a, b, noise] = [normal(), normal(), normal()];
  const signal = a.map((value, row) => value + 0.8 * b[row] + 0.5 * random.normal());
  const codes = signal.map((value) => (value > 0.4 ? 2 : value > -0.4 ? 1 : 0));
  const outcomes: Record<Outcome['kind'], Outcome> = {
    classes: {
      kind: 'classes',
      classes: ['no', 'yes'],
      codes: Int32Array.from(signal, (v) => (v > 0 ? 1 : 0)),
    },
    ordinal: { kind: 'ordinal', classes: ['low', 'middle', 'high'], codes: Int32Array.from(codes) },
    continuous: { kind: 'continuous', values: signal },
    survival: {
      kind: 'survival',
      times: signal.map((value) => Math.exp(1 - value)),
      events: Uint8Array.from(signal, (_, row) => (row % 4 === 0 ? 0 : row % 7 === 0 ? 2 : 1)),
    },
  };
  return frameOf(
    [
      numeric('a', a),
      numeric('b', b),
      numeric('noise', noise),
      numeric('twin', a),
      numeric('same', new Float64Array(rows).fill(3)),
    ],
    { outcome: outcomes[kind] },
  );
}

/** Three classes without an order. */
export function threeClasses(): Frame {
  const frame = signalFrame('ordinal');
  return { ...frame, outcome: { ...(frame.outcome as Outcome & { kind: 'ordinal' }), kind: 'classes' } };
}

/** A pipeline fitted on a frame. */
export const fitted = (
  frame: Frame,
  estimator: string,
  settings: Record<string, unknown> = {},
  steps: { step: string; settings?: Record<string, unknown> }[] = [],
): FittedPipeline =>
  fitPipeline(pipelineSchema.parse({ steps, model: { estimator, settings } }), frame, createRandom('fit'));

/** A frame without its outcome. */
export function unseen(frame: Frame): Frame {
  const { outcome: _, ...rest } = frame;
  return rest;
}

/** A frame with one column changed. */
export const changed = (
  frame: Frame,
  name: string,
  change: (value: number, row: number) => number,
): Frame => ({
  ...frame,
  columns: frame.columns.map((column) =>
    column.name === name ? { ...column, values: column.values.map(change) } : column,
  ),
});

/** Shapley values of one row from their definition: sums over all subsets, of a value for each subset. */
export function shapley(columns: number, worth: (known: readonly boolean[]) => number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let bits = 0; bits < 2 ** columns; bits++) {
      if ((bits >> j) & 1) continue;
      const known = Array.from({ length: columns }, (_value, i) => ((bits >> i) & 1) === 1);
      const size = known.filter(Boolean).length;
      const weight = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      const more = known.map((is, i) => is || i === j);
      sum += weight * (worth(more) - worth(known));
    }
    return sum;
  });
}
