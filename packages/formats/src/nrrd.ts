import { RachisError, type Vector3, type VoxelArray, voxelCount } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import type { Inflaters } from './bytes.ts';
import { inflate } from './gzip.ts';
import { bytesOf, type VoxelType, voxelsOf } from './voxel-type.ts';

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

/** What an NRRD file holds, on a grid in LPS and millimetres. */
export interface NrrdImage extends FileGrids {
  readonly data: VoxelArray;
  readonly description: string;
  readonly labelNames: ReadonlyMap<number, string>;
  readonly warnings: string[];
}

/** Names of types in the NRRD format definition, section 5. */
const types: Record<string, VoxelType> = {};
for (const [type, names] of Object.entries({
  int8: 'signed char|int8|int8_t',
  uint8: 'uchar|unsigned char|uint8|uint8_t',
  int16: 'short|short int|signed short|signed short int|int16|int16_t',
  uint16: 'ushort|unsigned short|unsigned short int|uint16|uint16_t',
  int32: 'int|signed int|int32|int32_t',
  uint32: 'uint|unsigned int|uint32|uint32_t',
  int64: 'longlong|long long|long long int|signed long long|signed long long int|int64|int64_t',
  uint64: 'ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t',
  float32: 'float',
  float64: 'double',
})) {
  for (const name of names.split('|')) types[name] = type as VoxelType;
}

/** Reads an NRRD header: the lines up to the first empty one. */
export function parseNrrdHeader(name: string, bytes: Uint8Array): NrrdHeader {
  const limit = Math.min(bytes.length, 1 << 20);
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, Math.min(8, limit)));
  if (!text.startsWith('NRRD')) throw problem('NOT_AN_IMAGE', name, 'is not an NRRD file');
  const fields = new Map<string, string>();
  const keys = new Map<string, string>();
  const dataFiles: string[] = [];
  let listing = false;
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end < 0 || end > limit) {
      if (dataFiles.length > 0 || fields.has('data file')) {
        // A detached header may end without an empty line.
        if (at < bytes.length && listing) dataFiles.push(new TextDecoder().decode(bytes.subarray(at)).trim());
        return { fields, keys, dataOffset: null, dataFiles };
      }
      throw problem('FILE_TRUNCATED', name, 'ends within its NRRD header');
    }
    const line = new TextDecoder('utf-8').decode(bytes.subarray(at, end)).replace(/\r$/, '');
    at = end + 1;
    if (line === '' && !listing)
      return { fields, keys, dataOffset: dataFiles.length > 0 ? null : at, dataFiles };
    if (line.startsWith('#') || line.startsWith('NRRD0')) continue;
    if (listing) {
      if (line !== '') dataFiles.push(line.trim());
      continue;
    }
    const pair = /^([^:]+):=(.*)$/.exec(line);
    if (pair) {
      keys.set(pair[1]!, pair[2]!);
      continue;
    }
    const field = /^([^:]+):\s*(.*)$/.exec(line);
    if (!field) continue;
    const key = field[1]!.trim().toLowerCase().replace('datafile', 'data file');
    fields.set(key, field[2]!.trim());
    if (key !== 'data file') continue;
    if (/^LIST\b/.test(field[2]!)) listing = true;
    else dataFiles.push(field[2]!.trim());
  }
}

/**
 * Reads an NRRD file of which the header and data bytes are at hand (`data` are the bytes of the data
 * file for a detached header). Encodings raw, gzip and text; the space becomes LPS here.
 * Source: teem.sourceforge.net/nrrd/format.html.
 */
