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

/** Models with chance in them, and tables on which one seed moves the mean by more than 0.01. */
const withChance = new Set(['tree', 'random forest', 'extra trees', 'bagging']);
const small = 150;

/** Nested validation of one model on one table. */
export function judgeModel(
  tables: ReturnType<typeof realTables>,
  table: number,
  pipeline: number,
): RealMeasure {
  const own = tables[table]!;
  const plan = planFor(own);
  const splits = outerSplits(own.frame, plan);
  const { name } = plan.pipelines[pipeline]!;
  // Models with chance in them: the mean over seeds on small tables, as the peers'. Another seed also
  // deals other inner folds; the first has the peers'.
  const seeds = withChance.has(name) && own.frame.rows < small ? 3 : 1;
  const scores = Array.from({ length: seeds }, (_, seed) =>
    splits.map((_split, split) => {
      const { score, problem } = runFold(own.frame, { ...plan, seed: Number(plan.seed) + seed }, splits, {
        pipeline,
        split,
      });
      if (problem !== undefined) console.error(`${own.name}: ${problem}`);
      return score;
    }),
  ).flat();
  const known = scores.filter((score) => !Number.isNaN(score));
  return {
    table: own.name,
    model: plan.pipelines[pipeline]!.name,
    measure: known.reduce((sum, score) => sum + score, 0) / known.length,
    folds: known.length,
    firstTest: splits[0]!.test,
  };
}
