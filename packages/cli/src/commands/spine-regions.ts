import {
  encodeLabelNames,
  encodeNiftiGz,
  type ImageRead,
  labelNamesPath,
  writeDicomSeg,
  writeTogether,
} from '@rachis/formats';
import { regionKindsFromText, type SpineRegion, spineRegions } from '@rachis/spine';
import { forSubject } from '@rachis/study/one-image';
import { type Grid, gridOf, indexToPatient, type Mask, patientToIndex, RachisError } from '@rachis/volume';
import { type Console, readingOf } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readLabelled, readSpineImage, type SpineFiles, turnedImage } from '@rachis/study/spine';

export interface SpineRegionsOptions extends SpineFiles {
  readonly output: string;
  readonly regions: string;
  readonly margin: number;
  readonly subject?: string;
}

/** Calls `visit` with the place, in the data of the whole scan, of every voxel of a region. */
function visitVoxels(scan: Grid, mask: Mask, visit: (at: number) => void): void {
  const [ox, oy, oz] = patientToIndex(scan, indexToPatient(mask, [0, 0, 0])).map(Math.round) as [
    number,
    number,
    number,
  ];
  const [nx, ny, nz] = mask.size;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        if (mask.data[i] !== 0) visit(ox + x + scan.size[0] * (oy + y + scan.size[1] * (oz + z)));
}

/** All regions in one label map; regions that overlap are refused, as one would lose voxels to another. */
function labelMapOf(scan: Grid, regions: readonly SpineRegion[], output: string): Uint16Array {
  const data = new Uint16Array(scan.size[0] * scan.size[1] * scan.size[2]);
  const names = new Map(regions.map(({ number, name }) => [number, name]));
  for (const { mask, name, number } of regions)
    visitVoxels(scan, mask, (at) => {
      if (data[at] !== 0)
        throw new RachisError(
          'ARGUMENT_INVALID',
          `${name} overlaps ${names.get(data[at]!)}, which a label map cannot hold.`,
          {
            file: output,
            remedy:
              'Write them in runs of their own, or as DICOM SEG (.dcm), which holds regions that overlap.',
          },
        );
      data[at] = number;
    });
  return data;
}

/** On the grid that the image's file states, so that `extract` finds image and regions on one grid. */
async function write(
  image: ImageRead,
  own: Grid,
  scan: Grid,
  regions: readonly SpineRegion[],
  options: SpineRegionsOptions,
): Promise<void> {
  const { output, margin } = options;
  if (/\.dcm$/i.test(output)) {
    const masks = regions.map(({ name, mask }) => {
      const data = new Uint8Array(scan.size[0] * scan.size[1] * scan.size[2]);
      visitVoxels(scan, mask, (at) => {
        data[at] = 1;
      });
      return { name, mask: { ...own, data } };
    });
    await writeDicomSeg(output, masks, image);
    return;
  }
  const data = labelMapOf(scan, regions, output);
  const names = new Map(regions.map(({ number, name }) => [number, name]));
  await writeTogether([
    { path: output, parts: [encodeNiftiGz({ ...own, data, unit: 'arbitrary' })] },
    { path: labelNamesPath(output), parts: [encodeLabelNames(names, { margin_mm: margin })] },
  ]);
}

/** `rachis spine regions IMAGE LABELS --regions KINDS --output FILE`: regions of a labelled spine, for `extract`. */
export async function spineRegionFiles(
  console: Console,
  imagePath: string,
  labelsPath: string,
  options: SpineRegionsOptions,
): Promise<number> {
  const kinds = regionKindsFromText(options.regions);
  if (!/\.(nii\.gz|dcm)$/i.test(options.output))
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${options.output}: the ending must be .nii.gz (label map with a .json of names) or .dcm (DICOM SEG).`,
      { file: options.output },
    );
  const { orientation, ...asStated } = options;
  const image = await readSpineImage(imagePath, asStated, readingOf(console, imagePath));
  const subject = options.subject ?? image.patient;
  return forSubject(subject, async () => {
    const turned = turnedImage(image, orientation);
    const { scheme, notes, ...labelled } = await readLabelled(turned, labelsPath, options);
    const { regions, missing } = spineRegions({ ...labelled, posture: 'supine' }, kinds, options.margin);
    console.progress('');
    for (const warning of [...image.warnings, ...notes]) console.note(`warning: ${warning}`);
    for (const one of missing) console.note(`warning: ${one}`);
    if (regions.length === 0)
      throw new RachisError(
        'REGION_NOT_FOUND',
        `${labelsPath} has nothing to divide into ${options.regions} by the scheme ${scheme}.`,
        { file: labelsPath, remedy: 'Check --regions, and say what the labels mean with --scheme.' },
      );
    await write(image, gridOf(image.volume), labelled.scan, regions, options);
    console.note(
      `${options.output}: ${regions.length} regions, ${regions[0]!.name} to ${regions.at(-1)!.name}.`,
    );
    return exitCodes.ok;
  });
}
