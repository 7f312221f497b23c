import { RachisError, type Vector3, type VoxelArray, voxelCount } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import type { Inflaters } from './bytes.ts';
import { inflate } from './gzip.ts';
import { bytesOf, type VoxelType, voxelsOf } from './voxel-type.ts';

/** The header of a MetaImage file. */
export interface MetaImageHeader {
  readonly fields: ReadonlyMap<string, string>;
  /** Where the data start in the same file (ElementDataFile = LOCAL), or null. */
  readonly dataOffset: number | null;
  /** Names of the data files: one, or one a slice (LIST). */
  readonly dataFiles: readonly string[];
}

/** What a MetaImage file holds, on a grid in LPS and millimetres. */
export interface MetaImage extends FileGrids {
  readonly data: VoxelArray;
  readonly warnings: string[];
}

const types: Record<string, VoxelType> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  // On the systems that wrote these files, long has 64 bits today and had 32 on Windows: see the MetaIO source.
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

/** Reads a MetaImage header: lines of `key = value` up to ElementDataFile. */
export function parseMetaImageHeader(name: string, bytes: Uint8Array): MetaImageHeader {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    const line = new TextDecoder().decode(bytes.subarray(at, Math.min(end, at + 65_536))).trim();
    at = end + 1;
    const field = /^(\w+)\s*=\s*(.*)$/.exec(line);
    if (!field) {
      if (line === '') continue;
      throw problem('NOT_AN_IMAGE', name, 'is not a MetaImage file: its header has a line without "="');
    }
    fields.set(field[1]!, field[2]!.trim());
    if (field[1] !== 'ElementDataFile') continue;
    const value = field[2]!.trim();
    if (/^LOCAL$/i.test(value)) return { fields, dataOffset: at, dataFiles: [] };
    if (/^LIST/i.test(value)) {
      const files = new TextDecoder()
        .decode(bytes.subarray(at))
        .split(/\r?\n/)
        .map((text) => text.trim())
        .filter(Boolean);
      return { fields, dataOffset: null, dataFiles: files };
    }
    return { fields, dataOffset: null, dataFiles: [value] };
  }
  throw problem(
    fields.size > 0 ? 'FILE_TRUNCATED' : 'NOT_AN_IMAGE',
    name,
    'ends within its MetaImage header',
  );
}

/**
 * Reads a MetaImage whose header and data bytes are at hand. MetaImage is LPS; TransformMatrix holds the
 * direction of each index axis in turn.
 * Source: itk.org/Wiki/ITK/MetaIO/Documentation.
 */
export function parseMetaImage(
  name: string,
  header: MetaImageHeader,
  data: Uint8Array,
  inflaters: Inflaters,
): MetaImage {
  const field = (...keys: string[]): string =>
    keys.map((key) => header.fields.get(key)).find((value) => value !== undefined) ?? '';
  const numbers = (...keys: string[]): number[] => {
    const text = field(...keys);
    return text === '' ? [] : text.split(/\s+/).map(Number);
  };
  const dimensions = Number(field('NDims'));
  const sizes = numbers('DimSize');
  if (sizes.length !== dimensions || dimensions < 2)
    throw problem('FILE_CORRUPT', name, `has ${sizes.length} sizes for ${dimensions} dimensions`);
  if (sizes.slice(3).some((n) => n > 1) || Number(field('ElementNumberOfChannels') || 1) > 1) {
    throw problem(
      'UNSUPPORTED',
      name,
      'holds several volumes or channels, where one was expected',
      'Export one volume a file.',
    );
  }
  const size: Vector3 = [sizes[0]!, sizes[1]!, sizes[2] ?? 1];
  const grids = gridsOfMetaImage(name, size, dimensions, numbers);
  const type = types[field('ElementType')];
  if (!type)
    throw problem(
      'UNSUPPORTED',
      name,
      `has voxels of type "${field('ElementType')}"`,
      'Convert it to an integer or floating-point type.',
    );
  const compressed = /^true$/i.test(field('CompressedData'));
  const skip = Math.max(0, Number(field('HeaderSize') || 0));
  const bytes = compressed ? inflate(name, () => inflaters.unzlib(data)) : data.subarray(skip);
  const count = voxelCount(grids.grid);
  if (bytes.length < count * bytesOf[type]) {
    throw problem(
      'FILE_TRUNCATED',
      name,
      `ends before its data are complete: ${count * bytesOf[type]} bytes were expected, ${bytes.length} are there`,
    );
  }
  const bigEndian = /^true$/i.test(field('BinaryDataByteOrderMSB', 'ElementByteOrderMSB'));
  return { ...grids, data: voxelsOf(name, bytes, type, count, !bigEndian), warnings: [] };
}

function gridsOfMetaImage(
  name: string,
  size: Vector3,
  dimensions: number,
  numbers: (...keys: string[]) => number[],
): FileGrids {
  const spacing = numbers('ElementSpacing', 'ElementSize');
  const [x, y, z] = [spacing[0] ?? 1, spacing[1] ?? 1, spacing[2] ?? 1];
  if (!(x > 0 && y > 0 && z > 0)) {
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has voxel spacing ${x} x ${y} x ${z} mm; each must be above zero`,
    );
  }
  const turned = numbers('TransformMatrix', 'Rotation', 'Orientation');
  const n = dimensions;
  const direction = (row: number, column: number): number =>
    row < n && column < n && turned.length === n * n ? turned[column * n + row]! : row === column ? 1 : 0;
  const steps = [x, y, z];
  const matrix = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => direction(row, column) * steps[column]!),
  );
  const origin = numbers('Offset', 'Position', 'Origin');
  return gridsOfAffine(name, size, matrix, [origin[0] ?? 0, origin[1] ?? 0, origin[2] ?? 0]);
}

function problem(
  code: RachisError['code'],
  name: string,
  what: string,
  remedy = 'Copy or export the file again.',
): RachisError {
  return new RachisError(code, `${name} ${what}.`, { file: name, remedy });
}
