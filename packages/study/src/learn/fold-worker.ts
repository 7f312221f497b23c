import { parentPort, workerData } from 'node:worker_threads';
import { StatisticsError } from '@rachis/statistics';
import {
  type Explain,
  type ExplanationPlan,
  explainFold,
  type FoldResult,
  type Frame,
  fitFinal,
  type FinalModel,
  type FoldTask,
  outerSplits,
  runFold,
  type Split,
  type ValidationPlan,
} from '@rachis/learning';

/** What a thread is started with. */
export interface FoldWorkerData {
  readonly frame: Frame;
  readonly plan: ValidationPlan;
  readonly dates?: Float64Array;
  /** What is asked of the pipeline of each fold, beside its predictions. */
  readonly explaining?: ExplanationPlan;
}

/** A fold, or the fit of a pipeline on all rows. */
export type LearnTask =
  | ({ readonly number: number; readonly kind: 'fold' } & FoldTask)
  | { readonly number: number; readonly kind: 'final'; readonly pipeline: number };

/** What it says of it. */
export interface LearnAnswer {
  readonly number: number;
  readonly fold?: FoldResult;
  readonly final?: FinalModel;
  /** A user's mistake that only the fit on all rows found; errors of our own lose their parts between threads. */
  readonly refused?: Pick<StatisticsError, 'code' | 'message' | 'details'>;
  /** Seconds of `fold` that its explanation took. */
  readonly explaining?: number;
  /** A programming mistake. */
  readonly error?: Error;
}

/** Does one task; the splits are made once. */
export function learnTasks({
  frame,
  plan,
  dates,
  explaining,
}: FoldWorkerData): (task: LearnTask) => LearnAnswer {
  let splits: readonly Split[] | undefined;
  let spent = 0;
  const explain: Explain | undefined =
    explaining &&
    ((pipeline, rows, split) => {
      const started = performance.now();
      const found = explainFold(pipeline, rows, split, explaining);
      spent = (performance.now() - started) / 1000;
      return found;
    });
  return (task) => {
    const { number } = task;
    if (task.kind === 'final') {
      try {
        return { number, final: fitFinal(frame, plan, task.pipeline) };
      } catch (error) {
        if (!(error instanceof StatisticsError)) throw error;
        const { code, message, details } = error;
        const { cause: _, ...plain } = details;
        return { number, refused: { code, message, details: plain } };
      }
    }
    splits ??= outerSplits(frame, plan, dates);
    const { number: _, kind: _kind, ...own } = task;
    spent = 0;
    const fold = runFold(frame, plan, splits, own, explain);
    return { number, fold, explaining: spent };
  };
}

// A thread: one message in, one out.
if (parentPort !== null && workerData !== null && 'plan' in (workerData as object)) {
  const run = learnTasks(workerData as FoldWorkerData);
  parentPort.on('message', (task: LearnTask) => {
    try {
      parentPort!.postMessage(run(task));
    } catch (error) {
      parentPort!.postMessage({ number: task.number, error });
    }
  });
}
