import type { Vector3 } from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { cooccurrenceFeatures } from '../src/families/cooccurrence-features.ts';
import { mergeCounts } from '../src/families/count-matrix.ts';
import { directions3D } from '../src/kernels/directions.ts';
import { listCooccurrences } from '../src/kernels/cooccurrence.ts';
import { extractFeatures } from '../src/extract.ts';
import { type ExtractionSettingsInput, resolveSettings } from '../src/settings.ts';
import { on } from './region.ts';

/** A study from a mask and intensities given voxel by voxel. */
function study(
  size: Vector3,
  inside: (i: number) => boolean,
  value: (i: number) => number,
  spacing: Vector3 = [1, 1, 1],
) {
  const n = size[0] * size[1] * size[2];
  const data = Float64Array.from({ length: n }, (_, i) => value(i));
  return on(
    { size, spacing, origin: [0, 0, 0] },
    data,
    Uint8Array.from({ length: n }, (_, i) => (inside(i) ? 1 : 0)),
  );
}

function extract({ image, mask }: ReturnType<typeof study>, input: ExtractionSettingsInput = {}) {
  const result = extractFeatures(image, mask, resolveSettings(input));
  const reasons = new Map(result.undefinedValues.map(({ column, reason }) => [column, reason]));
  for (const [column, value] of result.values) {
    if (Number.isNaN(value)) expect(reasons.get(column), column).toBeTruthy();
    else expect(Number.isFinite(value), `${column} is ${value}`).toBe(true);
  }
  return { values: result.values, reasons };
}

describe('a single voxel', () => {
  const { values, reasons } = extract(
    study(
      [5, 5, 5],
      (i) => i === 62,
      (i) => i,
    ),
  );
  it('has a volume, statistics and one zone', () => {
    expect(values.get('morphology_volume')).toBeCloseTo(1 / 6, 12);
    expect(values.get('statistics_mean')).toBe(62);
    expect(values.get('statistics_variance')).toBe(0);
    expect(values.get('glszm_zone_percentage_3D')).toBe(1);
    expect(values.get('ngldm_low_dependence_emphasis_3D')).toBe(1);
  });
  it('has no pairs, axes or correlation, and says why', () => {
    expect(values.get('glcm_contrast_3D_comb')).toBeNaN();
    expect(values.get('morphology_major_axis_length')).toBeNaN();
    expect(reasons.get('morphology_major_axis_length')).toBe('a single voxel has no principal axes');
    expect(reasons.get('morphology_moran_i')).toBe('fewer than two voxels');
    expect(values.get('ngtdm_contrast_3D')).toBeNaN();
  });
});

describe('a single slice', () => {
  it('has 2D and 3D features; its ellipsoid has no volume', () => {
    const flat = study(
      [9, 8, 1],
      (i) => i % 9 > 1,
      (i) => (i * 7) % 11,
    );
    const { values, reasons } = extract(flat);
    expect(values.get('glcm_contrast_3D_comb')).toBeGreaterThan(0);
    expect(values.get('morphology_least_axis_length')).toBe(0);
    expect(values.get('morphology_flatness')).toBe(0);
    expect(values.get('morphology_volume_density_enclosing_ellipsoid')).toBeNaN();
    expect(reasons.get('morphology_volume_density_enclosing_ellipsoid')).toBe(
      'the voxels lie in one plane, the ellipsoid has no volume',
    );
    const slicewise = extract(flat, { slicewise: true }).values;
    // With one slice, averaging over slices and merging them are the same.
    for (const [column, value] of slicewise) {
      if (column.endsWith('_2D_comb')) expect(slicewise.get(column.replace('_2D_', '_2_5D_'))).toBe(value);
    }
  });
});

describe('a flat region', () => {
  const { values, reasons } = extract(
    study(
      [7, 7, 7],
      (i) => i % 7 > 1,
      () => 100,
    ),
  );
  it('has defined values wherever the definition allows', () => {
    expect(values.get('statistics_skewness')).toBe(0);
    expect(values.get('statistics_kurtosis')).toBe(0);
    expect(values.get('glcm_contrast_3D_comb')).toBe(0);
    expect(values.get('glcm_correlation_3D_comb')).toBe(1);
    expect(values.get('glcm_information_correlation_2_3D_comb')).toBe(0);
    expect(values.get('ngtdm_coarseness_3D')).toBe(1e6);
    expect(values.get('ngtdm_busyness_3D')).toBe(0);
    expect(values.get('glszm_zone_size_entropy_3D')).toBe(0);
  });
  it('has no spatial correlation, and says why', () => {
    expect(reasons.get('morphology_moran_i')).toBe('all intensities are equal');
  });
  it('of intensity zero has no centre of mass', () => {
    const zero = extract(
      study(
        [5, 5, 5],
        (i) => i > 60,
        () => 0,
      ),
    );
    expect(zero.reasons.get('morphology_centre_of_mass_shift')).toBe('the intensities sum to zero');
    expect(zero.reasons.get('statistics_quartile_coefficient_of_dispersion')).toBe(
      'the quartiles sum to zero',
    );
  });
});

describe('disconnected parts', () => {
  it('are one region', () => {
    const parts = study(
      [30, 6, 6],
      (i) => i % 30 < 4 || i % 30 > 25,
      (i) => (i * 13) % 17,
    );
    const { values } = extract(parts);
    expect(values.get('morphology_volume_voxel_counting')).toBe(8 * 36);
    expect(values.get('morphology_maximum_3d_diameter')).toBeGreaterThan(29);
    expect(values.get('morphology_volume_density_convex_hull')).toBeLessThan(0.35);
  });
});

