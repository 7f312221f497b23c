import {
  type AccumulatedEffects,
  accumulatedEffects,
  type Coefficients,
  type CoefficientSummary,
  coefficientsOf,
  coefficientsOverFolds,
  type Criterion,
  correlatedGroups,
  defaultCriterion,
  type ExplanationPlan,
  type FinalModel,
  type Frame,
  type FittedPipeline,
  type ImportanceSummary,
  importanceOverFolds,
  measureName,
  type Outcome,
  type PartialDependence,
  type PipelineSummary,
  partialDependence,
  type Response,
  restorePipeline,
  type ShapSummary,
  shapOverFolds,
  type ValidationPlan,
} from '@rachis/learning';
import { median, StatisticsError } from '@rachis/statistics';
import { oftenJudged } from './explain-names.ts';
import type { LearnSettings } from './settings.ts';

/** Effect of a column on what the final model says. */
export interface ColumnEffect {
  readonly column: string;
  /** What is on the vertical axis. */
  readonly response: string;
  readonly dependence: PartialDependence;
  /** None for categories. */
  readonly accumulated?: AccumulatedEffects;
  /** Values of the column in the table. */
  readonly values: Float64Array;
}

/** What one pipeline uses. */
export interface PipelineExplanation {
  readonly name: string;
  /** The criterion that importance is a loss of, in words. */
  readonly criterion: string;
  /** Of groups of correlated columns, by descending importance. */
  readonly groups: readonly ImportanceSummary[];
  /** Of members of groups by themselves. */
  readonly members: readonly ImportanceSummary[];
  /** Of the final model, where it is linear. */
  readonly coefficients?: Coefficients;
  readonly overSplits: readonly CoefficientSummary[];
  /** How often each column reached the model. */
  readonly selection: ReadonlyMap<string, number>;
  readonly shap?: ShapSummary;
  readonly effects: readonly ColumnEffect[];
}

// The distances of more columns fill the memory; they then stand alone.
const mostGrouped = 3000;

/** What is asked of folds: so many groups, then their members. */
export interface GroupedPlan extends ExplanationPlan {
  readonly groups: number;
  readonly criterion: Criterion;
}

/** What is asked of the models of all folds: groups are those of all rows, and found without the outcome. */
export function explanationPlan(
  frame: Frame,
  plan: ValidationPlan,
  { explain }: Pick<LearnSettings, 'explain'>,
): GroupedPlan | undefined {
  if (explain === false) return undefined;
  const { threshold, repeats, most } = explain;
  const groups =
    frame.columns.length > mostGrouped
      ? frame.columns.map(({ name }) => [name])
      : correlatedGroups(frame, { threshold });
  const members = groups.filter(({ length }) => length > 1).flatMap((group) => group.map((name) => [name]));
  return {
    sets: [...groups, ...members],
    groups: groups.length,
    repeats,
    most,
    criterion: plan.criterion ?? defaultCriterion(frame.outcome!),
    seed: plan.seed,
  };
}

/** What effects are effects on, with words for it. */
function responseOf(outcome: Outcome): { readonly response: Response; readonly words: string } {
  if (outcome.kind === 'continuous') return { response: { of: 'score' }, words: 'predicted value' };
  if (outcome.kind === 'survival') {
    const time = median(outcome.times.filter((_, row) => outcome.events[row] === 1));
    return {
      response: { of: 'risk', time },
      words: `probability of the event by ${Number(time.toPrecision(3))}`,
    };
  }
  const classCode = outcome.classes.length - 1;
  return {
    response: { of: 'probability', classCode },
    words: `probability of ${outcome.classes[classCode]}`,
  };
}

/** The columns to draw: of each of the first groups the member that matters most by itself. */
function topColumns(
  groups: readonly ImportanceSummary[],
  members: readonly ImportanceSummary[],
  count: number,
): string[] {
  const alone = new Map(members.map((one) => [one.columns[0]!, one]));
  return oftenJudged(groups)
    .filter(({ mean }) => mean > 0)
    .slice(0, count)
    .map(({ columns }) =>
      columns.reduce((best, name) => {
        const [own, other] = [alone.get(name), alone.get(best)];
        return own !== undefined && own.mean > (other?.mean ?? -Infinity) ? name : best;
      }),
    );
}

function effectOf(pipeline: FittedPipeline, frame: Frame, column: string): ColumnEffect | undefined {
  const { response, words } = responseOf(frame.outcome!);
  const { values, kind } = frame.columns.find(({ name }) => name === column)!;
  try {
    const dependence = partialDependence(pipeline, frame, column, { response });
    const accumulated =
      kind === 'category' ? undefined : accumulatedEffects(pipeline, frame, column, { response });
    return {
      column,
      response: words,
      dependence,
      ...(accumulated === undefined ? {} : { accumulated }),
      values,
    };
  } catch (error) {
    // A column that cannot be held at another value (a single value, a category that training did not show).
    if (error instanceof StatisticsError) return undefined;
    throw error;
  }
}

const descending = (list: readonly ImportanceSummary[]) =>
  list.filter(({ splits }) => splits > 0).sort((a, b) => b.mean - a.mean);

/**
 * What each pipeline uses: importance and SHAP of rows while they were left out, coefficients and effects of the final
 * model on all rows.
 */
export function explainPipelines(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  finals: readonly FinalModel[],
  plan: GroupedPlan,
  { explain }: Pick<LearnSettings, 'explain'>,
): PipelineExplanation[] {
  if (explain === false) return [];
  return summaries.map(({ name, results, selection }, at) => {
    const all = importanceOverFolds(results, plan.sets);
    const [groups, members] = [descending(all.slice(0, plan.groups)), descending(all.slice(plan.groups))];
    const pipeline = restorePipeline(finals[at]!.state);
    const coefficients = coefficientsOf(pipeline, frame);
    const shap = shapOverFolds(results);
    return {
      name,
      criterion: measureName(plan.criterion),
      groups,
      members,
      ...(coefficients === undefined ? {} : { coefficients }),
      overSplits: coefficientsOverFolds(results),
      selection: new Map(selection.map(({ column, share }) => [column, share])),
      ...(shap === undefined ? {} : { shap }),
      effects: topColumns(groups, members, explain.columns).flatMap(
        (column) => effectOf(pipeline, frame, column) ?? [],
      ),
    };
  });
}

/** The part of it that stands in result.json. */
export function explanationFacts({ name, criterion, groups, coefficients, shap }: PipelineExplanation) {
  return {
    name,
    importance: groups
      .filter(({ used }) => used > 0)
      .slice(0, 50)
      .map((one) => ({ criterion, ...one })),
    coefficients:
      coefficients === undefined
        ? null
        : {
            ...coefficients,
            columns: coefficients.columns.slice(0, 200),
            given: coefficients.given.slice(0, 200),
          },
    shap:
      shap === undefined
        ? null
        : {
            scale: shap.scale,
            columns: shap.columns.slice(0, 50).map((column, at) => ({
              column,
              meanAbsolute: shap.outputs.map((one) => one.meanAbsolute[at]!),
            })),
          },
  };
}