export function parseNrrd(
  name: string,
  header: NrrdHeader,
  data: Uint8Array,
  inflaters: Inflaters,
): NrrdImage {
  const warnings: string[] = [];
  const field = (key: string): string => header.fields.get(key) ?? '';
  const size = field('sizes').split(/\s+/).map(Number);
  const dimension = Number(field('dimension'));
  if (size.length !== dimension)
    throw problem('FILE_CORRUPT', name, `has ${size.length} sizes for dimension ${dimension}`);
  const axes = spatialAxes(name, size, field('kinds').split(/\s+/));
  const grids = gridsOfNrrd(name, header, axes, size, warnings);
  const type = types[field('type').toLowerCase()];
  if (!type)
    throw problem(
      'UNSUPPORTED',
      name,
      `has voxels of type "${field('type')}"`,
      'Convert it to an integer or floating-point type.',
    );
  const count = voxelCount(grids.grid);
  const encoding = field('encoding').toLowerCase();
  const bytes = skipped(header, decoded(name, encoding, data, inflaters), count * bytesOf[type], encoding);
  return {
    ...grids,
    data:
      encoding === 'text' || encoding === 'txt' || encoding === 'ascii'
        ? numbersOf(name, bytes, type, count)
        : binary(name, bytes, type, count, field('endian')),
    description: field('content'),
    labelNames: slicerNames(header.keys),
    warnings,
  };
}

function binary(name: string, bytes: Uint8Array, type: VoxelType, count: number, endian: string): VoxelArray {
  if (bytes.length < count * bytesOf[type]) {
    throw problem(
      'FILE_TRUNCATED',
      name,
      `ends before its NRRD data are complete: ${count * bytesOf[type]} bytes were expected, ${bytes.length} are there`,
    );
  }
  return voxelsOf(name, bytes, type, count, endian.toLowerCase() !== 'big');
}

function decoded(name: string, encoding: string, data: Uint8Array, inflaters: Inflaters): Uint8Array {
  switch (encoding) {
    case 'raw':
    case 'text':
    case 'txt':
    case 'ascii':
      return data;
    case 'gzip':
    case 'gz':
      return inflate(name, () => inflaters.gunzip(data));
    default:
      throw problem(
        'UNSUPPORTED',
        name,
        `is stored in the encoding "${encoding}"`,
        'Save it again with raw or gzip encoding.',
      );
  }
}

/** `byte skip` bytes before the data, or -1: the data are the last bytes of the file. */
function skipped(header: NrrdHeader, bytes: Uint8Array, length: number, encoding: string): Uint8Array {
  const skip = Number(header.fields.get('byte skip') ?? header.fields.get('byteskip') ?? 0);
  if (skip === -1 && encoding === 'raw') return bytes.subarray(Math.max(0, bytes.length - length));
  return skip > 0 ? bytes.subarray(skip) : bytes;
}

function numbersOf(name: string, bytes: Uint8Array, type: VoxelType, count: number): VoxelArray {
  const words = new TextDecoder()
    .decode(bytes)
    .trim()
    .split(/[\s,]+/);
  if (words.length < count)
    throw problem(
      'FILE_TRUNCATED',
      name,
      `ends before its NRRD data are complete: ${count} numbers were expected, ${words.length} are there`,
    );
  const out = type.startsWith('float')
    ? new Float64Array(count)
    : type.endsWith('8') || type === 'int16'
      ? new Int16Array(count)
      : new Int32Array(count);
  for (let i = 0; i < count; i++) out[i] = Number(words[i]);
  return type === 'float32' ? Float32Array.from(out) : out;
}

/** Which three axes are space; a fourth (vector, list, time) must have one element. */
function spatialAxes(name: string, size: readonly number[], kinds: readonly string[]): number[] {
  const all = size.map((_, i) => i);
  const notSpace = new Set([
    'vector',
    'list',
    'time',
    'point',
    'stub',
    'scalar',
    'rgb-color',
    'rgba-color',
    'complex',
    '2-vector',
    '3-vector',
    '4-vector',
  ]);
  let axes = all.filter((i) => !notSpace.has((kinds[i] ?? '').toLowerCase()));
  if (axes.length > 3) axes = axes.filter((i) => size[i]! > 1).slice(0, 3);
  const others = all.filter((i) => !axes.includes(i));
  if (others.some((i) => size[i]! > 1)) {
    throw problem(
      'UNSUPPORTED',
      name,
      `holds several volumes or layers (sizes ${size.join(' x ')}), where one was expected`,
      'Export one volume a file; overlapping segments of 3D Slicer as one label map each.',
    );
  }
  if (axes.length < 2)
    throw problem('GEOMETRY_INVALID', name, `has ${axes.length} spatial axes, where 3 were expected`);
  return axes;
}

