import type { Frame, FrameColumn } from '@rachis/learning';
import type { SignatureInput } from './schema.ts';

/** A value of an input as files and people give it. */
export type InputValue = number | string | null;

interface RowInputs {
  readonly inputs: readonly SignatureInput[];
}

/** Rows as the pipeline of a signature takes them; values in the order of its inputs. */
export function rowsOfInputs(
  { inputs }: RowInputs,
  rows: readonly (readonly InputValue[])[],
  site?: string,
): Frame {
  const columns = inputs.map(({ name, kind, domain }, at): FrameColumn => {
    const given = rows.map((values) => values[at] ?? null);
    const shared = {
      name,
      ...(domain === undefined ? {} : { domain: domain as FrameColumn['domain'] & string }),
    };
    if (kind === 'numeric') {
      return {
        ...shared,
        kind,
        values: Float64Array.from(given, (value) => (value === null ? NaN : Number(value))),
      };
    }
    // A category that training rows did not have is left to the steps, which know how to take it.
    const categories = [...new Set(given.filter((value) => value !== null).map(String))];
    return {
      ...shared,
      kind,
      categories,
      values: Float64Array.from(given, (value) => (value === null ? NaN : categories.indexOf(String(value)))),
    };
  });
  return {
    rows: rows.length,
    columns,
    groups: Int32Array.from(rows.keys()),
    ...(site === undefined ? {} : { sites: new Int32Array(rows.length), siteNames: [site] }),
  };
}

/** One row as the pipeline of a signature takes it. */
export const frameOfRow = (signature: RowInputs, values: readonly InputValue[], site?: string): Frame =>
  rowsOfInputs(signature, [values], site);

/** The values of a row, in the order of the frame's columns. */
export const rowOfFrame = ({ columns }: Frame, row: number): InputValue[] =>
  columns.map(({ kind, categories, values }) => {
    const value = values[row]!;
    if (Number.isNaN(value)) return null;
    return kind === 'category' ? categories![value]! : value;
  });

/** The site of a row, where it is known. */
export const siteOfRow = ({ sites, siteNames }: Frame, row: number): string | undefined =>
  siteNames?.[sites?.[row] ?? -1];
