import { readFileSync } from 'node:fs';
import { decodeText, parseDelimited } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';

/** A value of a patient as a file has it. */
export interface PatientCell {
  readonly name: string;
  readonly text: string;
}

/**
 * The cells of a table with one row: commas, semicolons or tabs. `FILE_NOT_FOUND` where it cannot be read, `FILE_CORRUPT`
 * for a row that does not fit its header, `ARGUMENT_INVALID` for another number of rows.
 */
export function patientCells(path: string): PatientCell[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `${path} is neither NAME=VALUE nor a file that can be read.`, {
      file: path,
      remedy: 'Write --clinical age=63, or give a CSV file with one row.',
      cause,
    });
  }
  const { header, rows } = parseDelimited(decodeText(bytes, path).text, { file: path });
  if (rows.length !== 1) {
    throw new RachisError('ARGUMENT_INVALID', `${path} has ${rows.length} rows; a patient has one.`, {
      file: path,
      remedy: 'Give a file with a header and one row.',
    });
  }
  return header.map((name, column) => ({ name, text: rows[0]![column]! }));
}
