import { type ImageRead, orderNote, readImage, readLabelMap, readRegions } from '@rachis/formats';
import {
  cropLabels,
  cropOfMask,
  type LabelCrop,
  readLabels,
  type ReadLabels,
  schemeFromText,
  type SpineInput,
  type Structure,
  withOrientation,
} from '@rachis/spine';
import { checkFrames } from '../mask-on-image.ts';
import { describeGrid, type Grid, gridsMatch, inOrderOf, RachisError, type Volume } from '@rachis/volume';

/** Where image and labels of a spine are. */
export interface SpineFiles {
  readonly scheme?: string;
  /** Further label maps of the same scan, with the schemes of those that need one. */
  readonly also: readonly string[];
  readonly alsoScheme: readonly string[];
  readonly orientation?: string;
  readonly series?: string;
}

/** Labels of all files together, by the numbers that the crops have. */
export type Labelled = Pick<SpineInput, 'crops' | 'structures' | 'scan'> & {
  readonly scheme: string;
  /** What is to be said of the files. */
  readonly notes: readonly string[];
};

/** Labels of one file after another are kept apart by this. */
const apart = 1_000_000;

/** What the labels are: by the user's list, by a named scheme, or by what the file tells. */
function structuresOf(
  labels: readonly { readonly label: number; readonly name?: string }[],
  path: string,
  scheme: string | undefined,
): ReadLabels {
  if (scheme?.includes('=')) return { scheme, structures: schemeFromText(scheme) };
  return readLabels(labels, path, scheme);
}

const turned = <T extends Grid>(grid: T, orientation: string | undefined): T =>
  orientation === undefined ? grid : withOrientation(grid, orientation);

/** Labels cut out of a label map in one sweep, or region by region out of a SEG or RTSTRUCT. */
async function readOne(
  image: SpineImage,
  path: string,
  scheme: string | undefined,
  orientation: string | undefined,
): Promise<Labelled> {
  const read = await readRegions(path, { image: image.asStated });
  for (const region of read.regions) checkFrames(image, region, path);
  const names = read.regions.map(({ label, name }, i) => ({
    label: label ?? i + 1,
    ...(name === `label ${label}` ? {} : { name }),
  }));
  const found = structuresOf(names, path, scheme);
  if (read.kind === 'label-map') {
    const { volume: labels, notes } = onImageGrid(image, turned(await readLabelMap(path), orientation), path);
    return {
      crops: cropLabels(labels),
      structures: found.structures,
      scan: labels,
      scheme: found.scheme,
      notes,
    };
  }
  const crops = read.regions.flatMap(
    (region, i) => cropOfMask(names[i]!.label, turned(region.mask(), orientation)) ?? [],
  );
  const scan = turned(read.regions[0]!.grid, orientation);
  if (!gridsMatch(image.volume, scan)) refuseOtherGrid(image, scan, path);
  return { crops, structures: found.structures, scan, scheme: found.scheme, notes: read.warnings };
}

/** A volume on the image's grid, its voxels in the image's order; `GRID_MISMATCH` where its grid is another one. */
function onImageGrid(
  image: ImageRead,
  volume: Volume,
  path: string,
): { readonly volume: Volume; readonly notes: readonly string[] } {
  if (gridsMatch(image.volume, volume)) return { volume, notes: [] };
  const moved = inOrderOf(volume, image.volume);
  if (moved !== null) return { volume: moved, notes: [orderNote(path, volume, image.volume)] };
  return refuseOtherGrid(image, volume, path);
}

/** `GRID_MISMATCH` where a file is on another grid than the image. */
function refuseOtherGrid(image: ImageRead, grid: Grid, path: string): never {
  throw new RachisError(
    'GRID_MISMATCH',
    `${path} is on another grid than the image ${image.source}.\n  image:  ${describeGrid(image.volume)}\n  labels: ${describeGrid(grid)}`,
    {
      file: path,
      remedy: 'Check that both are of the same patient and scan, or resample the labels onto the image.',
    },
  );
}

/** An image, and what its file says of it where the user says otherwise. */
export interface SpineImage extends ImageRead {
  readonly asStated: ImageRead;
}

/** An image whose axes point where the user says. */
export const turnedImage = (image: ImageRead, orientation: string | undefined): SpineImage => ({
  ...image,
  volume: turned(image.volume, orientation),
  asStated: image,
});

/** The image, as its axes point or as the user says that they do. */
export async function readSpineImage(
  path: string,
  { series, orientation }: Pick<SpineFiles, 'series' | 'orientation'>,
  onProgress?: (done: number, total: number) => void,
): Promise<SpineImage> {
  const read = await readImage(path, {
    ...(series === undefined ? {} : { series }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return turnedImage(read, orientation);
}

/** Another image on the image's grid: fat or water of Dixon's method. */
export async function readBeside(
  image: ImageRead,
  path: string,
  orientation: string | undefined,
  notes: string[],
): Promise<Volume> {
  const { volume } = await readImage(path);
  const placed = onImageGrid(image, turned(volume, orientation), path);
  notes.push(...placed.notes);
  return placed.volume;
}

/** Kinds of which a person has each by name once, and whose parts do not come in labels of their own. */
const single: ReadonlySet<string> = new Set(['muscle', 'disc', 'femur']);

/** `ARGUMENT_INVALID` where two labels stand for one muscle, disc or femur: which of them to measure is not known. */
function refuseTwice(
  { crops, structures }: Pick<Labelled, 'crops' | 'structures'>,
  paths: readonly string[],
): void {
  const seen = new Map<string, number>();
  const said = (label: number) => `label ${label % apart} of ${paths[Math.floor(label / apart)]}`;
  for (const { label } of crops) {
    const structure = structures.get(label);
    if (structure === undefined || !single.has(structure.kind)) continue;
    const before = seen.get(structure.name);
    seen.set(structure.name, label);
    if (before === undefined) continue;
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${structure.name} is there twice: ${said(before)}, and ${said(label)}.`,
      { file: paths[Math.floor(label / apart)]!, remedy: 'Leave one out, or correct what its labels mean.' },
    );
  }
}

/** Labels of the file of vertebrae and of those beside it, on the image's grid. */
export async function readLabelled(
  image: SpineImage,
  path: string,
  { scheme, also, alsoScheme, orientation }: SpineFiles,
): Promise<Labelled> {
  if (alsoScheme.length > also.length)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `There are ${alsoScheme.length} schemes for ${also.length} further label maps.`,
      { remedy: 'Give --also-scheme once for each --also, in the same order.' },
    );
  const first = await readOne(image, path, scheme, orientation);
  const crops: LabelCrop[] = [...first.crops];
  const notes = [...first.notes];
  const structures = new Map<number, Structure>(first.structures);
  for (const [i, other] of also.entries()) {
    const more = await readOne(image, other, alsoScheme[i], orientation);
    notes.push(...more.notes);
    const shift = (i + 1) * apart;
    crops.push(...more.crops.map((crop) => ({ ...crop, label: crop.label + shift })));
    for (const [label, structure] of more.structures) structures.set(label + shift, structure);
  }
  refuseTwice({ crops, structures }, [path, ...also]);
  return { crops, structures, scan: first.scan, scheme: first.scheme, notes };
}
