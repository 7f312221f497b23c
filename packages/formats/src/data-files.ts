import { dirname, isAbsolute, join } from 'node:path';

/** Path of a data file that a header names: beside the header, or where an absolute name says. */
export const dataFilePath = (header: string, name: string): string =>
  isAbsolute(name) ? name : join(dirname(header), name);
