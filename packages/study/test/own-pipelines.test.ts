import { describe, expect, it } from 'vitest';
import { ownPipelines } from '../src/study/own-pipelines.ts';
import { studySchema } from '../src/study/schema.ts';

const study = (more: object) =>
  studySchema.parse({ name: 'x', tables: [{ file: 'a.csv' }], outcome: { column: 'y' }, ...more });
const model = { estimator: 'logistic-regression' };

describe('pipelines that a study file writes itself', () => {
  it('are none where the file writes none', () => {
    expect(ownPipelines(study({}), ['a'], 'study.yaml')).toBeUndefined();
  });

  it('take the stable features of the study where a list names none, also within a score', () => {
    const inner = { steps: [{ step: 'stability-list' }], model };
    const pipelines = [
      { name: 'A', steps: [{ step: 'impute' }, { step: 'stability-list' }], model },
      { name: 'B', steps: [{ step: 'stability-list', settings: { names: ['own'] } }], model },
      { name: 'C', steps: [{ step: 'score', settings: { pipeline: inner } }], model },
    ];
    const [a, b, c] = ownPipelines(study({ pipelines, stable: 's.csv' }), ['x', 'y'], 'study.yaml')!;
    expect(a!.steps[1]!.settings).toEqual({ names: ['x', 'y'] });
    expect(b!.steps[0]!.settings).toEqual({ names: ['own'] });
    expect(c!.steps[0]!.settings.pipeline).toMatchObject({
      steps: [{ step: 'stability-list', settings: { names: ['x', 'y'] } }],
    });
  });

  it('are refused where the study asks for stable features or harmonisation and they do not', () => {
    const pipelines = [{ name: 'A', steps: [{ step: 'impute' }], model }];
    expect(() => ownPipelines(study({ pipelines }), ['x'], 'study.yaml')).toThrow(/says stable, but none/);
    expect(() =>
      ownPipelines(study({ pipelines, harmonise: true, site: 'z' }), undefined, 'study.yaml'),
    ).toThrow(/says harmonise, but none/);
  });
});
