import { problem } from './header-fields.ts';

/** Names of data files after a pattern of C's printf: `slice%03d.raw` with the numbers from `first` to `last`. */
export interface FilePattern {
  readonly pattern: string;
  /** The numbers that stand behind the pattern: first, last, step and what else a format has. */
  readonly numbers: readonly number[];
}

/** Digits or width of at most 999: a name is no longer. */
const conversion = /%([-0 +]{0,5})(\d{0,3})(?:\.(\d{1,3}))?l?[diu]/;

/** The longest path that systems take; a longer text is no pattern. */
const longestPath = 4096;

/** More files than any series has. */
const mostFiles = 1_000_000;

/** `FILE_CORRUPT` where a pattern stands for more files than there can be; their names alone would fill the memory. */
export function refuseManyFiles(name: string, field: string, count: number): void {
  if (count > mostFiles)
    throw problem('FILE_CORRUPT', name, `names ${count} data files (${field}), which no series has`);
}

/** A data file's name as a pattern with whole numbers behind it, or null where it is a plain name. */
export function filePattern(text: string): FilePattern | null {
  if (text.length > longestPath) return null;
  const found = /^(\S*%\S*|.*%\S*)((?:\s+-?\d+)*)$/.exec(text.trim());
  if (!found || !conversion.test(found[1]!)) return null;
  const numbers = found[2]!.trim();
  return { pattern: found[1]!, numbers: numbers === '' ? [] : numbers.split(/\s+/).map(Number) };
}

/** The name that a pattern gives to a number. */
export function numberedFile(pattern: string, number: number): string {
  return pattern.replace(conversion, (_, flags: string, width: string, digits: string | undefined) => {
    const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    const text = String(Math.abs(number)).padStart(Number(digits ?? 0), '0');
    const length = Number(width || 0);
    if (flags.includes('-')) return (sign + text).padEnd(length);
    if (flags.includes('0') && digits === undefined) return sign + text.padStart(length - sign.length, '0');
    return (sign + text).padStart(length);
  });
}
