import { delimitedRows } from '@rachis/statistics';

/** All rows of a delimited text; see `delimitedRows`. */
export const parseCsv = (text: string, separator = ','): string[][] =>
  Array.from(delimitedRows(text, { delimiter: separator }), ({ cells }) => [...cells]);
