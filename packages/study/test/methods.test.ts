import { resolveSettings } from '@rachis/features';
import { estimators, steps, validationSchema } from '@rachis/learning';
import { describe, expect, it } from 'vitest';
import { imageWords } from '../src/methods/image-words.ts';
import { pipelineWords } from '../src/methods/pipeline-words.ts';
import { cite, numbered, references } from '../src/methods/references.ts';
import { methodsText } from '../src/methods/section.ts';
import { writeMethods } from '../src/methods/write.ts';
import { evidence, poor } from './instruments/evidence.ts';
import type { RunEvidence } from '../src/instruments/evidence.ts';
import type { LearnResult } from '../src/learn/result.ts';

const planOf = (pipelines: object[]) => validationSchema.parse({ pipelines });
const logistic = { estimator: 'logistic-regression', settings: { alpha: 0.5 } };
const resultOf = (pipelines: object[]): LearnResult =>
  ({
    outcome: 'relapse',
    main: 'auc',
    classes: ['no', 'yes'],
    comparisons: [{ p: 0.2 }],
    settings: { resamples: 1000, permutations: 0 },
    plan: planOf(pipelines),
    finals: [],
  }) as unknown as LearnResult;
const written = (run: RunEvidence, pipelines: object[] = [{ name: 'A', model: logistic }]) =>
  writeMethods({ evidence: run, result: resultOf(pipelines), competing: [], group: null, associations: 0 });
const whole = (run: RunEvidence, pipelines?: object[]) => methodsText(written(run, pipelines));

describe('references', () => {
  it('are numbered in the order of their first mention, and listed once', () => {
    const { paragraphs, list } = numbered([`a${cite('cox')}`, `b${cite('forest', 'cox')}.`]);
    expect(paragraphs).toEqual(['a [1]', 'b [1, 2].']);
    expect(list).toEqual([references.cox, references.forest]);
  });

  it('each have a year, and stand in the text of each number', () => {
    for (const one of Object.values(references)) expect(one).toMatch(/\b(19|20)\d\d\b/);
    const methods = written(evidence);
    const told = methods.parts.map(({ text }) => text).join(' ');
    for (const at of methods.references.keys())
      expect(told).toMatch(new RegExp(`\\[(\\d+, )*${at + 1}[\\],]`));
    expect(told).not.toContain('{{');
  });
});

