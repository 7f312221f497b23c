import { type Vector3, type VoxelArray, voxelCount } from '@rachis/volume';
import { type FileGrids, gridsOfAffine } from './affine.ts';
import type { Inflaters } from './bytes.ts';
import { millimetresIn, numbersOfField, problem } from './header-fields.ts';
import { type Layers, layersAlong } from './layers.ts';
import type { MetaImageHeader } from './metaimage-header.ts';
import { type DataPart, type VoxelLayout, voxelsOfParts } from './voxel-layout.ts';
import { rescaled, type Scale, type VoxelType } from './voxel-type.ts';

export { type MetaImageHeader, parseMetaImageHeader } from './metaimage-header.ts';

/** What a MetaImage file holds, on a grid in LPS and millimetres. */
export interface MetaImage extends FileGrids {
  /** The voxels of all layers. */
  readonly data: VoxelArray;
  readonly layers: Layers;
  readonly warnings: string[];
  /** How intensities were made of the stored numbers, where they were. */
  readonly scale?: Scale;
}

const types = new Map<string, VoxelType>([
  ['MET_CHAR', 'int8'],
  ['MET_UCHAR', 'uint8'],
  ['MET_SHORT', 'int16'],
  ['MET_USHORT', 'uint16'],
  ['MET_INT', 'int32'],
  ['MET_UINT', 'uint32'],
  // On the systems that wrote these files, long has 64 bits today and had 32 on Windows: see the MetaIO source.
  ['MET_LONG', 'int32'],
  ['MET_ULONG', 'uint32'],
  ['MET_LONG_LONG', 'int64'],
  ['MET_ULONG_LONG', 'uint64'],
  ['MET_FLOAT', 'float32'],
  ['MET_DOUBLE', 'float64'],
]);

/** The fields of a header by their names, read as what they should be. */
class Fields {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;

  constructor(name: string, fields: ReadonlyMap<string, string>) {
    this.name = name;
    this.fields = fields;
  }

  text(key: string): string {
    return this.fields.get(key) ?? '';
  }

  numbers(key: string): number[] {
    return numbersOfField(this.name, key, this.text(key));
  }

  /** A field of `count` numbers, or null where it is missing. */
  list(key: string, count: number): number[] | null {
    const values = this.numbers(key);
    if (values.length === 0) return null;
    if (values.length !== count || !values.every(Number.isFinite))
      throw problem(
        'FILE_CORRUPT',
        this.name,
        `has ${key} "${this.text(key)}", where ${count} numbers were expected`,
      );
    return values;
  }

  /** The list that one of several names of one thing has; `FILE_CORRUPT` where two of them differ. */
  oneOf(keys: readonly string[], count: number): number[] | null {
    const given = keys.flatMap((key) => {
      const values = this.list(key, count);
      return values === null ? [] : [{ key, values }];
    });
    const other = given.find(({ values }) => values.some((value, i) => value !== given[0]!.values[i]));
    if (other)
      throw problem(
        'FILE_CORRUPT',
        this.name,
        `says where it lies in two ways that differ: ${given[0]!.key} = ${this.text(given[0]!.key)}, ${other.key} = ${this.text(other.key)}`,
        'Keep the one that is right.',
      );
    return given[0]?.values ?? null;
  }

  number(key: string, missing: number): number {
    return this.list(key, 1)?.[0] ?? missing;
  }

  /** The format writes True and False; its own readers look at the first letter. */
  flag(key: string): boolean | null {
    const text = this.text(key);
    if (text === '') return null;
    if (/^[t1]/i.test(text)) return true;
    if (/^[f0]/i.test(text)) return false;
    throw problem('FILE_CORRUPT', this.name, `has ${key} "${text}", where True or False was expected`);
  }
}

/**
 * Reads a MetaImage whose header and data bytes are at hand: those after the header (LOCAL), or those of each data file.
 * MetaImage is LPS; TransformMatrix holds the direction of each index axis in turn.
 * Source: itk.org/Wiki/ITK/MetaIO/Documentation, and what ITK reads.
 */
