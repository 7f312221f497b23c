import type { FinalModel, FoldResult, FoldTask, PipelineSummary, ValidationPlan } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import type { FinalOrRefused } from './run-tasks.ts';

/** A plan without the pipelines that the rows do not allow, and what was said of these. */
export interface UsablePipelines {
  readonly plan: ValidationPlan;
  readonly finals: readonly FinalModel[];
  /** Results of the pipelines that stay, by their new numbers. */
  resultOf(task: FoldTask): FoldResult;
  /** A sentence for each pipeline that was left out. */
  readonly notes: readonly string[];
}

const failed = ({ problems, results }: PipelineSummary) =>
  results.length > 0 && problems.length === results.length;

/**
 * One pipeline that cannot be fitted (in no split, or not on all rows) stops no other: it is left out, and it is said. Null
 * where all can be fitted; the error of the first where none can, or of the one that is needed.
 */
export function usablePipelines(
  plan: ValidationPlan,
  summaries: readonly PipelineSummary[],
  finals: readonly FinalOrRefused[],
  folds: readonly FoldResult[],
  { file, needed }: { readonly file: string; readonly needed?: string | undefined },
): UsablePipelines | null {
  const reasons = plan.pipelines.map(({ name }, at): StatisticsError | null => {
    if (failed(summaries[at]!)) {
      return new StatisticsError(
        'DATA_UNSUITABLE',
        `${name} could not be fitted in any split. ${summaries[at]!.problems[0]}`,
        {
          file,
        },
      );
    }
    const final = finals[at]!;
    return final.model === null ? final.refused : null;
  });
  if (reasons.every((reason) => reason === null)) return null;
  const kept = reasons.flatMap((reason, at) => (reason === null ? [at] : []));
  if (kept.length === 0) throw reasons[0]!;
  const lacking = reasons[plan.pipelines.findIndex(({ name }) => name === needed)];
  if (lacking) throw lacking;
  const key = ({ pipeline, split, permutation }: FoldTask) => `${pipeline} ${split} ${permutation ?? ''}`;
  const known = new Map(folds.map((fold) => [key(fold), fold]));
  return {
    plan: { ...plan, pipelines: kept.map((at) => plan.pipelines[at]!) },
    finals: kept.map((at) => (finals[at] as { readonly model: FinalModel }).model),
    resultOf: (task) => ({
      ...known.get(key({ ...task, pipeline: kept[task.pipeline]! }))!,
      pipeline: task.pipeline,
    }),
    notes: reasons.flatMap((reason, at) =>
      reason === null ? [] : [`${plan.pipelines[at]!.name} is left out: ${reason.message}`],
    ),
  };
}
