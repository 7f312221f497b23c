import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '@rachis/features';
import { afterAll, describe, expect, test } from 'vitest';
import { familyOf } from '../src/stability/analyse.ts';
import { nameMap } from '../src/stability/feature-names.ts';
import { loadStabilitySettings, runStability } from '../src/stability/run.ts';
import { parseCsv } from '../src/tables/parse-csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-stability-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const settingsFile = (name: string, settings: object) => write(name, JSON.stringify(settings));
const rows = (path: string) => {
  const [head, ...lines] = parseCsv(readFileSync(path, 'utf8'));
  return lines.map((line) => Object.fromEntries(head!.map((name, i) => [name, line[i]!])));
};

/** Six subjects rated by four judges, with the correlations that the paper gives (Shrout and Fleiss 1979). */
const judges = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];
const judgesTable = write(
  'judges.csv',
  [
    'subject,reader,glcm_contrast_3D_avg,statistics_mean',
    ...judges.flatMap((values, s) => values.map((value, j) => `S${s},R${j},${value},5`)),
  ].join('\n'),
);

describe('a study of readers', () => {
  test.each([
    ['1,1', 0.166],
    ['2,1', 0.29],
    ['3,1', 0.715],
    ['1,k', 0.443],
    ['2,k', 0.62],
    ['3,k', 0.909],
  ])('has ICC(%s) = %f of Shrout and Fleiss', async (form, expected) => {
    const settings = settingsFile('judges.json', {
      design: 'readers',
      condition: 'reader',
      tables: [{ file: 'judges.csv' }],
      agreement: { form },
    });
    const { summary, targets, conditions } = await runStability(settings, join(folder, 'judges'));
    expect([targets, conditions]).toEqual([6, 4]);
    const [contrast, mean] = rows(join(folder, 'judges', 'features.csv'));
    expect(Number(contrast!.icc)).toBeCloseTo(expected, 3);
    expect(contrast!.family).toBe('glcm');
    // A feature that is the same everywhere has no correlation, and a reason.
    expect(mean).toMatchObject({ icc: '', stable: 'no', reason: expect.stringMatching(/All values are 5/) });
    expect(summary.all).toMatchObject({ features: 2, measured: 1 });
  });

  test('takes ICC(2,1) unless told, and the lower bound of its interval', async () => {
    const settings = settingsFile('default.json', {
      design: 'readers',
      condition: 'reader',
      tables: [{ file: 'judges.csv' }],
    });
    await runStability(settings, join(folder, 'default'));
    const [contrast] = rows(join(folder, 'default', 'features.csv'));
    expect(Number(contrast!.icc)).toBeCloseTo(0.29, 3);
    expect(contrast).toMatchObject({ stable: 'no', reliability: 'poor' });
    expect(JSON.parse(readFileSync(join(folder, 'default', 'summary.json'), 'utf8'))).toMatchObject({
      form: '2,1',
      threshold: { value: 0.75, on: 'lower' },
    });
  });

  test('is the same whatever the order of the rows, and twice', async () => {
    const [head, ...lines] = readFileSync(judgesTable, 'utf8').split('\n');
    write('shuffled.csv', [head, ...lines.reverse()].join('\n'));
    const outputs = [];
    for (const [i, file] of ['judges.csv', 'judges.csv', 'shuffled.csv'].entries()) {
      const settings = settingsFile('order.json', {
        design: 'readers',
        condition: 'reader',
        tables: [{ file }],
      });
      const own = join(folder, `order${i}`);
      await runStability(settings, own);
      outputs.push(own);
    }
    for (const name of ['index.html', 'families.svg', 'features.svg', 'features.csv'])
      expect(readFileSync(join(outputs[1]!, name), 'utf8')).toBe(
        readFileSync(join(outputs[0]!, name), 'utf8'),
      );
    const numbers = (own: string) => rows(join(own, 'features.csv')).map(({ icc }) => Number(icc));
    expect(numbers(outputs[2]!)[0]).toBeCloseTo(numbers(outputs[0]!)[0]!, 12);
  });
});

