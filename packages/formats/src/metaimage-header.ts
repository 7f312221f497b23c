import { problem, wordsOfField } from './header-fields.ts';
import { filePattern, numberedFile, refuseManyFiles } from './numbered-files.ts';

/** The header of a MetaImage file. */
export interface MetaImageHeader {
  readonly fields: ReadonlyMap<string, string>;
  /** Where the data start in the same file (ElementDataFile = LOCAL), or null. */
  readonly dataOffset: number | null;
  /** Names of the data files: one, or one a slice (LIST, patterns). */
  readonly dataFiles: readonly string[];
  readonly warnings: readonly string[];
}

/** What is done with each field of the format; `docs/file-formats.md` says the same in words. */
export const metaImageFields: ReadonlyMap<string, 'used' | 'checked' | 'not needed'> = new Map([
  ...[
    'ObjectType NDims DimSize ElementSpacing ElementSize ElementType ElementDataFile ElementNumberOfChannels',
    'HeaderSize BinaryData BinaryDataByteOrderMSB ElementByteOrderMSB CompressedData CompressedDataSize',
    'Offset Position Origin TransformMatrix Rotation Orientation DistanceUnits',
    'ElementToIntensityFunctionSlope ElementToIntensityFunctionOffset',
  ]
    .join(' ')
    .split(' ')
    .map((key) => [key, 'used'] as const),
  ['AnatomicalOrientation', 'checked'] as const,
  ...'Comment ObjectSubType Name ID ParentID AcquisitionDate CompressionLevel Color CenterOfRotation Modality ImagePosition SequenceID ElementMin ElementMax ElementNBits TransformType'
    .split(' ')
    .map((key) => [key, 'not needed'] as const),
]);

const byLowerCase = new Map([...metaImageFields.keys()].map((key) => [key.toLowerCase(), key]));

/** Reads a MetaImage header: lines of `key = value` up to ElementDataFile. */
export function parseMetaImageHeader(name: string, bytes: Uint8Array): MetaImageHeader {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    const line = new TextDecoder().decode(bytes.subarray(at, Math.min(end, at + 65_536))).trim();
    at = end + 1;
    const field = /^([^=]*[^=\s])\s*=\s*(.*)$/s.exec(line);
    if (!field) {
      if (line === '') continue;
      throw problem('NOT_AN_IMAGE', name, 'is not a MetaImage file: its header has a line without "="');
    }
    const [key, value] = [field[1]!, field[2]!.trim()];
    addField(name, fields, key, value);
    if (key === 'ElementDataFile')
      return { fields, ...dataFilesOf(name, fields, value, bytes, Math.min(at, bytes.length)) };
  }
  throw problem(
    fields.size > 0 ? 'FILE_TRUNCATED' : 'NOT_AN_IMAGE',
    name,
    'ends within its MetaImage header',
  );
}

function addField(name: string, fields: Map<string, string>, key: string, value: string): void {
  const known = byLowerCase.get(key.toLowerCase());
  if (known !== undefined && known !== key)
    throw problem(
      'FILE_CORRUPT',
      name,
      `has a field "${key}", where MetaImage has ${known}`,
      'Write the field as the format has it.',
    );
  const before = fields.get(key);
  if (before !== undefined && before !== value && known !== undefined && key !== 'Comment')
    throw problem('FILE_CORRUPT', name, `has the field ${key} twice, as "${before}" and as "${value}"`);
  fields.set(key, value);
}

/** The data files that ElementDataFile speaks of: LOCAL, LIST (with the dimensions of each file), a pattern or a name. */
function dataFilesOf(
  name: string,
  fields: ReadonlyMap<string, string>,
  value: string,
  bytes: Uint8Array,
  at: number,
): Omit<MetaImageHeader, 'fields'> {
  if (value === '') throw problem('FILE_CORRUPT', name, 'names no data file: ElementDataFile is empty');
  if (/^LOCAL$/i.test(value)) return { dataOffset: at, dataFiles: [], warnings: [] };
  const sizes = wordsOfField(fields.get('DimSize') ?? '').map(Number);
  if (/^LIST(\s|$)/i.test(value)) {
    const listed = new TextDecoder()
      .decode(bytes.subarray(at))
      .split(/\r?\n/)
      .map((text) => text.trim())
      .filter(Boolean);
    const given = Number.parseInt(value.slice(4), 10);
    const dimensions = given > 0 && given <= sizes.length ? given : sizes.length - 1;
    const wanted = sizes.slice(Math.max(0, dimensions)).reduce((a, b) => a * b, 1);
    return chosen(name, 'ElementDataFile = LIST', listed, wanted);
  }
  const pattern = filePattern(value);
  if (!pattern) return { dataOffset: null, dataFiles: [value], warnings: [] };
  const slices = sizes.at(-1) ?? 0;
  const [first = 1, last = first + slices - 1, step = 1] = pattern.numbers;
  if (pattern.numbers.length > 3 || !(step > 0) || !(last >= first))
    throw problem(
      'FILE_CORRUPT',
      name,
      `has ElementDataFile "${value}", where a pattern, the first and last number and a step above 0 were expected`,
    );
  const count = Math.floor((last - first) / step) + 1;
  refuseManyFiles(name, `ElementDataFile "${value}"`, Math.min(count, slices));
  const names = Array.from({ length: Math.min(count, slices || 0) }, (_, i) =>
    numberedFile(pattern.pattern, first + i * step),
  );
  return chosen(name, `ElementDataFile "${value}"`, names, slices, count);
}

/** As many files as the sizes ask for; further ones are left out, as ITK does, with a warning. */
function chosen(
  name: string,
  field: string,
  names: readonly string[],
  wanted: number,
  count = names.length,
): Omit<MetaImageHeader, 'fields'> {
  if (!(count >= wanted) || wanted < 1)
    throw problem(
      'FILE_CORRUPT',
      name,
      `names ${count} data files (${field}), where its sizes (DimSize) ask for ${wanted}`,
    );
  const warnings =
    count > wanted
      ? [
          `${name} names ${count} data files (${field}), its sizes are of ${wanted}: the first ${wanted} were taken.`,
        ]
      : [];
  return { dataOffset: null, dataFiles: names.slice(0, wanted), warnings };
}
