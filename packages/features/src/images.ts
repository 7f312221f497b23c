import { planFilters } from './filters/plans.ts';
import type { ExtractionSettings } from './settings.ts';

/** Id of the image itself among its filtered ones. */
export const originalImage = 'original';

/** Ids of the images whose features the settings ask for, in the order of their columns. */
export function imagesOf(settings: ExtractionSettings): string[] {
  const filtered = planFilters(settings.filters, settings.slicewise).flatMap(({ images }) => images);
  return settings.filteredImages.original ? [originalImage, ...filtered] : filtered;
}

/** What the columns of an image begin with: nothing for the image itself. */
export function columnPrefix(image: string): string {
  return image === originalImage ? '' : `${image}_`;
}

/**
 * The images of `imagesOf(settings)` in groups that threads can share out: large groups first, so that the small ones
 * fill what time is left.
 */
export function imageGroups(settings: ExtractionSettings): (readonly string[])[] {
  const filtered = planFilters(settings.filters, settings.slicewise).flatMap(({ groups }) => groups);
  const groups = settings.filteredImages.original ? [[originalImage], ...filtered] : filtered;
  return groups.sort((a, b) => b.length - a.length);
}
