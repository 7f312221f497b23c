import { outerSplits, runFold } from '@rachis/learning';
import { planFor } from './plan.ts';
import { realTables } from './tables.ts';

/** Mean over outer test folds of AUC or concordance, of one model on one table. */
export interface RealMeasure {
  readonly table: string;
  readonly model: string;
  readonly measure: number;
  readonly folds: number;
  readonly firstTest: readonly number[];
}

/** How many pieces of work there are: a model on a table each. */
export const pieces = (): readonly { readonly table: number; readonly pipeline: number }[] =>
  realTables().flatMap((table, at) =>
    planFor(table).pipelines.map((_, pipeline) => ({ table: at, pipeline })),
  );

/** Nested validation of one model on one table. */
export function judgeModel(
  tables: ReturnType<typeof realTables>,
  table: number,
  pipeline: number,
): RealMeasure {
  const own = tables[table]!;
  const plan = planFor(own);
  const splits = outerSplits(own.frame, plan);
  const scores = splits.map((_, split) => {
    const { score, problem } = runFold(own.frame, plan, splits, { pipeline, split });
    if (problem !== undefined) console.error(`${own.name}: ${problem}`);
    return score;
  });
  const known = scores.filter((score) => !Number.isNaN(score));
  return {
    table: own.name,
    model: plan.pipelines[pipeline]!.name,
    measure: known.reduce((sum, score) => sum + score, 0) / known.length,
    folds: known.length,
    firstTest: splits[0]!.test,
  };
}
