import { type VoxelArray, voxelCount } from '@rachis/volume';
import type { FileGrids } from './affine.ts';
import type { Inflaters } from './bytes.ts';
import { numbersOfField, problem, wordsOfField } from './header-fields.ts';
import { gridsOfNrrd } from './nrrd-geometry.ts';
import type { Layers } from './layers.ts';
import type { NrrdHeader } from './nrrd-header.ts';
import { type DataPart, type VoxelLayout, voxelsOfParts } from './voxel-layout.ts';
import { bytesOf, type VoxelType } from './voxel-type.ts';

export { type NrrdHeader, parseNrrdHeader } from './nrrd-header.ts';

/** What an NRRD file holds, on a grid in LPS and millimetres. */
export interface NrrdImage extends FileGrids {
  /** The voxels of all layers. */
  readonly data: VoxelArray;
  readonly layers: Layers;
  readonly description: string;
  readonly labelNames: ReadonlyMap<number, string>;
  /** The same of several layers: names of labels by layer, counted from 0. */
  readonly layerNames: ReadonlyMap<number, ReadonlyMap<number, string>>;
  readonly warnings: string[];
}

/** Names of types in the NRRD format definition, section 5. */
const types = new Map<string, VoxelType>(
  (
    [
      ['int8', 'signed char|int8|int8_t'],
      ['uint8', 'uchar|unsigned char|uint8|uint8_t'],
      ['int16', 'short|short int|signed short|signed short int|int16|int16_t'],
      ['uint16', 'ushort|unsigned short|unsigned short int|uint16|uint16_t'],
      ['int32', 'int|signed int|int32|int32_t'],
      ['uint32', 'uint|unsigned int|uint32|uint32_t'],
      ['int64', 'longlong|long long|long long int|signed long long|signed long long int|int64|int64_t'],
      ['uint64', 'ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t'],
      ['float32', 'float'],
      ['float64', 'double'],
    ] as const
  ).flatMap(([type, names]) => names.split('|').map((name) => [name, type] as const)),
);

const encodings = new Map<string, VoxelLayout['encoding']>([
  ['raw', 'raw'],
  ['txt', 'text'],
  ['text', 'text'],
  ['ascii', 'text'],
  ['hex', 'hex'],
  ['gz', 'deflate'],
  ['gzip', 'deflate'],
]);

/**
 * Reads an NRRD file of which the header and data bytes are at hand: those after the header, or those of each data file of
 * a detached header. Encodings raw, gzip, text and hex; the space becomes LPS here.
 * Source: teem.sourceforge.net/nrrd/format.html.
 */
export function parseNrrd(
  name: string,
  header: NrrdHeader,
  data: Uint8Array | readonly Uint8Array[],
  inflaters: Inflaters,
  layered = false,
): NrrdImage {
  const warnings: string[] = [];
  const field = (key: string): string => header.fields.get(key) ?? '';
  const size = numbersOfField(name, 'sizes', field('sizes'));
  const dimension = Number(field('dimension') || Number.NaN);
  if (size.length !== dimension)
    throw problem('FILE_CORRUPT', name, `has ${size.length} sizes for dimension "${field('dimension')}"`);
  checkFields(name, header, size, warnings);
  const grids = gridsOfNrrd(name, header.fields, size, warnings, layered);
  const layout = layoutOf(name, field, voxelCount(grids.grid) * grids.layers.count);
  const given = data instanceof Uint8Array ? [data] : data;
  const parts = given.map((bytes, i): DataPart => ({ name: header.dataFiles[i] ?? name, bytes }));
  return {
    ...grids,
    data: voxelsOfParts(name, parts, layout, inflaters, warnings),
    description: field('content'),
    labelNames: slicerNames(header.keys, 0),
    layerNames: new Map(
      Array.from({ length: grids.layers.count }, (_, layer) => [layer, slicerNames(header.keys, layer)]),
    ),
    warnings,
  };
}

