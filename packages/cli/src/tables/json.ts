import { isMissing, type Table } from './table.ts';

/** A table as a list of objects keyed by column; missing values are null. */
export function toJson({ columns, rows }: Table): Uint8Array {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column, c) => [column, isMissing(row[c]) ? null : row[c]])),
  );
  return new TextEncoder().encode(`${JSON.stringify(objects, null, 2)}\n`);
}