describe('tables of other programs', () => {
  test('every mapped name of PyRadiomics is a feature of ours', async () => {
    const map = await nameMap('pyradiomics', undefined);
    const ids = new Set(catalogue.map(({ id }) => id));
    const baseline = ['original_shape_MeshVolume', 'original_glcm_Idmn', 'original_gldm_DependenceVariance'];
    expect(baseline.map(map)).toEqual([
      'morphology_volume',
      'glcm_inverse_difference_moment_normalised_3D_avg',
      'ngldm_dependence_count_variance_3D',
    ]);
    for (const name of baseline.map(map)) expect(ids).toContain(name!.replace(/_3D(_avg)?$/, ''));
    expect(map('original_shape_Maximum2DDiameterSlice')).toBeNull();
    expect(map('diagnostics_Versions_Numpy')).toBeNull();
  });

  test('MIRP, and any whose names hold the codes of IBSI', async () => {
    const mirp = await nameMap('mirp', undefined);
    expect(mirp('cm_contrast_d1_3d_avg_fbn_n32')).toBe('glcm_contrast_3D_avg');
    expect(mirp('rlm_sre_3d_v_mrg_fbn_n32')).toBe('glrlm_short_run_emphasis_3D_comb');
    expect(mirp('morph_vol_dens_aabb')).toBe('morphology_volume_density_axis_aligned_box');
    expect(mirp('image_voxel_size_x')).toBeNull();
    const lifex = await nameMap('ibsi', undefined);
    expect(lifex('GLCM_Contrast(=Variance)[IBSI:ACUI]')).toBe('glcm_contrast_3D_avg');
    expect(lifex('MORPHOLOGICAL_Volume[IBSI:RNU0](mL)')).toBe('morphology_volume');
    expect(lifex('INFO_PatientName')).toBeNull();
  });

  test('a file of names comes first', async () => {
    const file = write('names.csv', 'theirs,ours\nContrast_AvgS,glcm_contrast_3D_avg\n');
    const map = await nameMap('rachis', file);
    expect(map('Contrast_AvgS')).toBe('glcm_contrast_3D_avg');
  });

  test('two programs side by side: only common features, and how often they are equal', async () => {
    write('ours.csv', 'subject,glcm_contrast_3D_avg,statistics_mean\nA,1,10\nB,2,20\nC,4,31\n');
    write(
      'theirs.csv',
      'PatientID,original_glcm_Contrast,original_firstorder_Energy\nA,1,5\nB,2,6\nC,4.5,7\n',
    );
    const settings = settingsFile('software.json', {
      design: 'software',
      tables: [
        { file: 'ours.csv', condition: 'rachis' },
        {
          file: 'theirs.csv',
          condition: 'pyradiomics',
          format: 'pyradiomics',
          rename: { PatientID: 'subject' },
        },
      ],
    });
    await runStability(settings, join(folder, 'software'));
    const found = rows(join(folder, 'software', 'features.csv'));
    expect(found.map(({ feature }) => feature)).toEqual(['glcm_contrast_3D_avg']);
    expect(found[0]).toMatchObject({ equal: '2', targets: '3' });
    expect(Number(found[0]!.bias)).toBeCloseTo(-0.5 / 3, 12);
  });
});

describe('scanners against patients', () => {
  test('noise is the spread over scanners by that over patients', async () => {
    const parts = [
      [1, 2, 3],
      [11, 13, 15],
    ];
    write(
      'phantom.csv',
      [
        'part,scanner,statistics_mean',
        ...parts.flatMap((values, p) =>
          values.map((value, s) => `P${p},${['GE', 'Philips', 'Siemens'][s]},${value}`),
        ),
      ].join('\n'),
    );
    write('patients.csv', 'subject,statistics_mean\nA,0\nB,10\nC,20\n');
    const settings = settingsFile('scanners.json', {
      design: 'scanners',
      target: ['part'],
      condition: 'scanner',
      tables: [{ file: 'phantom.csv' }],
      patients: { file: 'patients.csv', rename: { subject: 'part' } },
    });
    await runStability(settings, join(folder, 'scanners'));
    const [noise] = rows(join(folder, 'scanners', 'noise.csv'));
    // Standard deviations 1 and 2 of the two parts; 10 of the patients.
    expect(Number(noise!.noise)).toBeCloseTo(0.15, 12);
    expect(readFileSync(join(folder, 'scanners', 'scanners.svg'), 'utf8')).toContain('Philips');
  });
});

describe('the family and image of a column', () => {
  test.each([
    ['glcm_contrast_3D_avg', 'original', 'glcm'],
    ['volume_histogram_v10', 'original', 'volume_histogram'],
    ['log_3mm_volume_histogram_v10', 'log_3mm', 'volume_histogram'],
    ['wavelet_coif1_1_LLH_ngtdm_busyness_3D', 'wavelet_coif1_1_LLH', 'ngtdm'],
  ])('%s', (column, image, family) => {
    expect(familyOf(column)).toEqual({ image, family });
  });
});

describe('studies that cannot be', () => {
  test.each([
    ['neither manifest nor tables', { design: 'readers' }, /give either manifest or tables/],
    ['an unknown design', { design: 'reader', tables: [{ file: 'judges.csv' }] }, /design is "reader"/],
    ['an unknown key', { design: 'readers', tabels: [] }, /tabels: unknown key/],
    [
      'scanners without patients',
      { design: 'scanners', tables: [{ file: 'judges.csv' }] },
      /patients is for/,
    ],
  ])('%s', async (_, settings, words) => {
    await expect(loadStabilitySettings(settingsFile('wrong.json', settings))).rejects.toThrow(words);
  });

  test.each([
    ['a table that is not there', { tables: [{ file: 'no.csv', condition: 'a' }] }, /no table .*no\.csv/],
    ['a condition that no column has', { condition: 'judge' }, /no column "judge"/],
    ['no condition at all', {}, /not said which condition/],
    ['a target that is not told apart', { condition: 'reader', target: ['reader'] }, /is there twice/],
    ['one condition only', { tables: [{ file: 'one.csv', condition: 'x' }] }, /only one condition/],
    ['no feature', { condition: 'reader', features: ['wavelet*'] }, /no feature that is known/],
  ])('%s', async (_, changes, words) => {
    write('one.csv', 'subject,statistics_mean\nA,1\nB,2\n');
    const path = settingsFile('wrong.json', {
      design: 'readers',
      tables: [{ file: 'judges.csv' }],
      ...changes,
    });
    await expect(runStability(path, join(folder, 'wrong'))).rejects.toThrow(words);
  });
});