describe('re-segmentation', () => {
  it('that leaves nothing keeps the shape and says why the rest is missing', () => {
    const { values, reasons } = extract(
      study(
        [5, 5, 5],
        (i) => i > 20,
        (i) => i,
      ),
      { resegmentation: { range: [1000, null] } },
    );
    expect(values.get('morphology_volume')).toBeGreaterThan(0);
    expect(values.get('statistics_mean')).toBeNaN();
    expect(reasons.get('glcm_contrast_3D_comb')).toBe('no voxel is left after re-segmentation');
    expect(reasons.get('morphology_moran_i')).toBe('no voxel is left after re-segmentation');
  });
  it('keeps both ends of the range', () => {
    const { values } = extract(
      study(
        [10, 1, 1],
        () => true,
        (i) => i,
      ),
      { resegmentation: { range: [2, 5] }, families: ['statistics'] },
    );
    expect(values.get('statistics_minimum')).toBe(2);
    expect(values.get('statistics_maximum')).toBe(5);
  });
});

describe('thousands of grey levels', () => {
  const input: ExtractionSettingsInput = {
    families: ['glcm'],
    aggregations: ['3D_comb'],
    discretisation: { method: 'none' },
  };
  const size: Vector3 = [24, 20, 12];

  it('are counted as lists of pairs, which give the features that tables give', () => {
    const few = study(
      size,
      () => true,
      (i) => (((i * 7919) % 3001) % 200) + 1,
    );
    const lists = directions3D.map((step) => listCooccurrences(Uint16Array.from(few.image.data), size, step));
    const merged = mergeCounts(
      lists,
      lists.map(() => 1),
    );
    const fromLists = cooccurrenceFeatures(merged, 200)!;
    [...extract(few, input).values.values()].forEach((value, f) => {
      expect(fromLists[f]).toBeCloseTo(value, 9);
    });
  });

  it('have features too', () => {
    const { values } = extract(
      study(
        size,
        () => true,
        (i) => ((i * 7919) % 3001) + 1,
      ),
      input,
    );
    expect([...values.values()].every(Number.isFinite)).toBe(true);
  });
});

describe('errors', () => {
  const some = study(
    [6, 6, 6],
    (i) => i > 100,
    (i) => i,
  );
  const settings = resolveSettings();
  const run =
    (image = some.image, mask = some.mask) =>
    () =>
      extractFeatures(image, mask, settings);

  it('names a voxel that is not a number', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const data = some.image.data.slice();
      data[150] = bad;
      expect(run({ ...some.image, data })).toThrow(`a voxel of ${bad} inside the region`);
      data[150] = 1;
      data[3] = bad;
      expect(run({ ...some.image, data })).not.toThrow();
    }
  });
  it('shows both grids when they differ', () => {
    expect(run(some.image, { ...some.mask, origin: [0, 0, 9] })).toThrow(
      /image: 6 x 6 x 6.*origin \(0, 0, 0\)\s+mask: .*origin \(0, 0, 9\)/s,
    );
  });
  it('refuses an empty mask, zero or negative spacing, and missing data', () => {
    expect(run(some.image, { ...some.mask, data: new Uint8Array(216) })).toThrow('The region has no voxels');
    expect(run({ ...some.image, spacing: [1, 0, 1] })).toThrow('spacing 1 x 0 x 1 mm');
    expect(run({ ...some.image, spacing: [1, -2, 1] })).toThrow('above zero');
    expect(run({ ...some.image, data: new Float64Array(7) })).toThrow(
      '7 voxel values where its size 6 x 6 x 6 asks for 216',
    );
  });
  it('refuses bins that start above the smallest intensity', () => {
    const settings = resolveSettings({ discretisation: { method: 'fixed-bin-size', size: 10, start: 120 } });
    expect(() => extractFeatures(some.image, some.mask, settings)).toThrow('Bins start at 120');
  });
  it('refuses volume histograms whose bins start too high, or are too many', () => {
    const run = (volumeHistogram: ExtractionSettingsInput['volumeHistogram']) => () =>
      extractFeatures(
        some.image,
        some.mask,
        resolveSettings({ families: ['volume-histogram'], volumeHistogram }),
      );
    expect(run({ method: 'fixed-bin-size', size: 10, start: 120 })).toThrow('start at 120, above the region');
    expect(run({ method: 'fixed-bin-size', size: 10, start: 1e6 })).toThrow('above the region');
    expect(run({ method: 'fixed-bin-size', size: 1e-9 })).toThrow('bins; at most');
    expect(run({ method: 'fixed-bin-size', size: 10, start: 101 })).not.toThrow();
  });
  it('refuses a resampling that no memory holds', () => {
    const settings = resolveSettings({ resampling: { spacing: 0.001 } });
    expect(() => extractFeatures(some.image, some.mask, settings)).toThrow(
      'Resampling to 0.001 x 0.001 x 0.001 mm',
    );
  });
  it('refuses a resampling that loses the region', () => {
    const dot = study(
      [5, 5, 5],
      (i) => i === 61,
      (i) => i,
    );
    const settings = resolveSettings({ resampling: { spacing: 4 } });
    expect(() => extractFeatures(dot.image, dot.mask, settings)).toThrow(
      'no voxels left after resampling to 4 x 4 x 4 mm',
    );
  });
});
