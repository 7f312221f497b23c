import {
  describeGrid,
  gridsMatch,
  type Box,
  checkDataLength,
  checkGrid,
  type Mask,
  RachisError,
  type Volume,
} from '@rachis/volume';
import { sliceAxisOf } from '../acquired-slices.ts';
import { createLevelGrid } from '../kernels/level-grid.ts';
import { withKernels } from '../kernels/webassembly.ts';
import { binRegion } from './bins.ts';
import { featureClasses } from './classes.ts';
import { imageColumns, maskColumns, type RadiomicsColumn } from './diagnostics.ts';
import type { ClassInput } from './feature-class.ts';
import { type RadiomicsImage, type RadiomicsMask, toRadiomicsImage } from './image.ts';
import { imagesOfType } from './image-types.ts';
import type { ClassSettings, PyradiomicsParameters } from './parameters.ts';
import { checkRegion, correctMask, crop, normalise, resample, resegment } from './region-steps.ts';

export interface PyradiomicsOptions {
  /** SHA-1 of bytes, in hexadecimal, for the columns that identify image and mask; without it they are empty. */
  readonly sha1?: (bytes: Uint8Array) => string;
  /** What stands in the columns of software versions. */
  readonly version?: string;
  /** Hears of each image before its features are computed. */
  readonly onImage?: (name: string) => void;
}

