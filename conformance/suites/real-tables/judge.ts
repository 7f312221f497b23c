import { outerSplits, runFold } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
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
/** As many as `SEEDS` in nested.py. */
const peerSeeds = 10;

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
  // Models with chance in them: on small tables the mean over as many draws as the peers'. A draw is the order of the
  // columns, which moves the draws of forests and which of equal questions is first; inner folds stay the peers'.
  const draws = withChance.has(name) && own.frame.rows < small ? peerSeeds : 1;
  const scores = Array.from({ length: draws }, (_, draw) => {
    const columns = [...own.frame.columns];
    if (draw > 0) createRandom(`real tables ${draw}`).shuffle(columns);
    return splits.map((_split, split) => {
      const { score, problem } = runFold({ ...own.frame, columns }, plan, splits, { pipeline, split });
      if (problem !== undefined) console.error(`${own.name}: ${problem}`);
      return score;
    });
  }).flat();
  const known = scores.filter((score) => !Number.isNaN(score));
  return {
    table: own.name,
    model: plan.pipelines[pipeline]!.name,
    measure: known.reduce((sum, score) => sum + score, 0) / known.length,
    folds: known.length,
    firstTest: splits[0]!.test,
  };
}
