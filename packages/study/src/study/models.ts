import { type Outcome, type PipelinePlan, pipelinePlanSchema } from '@rachis/learning';
import type { Study } from './schema.ts';

type Step = { readonly step: string; readonly settings?: object };

const others = ['clinical', 'semantic', 'patient-reported', 'genomic'] as const;

/** The linear model of an outcome; its penalty is chosen by inner folds. */
function linear(kind: Outcome['kind'], alpha: number) {
  const estimator = {
    classes: 'logistic-regression',
    ordinal: 'ordinal-regression',
    continuous: 'linear-regression',
    survival: 'cox-regression',
  }[kind];
  return { estimator, settings: kind === 'ordinal' ? {} : { alpha } };
}

const filled: readonly Step[] = [
  { step: 'impute' },
  { step: 'encode' },
  { step: 'variance-filter' },
  { step: 'scale' },
];

/** What radiomic columns go through before their model. */
function radiomicSteps(kind: Outcome['kind'], study: Study, stable: readonly string[] | undefined): Step[] {
  return [
    { step: 'impute' },
    ...(study.harmonise ? [{ step: 'combat' }] : []),
    ...(stable === undefined ? [] : [{ step: 'stability-list', settings: { names: stable } }]),
    { step: 'variance-filter' },
    { step: 'scale' },
    { step: 'correlation-filter' },
    ...(kind === 'ordinal'
      ? [{ step: 'univariate-filter', settings: { keep: 'top', count: 5 } }]
      : [{ step: 'univariate-filter', settings: { keep: 'top', count: 20 } }]),
  ];
}

/**
 * The models that every study compares on the same folds: clinical, radiomic (whose linear predictor is the radscore),
 * and both, with an out-of-fold radscore beside the clinical columns. Where a table has one kind of columns only, that
 * model and a forest. With competing events the last linear model is there again with Fine and Gray's regression.
 */
export function studyPipelines(
  kind: Outcome['kind'],
  study: Study,
  present: ReadonlySet<string>,
  stable?: readonly string[],
): PipelinePlan[] {
  const plan = (given: object): PipelinePlan => pipelinePlanSchema.parse(given);
  const keep = (domains: readonly string[]): Step => ({ step: 'keep-columns', settings: { domains } });
  const clinical = others.filter((domain) => present.has(domain));
  const radiomic = { steps: radiomicSteps(kind, study, stable), model: linear(kind, 0.5) };
  const forest = {
    estimator: kind === 'survival' ? 'random-survival-forest' : 'random-forest',
    settings: { trees: 500, minimumLeaf: 5 },
  };
  const made: PipelinePlan[] = [];
  if (clinical.length > 0) {
    made.push(plan({ name: 'Clinical', steps: [keep(clinical), ...filled], model: linear(kind, 0) }));
  }
  if (present.has('radiomic')) {
    made.push(
      plan({ name: 'Radiomic', steps: [keep(['radiomic']), ...radiomic.steps], model: radiomic.model }),
      plan({
        name: 'Radiomic forest',
        steps: [keep(['radiomic']), ...radiomic.steps.filter(({ step }) => step !== 'univariate-filter')],
        model: forest,
      }),
    );
  }
  if (clinical.length > 0 && present.has('radiomic')) {
    made.push(
      plan({
        name: 'Clinical and radscore',
        steps: [{ step: 'score', settings: { domains: ['radiomic'], pipeline: radiomic } }, ...filled],
        model: linear(kind, 0),
      }),
    );
  }
  // The hazard of the event alone does not tell how many have it where others die before.
  const last = made.findLast(({ model }) => model.estimator === 'cox-regression');
  if (study.outcome.competing.length > 0 && last !== undefined) {
    made.push(plan({ ...last, name: `${last.name}, Fine-Gray`, model: { estimator: 'fine-gray' } }));
  }
  return made;
}