/** Columns and values in the order of PyRadiomics. */
export interface PyradiomicsResult {
  readonly columns: readonly RadiomicsColumn[];
  /** Columns that are not a number, and why. */
  readonly notes: readonly string[];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function classInput(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  settings: ClassSettings,
  name: string,
): ClassInput {
  const { data } = image;
  for (let i = 0; i < data.length; i++) {
    if (mask.data[i] === 0 || Number.isFinite(data[i]!)) continue;
    throw new RachisError(
      'INTENSITY_INVALID',
      `The image ${name} has a voxel of ${data[i]} inside the region.`,
      {
        remedy: 'Replace voxels that are not numbers, or choose other image types.',
      },
    );
  }
  const binned = once(() => {
    try {
      return binRegion(data, mask.data, image.kind, settings);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RachisError(
        'SETTINGS_INVALID',
        `The image ${name} would have ${error.message} of width ${settings.binWidth}; at most 65535 can be used.`,
        { remedy: 'Use a larger binWidth, or binCount.' },
      );
    }
  });
  return {
    image,
    mask,
    settings,
    binned,
    grid: once(() => {
      const { bins, levels, largest } = binned();
      const row = new Uint16Array(largest + 1);
      levels.forEach((level, i) => {
        row[level] = i + 1;
      });
      const frame = Math.max(1, ...settings.distances);
      return createLevelGrid(
        bins.map((bin) => row[bin]!),
        image.size,
        levels.length,
        frame,
      );
    }),
  };
}

/** Values of the features of a class that are asked for. */
function classColumns(
  prefix: string,
  name: string,
  features: readonly string[],
  input: ClassInput,
): RadiomicsColumn[] {
  const values = featureClasses[name]!.compute(input);
  // What PyRadiomics refuses to compute (deprecated features that equal another) has no column there either.
  return features.flatMap((feature) =>
    values.has(feature) ? [[`${prefix}_${name}_${feature}`, values.get(feature)!] as const] : [],
  );
}

/**
 * The features that PyRadiomics gives for an image, a region and a parameter file (docs/pyradiomics.md): the same
 * columns in the same order with the same numbers.
 *
 * `mask` is the region of the label asked for; it must be on the image's grid unless `correctMask` is set or the image is
 * resampled. Errors: `GRID_MISMATCH`, `REGION_EMPTY`, `REGION_OUTSIDE_IMAGE`, `INTENSITY_INVALID`, `SETTINGS_INVALID`.
 */
export function extractPyradiomics(
  image: Volume,
  mask: Mask,
  parameters: PyradiomicsParameters,
  options: PyradiomicsOptions = {},
): PyradiomicsResult {
  checkGrid(image);
  checkGrid(mask, 'The mask');
  checkDataLength(image, image.data);
  checkDataLength(mask, mask.data, 'The mask');
  const { setting } = parameters;
  const columns: RadiomicsColumn[] = setting.additionalInfo ? softwareColumns(parameters, options) : [];
  const diagnose = (make: () => RadiomicsColumn[]) => {
    if (setting.additionalInfo) columns.push(...make());
  };
  const { label } = setting;
  const sha1 = options.sha1;
  let current = toRadiomicsImage(image);
  let region: RadiomicsMask = { ...mask, data: mask.data.map((value) => (value === 0 ? 0 : 1)) };
  diagnose(() => imageColumns(current, 'original', sha1 ? sha1(bytesOf(image.data)) : null));
  diagnose(() =>
    maskColumns(
      null,
      region,
      'original',
      sha1 ? sha1(bytesOf(Uint32Array.from(region.data, (inside) => inside * label))) : null,
    ),
  );
  if (setting.normalize) current = normalise(current, setting);
  const { interpolator, resampledPixelSpacing } = setting;
  if (interpolator !== null && resampledPixelSpacing !== null) {
    ({ image: current, mask: region } = resample(
      current,
      region,
      resampledPixelSpacing,
      interpolator,
      setting,
    ));
    diagnose(() => imageColumns(current, 'interpolated', null));
    diagnose(() => maskColumns(current, region, 'interpolated', null));
  } else if (setting.preCrop) {
    region = onImage(current, region, setting);
    ({ image: current, mask: region } = crop(
      current,
      region,
      checkRegion(region, setting),
      setting.padDistance,
    ));
  }
  if (!gridsMatch(current, region)) {
    region = onImage(current, region, setting);
    diagnose(() => maskColumns(current, region, 'corrected', null));
  }
  let box = checkRegion(region, setting);
  let resegmented: RadiomicsMask | null = null;
  if (setting.resegmentRange !== null) {
    const kept = resegment(current, region, setting.resegmentRange, setting.resegmentMode);
    resegmented = kept;
    box = checkRegion(kept, setting);
    diagnose(() => maskColumns(current, kept, 'resegmented', null));
  }
  const shapeMask = setting.resegmentShape && resegmented !== null ? resegmented : region;
  columns.push(...shapeColumns(current, shapeMask, box, parameters));
  const textures = textureColumns(current, resegmented ?? region, box, parameters, options);
  columns.push(...textures.columns);
  const undefinedNotes = columns.flatMap(([name, value]) =>
    typeof value === 'number' && Number.isNaN(value) ? [`${name} is undefined for this region`] : [],
  );
  return {
    columns,
    notes: [...sliceNotes(current, box, parameters), ...flatNotes(textures.flat, setting), ...undefinedNotes],
  };
}

/** What is not as the words "2D" and "shape2D" promise. */
function sliceNotes(image: RadiomicsImage, box: Box, { setting, written }: PyradiomicsParameters): string[] {
  const { force2D, force2Ddimension } = setting;
  const { axis } = sliceAxisOf(image);
  const notes: string[] = [];
  if (force2D && axis !== 2 && axis !== 2 - force2Ddimension) {
    notes.push(
      `2D features are of planes across ${'xyz'[2 - force2Ddimension]} (force2Ddimension: ${force2Ddimension}), as PyRadiomics makes them; the slices of this image lie along ${'xyz'[axis]} (voxels of ${image.spacing.join(' x ')} mm), so force2Ddimension: ${2 - axis} has them as acquired`,
    );
  }
  // A file without classes asks for all, and not for this one by name.
  if (Object.hasOwn(written.featureClass, 'shape2D') && !hasShape2D(box, setting)) {
    notes.push(
      force2D
        ? `shape2D is left out, as PyRadiomics does: the region has one voxel along ${'xyz'[force2Ddimension]}`
        : 'shape2D is left out, as PyRadiomics does: it needs force2D: true and a region of one slice',
    );
  }
  return notes;
}

/** Images whose region falls into one bin. */
function flatNotes(images: readonly string[], { binWidth, binCount }: ClassSettings): string[] {
  if (images.length === 0) return [];
  const names =
    images.length > 4 ? `${images.slice(0, 4).join(', ')} and ${images.length - 4} more` : images.join(', ');
  const bins = binCount === null ? `binWidth ${binWidth}` : `binCount ${binCount}`;
  return [
    `all of the region falls into one grey level with ${bins} (${names}): histogram and texture features say nothing; choose a binWidth that the intensities reach, or normalize`,
  ];
}

/**
 * Whether shape2D is computed. PyRadiomics counts axes from z when it cuts out a plane, and from x when it asks whether the
 * region has more than one voxel; a region of several slices then ends the case.
 */
function hasShape2D(box: Box, { force2D, force2Ddimension }: ClassSettings): boolean {
  if (!force2D || box.size[force2Ddimension]! <= 1) return false;
  const slices = box.size[2 - force2Ddimension]!;
  if (slices === 1) return true;
  throw new RachisError(
    'SETTINGS_INVALID',
    `shape2D is of a region of one slice across force2Ddimension ${force2Ddimension}; this one has ${slices}, and PyRadiomics ends the case.`,
    { remedy: 'List the classes under featureClass without shape2D, or extract without force2D.' },
  );
}

const bytesOf = (data: Volume['data']) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The region on the image's grid: as it is, or resampled where `correctMask` allows it. */
function onImage(image: RadiomicsImage, mask: RadiomicsMask, setting: ClassSettings): RadiomicsMask {
  if (gridsMatch(image, mask)) return mask;
  if (setting.correctMask) return correctMask(image, mask);
  throw new RachisError(
    'GRID_MISMATCH',
    `The mask is on another grid than the image.\n  image: ${describeGrid(image)}\n  mask:  ${describeGrid(mask)}`,
    { remedy: 'Set correctMask: true in the parameter file, or resample the mask first.' },
  );
}

function softwareColumns(
  { setting, written }: PyradiomicsParameters,
  { version }: PyradiomicsOptions,
): RadiomicsColumn[] {
  const software = version === undefined ? 'rachis' : `rachis ${version}`;
  return [
    ['diagnostics_Versions_PyRadiomics', software],
    ['diagnostics_Versions_Numpy', ''],
    ['diagnostics_Versions_SimpleITK', ''],
    ['diagnostics_Versions_PyWavelet', ''],
    ['diagnostics_Versions_Python', ''],
    ['diagnostics_Configuration_Settings', JSON.stringify(setting)],
    ['diagnostics_Configuration_EnabledImageTypes', JSON.stringify(written.imageType)],
  ];
}

function shapeColumns(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  box: Box,
  { setting, featureClasses: asked }: PyradiomicsParameters,
): RadiomicsColumn[] {
  return asked.flatMap(({ name, features }) => {
    if (!name.startsWith('shape')) return [];
    if (name === 'shape2D' && !hasShape2D(box, setting)) return [];
    const cut = crop(image, mask, box);
    return classColumns('original', name, features, classInput(cut.image, cut.mask, setting, 'original'));
  });
}

function textureColumns(
  image: RadiomicsImage,
  mask: RadiomicsMask,
  box: Box,
  { imageTypes, featureClasses: asked }: PyradiomicsParameters,
  { onImage: hear }: PyradiomicsOptions,
): { readonly columns: RadiomicsColumn[]; readonly flat: string[] } {
  const columns: RadiomicsColumn[] = [];
  const flat: string[] = [];
  const looksAtLevels = asked.some(({ name }) => name !== 'firstorder' && !name.startsWith('shape'));
  for (const { name: type, setting } of imageTypes) {
    for (const typed of imagesOfType(type, image, mask, setting)) {
      hear?.(typed.name);
      const cut = crop(typed.image, mask, box);
      withKernels(() => {
        const input = classInput(cut.image, cut.mask, setting, typed.name);
        if (looksAtLevels && input.binned().levels.length === 1) flat.push(typed.name);
        for (const { name, features } of asked) {
          if (!name.startsWith('shape')) columns.push(...classColumns(typed.name, name, features, input));
        }
      });
    }
  }
  return { columns, flat };
}