/** Signs that turn the first two axes of a space to left and posterior. */
function signsOf(name: string, space: string, warnings: string[]): Vector3 {
  switch (space.toLowerCase()) {
    case 'left-posterior-superior':
    case 'lps':
    case 'left-posterior-superior-time':
    case 'lpst':
      return [1, 1, 1];
    case 'right-anterior-superior':
    case 'ras':
    case 'right-anterior-superior-time':
    case 'rast':
      return [-1, -1, 1];
    case 'left-anterior-superior':
    case 'las':
    case 'left-anterior-superior-time':
    case 'last':
      return [1, -1, 1];
    case '':
      warnings.push('The file does not name its space: left-posterior-superior was taken.');
      return [1, 1, 1];
    default:
      throw problem('UNSUPPORTED', name, `has the space "${space}"`, 'Save it in left-posterior-superior.');
  }
}

const vectorOf = (text: string): number[] =>
  text
    .replace(/[()\s]/g, '')
    .split(',')
    .map(Number);

function gridsOfNrrd(
  name: string,
  header: NrrdHeader,
  axes: readonly number[],
  sizes: readonly number[],
  warnings: string[],
): FileGrids {
  const size: Vector3 = [sizes[axes[0]!]!, sizes[axes[1]!]!, axes.length > 2 ? sizes[axes[2]!]! : 1];
  const signs = signsOf(name, header.fields.get('space') ?? '', warnings);
  const directions = (header.fields.get('space directions') ?? '').match(/\([^)]*\)|none/gi);
  if (!directions) {
    const spacings = (header.fields.get('spacings') ?? '').split(/\s+/).map(Number);
    const spacing = axes.map((axis) => (Number.isFinite(spacings[axis]) ? spacings[axis]! : 1));
    warnings.push('The file has no space directions: its axes were taken as they are stored.');
    const [x, y, z] = [spacing[0]!, spacing[1]!, spacing[2] ?? 1];
    if (!(x > 0 && y > 0 && z > 0))
      throw problem(
        'GEOMETRY_INVALID',
        name,
        `has voxel spacing ${x} x ${y} x ${z} mm; each must be above zero`,
      );
    return gridsOfAffine(name, size, [x, 0, 0, 0, y, 0, 0, 0, z], originOf(header, signs));
  }
  const columns = axes.map((axis) => vectorOf(directions[axis] ?? ''));
  if (columns.length === 2) columns.push([0, 0, 1]);
  if (columns.some((column) => column.length !== 3))
    throw problem('GEOMETRY_INVALID', name, 'has space directions that are not three numbers an axis');
  const matrix = [0, 1, 2].flatMap((row) => columns.map((column) => column[row]! * signs[row]!));
  return gridsOfAffine(name, size, matrix, originOf(header, signs));
}

function originOf(header: NrrdHeader, signs: Vector3): Vector3 {
  const origin = header.fields.get('space origin');
  if (!origin) return [0, 0, 0];
  const [x, y, z] = vectorOf(origin);
  return [x! * signs[0], y! * signs[1], (z ?? 0) * signs[2]];
}

/** 3D Slicer's segmentation files name each label: Segment0_Name, Segment0_LabelValue. */
function slicerNames(keys: ReadonlyMap<string, string>): Map<number, string> {
  const names = new Map<number, string>();
  for (const [key, value] of keys) {
    const segment = /^Segment(\d+)_LabelValue$/.exec(key);
    const name = segment && keys.get(`Segment${segment[1]}_Name`);
    if (name) names.set(Number(value), name);
  }
  return names;
}

function problem(
  code: RachisError['code'],
  name: string,
  what: string,
  remedy = 'Copy or export the file again.',
): RachisError {
  return new RachisError(code, `${name} ${what}.`, { file: name, remedy });
}