export function parseMetaImage(
  name: string,
  header: MetaImageHeader,
  data: Uint8Array | readonly Uint8Array[],
  inflaters: Inflaters,
  layered = false,
): MetaImage {
  const fields = new Fields(name, header.fields);
  const warnings = [...header.warnings];
  const kind = fields.text('ObjectType');
  if (kind !== '' && kind !== 'Image')
    throw problem('NOT_AN_IMAGE', name, `holds a MetaIO object of ObjectType ${kind}, not an image`);
  const dimensions = fields.number('NDims', 0);
  const sizes = fields.numbers('DimSize');
  if (sizes.length !== dimensions || dimensions < 2)
    throw problem(
      'FILE_CORRUPT',
      name,
      `has ${sizes.length} sizes (DimSize) for ${dimensions} dimensions (NDims)`,
    );
  const channels = fields.number('ElementNumberOfChannels', 1);
  const volumes = [channels, ...sizes.slice(3)].filter((n) => n !== 1);
  if (volumes.length > (layered ? 1 : 0) || volumes.some((n) => !(Number.isInteger(n) && n > 0))) {
    throw problem(
      'UNSUPPORTED',
      name,
      `holds several volumes or channels (DimSize ${sizes.join(' ')}, ElementNumberOfChannels ${channels}), where one was expected`,
      'Export one volume a file.',
    );
  }
  const size: Vector3 = [sizes[0]!, sizes[1]!, sizes[2] ?? 1];
  const grids = gridsOfMetaImage(fields, size, dimensions, warnings);
  const layers = channels > 1 ? { count: channels, together: 1 } : layersAlong([...size, volumes[0] ?? 1], 3);
  const layout = layoutOf(fields, header, voxelCount(grids.grid) * layers.count);
  const given = data instanceof Uint8Array ? [data] : data;
  const parts = given.map((bytes, i): DataPart => ({ name: header.dataFiles[i] ?? name, bytes }));
  const stored = voxelsOfParts(name, parts, layout, inflaters, warnings);
  const scale = scaleOf(fields, warnings);
  if (!scale) return { ...grids, layers, data: stored, warnings };
  return { ...grids, layers, data: rescaled(stored, scale.slope, scale.intercept), warnings, scale };
}

function layoutOf(fields: Fields, header: MetaImageHeader, count: number): VoxelLayout {
  const { name } = fields;
  const type = types.get(fields.text('ElementType'));
  if (!type)
    throw problem(
      'UNSUPPORTED',
      name,
      `has voxels of type "${fields.text('ElementType')}" (ElementType)`,
      'Convert it to an integer or floating-point type.',
    );
  const text = fields.flag('BinaryData') === false;
  const compressed = fields.flag('CompressedData') === true;
  const headerSize = fields.number('HeaderSize', 0);
  const whole = Number.isInteger(headerSize) && headerSize >= -1;
  if (!whole || (headerSize < 0 && (compressed || text)) || (text && compressed))
    throw problem(
      'UNSUPPORTED',
      name,
      `has HeaderSize = ${headerSize}, BinaryData = ${text ? 'False' : 'True'} and CompressedData = ${compressed ? 'True' : 'False'}, which do not say together where its voxels are`,
      'Export the file again.',
    );
  // HeaderSize counts from the beginning of the file, also where the header stands in it.
  const byteSkip = headerSize > 0 && header.dataOffset !== null ? headerSize - header.dataOffset : headerSize;
  if (byteSkip < -1 || (byteSkip < 0 && headerSize > 0))
    throw problem(
      'FILE_CORRUPT',
      name,
      `has HeaderSize = ${headerSize}, which ends within its own header of ${header.dataOffset} bytes`,
    );
  const size = compressed && header.dataFiles.length <= 1 ? fields.number('CompressedDataSize', 0) : 0;
  return {
    ...{ type, count, lineSkip: 0, littleEndian: !bigEndian(fields) },
    encoding: text ? 'text' : compressed ? 'deflate' : 'raw',
    // What HeaderSize skips stands before a compressed stream, not in it.
    ...(compressed ? { byteSkip: 0, streamStart: byteSkip } : { byteSkip }),
    ...(size > 0 ? { streamLength: size } : {}),
  };
}

function bigEndian(fields: Fields): boolean {
  const [binary, element] = [fields.flag('BinaryDataByteOrderMSB'), fields.flag('ElementByteOrderMSB')];
  if (binary !== null && element !== null && binary !== element)
    throw problem(
      'FILE_CORRUPT',
      fields.name,
      'says its byte order in two ways that differ: BinaryDataByteOrderMSB and ElementByteOrderMSB',
      'Keep the one that is right.',
    );
  return binary ?? element ?? false;
}

