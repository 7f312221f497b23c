import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aggregations, type Aggregation, type FeatureMap, featureMaps } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  chooseRegions,
  forSubject,
  loadSettings,
  maskOnImage,
  type RegionChoice,
} from '@rachis/study/one-image';
import { writerFor } from '../volume-writer.ts';

export interface MapOptions extends RegionChoice {
  readonly feature: readonly string[];
  readonly output: string;
  /** mm. */
  readonly radius?: number;
  readonly radiusVoxels?: number;
  readonly shape: 'sphere' | 'box';
  readonly aggregation?: string;
  /** Neighbourhoods see beyond the region. */
  readonly unmasked?: boolean;
  readonly outside?: number;
  readonly settings?: string;
  readonly align?: 'mask';
  readonly series?: string;
}

/** One radius, in mm or in voxels. */
function neighbourhoodOf({ radius, radiusVoxels, shape }: MapOptions) {
  if ((radius === undefined) === (radiusVoxels === undefined)) {
    throw new RachisError('ARGUMENT_INVALID', 'A map needs one radius: --radius MM or --radius-voxels N.');
  }
  return radius === undefined
    ? ({ shape, radius: radiusVoxels!, unit: 'voxel' } as const)
    : ({ shape, radius, unit: 'mm' } as const);
}

function aggregationOf(name: string | undefined): { aggregation?: Aggregation } {
  if (name === undefined) return {};
  const found = aggregations.find((known) => known === name);
  if (found !== undefined) return { aggregation: found };
  throw new RachisError('ARGUMENT_INVALID', `There is no aggregation "${name}": ${aggregations.join(', ')}.`);
}

/** Where each map goes: the file itself, or the file with the feature's column in place of `{feature}`. */
function pathOf(output: string, column: string, several: boolean): string {
  if (output.includes('{feature}')) return output.replaceAll('{feature}', column);
  if (!several) return output;
  throw new RachisError('ARGUMENT_INVALID', `Several maps cannot be written to one file, ${output}.`, {
    file: output,
    remedy: 'Put {feature} into its name: maps/{feature}.nii.gz.',
  });
}

/** `rachis map IMAGE MASK --feature ID --radius MM --output FILE`: features over a moving neighbourhood, as images. */
export async function map(
  console: Console,
  imagePath: string,
  maskPath: string,
  options: MapOptions,
): Promise<number> {
  const write = writerFor(options.output);
  const settings = await loadSettings(options.settings);
  const neighbourhood = neighbourhoodOf(options);
  const image = await readImage(imagePath, {
    ...(options.series === undefined ? {} : { series: options.series }),
    onProgress: (done, total) => console.progress(`reading ${imagePath}: ${done} of ${total}`),
  });
  return forSubject(image.patient, async () => {
    const read = await readRegions(maskPath, { image });
    const regions = chooseRegions(read.regions, options, maskPath);
    if (regions.length > 1) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${maskPath} has ${regions.length} regions that are meant (${regions.map(({ name }) => name).join(', ')}); a map is of one.`,
        { file: maskPath, remedy: 'Choose one with --label or --region.' },
      );
    }
    for (const warning of [...image.warnings, ...read.warnings]) console.note(`warning: ${warning}`);
    const mask = maskOnImage(image, regions[0]!, maskPath, options.align === 'mask');
    const maps = featureMaps(
      image.volume,
      mask,
      {
        features: options.feature,
        neighbourhood,
        masked: options.unmasked !== true,
        ...(options.outside === undefined ? {} : { outside: options.outside }),
        ...aggregationOf(options.aggregation),
        onProgress: (share, what) => console.progress(`${what}: ${Math.floor(100 * share)}%`),
      },
      settings,
    );
    console.progress('');
    const paths = maps.map(({ column }) => pathOf(options.output, column, maps.length > 1));
    for (const [i, path] of paths.entries()) {
      if (path !== options.output) await mkdir(dirname(join(path)), { recursive: true });
      await write(path, maps[i]!.toVolume());
      describe(console, path, maps[i]!);
    }
    return exitCodes.ok;
  });
}

function describe(console: Console, path: string, { column, voxels, undefinedVoxels }: FeatureMap): void {
  const missing = undefinedVoxels === 0 ? '' : `, ${undefinedVoxels} of them undefined`;
  console.note(`${path}: ${column}, ${voxels} voxels${missing}`);
}
