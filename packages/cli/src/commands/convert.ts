import {
  type ImageRead,
  isRegionFile,
  readImage,
  readRegions,
  type Region,
  writeDicomSeg,
  writeRtStruct,
} from '@rachis/formats';
import { gridsMatch, RachisError, type Volume } from '@rachis/volume';
import type { Console } from '../console.ts';
import { checkFrames, chooseRegions, type RegionChoice } from '@rachis/study/one-image';
import { writerFor } from '../volume-writer.ts';

export interface ConvertOptions extends RegionChoice {
  /** Image that the regions belong to: a file or DICOM folder. */
  readonly reference?: string;
  /** For `.dcm` output: DICOM SEG (default) or RTSTRUCT. */
  readonly to?: 'seg' | 'rtstruct';
  readonly series?: string;
}

/** All regions in one label map: a region's label where it has one that no other has, else its place in the list. */
function toLabelMap(regions: readonly Region[], console: Console): Volume {
  const masks = regions.map((region) => region.mask());
  const first = masks[0]!;
  // Volumes of one mask may all have the label 1: they stay regions of their own.
  const labels = regions.flatMap(({ label }) => (label === null ? [] : [label]));
  const apart = new Set(labels).size === labels.length;
  const numbers = regions.map((region, i) => (apart ? (region.label ?? i + 1) : i + 1));
  const largest = Math.max(...numbers);
  const data = largest < 256 ? new Uint8Array(first.data.length) : new Uint16Array(first.data.length);
  let overlap = 0;
  masks.forEach((mask, r) => {
    if (!gridsMatch(mask, first)) {
      throw new RachisError(
        'GRID_MISMATCH',
        `Region ${regions[r]!.name} is on another grid than ${regions[0]!.name}.`,
        {
          remedy: 'Convert them one at a time with --region.',
        },
      );
    }
    for (let i = 0; i < data.length; i++) {
      if (mask.data[i] === 0) continue;
      if (data[i] !== 0) overlap++;
      data[i] = numbers[r]!;
    }
  });
  if (overlap > 0)
    console.note(`warning: regions overlap in ${overlap} voxels; a label map keeps the later one`);
  return {
    size: first.size,
    spacing: first.spacing,
    origin: first.origin,
    direction: first.direction,
    data,
    unit: 'arbitrary',
  };
}

async function convertRegions(
  console: Console,
  input: string,
  output: string,
  options: ConvertOptions,
): Promise<void> {
  let image: ImageRead | undefined;
  if (options.reference !== undefined) {
    image = await readImage(
      options.reference,
      options.series === undefined ? {} : { series: options.series },
    );
  }
  const read = await readRegions(input, image === undefined ? {} : { image });
  for (const warning of read.warnings) console.note(`warning: ${warning}`);
  const regions = chooseRegions(read.regions, options, input);
  if (image !== undefined) for (const region of regions) checkFrames(image, region, input);
  if (/\.dcm$/i.test(output)) {
    if (image === undefined) {
      throw new RachisError('ARGUMENT_INVALID', `${output}: DICOM regions need the image they belong to.`, {
        file: output,
        remedy: 'Name its DICOM folder with --reference.',
      });
    }
    const named = regions.map((region) => ({ name: region.name, mask: region.mask() }));
    await (options.to === 'rtstruct' ? writeRtStruct : writeDicomSeg)(output, named, image);
  } else {
    await writerFor(output)(output, toLabelMap(regions, console));
  }
  console.note(`${output}: ${regions.map(({ name }) => name).join(', ')}`);
}

/** `rachis convert INPUT OUTPUT`: an image, or regions, in another format. */
export async function convert(
  console: Console,
  input: string,
  output: string,
  options: ConvertOptions,
): Promise<void> {
  const wantsRegions =
    options.reference !== undefined || options.labels !== undefined || options.names !== undefined;
  if (wantsRegions || /\.dcm$/i.test(output) || (await isRegionFile(input))) {
    return convertRegions(console, input, output, options);
  }
  const write = writerFor(output);
  const image = await readImage(input, {
    ...(options.series === undefined ? {} : { series: options.series }),
    onProgress: (done, total) => console.progress(`reading ${input}: ${done} of ${total}`),
  });
  console.progress('');
  for (const warning of image.warnings) console.note(`warning: ${warning}`);
  await write(output, image.volume);
}
