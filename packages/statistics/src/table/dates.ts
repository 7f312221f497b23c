import { StatisticsError } from '../error.ts';

/**
 * Dates as tables have them: 2024-03-01, 2024/03/01, 1.3.2024, 1/3/2024, 01-MAR-2024, with or without a time of day. Which
 * of two numbers is the day is told by the column as a whole, and where it cannot be told that is an error: a date that
 * is a month off looks like any other.
 */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** German, French and Spanish abbreviations that differ. */
const otherMonths: ReadonlyMap<string, number> = new Map([
  ['mär', 2],
  ['mrz', 2],
  ['mai', 4],
  ['okt', 9],
  ['dez', 11],
  ['fév', 1],
  ['avr', 3],
  ['aoû', 7],
  ['déc', 11],
  ['ene', 0],
  ['abr', 3],
  ['ago', 7],
  ['dic', 11],
]);

interface DateParts {
  readonly year: number;
  /** The two others in the order in which they stand; `named` where the month is a word. */
  readonly first: number;
  readonly second: number;
  readonly order: 'year-month-day' | 'day-month' | 'unknown';
}

const timeOfDay = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const iso = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${timeOfDay}$`);
const numbered = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${timeOfDay}$`);
const worded = new RegExp(String.raw`^(\d{1,2})[-. ]{1,2}(\p{L}{3,9})\.?[-, ]{1,2}(\d{4})${timeOfDay}$`, 'u');

function partsOf(text: string): DateParts | undefined {
  const trimmed = text.trim();
  const year = iso.exec(trimmed);
  if (year !== null) {
    return {
      year: Number(year[1]),
      first: Number(year[3]),
      second: Number(year[4]),
      order: 'year-month-day',
    };
  }
  const word = worded.exec(trimmed);
  if (word !== null) {
    const short = word[2]!.toLowerCase().slice(0, 3);
    const month = months.includes(short) ? months.indexOf(short) : otherMonths.get(short);
    if (month === undefined) return undefined;
    return { year: Number(word[3]), first: Number(word[1]), second: month + 1, order: 'day-month' };
  }
  const numbers = numbered.exec(trimmed);
  if (numbers === null) return undefined;
  const short = Number(numbers[4]);
  return {
    year: numbers[4]!.length === 2 ? (short < 50 ? 2000 + short : 1900 + short) : short,
    first: Number(numbers[1]),
    second: Number(numbers[3]),
    // Dates with points are written day first wherever they are written with points.
    order: numbers[2] === '.' ? 'day-month' : 'unknown',
  };
}

const within = (value: number, most: number) => value >= 1 && value <= most;

/** Whether a text is a date. */
export function isDateText(text: string): boolean {
  const parts = partsOf(text);
  if (parts === undefined) return false;
  const { first, second, order } = parts;
  if (order === 'year-month-day') return within(first, 12) && within(second, 31);
  return (
    (within(first, 31) && within(second, 12)) ||
    (order === 'unknown' && within(first, 12) && within(second, 31))
  );
}

/**
 * Days since 1970 of a column of dates; NaN for texts that are missing (undefined). `TABLE_INVALID` for a text that is no
 * date, and where 3/4/2024 could be March or April because no date of the column says which number is the day.
 */
export function parseDates(
  texts: readonly (string | undefined)[],
  { column = 'of dates', file = 'The table' }: { readonly column?: string; readonly file?: string } = {},
): Float64Array {
  const fail = (row: number, what: string, remedy: string): never => {
    throw new StatisticsError(
      'TABLE_INVALID',
      `${file}: column ${column}, row ${row + 2}: "${texts[row]}" ${what}.`,
      {
        file,
        column,
        row: row + 2,
        remedy,
      },
    );
  };
  const parts = texts.map((text, row) => {
    if (text === undefined) return undefined;
    return partsOf(text) ?? fail(row, 'is not a date', 'Write dates as 2024-03-31, or leave the cell empty.');
  });
  const open = parts.map((one) => (one?.order === 'unknown' ? one : undefined));
  const dayFirst = open.findIndex((one) => one !== undefined && one.first > 12);
  const monthFirst = open.findIndex((one) => one !== undefined && one.second > 12);
  const openRow = open.findIndex((one) => one !== undefined && one.first !== one.second);
  const remedy = 'Write dates as 2024-03-31.';
  if (dayFirst >= 0 && monthFirst >= 0) {
    fail(monthFirst, `has its month first, "${texts[dayFirst]}" in row ${dayFirst + 2} its day`, remedy);
  }
  if (openRow >= 0 && dayFirst < 0 && monthFirst < 0) {
    fail(openRow, 'could have its day or its month first, and no date of the column says which', remedy);
  }
  return Float64Array.from(parts, (one, row) => {
    if (one === undefined) return NaN;
    const { year, first, second, order } = one;
    const monthBefore = order === 'year-month-day' || (order === 'unknown' && monthFirst >= 0);
    const [month, day] = monthBefore ? [first, second] : [second, first];
    const time = Date.UTC(year, month - 1, day);
    const made = new Date(time);
    if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) fail(row, 'is not a date', remedy);
    return time / 86_400_000;
  });
}
