import {
  criterionOf,
  defaultCriterion,
  fitPlan,
  type Frame,
  outerSplits,
  type Split,
  takeOutcome,
  takeRows,
  type ValidationPlan,
} from '@rachis/learning';
import { createRandom, type Random } from '@rachis/statistics';
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

/**
 * The random source of a fold for one draw of a model's chance. Inner folds stay those of the plan, which the peers have too;
 * draw 0 is the plan's own.
 */
function drawOf(random: Random, draw: number): Random {
  if (draw === 0) return random;
  return {
    ...random,
    split(...names) {
      if (names[0] === 'search') return drawOf(random.split(...names), draw);
      return names[0] === 'fits' || names[0] === 'fit'
        ? random.split(...names, 'draw', draw)
        : random.split(...names);
    },
  };
}

/** What a model fitted on the training rows of a split is worth on its test rows; NaN where it cannot be fitted. */
function scoreOf(
  frame: Frame,
  plan: ValidationPlan,
  { repeat, fold, training, test }: Split,
  pipeline: number,
  draw: number,
): number {
  const random = createRandom(plan.seed).split('outer fold', repeat, fold);
  const outcome = frame.outcome!;
  try {
    const fitted = fitPlan(plan.pipelines[pipeline]!, takeRows(frame, training), plan, drawOf(random, draw));
    const { outcome: _, ...unseen } = takeRows(frame, test);
    const said = fitted.pipeline.predict(unseen);
    return criterionOf(plan.criterion ?? defaultCriterion(outcome), takeOutcome(outcome, test), said);
  } catch (problem) {
    console.error(`${plan.pipelines[pipeline]!.name}: ${String(problem)}`);
    return Number.NaN;
  }
}

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
  // Models with chance in them: on small tables the mean over as many draws as the peers'. Of a tree of all columns chance is the
  // order of the columns, which decides between equal questions; a forest's is its draws of rows and columns too.
  const draws = withChance.has(name) && own.frame.rows < small ? peerSeeds : 1;
  const scores = Array.from({ length: draws }, (_, draw) => {
    const columns = [...own.frame.columns];
    if (draw > 0) createRandom(`real tables ${draw}`).shuffle(columns);
    return splits.map((split) => scoreOf({ ...own.frame, columns }, plan, split, pipeline, draw));
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
