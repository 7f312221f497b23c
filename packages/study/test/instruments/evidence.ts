import { resolveSettings } from '@rachis/features';
import fc from 'fast-check';
import type { PipelineEvidence, RunEvidence } from '../../src/instruments/evidence.ts';

export const pipeline: PipelineEvidence = {
  name: 'Both',
  steps: ['score', 'impute', 'scale', 'correlation-filter'],
  estimator: 'logistic-regression',
  sparse: true,
  domains: ['clinical', 'radiomic'],
  measures: ['auc', 'sensitivity', 'calibration-slope', 'brier'],
  columns: 3,
  searched: false,
  calibration: 'auto',
};

/** A run of images with a clinical model, cross-validated. */
export const evidence: RunEvidence = {
  version: '0.1.0',
  studyFile: 'study.yaml',
  images: [
    {
      name: 'CT',
      modality: 'CT',
      subjects: 60,
      features: 170,
      provenance: 'features/CT.provenance.json',
      cases: 60,
      acquisition: {
        manufacturer: { known: 60, values: ['GE', 'SIEMENS'] },
        manufacturerModel: { known: 59, values: ['A'] },
        sliceThicknessMillimetres: { known: 60, values: ['1'] },
        tubeVoltageKilovolts: { known: 60, values: ['120'] },
        convolutionKernel: { known: 60, values: ['B30'] },
      },
      settings: resolveSettings({ resampling: { spacing: [1, 1, 1] } }),
    },
  ],
  spines: [],
  institutions: [],
  tables: [{ file: 'clinical.csv', domain: 'clinical' }],
  domains: ['clinical', 'radiomic'],
  subjects: 60,
  leftOut: 0,
  rows: 60,
  predictors: 172,
  missingCells: 0,
  outcome: { column: 'relapse', kind: 'classes', classes: ['no', 'yes'], events: 30 },
  main: 'auc',
  level: 0.95,
  pipelines: [
    { ...pipeline, name: 'Clinical', steps: ['impute', 'encode'], sparse: false, domains: ['clinical'] },
    pipeline,
  ],
  locked: 'Both',
  outer: { kind: 'folds', words: '5 folds, 10 times' },
  seed: '1',
  threshold: 'youden',
  comparisons: 1,
  permutations: 0,
  explained: 2,
  shap: 2,
  external: false,
  externalBefore: 0,
  findings: [],
  files: ['result.json', 'calibration.svg', 'decision-curve.svg', 'table-one.csv'],
  site: null,
  date: null,
  harmonise: false,
  stability: null,
};

/** A run that did nothing that instruments ask for. */
export const poor: RunEvidence = {
  ...evidence,
  images: [],
  domains: ['radiomic'],
  predictors: 500,
  pipelines: [
    { ...pipeline, steps: ['impute'], sparse: false, domains: ['radiomic'], measures: [], columns: 500 },
  ],
  comparisons: 0,
  explained: 0,
  shap: 0,
  files: ['result.json'],
};

const word = fc.constantFrom('A', 'B', 'GE MEDICAL', '', '120');
const acquisitionKeys = Object.keys(evidence.images[0]!.acquisition);
const stepNames = [
  'impute',
  'scale',
  'combat',
  'smote',
  'mrmr',
  'correlation-filter',
  'univariate-filter',
  'stability-list',
  'score',
];

/** Any run. */
export const anyEvidence: fc.Arbitrary<RunEvidence> = fc
  .record({
    images: fc.array(
      fc.record({
        name: fc.constantFrom('CT', 'T1', 'PET', 'other'),
        modality: fc.constantFrom('CT', 'MR', 'PET', 'US', null),
        subjects: fc.nat(200),
        features: fc.nat(2000),
        provenance: fc.constant('features/CT.provenance.json'),
        cases: fc.nat(200),
        acquisition: fc.dictionary(
          fc.constantFrom(...acquisitionKeys),
          fc.record({ known: fc.nat(200), values: fc.array(word, { maxLength: 6 }) }),
        ),
        settings: fc.constantFrom(
          resolveSettings(),
          resolveSettings({ resampling: { spacing: [1, 1, 1] } }),
          resolveSettings({ slicewise: true, discretisation: { method: 'none' } }),
        ),
      }),
      { maxLength: 3 },
    ),
    institutions: fc.array(word, { maxLength: 3 }),
    domains: fc.subarray(['clinical', 'genomic', 'radiomic']),
    subjects: fc.nat(1000),
    leftOut: fc.nat(20),
    predictors: fc.nat(3000),
    missingCells: fc.nat(20),
    outcome: fc.record({
      column: fc.constant('y'),
      kind: fc.constantFrom('classes', 'ordinal', 'continuous', 'survival'),
      classes: fc.constantFrom([], ['no', 'yes'], ['a', 'b', 'c']),
      events: fc.option(fc.nat(300)),
    }),
    main: fc.constantFrom('auc', 'concordance', 'r2'),
    pipelines: fc.array(
      fc.record({
        name: fc.constantFrom('Clinical', 'Radiomic', 'Both'),
        steps: fc.array(fc.constantFrom(...stepNames), { maxLength: 6 }),
        estimator: fc.constantFrom('logistic-regression', 'random-forest'),
        sparse: fc.boolean(),
        domains: fc.subarray(['clinical', 'radiomic']),
        measures: fc.subarray(['auc', 'concordance', 'r2', 'sensitivity', 'calibration-slope']),
        columns: fc.nat(100),
        searched: fc.boolean(),
        calibration: fc.constantFrom('auto', 'none'),
      }),
      { maxLength: 3 },
    ),
    locked: fc.constantFrom('Clinical', 'Radiomic', 'Both'),
    outer: fc.record({
      kind: fc.constantFrom('folds', 'held-out', 'by-site', 'temporal', 'bootstrap'),
      words: fc.constantFrom('5 folds, 10 times', 'one site left out at a time'),
    }),
    comparisons: fc.nat(10),
    explained: fc.nat(3),
    shap: fc.nat(3),
    external: fc.boolean(),
    files: fc.subarray([
      'result.json',
      'calibration.svg',
      'decision-curve.svg',
      'table-one.csv',
      'kaplan-meier-1.svg',
    ]),
    site: fc.option(fc.constant('scanner')),
    stability: fc.option(
      fc.record({
        file: fc.constant('stable.txt'),
        design: fc.constantFrom('test-retest', 'readers', 'scanners', null),
        threshold: fc.option(fc.constant(0.75)),
        conditions: fc.option(fc.nat(10)),
      }),
    ),
  })
  .map((drawn) => ({ ...evidence, ...drawn }) as RunEvidence);
