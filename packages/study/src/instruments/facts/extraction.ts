import type { Discretisation } from '@rachis/features';
import type { FactOf } from '../evidence.ts';
import { settingsFact } from './imaging.ts';
import { listed, lockedOf } from './places.ts';

const discretised = (one: Discretisation): string =>
  ({
    none: () => 'none',
    'fixed-bin-size': () =>
      one.method === 'fixed-bin-size'
        ? `bins of width ${one.size}${one.start === undefined ? '' : ` from ${one.start}`}`
        : '',
    'fixed-bin-number': () => (one.method === 'fixed-bin-number' ? `${one.number} bins` : ''),
  })[one.method]();

/** Voxel size and interpolation. */
export const resampling: FactOf = settingsFact(({ settings: { resampling: one } }) =>
  one === null
    ? 'No resampling: voxels are those of the scan'
    : `Resampled to ${[one.spacing].flat().join(' x ')} mm, ${one.image} interpolation of intensities, ${one.mask} of the region from a share of ${one.maskThreshold}`,
);
/** Method, number or width, and origin of bins. */
export const discretisation: FactOf = settingsFact(
  ({ settings: { discretisation: one } }) => `Discretisation: ${discretised(one)}`,
);
/** Range and outliers of re-segmentation. */
export const resegmentation: FactOf = settingsFact(({ settings: { resegmentation: one } }) =>
  one.range === null && one.outliers === null
    ? 'No re-segmentation'
    : `Re-segmentation${one.range === null ? '' : ` to ${one.range[0] ?? 'open'} ... ${one.range[1] ?? 'open'}`}${one.outliers === null ? '' : `, within ${one.outliers} standard deviations`}`,
);
/** The image itself, and filtered ones. */
export const imageTypes: FactOf = settingsFact(({ settings: { filters, filteredImages } }) =>
  filters.length === 0
    ? 'The image itself, no filter'
    : `${filteredImages.original ? 'The image itself and' : 'Only'} ${filters.length} filtered images (${listed(
        filters.map((filter) => JSON.stringify(filter)),
        3,
      )})`,
);
/** Everything that is done to an image before features are computed; holds where voxels and bins were made alike. */
export const preprocessing: FactOf = settingsFact(
  ({ settings }) =>
    `${settings.resampling === null ? 'no resampling' : `resampled to ${[settings.resampling.spacing].flat().join(' x ')} mm`}, ${settings.discretisation.method === 'none' ? 'no discretisation' : discretised(settings.discretisation)}, ${settings.filters.length} filters, in ${settings.slicewise ? '2D' : '3D'}`,
  ({ settings }) => settings.resampling !== null && settings.discretisation.method !== 'none',
);
/** Families of features and ways of merging texture matrices. */
export const families: FactOf = settingsFact(
  ({ settings }) =>
    `Families ${settings.families.join(', ')}; matrices merged as ${settings.aggregations.join(', ')}`,
);
/** Number of features of each image. */
export const featureNumbers: FactOf = settingsFact(({ features }) => `${features} features of each region`);
/** Every parameter is written down, defaults included. */
export const allParameters: FactOf = settingsFact(
  ({ settings }) =>
    `Every setting of the extraction is written with its value, defaults included (${settings.families.length} families)`,
);
/** Features extracted here follow IBSI; of features in a table nothing is known. */
export const ibsi: FactOf = (run) =>
  run.images.length === 0
    ? undefined
    : {
        holds: true,
        sentence: `Extracted with Rachis ${run.version}, whose features are held to the reference values of IBSI by its conformance suite.`,
        where: 'report/result.json: rachis; npm run conformance',
      };

/** A list of stable features was used, and the study beside it says how it was made. */
export const stabilityBy =
  (designs: readonly string[], what: string): FactOf =>
  ({ stability: one }) => {
    if (one?.design == null || !designs.includes(one.design)) return undefined;
    return {
      holds: true,
      sentence: `${what}: a study of stability (${one.design}, ${one.conditions ?? 'several'} conditions, threshold ${one.threshold ?? 'as it says'}) made the list ${one.file}.`,
      where: `study file: stable; summary.json beside ${one.file}`,
    };
  };
/** Any robustness of features was studied. */
export const robustness: FactOf = stabilityBy(
  ['perturbation', 'test-retest', 'readers', 'conditions', 'software', 'scanners'],
  'Robustness of features',
);
/** Features that are not stable were left out before the model. */
export const unstableRemoved: FactOf = (run) => {
  const where = 'study file: stable; report/result.json: plan.pipelines';
  if (run.stability === null) {
    return { holds: false, sentence: 'No list of stable features was used.', where };
  }
  if (!(lockedOf(run)?.steps.includes('stability-list') ?? false)) {
    return { holds: false, sentence: `The pipeline ${run.locked} has no stability list.`, where };
  }
  return robustness(run);
};
