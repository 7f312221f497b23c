import { type Box, checkDataLength, checkGrid, cropData, gridOf, type Volume } from '@rachis/volume';
import { type ImageSource, voxelsOf } from './filters/image-source.ts';
import { checkReach, planFilters } from './filters/plans.ts';
import { resolveSettings } from './settings.ts';

/** A response over the whole image. */
export interface FilteredVolume {
  /** Id of the filtered image, as its columns begin. */
  readonly image: string;
  readonly volume: Volume<Float64Array>;
}

/**
 * Responses of one filter over a whole image, on its grid (IBSI 2 manual, section 3). `filter` is an entry of
 * `filters` of the extraction settings. Errors: `SETTINGS_INVALID`, `GEOMETRY_INVALID`.
 */
export function filterImage(
  image: Volume,
  filter: unknown,
  { slicewise = false }: { readonly slicewise?: boolean } = {},
): FilteredVolume[] {
  checkGrid(image);
  checkDataLength(image, image.data);
  const settings = resolveSettings({ slicewise, filters: [filter] }, 'The filter');
  const source: ImageSource = {
    size: image.size,
    spacing: image.spacing,
    read: (box) => cropData(image.data, image.size, box, new Float64Array(voxelsOf(box.size))),
  };
  const everything: Box = { start: [0, 0, 0], size: image.size };
  const volumes = new Map<string, FilteredVolume>();
  const plans = planFilters(settings.filters, slicewise);
  checkReach(plans, image.size, image.spacing);
  const ids = plans.flatMap(({ images }) => images);
  for (const plan of plans) {
    plan.run(source, everything, new Set(ids), (id, response) => {
      volumes.set(id, {
        image: id,
        volume: { ...gridOf(image), unit: 'arbitrary', data: response.slice() },
      });
    });
  }
  return ids.map((id) => volumes.get(id)!);
}
