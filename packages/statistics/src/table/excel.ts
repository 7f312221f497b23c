import { StatisticsError } from '../error.ts';
import type { Cell } from './infer.ts';

/** Which sheet of a workbook. */
export interface SheetChoice {
  readonly file?: string;
  /** Name of the sheet; the first unless told. */
  readonly sheet?: string;
}

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? '' : new TextDecoder().decode(bytes));

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];

/** Path of a sheet inside the workbook, by its name or as the first. */
function sheetPath(
  parts: Readonly<Record<string, Uint8Array>>,
  sheet: string | undefined,
): string | undefined {
  const sheets = text(parts['xl/workbook.xml']).match(/<(?:\w+:)?sheet\b[^>]*>/g) ?? [];
  const chosen = sheet === undefined ? sheets[0] : sheets.find((tag) => attribute(tag, 'name') === sheet);
  const id = chosen === undefined ? undefined : attribute(chosen, 'r:id');
  const relation = (text(parts['xl/_rels/workbook.xml.rels']).match(/<Relationship\b[^>]*>/g) ?? []).find(
    (tag) => attribute(tag, 'Id') === id,
  );
  const target = relation === undefined ? undefined : attribute(relation, 'Target');
  return target === undefined ? undefined : target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** The most that a sheet or its list of texts may unpack to. */
const mostBytes = 512 * 2 ** 20;

/**
 * Formulas are read by the value that the spreadsheet kept beside them. Programs that write formulas without computing
 * them keep none, and the cell would read as empty: an error with the first such cell.
 */
async function refuseUncomputed(
  bytes: Uint8Array,
  { file = 'The table', sheet }: SheetChoice,
): Promise<void> {
  const { unzipSync } = await import('fflate');
  const parts = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (originalSize > mostBytes) {
        throw new StatisticsError(
          'FILE_CORRUPT',
          `${file}: the part ${name} of the workbook unpacks to ${(originalSize / 2 ** 20).toFixed(0)} MiB; at most ${mostBytes / 2 ** 20} are read.`,
          { file, remedy: 'Save the table as .csv or .parquet.' },
        );
      }
      return /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]*\.xml)$/.test(name);
    },
  });
  const path = sheetPath(parts, sheet);
  const content = text(path === undefined ? undefined : parts[path]);
  for (const [, place, inside] of content.matchAll(/<c\b[^>]*\br="([A-Z]+\d+)"[^>]*?>(.*?)<\/c>/gs)) {
    if (!inside!.includes('<f') || /<v>[^<]/.test(inside!) || /<is>/.test(inside!)) continue;
    // An empty text is a value too.
    if (
      /<v><\/v>|<v\/>/.test(inside!) &&
      /t="str"/.test(content.slice(content.indexOf(`r="${place}"`), content.indexOf(`r="${place}"`) + 60))
    )
      continue;
    throw new StatisticsError(
      'TABLE_INVALID',
      `${file}: cell ${place} holds a formula whose value was never computed.`,
      {
        file,
        remedy:
          'Open the file in a spreadsheet program, save it there, and read it again; or paste the values.',
      },
    );
  }
}

/**
 * Cells of a sheet of an Excel file (.xlsx), row by row, with their types and row numbers; formulas by their stored
 * values. Empty rows and, at the end, empty columns are left out. `FILE_CORRUPT` for what is no workbook, `TABLE_INVALID` for formulas
 * without values.
 */
export async function excelCells(
  bytes: Uint8Array,
  choice: SheetChoice = {},
): Promise<{ readonly rows: readonly (readonly Cell[])[]; readonly fileRows: readonly number[] }> {
  const { file = 'The table', sheet } = choice;
  const { readSheet } = await import('read-excel-file/universal');
  let cells: readonly (readonly Cell[])[];
  try {
    await refuseUncomputed(bytes, choice);
    const content = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    cells = (await readSheet(content, sheet as string)) as readonly (readonly Cell[])[];
  } catch (cause) {
    if (cause instanceof StatisticsError) throw cause;
    throw new StatisticsError('FILE_CORRUPT', `${file} cannot be read as an Excel sheet: ${String(cause)}`, {
      file,
      remedy: 'Save it as .xlsx or .csv; check the name of the sheet.',
      cause,
    });
  }
  const isEmpty = (cell: Cell) =>
    cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
  const fileRows = cells.flatMap((row, at) => (row.every(isEmpty) ? [] : [at + 1]));
  if (fileRows.length === 0)
    throw new StatisticsError('FILE_CORRUPT', `${file}: the sheet is empty.`, { file });
  const filled = fileRows.map((row) => cells[row - 1]!);
  const width = filled.reduce(
    (most, row) => Math.max(most, row.findLastIndex((cell) => !isEmpty(cell)) + 1),
    0,
  );
  return { rows: filled.map((row) => row.slice(0, width)), fileRows };
}