function layoutOf(name: string, field: (key: string) => string, count: number): VoxelLayout {
  const type = types.get(field('type').toLowerCase());
  if (!type)
    throw problem(
      'UNSUPPORTED',
      name,
      `has voxels of type "${field('type')}"`,
      'Convert it to an integer or floating-point type.',
    );
  const encoding = encodings.get(field('encoding').toLowerCase());
  if (!encoding)
    throw problem(
      'UNSUPPORTED',
      name,
      `is stored in the encoding "${field('encoding')}"`,
      'Save it again with raw or gzip encoding.',
    );
  const endian = field('endian').toLowerCase();
  const needsEndian = bytesOf[type] > 1 && encoding !== 'text';
  if (!['little', 'big', ...(needsEndian ? [] : [''])].includes(endian))
    throw problem(
      'FILE_CORRUPT',
      name,
      endian === ''
        ? `does not say the byte order of its voxels (endian), which have ${bytesOf[type]} bytes each`
        : `has endian "${field('endian')}", where little or big was expected`,
      'Add "endian: little" or "endian: big" to the header, whichever is true.',
    );
  const skip = (key: string): number => {
    const value = Number(field(key) || 0);
    if (
      Number.isInteger(value) &&
      (value >= 0 || (key === 'byte skip' && encoding !== 'text' && encoding !== 'hex'))
    )
      return value;
    throw problem('UNSUPPORTED', name, `has ${key} "${field(key)}" with ${encoding} voxels`);
  };
  return {
    ...{ type, count, encoding, littleEndian: endian !== 'big' },
    lineSkip: skip('line skip'),
    byteSkip: skip('byte skip'),
  };
}

/** Fields that say again what others say, or what would change the voxels and is not done here. */
function checkFields(
  name: string,
  { fields }: NrrdHeader,
  size: readonly number[],
  warnings: string[],
): void {
  const number = fields.get('number');
  const product = size.reduce((a, b) => a * b, 1);
  if (number !== undefined && Number(number) !== product)
    throw problem('FILE_CORRUPT', name, `has number ${number}, but its sizes make ${product} samples`);
  if (fields.has('block size') || fields.get('type')?.toLowerCase() === 'block')
    throw problem(
      'UNSUPPORTED',
      name,
      'has voxels of type "block" (block size), whose bytes mean what another program knows',
      'Convert it to an integer or floating-point type.',
    );
  for (const key of ['axis mins', 'axis maxs']) {
    const values = numbersOfField(name, key, fields.get(key) ?? '');
    if (values.some((value) => !Number.isNaN(value)))
      throw problem(
        'UNSUPPORTED',
        name,
        `says its place by ${key}, which are not read here`,
        'Save it with space, space directions and space origin.',
      );
  }
  const old = ['old min', 'old max'].filter((key) => fields.has(key));
  if (old.length > 0)
    warnings.push(
      `${name} was quantised from other values (${old.map((key) => `${key} ${fields.get(key)}`).join(', ')}): the stored numbers were taken, not those before.`,
    );
  for (const key of ['sizes', 'spacings', 'thicknesses', 'kinds']) {
    const words = wordsOfField(fields.get(key) ?? '');
    if (words.length > 0 && words.length !== size.length)
      throw problem('FILE_CORRUPT', name, `has ${words.length} ${key} for ${size.length} dimensions`);
  }
}

/** 3D Slicer's segmentation files name each label: Segment0_Name, Segment0_LabelValue, and Segment0_Layer where there are several. */
function slicerNames(keys: ReadonlyMap<string, string>, layer: number): Map<number, string> {
  const names = new Map<number, string>();
  for (const [key, value] of keys) {
    const segment = /^Segment(\d+)_LabelValue$/.exec(key);
    const name = segment && keys.get(`Segment${segment[1]}_Name`);
    if (name && Number(keys.get(`Segment${segment[1]}_Layer`) ?? 0) === layer) names.set(Number(value), name);
  }
  return names;
}
