import { resolveSettings } from '@rachis/features';
import { describe, expect, it } from 'vitest';
import { columnToMap } from '../src/feature-maps/choose.ts';
import { drawMaps } from '../src/feature-maps/draw.ts';
import { mapPart } from '../src/feature-maps/part.ts';
import type { LearnResult } from '../src/learn/result.ts';
import { studySchema } from '../src/study/schema.ts';

const settings = resolveSettings({ resampling: { spacing: 1 }, aggregations: ['3D_comb'] });
const resultOf = (shap: string[], columns: string[] = [], importance: string[] = []): LearnResult =>
  ({
    kind: 'classes',
    outcome: 'relapse',
    event: 'yes',
    explanations: [
      {
        name: 'A',
        importance: [{ columns: importance, mean: 0.1 }],
        shap: { columns: shap.map((column, at) => ({ column, meanAbsolute: [1 / (at + 1)] })) },
      },
    ],
    finals: [{ name: 'A', columns }],
  }) as unknown as LearnResult;
const images = [{ name: 'CT', settings }];

describe('the feature that is mapped', () => {
  it('is the one that matters most among those with a map', () => {
    const shap = ['age', 'CT_morphology_volume', 'CT_glcm_contrast_3D_comb', 'CT_statistics_mean'];
    expect(columnToMap(resultOf(shap), 'A', images)).toEqual({
      image: 'CT',
      column: 'CT_glcm_contrast_3D_comb',
      feature: 'glcm_contrast_3D_comb',
    });
  });

  it('stands behind a score where the model has that alone', () => {
    const found = columnToMap(resultOf(['radscore'], ['radscore'], ['CT_statistics_mean']), 'A', images);
    expect(found?.column).toBe('CT_statistics_mean');
  });

  it('is none of shape, of tables, of filtered images', () => {
    const filtered = resolveSettings({
      resampling: { spacing: 1 },
      aggregations: ['3D_comb'],
      filters: [{ type: 'laplacian-of-gaussian', sigma: [1] }],
    });
    const names = ['age', 'CT_morphology_volume', 'CT_local_intensity_local_peak'];
    expect(
      columnToMap(resultOf(names, names, names), 'A', [{ name: 'CT', settings: filtered }]),
    ).toBeUndefined();
  });
});

describe('a part of the page that cannot have a map', () => {
  const study = studySchema.parse({
    name: 'x',
    cohort: { folder: 'f' },
    images: [{ name: 'CT' }],
    outcome: { column: 'relapse' },
  });
  const manifest = { path: 'manifest.csv', columns: [], rows: [] };
  const said = [
    { label: 'P1', value: 0.9 },
    { label: 'P2', value: 0.1 },
  ];
  const run = { study, manifest, result: resultOf(['CT_statistics_mean']), locked: 'A', said };

  it('is left out where the study has no images', async () => {
    expect(await mapPart({ ...run, manifest: undefined })).toBeUndefined();
  });

  it('says why', async () => {
    expect((await mapPart({ ...run, said: [] }))!.html).toContain('no case is the most likely one');
    expect((await mapPart({ ...run, result: resultOf(['age']) }))!.html).toContain('no feature of an image');
    expect((await mapPart(run))!.html).toContain('no CT image under the name P1');
    const row = { subject: 'P1', image: 'none.nii', mask: 'none.nii', modality: '', series: '' };
    const more = { ...manifest, rows: [row] } as unknown as NonNullable<typeof run.manifest>;
    const part = await mapPart({ ...run, manifest: more });
    expect(part!.html).toContain('none.nii');
    expect(part!.svg).toBeUndefined();
  });
});

describe('a drawing of maps', () => {
  const picture = {
    plane: 'axial',
    slice: 1,
    slices: 2,
    width: 20,
    height: 10,
    pixels: [2, 1],
    png: '',
    outline: 'M0 0h1',
  } as const;
  const one = (values: number[], title: string) => ({
    picture,
    values: Float32Array.from(values),
    radius: 3,
    slab: false,
    title,
    detail: 'P1, 0.90',
  });

  it('has one scale of colours for both cases, and writes names as text', () => {
    const svg = drawMaps([one([0, Number.NaN], 'a <b>'), one([10, 10], 'c')], 'CT_glcm_contrast');
    expect(svg).toContain('a &lt;b&gt;');
    expect(svg).not.toContain('NaN');
    expect(svg.match(/<image /g)).toHaveLength(6);
    expect(svg).toContain('>10</text>');
  });

  it('of a map that is the same everywhere is drawn too', () => {
    expect(drawMaps([one([1, 1], 'a')], 'x')).not.toContain('NaN');
  });
});
