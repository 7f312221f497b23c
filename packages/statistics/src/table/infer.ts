import { StatisticsError } from '../error.ts';
import { categoriesInOrder } from './categories.ts';
import { foldedUnit, type NumberText, numberOfText, takeApart } from './number-text.ts';
import { foldedText, mergeSpellings } from './spellings.ts';
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
  /** Texts that mean missing, in place of `missingTexts`. */
  readonly missing?: readonly string[];
  /** Whether numbers are written 1,5; each column tells by itself unless told. */
  readonly decimalComma?: boolean;
  /** Decimal mark of the file's other columns, where they have one or both: what 1.100 means is told by it. */
  readonly decimalOfOthers?: 'point' | 'comma' | 'both';
  /** Row of the file of each cell; without it the header is row 1 and no row was left out. */
  readonly fileRows?: ArrayLike<number>;
  /** Takes what was decided about a column that a reader should know. */
  readonly note?: (sentence: string) => void;
}

/** Texts that mean missing unless told otherwise. */
export const missingTexts: readonly string[] = [
  ...[
    '',
    'NA',
    'N/A',
    'n/a',
    'NaN',
    'nan',
    'null',
    'NULL',
    'None',
    '<NA>',
    'NaT',
    '#N/A',
    '#NV',
    '#N/D',
    '#NA',
  ],
  ...['n.a.', 'n. a.', 'N.A.', 'N/D', 'n/d', 'n.d.', 'N.D.', 'n.v.', 'n. v.'],
  ...[
    'k.A.',
    'k. A.',
    'k.A',
    'K.A.',
    'k.a.',
    'keine Angabe',
    'Keine Angabe',
    'nicht verfügbar',
    'non disponible',
  ],
];

/** Marks that stand for nothing, also among categories. */
const emptyMarks = /^[?\-–—./*]{1,3}$/;

/** Words that stand for nothing among numbers; among categories they may be one. */
const emptyWords = new Set(
  'unknown|unbekannt|unklar|inconnu|desconocido|missing|fehlt|fehlend|not available|not done|not known|nd|n.b.|n. b.|nb|nicht bestimmt|entfällt|pending|tbd'.split(
    '|',
  ),
);

/** 007 is a name, not the number 7. */
const leadingZero = /^[+-]?0\d/;

const textOf = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).trim();
};

const show = (cell: Cell) => JSON.stringify(textOf(cell));

/** Rows are numbered as in the file, the header being row 1. */
export const fileRow = ({ fileRows }: Pick<InferenceOptions, 'fileRows'>, i: number): number =>
  fileRows?.[i] ?? i + 2;

/** A cell that is there, and where. */
type Place = readonly [cell: Cell, row: number];

/** Rows as a sentence names them. */
const rowsOf = (places: readonly Place[], options: InferenceOptions) =>
  `row${places.length === 1 ? '' : 's'} ${places
    .slice(0, 5)
    .map(([, i]) => fileRow(options, i))
    .join(', ')}${places.length > 5 ? ', ...' : ''}`;

type Say = (place: Place, what: string, remedy: string) => never;

/** The decimal mark of a column, from its texts that have only one meaning; two marks are an error that names both. */
function decimalMark(
  texts: readonly (readonly [NumberText, Place])[],
  options: InferenceOptions,
  say: Say,
): 'point' | 'comma' {
  const { decimalComma, decimalOfOthers } = options;
  const words = { comma: 'a decimal comma', point: 'a decimal point' };
  const first = (marks: NumberText['marks']) => texts.find(([text]) => text.marks === marks)?.[1];
  if (decimalComma !== undefined) {
    const [meant, other] = decimalComma ? (['comma', 'point'] as const) : (['point', 'comma'] as const);
    const wrong = first(other);
    if (wrong !== undefined) {
      say(
        wrong,
        `has ${words[other]}, and decimals are said to have ${words[meant]}`,
        'Correct it, or leave decimalComma out.',
      );
    }
    return meant;
  }
  const comma = first('comma');
  const point = first('point');
  if (comma !== undefined && point !== undefined) {
    say(
      comma,
      `has ${words.comma}, ${show(point[0])} in row ${fileRow(options, point[1])} ${words.point}`,
      'Write all numbers of the column alike, or say which is meant (decimalComma).',
    );
  }
  if (comma !== undefined) return 'comma';
  if (point !== undefined) return 'point';
  const eitherPoint = first('either-point');
  const eitherComma = first('either-comma');
  const open = eitherPoint ?? eitherComma;
  if (open === undefined) return 'point';
  if (eitherPoint !== undefined && eitherComma !== undefined) {
    say(
      eitherComma,
      `and ${show(eitherPoint[0])} cannot both be whole thousands or both decimals`,
      'Write all numbers of the column alike.',
    );
  }
  const own = eitherPoint === undefined ? 'comma' : 'point';
  // Only where all else writes the other mark, or nothing else tells and a comma could group thousands.
  if (decimalOfOthers === own || (decimalOfOthers === undefined && own === 'point')) return own;
  return say(
    open,
    'could mean thousands or have three decimals, and no other value of the column says which',
    'Write it without the mark, or with another number of decimals; or say which is meant (decimalComma).',
  );
}