/** How intensities are made of the stored numbers, where the header says so. */
function scaleOf(fields: Fields, warnings: string[]): Scale | null {
  const field = 'ElementToIntensityFunctionSlope';
  const slope = fields.number(field, 1);
  const intercept = fields.number('ElementToIntensityFunctionOffset', 0);
  if (slope === 1 && intercept === 0) return null;
  if (slope === 0)
    throw problem('FILE_CORRUPT', fields.name, `has ${field} = 0, which makes all voxels equal`);
  warnings.push(
    `${fields.name}: intensities are the stored numbers x ${slope} + ${intercept} (${field} and -Offset); ITK leaves them as stored.`,
  );
  return { slope, intercept, field };
}

function gridsOfMetaImage(fields: Fields, size: Vector3, n: number, warnings: string[]): FileGrids {
  const { name } = fields;
  const ownSize = fields.list('ElementSize', n);
  const spacing = fields.list('ElementSpacing', n) ?? ownSize ?? [];
  const [x, y, z] = [spacing[0] ?? 1, spacing[1] ?? 1, spacing[2] ?? 1];
  if (!(x > 0 && y > 0 && z > 0)) {
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has voxel spacing ${x} x ${y} x ${z} mm (ElementSpacing); each must be above zero`,
    );
  }
  if (n < 3) warnings.push(`${name} is a plane (NDims = ${n}): a thickness of 1 mm was taken across it.`);
  if (spacing.length === 0)
    warnings.push(`${name} has neither ElementSpacing nor ElementSize: voxels were taken as 1 mm.`);
  if (ownSize?.slice(0, 3).some((value, i) => value !== spacing[i]))
    warnings.push(
      `${name} has ElementSize ${ownSize.join(' ')} and ElementSpacing ${spacing.join(' ')}: ElementSpacing was taken.`,
    );
  const unit = fields.text('DistanceUnits');
  const factor = millimetresIn(unit === '?' ? '' : unit);
  if (factor === null)
    throw problem(
      'UNSUPPORTED',
      name,
      `has lengths in the unit "${unit}" (DistanceUnits)`,
      'Give lengths in mm, cm or um.',
    );
  if (factor !== 1)
    warnings.push(`${name} has lengths in ${unit} (DistanceUnits): they were converted to millimetres.`);
  const turned = fields.oneOf(['TransformMatrix', 'Rotation', 'Orientation'], n * n);
  const direction = (row: number, column: number): number =>
    row < n && column < n && turned ? turned[column * n + row]! : row === column ? 1 : 0;
  const steps = [x, y, z];
  const matrix = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => direction(row, column) * steps[column]! * factor),
  );
  const origin = fields.oneOf(['Offset', 'Position', 'Origin'], n) ?? [];
  const at = (axis: number): number => (origin[axis] ?? 0) * factor;
  const grids = gridsOfAffine(name, size, matrix, [at(0), at(1), at(2)]);
  if (
    turned &&
    steps.some((step, axis) => Math.abs(grids.gridAsWritten.spacing[axis]! / (step * factor) - 1) > 1e-3)
  )
    throw problem(
      'GEOMETRY_INVALID',
      name,
      `has a TransformMatrix that scales (${turned.join(' ')}), so that ElementSpacing is not the distance of its voxels`,
      'Write directions of length 1.',
    );
  checkOrientation(fields, grids, warnings);
  return grids;
}

/** AnatomicalOrientation repeats in letters, from where each axis runs, what TransformMatrix says. */
function checkOrientation(fields: Fields, { grid }: FileGrids, warnings: string[]): void {
  const said = fields.text('AnatomicalOrientation').toUpperCase();
  if (!/^[RLAPIS]{3}$/.test(said)) return;
  const starts = [0, 1, 2].map((axis) => {
    const column = [0, 1, 2].map((row) => grid.direction[3 * row + axis]!);
    const sizes = column.map(Math.abs);
    const row = sizes.indexOf(Math.max(sizes[0]!, sizes[1]!, sizes[2]!));
    return ['RL', 'AP', 'IS'][row]![column[row]! > 0 ? 0 : 1]!;
  });
  if (starts.join('') !== said)
    warnings.push(
      `${fields.name} says AnatomicalOrientation = ${said}, but its axes start at ${starts.join('')}: TransformMatrix was taken${fields.fields.has('TransformMatrix') ? '' : ', which is missing and stands for RAI'}.`,
    );
}
