import type { Frame, FrameColumn } from '@rachis/learning';
import type { Signature } from './schema.ts';

/** A value of an input as files and people give it. */
export type InputValue = number | string | null;

/** One row as the pipeline of a signature takes it; values in the order of its inputs. */
export function frameOfRow(
  { inputs }: Pick<Signature, 'inputs'>,
  values: readonly InputValue[],
  site?: string,
): Frame {
  const columns = inputs.map(({ name, kind, domain }, at): FrameColumn => {
    const value = values[at] ?? null;
    const shared = {
      name,
      ...(domain === undefined ? {} : { domain: domain as FrameColumn['domain'] & string }),
    };
    if (kind === 'numeric') {
      return { ...shared, kind, values: Float64Array.of(value === null ? NaN : Number(value)) };
    }
    // A category that training rows did not have is left to the steps, which know how to take it.
    return {
      ...shared,
      kind,
      categories: value === null ? [] : [String(value)],
      values: Float64Array.of(value === null ? NaN : 0),
    };
  });
  return {
    rows: 1,
    columns,
    groups: Int32Array.of(0),
    ...(site === undefined ? {} : { sites: Int32Array.of(0), siteNames: [site] }),
  };
}
