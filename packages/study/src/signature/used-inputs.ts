import { columnSources, type FittedPipeline, type Json, restorePipeline } from '@rachis/learning';

/** Columns of the table that a pipeline looks at, and of those behind a score the ones that its own model looks at. */
export function usedInputs(pipeline: FittedPipeline): Set<string> {
  const used = new Set(columnSources(pipeline).flatMap(({ inputs }) => [...inputs]));
  for (const step of pipeline.steps) {
    if (step.step !== 'score') continue;
    const { columns, pipeline: scored } = step.state() as unknown as { columns: string[]; pipeline: Json };
    const own = usedInputs(restorePipeline(scored));
    for (const name of columns) if (!own.has(name)) used.delete(name);
  }
  return used;
}