/** One unit for all cells, or none; a mixture is an error that names two cells. */
function unitOf(
  texts: readonly (readonly [NumberText, Place])[],
  options: InferenceOptions,
  say: Say,
): string {
  const [first, place] = texts[0]!;
  const other = texts.find(([text]) => foldedUnit(text.unit) !== foldedUnit(first.unit));
  if (other === undefined) return first.unit;
  const words = (unit: string) => (unit === '' ? 'without a unit' : `in ${unit}`);
  return say(
    other[1],
    `is ${words(other[0].unit)}, ${show(place[0])} in row ${fileRow(options, place[1])} ${words(first.unit)}`,
    'Write all values of the column in one unit, best without it in the cells and with it in the name.',
  );
}

/**
 * Types one column. Numbers, where every value that is there is one: 1.5, 1,5, 1'100.5, or with one unit in all cells
 * (12%, 3 mm). Categories, where none is (or all are whole numbers written with leading zeros); spellings that differ in
 * case or blanks alone are one. A column in which at least half of the values are numbers and some are not is an error
 * that names the first of them: a typing mistake must not turn measurements into categories in silence.
 */
export function inferColumn(
  name: string,
  cells: readonly Cell[],
  declared: ColumnDeclaration = {},
  options: InferenceOptions = {},
): Column {
  const { file = 'The table', missing = missingTexts, note = () => {} } = options;
  const gone = new Set([...missing, '']);
  const isGone = (cell: Cell) => gone.has(textOf(cell)) || (typeof cell === 'number' && Number.isNaN(cell));
  const given = cells.map((cell, i): Place => [cell, i]).filter(([cell]) => !isGone(cell));
  const domain = declared.domain === undefined ? {} : { domain: declared.domain };
  const kind = declared.kind ?? (declared.categories === undefined ? undefined : 'category');
  const say: Say = ([cell, i], what, remedy) => {
    const row = fileRow(options, i);
    throw new StatisticsError(
      'TABLE_INVALID',
      `${file}: column ${name}, row ${row}: ${show(cell)} ${what}.`,
      { file, column: name, row, remedy },
    );
  };
  const apart = new Map<number, NumberText>();
  for (const [cell, i] of given) {
    if (typeof cell === 'boolean' || cell instanceof Date) continue;
    const text = typeof cell === 'string' ? takeApart(cell) : undefined;
    if (text !== undefined) apart.set(i, text);
  }
  const isNumber = ([cell, i]: Place) => typeof cell === 'number' || typeof cell === 'bigint' || apart.has(i);
  const numbers = given.filter(isNumber);

  const asNumbers = (why: (unit: string) => string): NumericColumn => {
    const present = withoutWords(given.filter((place) => !isNumber(place)));
    if (present.length > 0) {
      say(present[0]!, 'is not a number', 'Correct it, empty it, or declare the column a category.');
    }
    const texts = numbers.flatMap((place) => {
      const text = apart.get(place[1]);
      return text === undefined ? [] : [[text, place] as const];
    });
    const decimal = texts.length === 0 ? 'point' : decimalMark(texts, options, say);
    const bare = numbers.find(([, i]) => !apart.has(i));
    const unit = texts.length === 0 ? '' : unitOf(texts, options, say);
    if (unit !== '' && bare !== undefined) {
      say(
        bare,
        `has no unit, ${show(texts[0]![1][0])} is in ${unit}`,
        'Write all values of the column in one unit.',
      );
    }
    const values = new Float64Array(cells.length).fill(NaN);
    for (const place of numbers) {
      const text = apart.get(place[1]);
      const value = text === undefined ? Number(place[0]) : numberOfText(text, decimal);
      if (Number.isNaN(value)) say(place, 'is not a number', 'Correct it or empty it.');
      if (!Number.isFinite(value)) {
        say(place, 'is infinite', 'Find out what made it; empty the cell if it has no value.');
      }
      values[place[1]] = value;
    }
    if (unit !== '') note(`Column ${name} has the unit ${unit} in its cells; its numbers are in ${unit}.`);
    return { kind: 'numeric', name, ...domain, why: why(unit), values };
  };

  /** Texts among numbers that say that there is no value are missing, and that is said. */
  const withoutWords = (others: readonly Place[]): Place[] => {
    const empty = others.filter(([cell]) => {
      const text = textOf(cell);
      return emptyMarks.test(text) || emptyWords.has(text.toLowerCase());
    });
    if (empty.length > 0 && empty.length === others.length) {
      const texts = [...new Set(empty.map(([cell]) => show(cell)))].join(', ');
      note(`Column ${name}: ${texts} (${rowsOf(empty, options)}) counts as missing.`);
    }
    return others.filter((place) => !empty.includes(place));
  };

  const asCategories = (as: 'category' | 'ordinal', why: string): CategoryColumn | OrdinalColumn => {
    const marks =
      declared.categories === undefined ? given.filter(([cell]) => emptyMarks.test(textOf(cell))) : [];
    if (marks.length > 0) {
      note(`Column ${name}: ${show(marks[0]![0])} (${rowsOf(marks, options)}) counts as missing.`);
    }
    const present = given.filter((place) => !marks.includes(place));
    const { spellingOf, merged } = mergeSpellings(present.map(([cell]) => textOf(cell)));
    const spelt = (cell: Cell) => spellingOf.get(textOf(cell))!;
    const categories = declared.categories ?? categoriesInOrder(present.map(([cell]) => spelt(cell)));
    const index = new Map(categories.map((category, code) => [category, code]));
    const folded = new Map(categories.map((category, code) => [foldedText(category), code]));
    const codes = new Int32Array(cells.length).fill(-1);
    for (const place of present) {
      const [cell, i] = place;
      const code = index.get(textOf(cell)) ?? index.get(spelt(cell)) ?? folded.get(foldedText(textOf(cell)));
      if (code === undefined) {
        const remedy = `Correct it, or add it to the categories ${categories.join(', ')}.`;
        return say(place, 'is not among the categories', remedy);
      }
      codes[i] = code;
    }
    if (declared.categories === undefined) {
      for (const { kept, others } of merged) {
        note(
          `Column ${name}: ${others.map((one) => `"${one}"`).join(', ')} and "${kept}" are read as one category, "${kept}".`,
        );
      }
    }
    return { kind: as, name, ...domain, why, categories, codes };
  };

  if (kind === 'numeric') return asNumbers(() => 'declared');
  if (kind === 'ordinal' && declared.categories === undefined) {
    throw new StatisticsError(
      'ARGUMENT_INVALID',
      `The ordinal column ${name} needs its categories in order.`,
      { column: name },
    );
  }
  if (kind !== undefined) return asCategories(kind, 'declared');
  if (given.length === 0) return asNumbers(() => 'no value is present');
  const zeros = given.filter(([cell]) => typeof cell === 'string' && leadingZero.test(textOf(cell)));
  if (zeros.length > 0 && given.every(([cell]) => /^\d+$/.test(textOf(cell)))) {
    return asCategories('category', `values such as ${show(zeros[0]![0])} begin with 0: names, not numbers`);
  }
  const others = given.filter((place) => !isNumber(place));
  const wordsOnly = others.every(([cell]) => {
    const text = textOf(cell);
    return emptyMarks.test(text) || emptyWords.has(text.toLowerCase());
  });
  if (numbers.length > 0 && wordsOnly) {
    return asNumbers((unit) => `all ${numbers.length} values are numbers${unit === '' ? '' : ` in ${unit}`}`);
  }
  if (numbers.length * 2 >= given.length) {
    const place = others.find(
      ([cell]) => !emptyMarks.test(textOf(cell)) && !emptyWords.has(textOf(cell).toLowerCase()),
    )!;
    const limit = /^[<>≤≥]/.test(textOf(place[0]));
    say(
      place,
      `is not a number, though ${numbers.length} of ${given.length} values are`,
      limit
        ? 'A value beyond a limit of detection has no number of its own: decide what stands for it, write that and say so in the paper.'
        : 'Correct it, empty it, name it as a text that means missing, or declare the column a category.',
    );
  }
  return asCategories(
    'category',
    `${given.length - numbers.length} of ${given.length} values are not numbers`,
  );
}
