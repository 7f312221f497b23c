import { createRandom, StatisticsError } from '@rachis/statistics';
import { type Frame, takeRows } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';
import type { Split } from '../resampling/split.ts';
import type { Criterion } from '../search/criterion.ts';
import { coefficientsOf, type ModelCoefficient } from './coefficients.ts';
import type { ColumnGroup } from './column-groups.ts';
import { columnWeights, usedColumns } from './column-weights.ts';
import { linearParts } from './linear-parts.ts';
import { permutationImportance } from './permutation-importance.ts';
import { hasShap, type ShapOutput, shapValues } from './shap.ts';
import { columnSources } from './sources.ts';

/** What is asked of the pipelines of outer splits. */
export interface ExplanationPlan {
  /** Columns of the table that are permuted together, and single ones. Earlier sets come first where `most` cuts. */
  readonly sets: readonly ColumnGroup[];
  readonly repeats: number;
  /** Sets that are permuted at most in a split: those that weigh most in its model. */
  readonly most: number;
  readonly criterion?: Criterion;
  readonly seed: string | number;
}

/** What the pipeline of an outer split says of its columns; plain data that crosses threads. */
export interface FoldExplanation {
  /** For each set of the plan what the criterion lost, a value a repeat; undefined where it was not permuted. */
  readonly drops: readonly (readonly number[] | undefined)[];
  /** 1 for each set that a column of the model comes from. */
  readonly used: Uint8Array;
  /** Of linear models, by a standard deviation of the training rows. */
  readonly coefficients?: readonly ModelCoefficient[];
  readonly shap?: FoldShap;
}

/** Shapley values of the test rows of a split, of the columns that the model uses. */
export interface FoldShap {
  readonly rows: readonly number[];
  readonly columns: readonly string[];
  readonly scale: string;
  /** Rows by columns. */
  readonly x: Float64Array;
  readonly outputs: readonly {
    readonly classCode?: number;
    readonly base: number;
    readonly values: Float64Array;
  }[];
}

/** Splits of which importance is asked: of many resamples the first ones tell enough. */
const isJudged = ({ repeat, fold }: Split) => fold >= 0 && repeat < 50;

/** Sets that are permuted: those that the model uses, of more than `most` those that weigh most. */
function chosenSets(pipeline: FittedPipeline, test: Frame, { sets, most }: ExplanationPlan) {
  const sources = columnSources(pipeline);
  const used = usedColumns(pipeline.model, sources.length);
  /** Columns of the model that come from each column of the table. */
  const made = new Map<string, number[]>();
  sources.forEach(({ inputs }, at) => {
    if (used[at] !== 1) return;
    for (const name of inputs) {
      const known = made.get(name);
      if (known === undefined) made.set(name, [at]);
      else known.push(at);
    }
  });
  const touched = sets.map((set) => {
    const columns = set.flatMap((name) => made.get(name) ?? []);
    return columns.length < 2 ? columns : [...new Set(columns)].sort((a, b) => a - b);
  });
  const candidates = Array.from(sets.keys()).filter((at) => touched[at].length > 0);
  let chosen = new Set(candidates);
  if (candidates.length > most) {
    const weights = columnWeights(pipeline.model, matrixOf(pipeline.prepare(test)));
    const weightOf = (at: number) => touched[at].reduce((sum, column) => sum + weights[column], 0);
    const ranked = candidates.sort((a, b) => weightOf(b) - weightOf(a) || a - b);
    chosen = new Set(ranked.slice(0, most));
  }
  return { chosen, used: Uint8Array.from(touched, (own) => (own.length > 0 ? 1 : 0)) };
}

function shapOf(pipeline: FittedPipeline, frame: Frame, { training, test }: Split): FoldShap | undefined {
  if (!hasShap(pipeline.model, pipeline.columns.length)) return undefined;
  const linear = linearParts(pipeline.model, pipeline.columns.length);
  const background = linear !== undefined ? { background: takeRows(frame, training) } : {};
  const found = shapValues(pipeline, takeRows(frame, test), background);
  const used = usedColumns(pipeline.model, found.columns.length);
  const kept = found.columns.flatMap((_, at) => (used[at] === 1 ? [at] : []));
  const part = ({ data, rows, columns }: ShapOutput['values']) => {
    const made = new Float64Array(rows * kept.length);
    for (let row = 0; row < rows; row++) {
      kept.forEach((from, at) => {
        made[row * kept.length + at] = data[row * columns + from];
      });
    }
    return made;
  };
  return {
    rows: test,
    columns: kept.map((at) => found.columns[at]),
    scale: found.scale,
    x: part(found.x),
    outputs: found.outputs.map(({ values, ...one }) => ({ ...one, values: part(values) })),
  };
}

/**
 * Explains the pipeline of an outer split on the test rows, which it was not fitted on: permutation importance,
 * coefficients, and of the first repeat Shapley values. What data do not allow is left out.
 */
export function explainFold(
  pipeline: FittedPipeline,
  frame: Frame,
  split: Split,
  plan: ExplanationPlan,
): FoldExplanation | undefined {
  if (!isJudged(split)) return undefined;
  const test = takeRows(frame, split.test);
  try {
    const { chosen, used } = chosenSets(pipeline, test, plan);
    const random = createRandom(plan.seed).split('importance', split.repeat, split.fold);
    const found = permutationImportance(pipeline, test, random, {
      groups: plan.sets.filter((_, at) => chosen.has(at)),
      repeats: plan.repeats,
      ...(plan.criterion === undefined ? {} : { criterion: plan.criterion }),
    });
    let next = 0;
    const drops = plan.sets.map((_, at) => {
      if (chosen.has(at)) return found.groups[next++].drops;
      return used[at] === 1 ? undefined : new Array<number>(plan.repeats).fill(0);
    });
    const coefficients = coefficientsOf(pipeline, takeRows(frame, split.training))?.columns;
    const shap = split.repeat === 0 ? shapOf(pipeline, frame, split) : undefined;
    return {
      drops,
      used,
      ...(coefficients === undefined ? {} : { coefficients }),
      ...(shap === undefined ? {} : { shap }),
    };
  } catch (error) {
    if (error instanceof StatisticsError) return undefined;
    throw error;
  }
}
