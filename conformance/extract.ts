import { columns, extractFeatures, processingDiagnostics, resolveSettings } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import type { Mask, Volume } from '@rachis/volume';

/** An image with one of its regions. */
export interface Subject {
  readonly volume: Volume;
  readonly mask: Mask;
}

/** Which region of a file: by name, or by its number in a label map. */
export type RegionChoice = { readonly name: string } | { readonly label: number };

const describe = (choice: RegionChoice): string =>
  'name' in choice ? `named ${choice.name}` : `with label ${choice.label}`;

/** Reads an image and one region of a region file. */
export async function readSubject(
  imagePath: string,
  maskPath: string,
  choice: RegionChoice,
): Promise<Subject> {
  const image = await readImage(imagePath);
  const { regions } = await readRegions(maskPath, { image });
  const region = regions.find((candidate) =>
    'name' in choice ? candidate.name === choice.name : candidate.label === choice.label,
  );
  if (region === undefined) {
    throw new Error(
      `${maskPath} has no region ${describe(choice)}: ${regions.map(({ name }) => name).join(', ')}`,
    );
  }
  return { volume: image.volume, mask: region.mask() };
}

/** Extracts features as a user would, and gives them by their full IBSI tag. */
export function featuresByTag(subject: Subject, settings: unknown): Map<string, number> {
  const resolved = resolveSettings(settings);
  const { values } = extractFeatures(subject.volume, subject.mask, resolved);
  const byTag = new Map<string, number>();
  for (const { column, ibsiTag } of columns(resolved)) {
    const value = values.get(column);
    if (value !== undefined) byTag.set(ibsiTag, value);
  }
  for (const { ibsiTag, value } of processingDiagnostics(subject.volume, subject.mask, resolved)) {
    byTag.set(ibsiTag, value);
  }
  return byTag;
}
