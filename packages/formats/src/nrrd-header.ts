import { problem, wordsOfField } from './header-fields.ts';
import { filePattern, numberedFile, refuseManyFiles } from './numbered-files.ts';

/** The header of an NRRD file. */
export interface NrrdHeader {
  /** Fields by name, lower case, without the blanks at the ends. */
  readonly fields: ReadonlyMap<string, string>;
  /** Key/value pairs (`key:=value`), such as the segment names of 3D Slicer. */
  readonly keys: ReadonlyMap<string, string>;
  /** Where the data start in the same file; null where `data file` names others. */
  readonly dataOffset: number | null;
  /** Names of detached data files. */
  readonly dataFiles: readonly string[];
}

/** What is done with each field of the format; `docs/file-formats.md` says the same in words. */
export const nrrdFields: ReadonlyMap<string, 'used' | 'checked' | 'refused' | 'not needed'> = new Map([
  ...['dimension', 'type', 'encoding', 'endian', 'sizes', 'data file', 'line skip', 'byte skip'].map(
    (key) => [key, 'used'] as const,
  ),
  ...['space', 'space dimension', 'space units', 'space origin', 'space directions'].map(
    (key) => [key, 'used'] as const,
  ),
  ...['spacings', 'units', 'kinds', 'content'].map((key) => [key, 'used'] as const),
  ...['number', 'thicknesses', 'old min', 'old max'].map((key) => [key, 'checked'] as const),
  ...['block size', 'axis mins', 'axis maxs'].map((key) => [key, 'refused'] as const),
  ...['min', 'max', 'centers', 'labels', 'measurement frame', 'sample units'].map(
    (key) => [key, 'not needed'] as const,
  ),
]);

/** Other spellings of fields in the format definition. */
const spellings = new Map([
  ['datafile', 'data file'],
  ['lineskip', 'line skip'],
  ['byteskip', 'byte skip'],
  ['blocksize', 'block size'],
  ['oldmin', 'old min'],
  ['oldmax', 'old max'],
  ['axismins', 'axis mins'],
  ['axismaxs', 'axis maxs'],
  ['centerings', 'centers'],
  ['sampleunits', 'sample units'],
]);

/** Reads an NRRD header: the lines up to the first empty one. */
export function parseNrrdHeader(name: string, bytes: Uint8Array): NrrdHeader {
  const limit = Math.min(bytes.length, 1 << 20);
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, Math.min(8, limit)));
  if (!text.startsWith('NRRD')) throw problem('NOT_AN_IMAGE', name, 'is not an NRRD file');
  const fields = new Map<string, string>();
  const keys = new Map<string, string>();
  const listed: string[] = [];
  let listing = false;
  let at = 0;
  for (;;) {
    const found = bytes.indexOf(10, at);
    const ended = found < 0 || found > limit;
    const line = new TextDecoder('utf-8')
      .decode(bytes.subarray(at, ended ? limit : found))
      .replace(/\r$/, '');
    // A detached header may end without an empty line, and its last line without a line's end.
    if (ended && !fields.has('data file') && !/^data ?file:/i.test(line))
      throw problem('FILE_TRUNCATED', name, 'ends within its NRRD header');
    at = found + 1;
    if (listing && line.trim() !== '') listed.push(line.trim());
    else if (line !== '' && !listing) addLine(name, line, fields, keys);
    if (ended || (line === '' && !listing)) {
      const dataFile = fields.get('data file');
      return dataFile === undefined
        ? { fields, keys, dataOffset: at, dataFiles: [] }
        : { fields, keys, dataOffset: null, dataFiles: dataFilesOf(name, fields, dataFile, listed) };
    }
    listing ||= /^LIST\b/.test(fields.get('data file') ?? '');
  }
}

function addLine(name: string, line: string, fields: Map<string, string>, keys: Map<string, string>): void {
  if (line.startsWith('#') || /^NRRD\d{4}/.test(line)) return;
  const pair = /^([^:]+):=(.*)$/.exec(line);
  if (pair) {
    keys.set(pair[1]!, pair[2]!);
    return;
  }
  const field = /^([^:]+):\s*(.*)$/.exec(line);
  const written = field?.[1]?.trim().toLowerCase() ?? '';
  const key = spellings.get(written) ?? written;
  if (!field || !nrrdFields.has(key))
    throw problem(
      'FILE_CORRUPT',
      name,
      `has a header line "${line.slice(0, 80)}", which is no field of the NRRD format`,
      'Write what the format does not know as a pair (key:=value), or leave it out.',
    );
  if (fields.has(key)) throw problem('FILE_CORRUPT', name, `has the field "${key}" twice`);
  fields.set(key, field[2]!.trim());
}

/** The data files that `data file` speaks of: one, a pattern with numbers, or those of the list below it. */
function dataFilesOf(
  name: string,
  fields: ReadonlyMap<string, string>,
  value: string,
  listed: readonly string[],
): string[] {
  const sizes = wordsOfField(fields.get('sizes') ?? '').map(Number);
  if (/^LIST\b/.test(value)) {
    const dimensions = value.slice(4).trim();
    checkCount(name, value, listed.length, sizes, dimensions === '' ? undefined : Number(dimensions));
    return [...listed];
  }
  const pattern = filePattern(value);
  if (!pattern || pattern.numbers.length < 3) {
    if (value === '') throw problem('FILE_CORRUPT', name, 'names no data file: "data file" is empty');
    return [value];
  }
  const [first, last, step, dimensions] = pattern.numbers as [number, number, number, number | undefined];
  const count = step === 0 ? 0 : Math.floor((last - first) / step) + 1;
  checkCount(name, value, pattern.numbers.length > 4 ? 0 : count, sizes, dimensions);
  refuseManyFiles(name, `data file "${value}"`, count);
  return Array.from({ length: count }, (_, i) => numberedFile(pattern.pattern, first + i * step));
}

/**
 * Files of `dimensions` dimensions each (one fewer than the array where it is not said) must make the array: one for each
 * place along the axes that are left, or several to be put together along the last axis where none is left.
 */
function checkCount(
  name: string,
  field: string,
  count: number,
  sizes: readonly number[],
  dimensions = Math.max(1, sizes.length - 1),
): void {
  const last = sizes.at(-1) ?? 0;
  const fits =
    dimensions === sizes.length
      ? count > 0 && last % count === 0
      : count === sizes.slice(dimensions).reduce((a, b) => a * b, 1);
  if (!(dimensions >= 1 && dimensions <= sizes.length && Number.isInteger(dimensions) && fits && count >= 1))
    throw problem(
      'FILE_CORRUPT',
      name,
      `names ${count} data files of ${dimensions} dimensions each ("data file: ${field}"), which do not make its sizes ${sizes.join(' x ')}`,
      'Correct the sizes or the list of data files in the header.',
    );
}