describe('the methods of a run', () => {
  it('tell image processing in words of the IBSI, from the settings', () => {
    const settings = resolveSettings({
      resampling: { spacing: [1, 1, 2] },
      resegmentation: { range: [-100, 400] },
      discretisation: { method: 'fixed-bin-number', number: 32 },
      families: ['statistics', 'glcm'],
      aggregations: ['3D_comb'],
    });
    const text = imageWords({ ...evidence.images[0]!, settings });
    expect(text).toContain('interpolated to 1 × 1 × 2 mm');
    expect(text).toContain('intensities below -100 and above 400 were left out');
    expect(text).toContain('fixed number of 32 bins');
    expect(text).toContain('grey level co-occurrence matrix');
    expect(text).toContain('all directions in three dimensions merged');
    expect(text).toContain('No image filter');
    const filtered = resolveSettings({
      aggregations: ['3D_comb'],
      filters: [{ type: 'laplacian-of-gaussian', sigma: [1] }],
      resampling: { spacing: 1 },
    });
    expect(imageWords({ ...evidence.images[0]!, settings: filtered })).toMatch(
      /laplacian of gaussian.*ibsi2/,
    );
  });

  it('tell nothing that was not done', () => {
    const text = whole(poor);
    for (const word of [
      'ComBat',
      'SMOTE',
      'SHAP',
      'decision curves',
      'Kaplan',
      'Image Biomarker',
      'other subjects',
    ]) {
      expect(text, word).not.toContain(word);
    }
    expect(whole(evidence)).toContain('decision curves');
    expect(whole(evidence)).toContain('SHAP');
    expect(whole({ ...evidence, external: true })).toContain('judged once on a table of other subjects');
    expect(whole({ ...evidence, external: true, externalBefore: 2 })).toContain('judged 2 times before');
  });

  it('tell the steps and the model of each pipeline, those of a score within it too', () => {
    const [plan] = planOf([
      {
        name: 'Both',
        steps: [
          { step: 'combat' },
          {
            step: 'score',
            settings: {
              domains: ['radiomic'],
              pipeline: { steps: [{ step: 'mrmr', settings: { count: 7 } }], model: logistic },
            },
          },
          { step: 'smote' },
        ],
        model: { estimator: 'random-forest', settings: { trees: 50 } },
      },
    ]).pipelines;
    const text = pipelineWords(plan!);
    expect(text).toMatch(
      /"Both": ComBat .*a score of radiomic columns \(7 columns chosen by minimum redundancy/,
    );
    expect(text).toContain('SMOTE of training rows');
    expect(text).toContain('a random forest of 50 trees');
  });

  it('tell how rows were parted', () => {
    const words = (outer: object) => {
      const result = resultOf([{ name: 'A', model: logistic }]);
      const plan = validationSchema.parse({ ...result.plan, outer });
      const { parts } = writeMethods({
        evidence: { ...evidence, outer: { ...evidence.outer, words: '30% of the subjects held out' } },
        result: { ...result, plan },
        competing: [],
        group: null,
        associations: 0,
      });
      return parts.find(({ title }) => title === 'Validation')!.text;
    };
    expect(words({ kind: 'folds', folds: 5, repeats: 1 })).toContain('by cross-validation of 5 folds.');
    expect(words({ kind: 'folds', folds: 5, repeats: 3 })).toContain('5 folds, repeated 3 times.');
    expect(words({ kind: 'by-site' })).toContain('by leaving one site out at a time.');
    expect(words({ kind: 'temporal', folds: 1 })).toContain('earlier subjects trained, later ones tested.');
    expect(words({ kind: 'held-out', share: 0.3 })).toContain(
      'a single split (30% of the subjects held out).',
    );
  });

  it('tell the penalty as it was', () => {
    const words = (settings: object) =>
      pipelineWords(
        planOf([{ name: 'A', model: { estimator: 'logistic-regression', settings } }]).pipelines[0]!,
      );
    expect(words({ lambda: 0 })).toContain('without penalty');
    expect(words({ alpha: 0, lambda: 0.1 })).toContain('with a ridge penalty of 0.1');
    expect(words({})).toContain('with a lasso penalty chosen by inner folds');
    expect(words({ alpha: 0.5, lambda: '1se' })).toMatch(
      /elastic-net penalty \(mixing 0\.5\) .*standard error/,
    );
  });

  it('have words for every step and model that there is', () => {
    for (const id of [...steps.keys(), ...estimators.keys()]) {
      const text = steps.has(id)
        ? pipelineWords(planOf([{ name: 'A', steps: [{ step: id }], model: logistic }]).pipelines[0]!)
        : pipelineWords(planOf([{ name: 'A', model: { estimator: id } }]).pipelines[0]!);
      expect(text, id).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('analyses beside the validation', () => {
  const told = (more: object) =>
    methodsText(
      writeMethods({
        evidence,
        result: { ...resultOf([{ name: 'A', model: logistic }]), ...more } as never,
        competing: [],
        group: null,
        associations: 0,
      }),
    );
  it('are told where they were done, and only there', () => {
    const nothing = told({});
    for (const word of ['subgroups', 'imputations', 'optimism', 'sample size', 'Learning curves'])
      expect(nothing).not.toContain(word);
    const all = told({
      settings: { resamples: 1000, permutations: 0, optimism: 200 },
      subgroups: [{ pipeline: 'A', columns: [{ name: 'sex', tests: [] }] }],
      imputations: { count: 5, missingCells: 9, pipelines: [{}] },
      optimism: [],
      learningCurves: [],
      sampleSize: { development: { parameters: 12, assumption: 'AUC of 0.75', needed: 400, subjects: 90 } },
    });
    expect(all).toMatch(/12 candidate parameters and an AUC of 0.75.*ask for 400 subjects.*there were 90/);
    expect(all).toContain('subgroups of sex');
    expect(all).toMatch(/5 imputations by chained equations \[\d+\]/);
    expect(all).toContain('200 bootstrap resamples of subjects');
    expect(all).toContain('BMJ 2020; 368: m441');
  });
});
