import { RachisError, type Vector3 } from '@rachis/volume';
import type { FilterOf, FilterSettings } from './filter-settings.ts';
import { type FilterPlan, imageId, type Margin, planOf, widest } from './filtered-image.ts';
import { gaborFilter, gaborReach } from './gabor.ts';
import { laplacianOfGaussian, laplacianOfGaussianReach } from './laplacian-of-gaussian.ts';
import { lawsFilter } from './laws.ts';
import { meanFilter } from './mean.ts';
import { many } from './one-or-many.ts';
import { planPointFilter } from './point-plans.ts';
import { planRiesz } from './riesz-plan.ts';
import { separableWavelet, waveletBands, waveletReach } from './separable-wavelet.ts';
import { simoncelliFilter } from './simoncelli.ts';

const cube = (n: number, slicewise: boolean): Vector3 => [n, n, slicewise ? 0 : n];

/** What an id says of a boundary: nothing of the usual one. */
const boundaryPart = (boundary: string, usual = 'mirror') => (boundary === usual ? null : boundary);

function invalid(message: string): RachisError {
  return new RachisError('SETTINGS_INVALID', `The filters cannot be used:\n  ${message}`, {
    remedy: 'See docs/filters.md for what every filter takes.',
  });
}

function planMean({ name, support, boundary }: FilterOf<'mean'>, slicewise: boolean): FilterPlan {
  const supports = many(support);
  return planOf(
    supports.map((n) => ({
      id: imageId(name ?? 'mean', n, boundaryPart(boundary)),
      respond: (source, box) => meanFilter(source, box, n, boundary, slicewise),
    })),
    () => cube((Math.max(...supports) - 1) / 2, slicewise),
  );
}

function planLog(filter: FilterOf<'laplacian-of-gaussian'>, slicewise: boolean): FilterPlan {
  const { name, truncate, boundary } = filter;
  const sigmas = many(filter.sigma);
  return planOf(
    sigmas.map((sigma) => ({
      id: imageId(
        name ?? 'log',
        `${sigma}mm`,
        truncate === 4 ? null : `truncate_${truncate}`,
        boundaryPart(boundary),
      ),
      respond: (source, box) => laplacianOfGaussian(source, box, { sigma, truncate }, boundary, slicewise),
    })),
    (spacing) => laplacianOfGaussianReach({ sigma: Math.max(...sigmas), truncate }, spacing, slicewise),
  );
}

function planLaws(filter: FilterOf<'laws'>, slicewise: boolean): FilterPlan {
  const { name, rotations, energyDistance, boundary } = filter;
  const names = many(filter.kernels);
  const dimensions = slicewise ? 2 : 3;
  for (const kernels of names) {
    if (kernels.length !== 2 * dimensions) {
      throw invalid(
        `laws.kernels is "${kernels}": expected ${dimensions} kernels, since processing is ${slicewise ? 'slicewise (x, y)' : 'volumetric (x, y, z)'}`,
      );
    }
  }
  return planOf(
    names.map((kernels) => ({
      id: imageId(
        name ?? 'laws',
        kernels,
        rotations,
        energyDistance === null ? null : `energy_${energyDistance}`,
        boundaryPart(boundary),
      ),
      respond: (source, box) =>
        lawsFilter(source, box, { kernels, rotations, energyDistance }, boundary, slicewise),
    })),
    () => cube(2 + (energyDistance ?? 0), slicewise),
  );
}

function planGabor(filter: FilterOf<'gabor'>, slicewise: boolean): FilterPlan {
  const { name, boundary, orientation, orientationStep, orthogonalPlanes } = filter;
  if (orientation !== undefined && orientationStep !== undefined)
    throw invalid('gabor has both orientation and orientationStep: one of them is enough');
  if (slicewise && orthogonalPlanes)
    throw invalid('gabor.orthogonalPlanes is true, but processing is slicewise');
  const orientations =
    orientationStep === undefined
      ? [orientation ?? 0]
      : Array.from({ length: Math.round(360 / orientationStep) }, (_, i) => i * orientationStep);
  const gabor = { ...filter, orientations };
  const id = imageId(
    name ?? 'gabor',
    `${filter.sigma}mm`,
    `wavelength_${filter.wavelength}mm`,
    `ratio_${filter.aspectRatio}`,
    orientationStep === undefined ? `angle_${orientation ?? 0}` : `step_${orientationStep}_${filter.pooling}`,
    orthogonalPlanes ? 'planes' : null,
    filter.response === 'modulus' ? null : filter.response,
    boundaryPart(boundary),
  );
  return planOf(
    [{ id, respond: (source, box) => gaborFilter(source, box, gabor, boundary) }],
    (spacing) => gaborReach(gabor, spacing),
    // Its envelope is followed far into its tails; an image must hold its body.
    (spacing) => gaborReach(gabor, spacing).map((reach) => Math.ceil(reach / 3)) as unknown as Vector3,
  );
}

