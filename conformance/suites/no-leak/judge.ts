import {
  outerSplits,
  type PipelinePlan,
  pipelinePlanSchema,
  runFold,
  stepOf,
  stepSettings,
  type ValidationPlan,
  validationSchema,
} from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { pipelineOf } from './pipelines.ts';
import { tableWithoutSignal } from './tables.ts';

/** Mean AUC of a table's test folds, selection inside the training rows and wrongly outside. */
export interface Judged {
  readonly table: number;
  readonly inside: number;
  readonly outside: number;
}

const planOf = (pipeline: PipelinePlan, seed: number): ValidationPlan =>
  validationSchema.parse({
    pipelines: [pipeline],
    outer: { kind: 'folds', folds: 5, repeats: 1 },
    inner: { folds: 3 },
    seed,
  });

function meanTestAuc(frame: ReturnType<typeof tableWithoutSignal>, plan: ValidationPlan): number {
  const splits = outerSplits(frame, plan);
  let sum = 0;
  splits.forEach((_, split) => {
    const { score, problem } = runFold(frame, plan, splits, { pipeline: 0, split });
    if (problem !== undefined) throw new Error(problem);
    sum += score / splits.length;
  });
  return sum;
}

/** The whole nested pipeline on one table, and the mistake that it makes impossible: columns chosen on all rows. */
export function judgeTable(table: number): Judged {
  const frame = tableWithoutSignal(table);
  const inside = meanTestAuc(frame, planOf(pipelineOf(table), table));
  const filled = ['impute', 'encode', 'scale'].reduce((at, id) => {
    const step = stepOf(id);
    return step.fit(at, stepSettings(step), createRandom(table)).training;
  }, frame);
  const filter = stepOf('univariate-filter');
  const chosen = filter.fit(filled, stepSettings(filter, { keep: 'top', count: 10 }), createRandom(table));
  const model = pipelinePlanSchema.parse({
    name: 'leaking',
    model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
  });
  return { table, inside, outside: meanTestAuc(chosen.training, planOf(model, table)) };
}
