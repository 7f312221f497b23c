import type { Vector3 } from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../src/extract.ts';
import { resolveSettings } from '../src/settings.ts';
import { on, rearranged, type Study, sampleStudy } from './region.ts';

const settings = resolveSettings({
  discretisation: { method: 'fixed-bin-number', number: 16 },
  ngldm: { coarseness: 1 },
});
const extract = (study: Study, with_ = settings) => extractFeatures(study.image, study.mask, with_).values;

/** The enclosing box and ellipsoid are found by iteration, to about one part in a million. */
const iterated = /oriented_box|minimum_ellipsoid/;

function expectSame(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>, skip = /^$/) {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [column, value] of expected) {
    if (skip.test(column)) continue;
    const tolerance = iterated.test(column) ? 2e-5 : 1e-9;
    const difference = Math.abs(found.get(column)! - value);
    expect(difference, `${column}: ${found.get(column)} for ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

describe('rotation by right angles, mirrors and index order', () => {
  const cubic = sampleStudy();
  const expected = extract(cubic);
  const moves: [string, [number, number, number], boolean[]][] = [
    ['quarter turn about z', [1, 0, 2], [true, false, false]],
    ['quarter turn about x', [0, 2, 1], [false, true, false]],
    ['quarter turn about y', [2, 1, 0], [false, false, true]],
    ['half turn about z', [0, 1, 2], [true, true, false]],
    ['mirror in x', [0, 1, 2], [true, false, false]],
    ['mirror in z', [0, 1, 2], [false, false, true]],
    ['axes in another order', [2, 0, 1], [false, false, false]],
  ];
  it.each(moves)('%s leaves every 3D feature as it is', (_, order, mirrored) => {
    expectSame(extract(rearranged(cubic, order, mirrored)), expected);
  });

  it('a turn about z leaves the slice-wise features as they are', () => {
    const slicewise = resolveSettings({
      slicewise: true,
      discretisation: { method: 'fixed-bin-number', number: 16 },
    });
    expectSame(
      extract(rearranged(cubic, [1, 0, 2], [true, false, false]), slicewise),
      extract(cubic, slicewise),
    );
  });

  it('with anisotropic voxels, moving the axes with their spacing changes nothing', () => {
    const study = sampleStudy([15, 13, 9], [1, 1.5, 3]);
    expectSame(extract(rearranged(study, [2, 0, 1], [false, true, false])), extract(study));
  });
});

describe('translation and surroundings', () => {
  it('of the origin changes nothing', () => {
    const study = sampleStudy();
    const moved = on(
      { size: study.image.size, spacing: study.image.spacing, origin: [-120.5, 33, 900] },
      study.image.data,
      study.mask.data,
    );
    expectSame(extract(moved), extract(study));
  });

  it('of the region inside a larger image of the same values changes nothing', () => {
    const small = sampleStudy([21, 19, 17]);
    const [nx, ny, nz] = small.image.size;
    const size: Vector3 = [nx + 11, ny + 7, nz + 6];
    const data = new Float64Array(size[0] * size[1] * size[2]);
    const mask = new Uint8Array(data.length);
    for (let i = 0; i < small.image.data.length; i++) {
      const to =
        (i % nx) + 8 + size[0] * ((Math.floor(i / nx) % ny) + 3 + size[1] * (Math.floor(i / (nx * ny)) + 4));
      data[to] = small.image.data[i]!;
      mask[to] = small.mask.data[i]!;
    }
    // Local peaks look beyond the region, so they see the difference.
    expectSame(
      extract(on({ size, spacing: [1, 1, 1], origin: [0, 0, 0] }, data, mask)),
      extract(small),
      /^local_intensity/,
    );
  });
});

describe('units', () => {
  const study = sampleStudy();
  const scaled = (factor: number) =>
    on({ ...study.image, spacing: [factor, factor, factor] }, study.image.data, study.mask.data);
  const shape = resolveSettings({ families: ['morphology'] });

  it('scaling the spacing scales lengths, areas and volumes, and leaves ratios', () => {
    const [one, three] = [extract(study, shape), extract(scaled(3), shape)];
    const powers: Record<string, number> = {
      morphology_volume: 3,
      morphology_volume_voxel_counting: 3,
      morphology_surface_area: 2,
      morphology_surface_to_volume_ratio: -1,
      morphology_centre_of_mass_shift: 1,
      morphology_maximum_3d_diameter: 1,
      morphology_major_axis_length: 1,
      morphology_minor_axis_length: 1,
      morphology_least_axis_length: 1,
      morphology_integrated_intensity: 3,
    };
    for (const [column, value] of one) {
      const expected = value * 3 ** (powers[column] ?? 0);
      expect(Math.abs(three.get(column)! / expected - 1), column).toBeLessThan(
        iterated.test(column) ? 2e-5 : 1e-9,
      );
    }
  });

  it('scaling the spacing leaves texture as it is', () => {
    const texture = resolveSettings({ families: ['glcm', 'glrlm', 'glszm', 'gldzm', 'ngtdm', 'ngldm'] });
    expectSame(extract(scaled(3), texture), extract(study, texture));
  });

  it('a linear change of intensities leaves everything that is discretised by bin number', () => {
    const other = on(
      study.image,
      study.image.data.map((value) => 2 * value - 512),
      study.mask.data,
    );
    const families = ['histogram', 'glcm', 'glrlm', 'glszm', 'gldzm', 'ngtdm', 'ngldm'] as const;
    const fixed = resolveSettings({
      families: [...families],
      discretisation: { method: 'fixed-bin-number', number: 16 },
    });
    expectSame(extract(other, fixed), extract(study, fixed));
  });
});

describe('label value and data type', () => {
  it('any non-zero mask value is inside', () => {
    const study = sampleStudy();
    const labelled = {
      ...study,
      mask: { ...study.mask, data: study.mask.data.map((inside) => inside * 213) },
    };
    expectSame(extract(labelled), extract(study));
    const resampled = resolveSettings({ resampling: { spacing: 0.8 } });
    expectSame(extract(labelled, resampled), extract(study, resampled));
  });

  it('the same intensities in another array type give the same numbers', () => {
    const study = sampleStudy();
    const short = { image: { ...study.image, data: Int16Array.from(study.image.data) }, mask: study.mask };
    expect([...extractFeatures(short.image, short.mask, settings).values]).toEqual([...extract(study)]);
  });
});

describe('repetition', () => {
  it('gives the same bytes', () => {
    const study = sampleStudy();
    const bytes = () => new Uint8Array(Float64Array.from(extract(study).values()).buffer);
    expect(bytes()).toEqual(bytes());
  });
});
