import { describe, expect, it } from 'vitest';
import { catalogue, columns, families } from '../src/catalogue.ts';
import { defaultSettings, familyIds, resolveSettings, settingsJsonSchema } from '../src/settings.ts';

describe('settings', () => {
  it('have defaults for everything', () => {
    const settings = resolveSettings({});
    expect(settings.discretisation).toEqual({ method: 'fixed-bin-number', number: 32 });
    expect(settings.aggregations).toEqual(['3D_avg', '3D_comb']);
    expect(resolveSettings({ slicewise: true }).aggregations).toEqual([
      '2D_avg',
      '2D_comb',
      '2_5D_avg',
      '2_5D_comb',
    ]);
    expect(resolveSettings(settings)).toEqual(settings);
  });

  it.each([
    [{ resegmentaton: {} }, 'resegmentaton: unknown key; did you mean "resegmentation"?'],
    [{ resampling: { spacing: 1, imge: 'linear' } }, 'resampling.imge: unknown key; did you mean "image"?'],
    [
      { discretisation: { method: 'fixed-bin-size', sise: 25 } },
      'discretisation.sise: unknown key; did you mean "size"?',
    ],
    [{ zzzzzz: 1 }, 'zzzzzz: unknown key; known keys: version'],
    [
      { filters: [{ type: 'mean', support: 3, qqqq: 1 }] },
      'filters.0.qqqq: unknown key; known keys: type, name, boundary, support',
    ],
    [{ resampling: { spacing: [1, 1, 0] } }, 'resampling.spacing'],
    [{ resampling: { spacing: 'fine' } }, 'resampling.spacing is "fine"'],
    [{ resegmentation: { range: [5, 5] } }, 'the lower bound must be below the upper'],
    [{ resegmentation: { outliers: -1 } }, 'resegmentation.outliers is -1'],
    [{ discretisation: { method: 'fixed-bin-number', number: 1 } }, 'discretisation.number is 1'],
    [{ discretisation: { method: 'fixed-bin-size' } }, 'discretisation.size missing'],
    [{ glcm: { distance: 1.5 } }, 'glcm.distance is 1.5'],
    [{ families: [] }, 'families'],
    [{ families: ['glmc'] }, 'families.0 is "glmc"'],
    [{ slicewise: true, resampling: { spacing: [1, 1, 1] } }, 'two numbers (x, y)'],
    [{ resampling: { spacing: [1, 1] } }, 'three numbers (x, y, z)'],
    [{ slicewise: 'yes' }, 'slicewise is "yes"'],
    ['text', 'settings'],
  ])('%o is refused with path, value and cause', (input, words) => {
    expect(() => resolveSettings(input, 'my.yaml')).toThrow(words);
    expect(() => resolveSettings(input, 'my.yaml')).toThrow(/^my\.yaml cannot be used:/);
  });

  it('list every problem at once', () => {
    expect(() => resolveSettings({ slicewise: 3, glcm: { distance: 0 } })).toThrow(
      /slicewise[\s\S]*glcm\.distance/,
    );
  });

  it('have starting points for CT, MR and PET', () => {
    expect(defaultSettings('CT').discretisation).toEqual({
      method: 'fixed-bin-size',
      size: 25,
      start: -1000,
    });
    expect(defaultSettings('CT').resampling?.roundIntensities).toBe(true);
    expect(defaultSettings('MR').discretisation.method).toBe('fixed-bin-number');
    expect(defaultSettings('PET').resegmentation.range).toEqual([0, null]);
  });

  it('have a JSON Schema for editors', () => {
    const schema = settingsJsonSchema() as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toContain('resegmentation');
  });
});

describe('catalogue', () => {
  it('has every family of the manual once, and unique ids, codes and tags', () => {
    expect(families.map(({ id }) => id)).toEqual([...familyIds]);
    for (const key of ['id', 'code', 'ibsiTag'] as const) {
      expect(new Set(catalogue.map((entry) => entry[key])).size).toBe(catalogue.length);
    }
    for (const entry of catalogue) {
      expect(entry.code).toMatch(/^[0-9A-Z]{4}$/);
      expect(entry.id).toMatch(/^[a-z0-9_]+$/);
      expect(entry.definition).toMatch(/\.$/);
    }
  });

  it('gives a column for each feature and aggregation', () => {
    const found = columns(
      resolveSettings({
        families: ['statistics', 'glcm', 'glszm'],
        aggregations: ['2D_avg', '3D_avg', '3D_comb'],
      }),
    );
    expect(found).toHaveLength(18 + 3 * 25 + 2 * 16);
    expect(found.map(({ column }) => column)).toContain('glcm_contrast_3D_comb');
    expect(found.find(({ column }) => column === 'glszm_zone_percentage_2D')?.ibsiTag).toBe('szm_z_perc_2D');
  });
});
