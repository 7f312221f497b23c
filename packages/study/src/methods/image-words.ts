import type { ExtractionSettings } from '@rachis/features';
import type { ImageEvidence } from '../instruments/evidence.ts';
import { cite } from './references.ts';

/** Words one after the other, the last with "and". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const families: Readonly<Record<string, string>> = {
  morphology: 'morphology',
  'local-intensity': 'local intensity',
  statistics: 'intensity-based statistics',
  histogram: 'intensity histogram',
  'volume-histogram': 'intensity-volume histogram',
  glcm: 'grey level co-occurrence matrix',
  glrlm: 'grey level run length matrix',
  glszm: 'grey level size zone matrix',
  gldzm: 'grey level distance zone matrix',
  ngtdm: 'neighbourhood grey tone difference matrix',
  ngldm: 'neighbouring grey level dependence matrix',
};

const aggregations: Readonly<Record<string, string>> = {
  '2D_avg': 'by slice and direction, averaged (2D)',
  '2D_comb': 'by slice with directions merged, averaged (2D)',
  '2_5D_avg': 'by direction with slices merged, averaged (2.5D)',
  '2_5D_comb': 'with slices and directions merged (2.5D)',
  '3D_avg': 'by direction in three dimensions, averaged (3D)',
  '3D_comb': 'with all directions in three dimensions merged (3D)',
};

function resamplingWords({ resampling, slicewise }: ExtractionSettings): string {
  const kind = slicewise ? 'slice by slice' : 'as a volume';
  if (resampling === undefined || resampling === null) {
    return `Images were analysed ${kind} on their own grid, without interpolation.`;
  }
  const { spacing, image, mask, maskThreshold, roundIntensities } = resampling;
  const sizes: readonly number[] = typeof spacing === 'number' ? [spacing] : spacing;
  const size = `${sizes.every((one) => one === sizes[0]) ? sizes[0] : sizes.join(' × ')} mm`;
  return `Images were analysed ${kind}, interpolated to ${size} (${image} for the image, ${mask} for the mask with a partial-volume threshold of ${maskThreshold})${roundIntensities ? ', and intensities were rounded to whole numbers' : ''}.`;
}

function resegmentationWords({ resegmentation }: ExtractionSettings): string {
  const { range, outliers } = resegmentation ?? {};
  const parts: string[] = [];
  if (range !== undefined && range !== null) {
    const [low, high] = range;
    const bounds = [...(low === null ? [] : [`below ${low}`]), ...(high === null ? [] : [`above ${high}`])];
    if (bounds.length > 0) parts.push(`intensities ${bounds.join(' and ')} were left out of the region`);
  }
  if (outliers !== undefined && outliers !== null) {
    parts.push(
      `intensities further than ${outliers} standard deviations from the mean of the region were left out`,
    );
  }
  return parts.length === 0
    ? 'The region was not re-segmented by intensity.'
    : `By re-segmentation, ${parts.join('; ')}.`;
}

function discretisationWords({ discretisation }: ExtractionSettings): string {
  switch (discretisation.method) {
    case 'none':
      return 'Intensities were not discretised.';
    case 'fixed-bin-size': {
      const start = discretisation.start;
      return `Intensities were discretised by bins of fixed size ${discretisation.size}${typeof start === 'number' ? `, from ${start}` : ''}.`;
    }
    case 'fixed-bin-number':
      return `Intensities were discretised into a fixed number of ${discretisation.number} bins.`;
  }
}

function filterWords({ filters, filteredImages }: ExtractionSettings): string {
  if (filters.length === 0) return 'No image filter was applied.';
  const kinds = [...new Set(filters.map(({ type }) => type.replaceAll('-', ' ')))];
  return `Features were also taken of filtered images (${listed(kinds)})${cite('ibsi2')}${filteredImages.original ? '' : ', and not of the image itself'}.`;
}

/** How an image was processed and which features were taken of it, in words of the IBSI. */
export function imageWords({ name, modality, subjects, features, settings }: ImageEvidence): string {
  const textures = settings.families.some((family) => ['glcm', 'glrlm'].includes(family));
  const aggregated = settings.aggregations.map((one) => aggregations[one] ?? one);
  return [
    `${name}${modality === null || modality === name ? '' : ` (${modality})`}: ${counted(features, 'feature')} of ${counted(subjects, 'subject')}, as defined by the Image Biomarker Standardisation Initiative${cite('ibsi1')}.`,
    resamplingWords(settings),
    resegmentationWords(settings),
    discretisationWords(settings),
    `Families: ${listed(settings.families.map((family) => families[family] ?? family))}.`,
    ...(textures ? [`Co-occurrence and run length features were aggregated ${listed(aggregated)}.`] : []),
    filterWords(settings),
  ].join(' ');
}
