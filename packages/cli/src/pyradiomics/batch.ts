import { dirname, isAbsolute, join } from 'node:path';
import { readCells } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';

/** One image and mask to extract, with the columns that come before the features. */
export interface BatchCase {
  readonly image: string;
  readonly mask: string;
  readonly label: number | null;
  /** Region by name, where no label chooses it. */
  readonly names: readonly string[];
  readonly cells: readonly (readonly [column: string, value: string])[];
}

/** Columns that people identify a case by, the more telling first. */
const identifiers = [
  'subject',
  'patient',
  'patient_id',
  'patientid',
  'patientname',
  'id',
  'case',
  'name',
  'study',
];

/** What a case is called in sentences: by its own identifier where the batch file has one, and its row. */
export function caseName({ cells }: BatchCase, row: number): string {
  for (const name of identifiers) {
    const found = cells.find(
      ([column, value]) => column.trim().toLowerCase() === name && value.trim() !== '',
    );
    if (found !== undefined) return `case ${row + 1} (${found[0].trim()} ${found[1].trim()})`;
  }
  return `case ${row + 1}`;
}

/**
 * Rows of a PyRadiomics batch file: columns Image and Mask, optionally Label, in any case, so that a manifest is one too; all
 * are carried into the table.
 */
export async function readBatch(path: string): Promise<BatchCase[]> {
  const [head, ...rows] = await readCells(
    path,
    'batch file',
    'Give an image and a mask, or a CSV with the columns Image and Mask.',
  );
  const place = (name: string) =>
    head?.findIndex((column) => column.trim().toLowerCase() === name.toLowerCase()) ?? -1;
  const [image, mask, label] = [place('Image'), place('Mask'), place('Label')];
  if (head === undefined || image < 0 || mask < 0 || rows.length === 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${path} is not a batch file: it needs a header with the columns Image and Mask, and a row for each case.`,
      { file: path, remedy: 'See docs/pyradiomics.md for an example.' },
    );
  }
  const resolve = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file));
  return rows.map((row, i) => {
    const wanted = label < 0 ? '' : (row[label] ?? '').trim();
    if (wanted !== '' && !/^\d+(\.0+)?$/.test(wanted)) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${path}, row ${i + 2}: Label is "${wanted}", not a whole number.`,
        {
          file: path,
        },
      );
    }
    return {
      image: resolve((row[image] ?? '').trim()),
      mask: resolve((row[mask] ?? '').trim()),
      label: wanted === '' ? null : Number(wanted),
      names: [],
      cells: head.map((name, c) => [name, row[c] ?? ''] as const),
    };
  });
}
