import { availableParallelism } from 'node:os';
import type { FinalModel, FoldResult, FoldTask } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import { runWorkers } from '../cohort/worker-pool.ts';
import { type FoldWorkerData, type LearnAnswer, type LearnTask, learnTasks } from './fold-worker.ts';

/** How far the work is. */
export interface LearnProgress {
  readonly done: number;
  readonly total: number;
}

export interface RunTaskOptions {
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LearnProgress) => void;
  /** Whether models of all rows are fitted too, as they are unless told. */
  readonly finals?: boolean;
}

/** Results of all folds and final fits, in the order asked for. */
export interface LearnResults {
  readonly folds: readonly FoldResult[];
  /** A final model for each pipeline, or why it cannot be fitted on all rows. */
  readonly finals: readonly FinalOrRefused[];
  /** Seconds that the explanation of folds took, of all threads together. */
  readonly explaining: number;
}

/** The model of a pipeline on all rows, or the mistake in the rows that only this fit found. */
export type FinalOrRefused =
  | { readonly model: FinalModel }
  | { readonly model: null; readonly refused: StatisticsError };

/** Runs folds and final fits over threads, or here with one. The results do not depend on the number of threads. */
export async function runTasks(
  data: FoldWorkerData,
  folds: readonly FoldTask[],
  { workers = availableParallelism(), signal, onProgress, finals = true }: RunTaskOptions,
): Promise<LearnResults> {
  const pipelines = finals ? data.plan.pipelines : [];
  // The fits on all rows take longest.
  const tasks: LearnTask[] = [
    ...pipelines.map((_, pipeline) => ({ kind: 'final', pipeline }) as const),
    ...folds.map((task) => ({ kind: 'fold', ...task }) as const),
  ].map((task, number) => ({ ...task, number }));
  const answers = new Array<LearnAnswer>(tasks.length);
  let done = 0;
  const take = (answer: LearnAnswer) => {
    answers[answer.number] = answer;
    done++;
    onProgress?.({ done, total: tasks.length });
  };
  if (tasks.length === 0) return { folds: [], finals: [], explaining: 0 };
  if (workers === 1 || tasks.length === 1) {
    const run = learnTasks(data);
    for (const task of tasks) {
      if (signal?.aborted) break;
      take(run(task));
      // Lets a signal in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } else {
    await runWorkers<LearnTask, LearnAnswer>(tasks.map((task) => ({ task, bytes: 0 })).values(), {
      script: new URL('./fold-worker.js', import.meta.url),
      workerData: data,
      workers: Math.min(workers, tasks.length),
      memory: Infinity,
      onAnswer: take,
      onLost: (task, cause) => ({
        number: task.number,
        error: cause instanceof Error ? cause : new Error(String(cause)),
      }),
      stopped: () => signal?.aborted ?? false,
    });
  }
  if (signal?.aborted && done < tasks.length) {
    throw new RachisError('STOPPED', `Stopped after ${done} of ${tasks.length} fits.`, {
      remedy: 'Nothing was written. Run the same command again.',
    });
  }
  return {
    explaining: answers.reduce((sum, { explaining = 0 }) => sum + explaining, 0),
    folds: answers.slice(pipelines.length).map(({ fold }) => fold!),
    finals: answers
      .slice(0, pipelines.length)
      .map(
        ({ final, refused }): FinalOrRefused =>
          refused === undefined
            ? { model: final! }
            : { model: null, refused: new StatisticsError(refused.code, refused.message, refused.details) },
      ),
  };
}
