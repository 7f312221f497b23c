import { StatisticsError } from '../error.ts';
import { categoriesInOrder } from './categories.ts';
import type { CategoryColumn, Column, Domain, NumericColumn, OrdinalColumn } from './table.ts';

/** What a cell of a file can be. */
export type Cell = string | number | boolean | Date | bigint | null | undefined;

/** What a user says of a column; what is not said is inferred. */
export interface ColumnDeclaration {
  readonly kind?: 'numeric' | 'category' | 'ordinal';
  readonly domain?: Domain;
  /** Categories, for ordinal columns in ascending order. Others are errors. */
  readonly categories?: readonly string[];
}

/** How cells are read. */
export interface InferenceOptions {
  readonly file?: string;
  /** Texts that mean missing, besides the empty cell. */
  readonly missing?: readonly string[];
  /** Whether numbers are written 1,5. */
  readonly decimalComma?: boolean;
}

/** Texts that mean missing unless told otherwise. */
export const missingTexts: readonly string[] = ['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL', 'None'];

const numberWithPoint = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const numberWithComma = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;
/** 007 is a name, not the number 7. */
const leadingZero = /^[+-]?0\d/;

const textOf = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).trim();
};

const show = (cell: Cell) => JSON.stringify(textOf(cell));

function numberOf(cell: Cell, decimalComma: boolean): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell === 'boolean' || cell instanceof Date) return undefined;
  const text = textOf(cell);
  if (!(decimalComma ? numberWithComma : numberWithPoint).test(text)) return undefined;
  return Number(decimalComma ? text.replace(',', '.') : text);
}

/** Rows are numbered as in the file, the header being row 1. */
const rowNumber = (i: number) => i + 2;

function fail(file: string, name: string, i: number, cell: Cell, what: string, remedy: string): never {
  throw new StatisticsError(
    'TABLE_INVALID',
    `${file}: column ${name}, row ${rowNumber(i)}: ${show(cell)} ${what}.`,
    { file, column: name, row: rowNumber(i), remedy },
  );
}

/**
 * Types one column. Numbers, where every value that is there is one; categories, where none is (or all are whole
 * numbers written with leading zeros). A column in which at least half of the values are numbers and some are not is
 * an error that names the first of them: a typing mistake must not turn measurements into categories in silence.
 */
export function inferColumn(
  name: string,
  cells: readonly Cell[],
  declared: ColumnDeclaration = {},
  options: InferenceOptions = {},
): Column {
  const { file = 'The table', missing = missingTexts, decimalComma = false } = options;
  const gone = new Set([...missing, '']);
  const isGone = (cell: Cell) => gone.has(textOf(cell)) || (typeof cell === 'number' && Number.isNaN(cell));
  const present = cells.map((cell, i) => [cell, i] as const).filter(([cell]) => !isGone(cell));
  const domain = declared.domain === undefined ? {} : { domain: declared.domain };
  const kind = declared.kind ?? (declared.categories === undefined ? undefined : 'category');

  const asNumbers = (why: string): NumericColumn => {
    const values = new Float64Array(cells.length).fill(NaN);
    for (const [cell, i] of present) {
      const value = numberOf(cell, decimalComma);
      if (value === undefined) {
        fail(
          file,
          name,
          i,
          cell,
          'is not a number',
          'Correct it, empty it, or declare the column a category.',
        );
      }
      if (!Number.isFinite(value)) {
        fail(file, name, i, cell, 'is infinite', 'Find out what made it; empty the cell if it has no value.');
      }
      values[i] = value;
    }
    return { kind: 'numeric', name, ...domain, why, values };
  };
  const asCategories = (as: 'category' | 'ordinal', why: string): CategoryColumn | OrdinalColumn => {
    const categories = declared.categories ?? categoriesInOrder(present.map(([cell]) => textOf(cell)));
    const index = new Map(categories.map((category, code) => [category, code]));
    const codes = new Int32Array(cells.length).fill(-1);
    for (const [cell, i] of present) {
      const code = index.get(textOf(cell));
      if (code === undefined) {
        const remedy = `Correct it, or add it to the categories ${categories.join(', ')}.`;
        fail(file, name, i, cell, 'is not among the categories', remedy);
      }
      codes[i] = code;
    }
    return { kind: as, name, ...domain, why, categories, codes };
  };

  if (kind === 'numeric') return asNumbers('declared');
  if (kind === 'ordinal' && declared.categories === undefined) {
    throw new StatisticsError(
      'ARGUMENT_INVALID',
      `The ordinal column ${name} needs its categories in order.`,
      {
        column: name,
      },
    );
  }
  if (kind !== undefined) return asCategories(kind, 'declared');
  if (present.length === 0) return asNumbers('no value is present');
  const zeros = present.filter(([cell]) => typeof cell === 'string' && leadingZero.test(textOf(cell)));
  if (zeros.length > 0 && present.every(([cell]) => /^\d+$/.test(textOf(cell)))) {
    return asCategories('category', `values such as ${show(zeros[0]![0])} begin with 0: names, not numbers`);
  }
  const numbers = present.filter(([cell]) => numberOf(cell, decimalComma) !== undefined);
  if (numbers.length === present.length) {
    return asNumbers(`all ${present.length} values are numbers`);
  }
  if (numbers.length * 2 >= present.length) {
    const [cell, i] = present.find(([one]) => numberOf(one, decimalComma) === undefined)!;
    fail(
      file,
      name,
      i,
      cell,
      `is not a number, though ${numbers.length} of ${present.length} values are`,
      'Correct it, empty it, name it as a text that means missing, or declare the column a category.',
    );
  }
  return asCategories(
    'category',
    `${present.length - numbers.length} of ${present.length} values are not numbers`,
  );
}