function planWavelet(filter: FilterOf<'separable-wavelet'>, slicewise: boolean): FilterPlan {
  const { name, wavelet, rotations, boundary } = filter;
  const dimensions = slicewise ? 2 : 3;
  const bands = filter.bands ?? waveletBands(slicewise);
  const wrong = bands.find((band) => band.length !== dimensions);
  if (wrong !== undefined)
    throw invalid(
      `separable-wavelet.bands has "${wrong}": expected ${dimensions} letters, since processing is ${slicewise ? 'slicewise' : 'volumetric'}`,
    );
  const levels = many(filter.level);
  const idOf = (level: number, band: string) =>
    imageId(name ?? 'wavelet', wavelet, level, band, rotations, boundaryPart(boundary));
  // Bands with the same pass along the last axis share it; rotations leave nothing to share between bands.
  const lasts = rotations === null ? [...new Set(bands.map((band) => band.at(-1)!))] : [];
  const together =
    lasts.length === 0
      ? bands.map((band) => [band])
      : lasts.map((last) => bands.filter((band) => band.endsWith(last)));
  return {
    images: levels.flatMap((level) => bands.map((band) => idOf(level, band))),
    groups: levels.flatMap((level) => together.map((group) => group.map((band) => idOf(level, band)))),
    margin: () => cube(waveletReach(wavelet, Math.max(...levels)), slicewise),
    run(source, box, wanted, take) {
      for (const level of levels) {
        const asked = bands.filter((band) => wanted.has(idOf(level, band)));
        if (asked.length === 0) continue;
        separableWavelet(
          source,
          box,
          { wavelet, level, rotations },
          asked,
          boundary,
          slicewise,
          (band, response) => take(idOf(level, band), response),
        );
      }
    },
  };
}

function planSimoncelli({ name, level, boundary }: FilterOf<'simoncelli'>, slicewise: boolean): FilterPlan {
  return planOf(
    many(level).map((l) => ({
      id: imageId(name ?? 'simoncelli', l, boundaryPart(boundary, 'periodic')),
      respond: (source, box) => simoncelliFilter(source, box, l, boundary, slicewise),
    })),
    (): Margin => 'image',
    () => cube(2 ** (Math.max(...many(level)) + 1), slicewise),
  );
}

/** A filter of the settings, ready to run. A new filter is a file of its own and one line here. */
export function planFilter(filter: FilterSettings, slicewise: boolean): FilterPlan {
  switch (filter.type) {
    case 'mean':
      return planMean(filter, slicewise);
    case 'laplacian-of-gaussian':
      return planLog(filter, slicewise);
    case 'laws':
      return planLaws(filter, slicewise);
    case 'gabor':
      return planGabor(filter, slicewise);
    case 'separable-wavelet':
      return planWavelet(filter, slicewise);
    case 'simoncelli':
      return planSimoncelli(filter, slicewise);
    case 'riesz':
      return planRiesz(filter, slicewise);
    default:
      return planPointFilter(filter);
  }
}

/** Every filter of the settings, ready to run. Errors: `SETTINGS_INVALID`, also where two images have one id. */
export function planFilters(filters: readonly FilterSettings[], slicewise: boolean): FilterPlan[] {
  const plans = filters.map((filter) => planFilter(filter, slicewise));
  const ids = plans.flatMap(({ images }) => images);
  const doubled = ids.find((id, i) => ids.indexOf(id) !== i);
  if (doubled !== undefined)
    throw invalid(`two filtered images are called "${doubled}": give one of their filters a name`);
  return plans;
}

/** How far the filters look beyond a box. */
export function marginOf(plans: readonly FilterPlan[], spacing: Vector3): Margin {
  return widest(plans.map((plan) => plan.margin(spacing)));
}

/** `SETTINGS_INVALID` where a filter reaches further than the image along an axis. */
export function checkReach(plans: readonly FilterPlan[], size: Vector3, spacing: Vector3): void {
  for (const plan of plans) {
    const margin = plan.margin(spacing);
    const least = plan.least?.(spacing) ?? (margin === 'image' ? ([0, 0, 0] as const) : margin);
    const axis = least.findIndex((n, a) => n > size[a]!);
    if (axis < 0) continue;
    throw invalid(
      `${plan.images.at(-1)} reaches ${least[axis]} voxels along ${'xyz'[axis]}, further than the image, which has ${size[axis]} there (voxels of ${spacing[axis]} mm)`,
    );
  }
}
