import { parentPort, workerData } from 'node:worker_threads';
import { type Frame, type Json, type RefitPlan, refit } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';

/** What a thread is started with. */
export interface RefitWorkerData {
  readonly frame: Frame;
  readonly refits: RefitPlan;
}

export interface RefitTask {
  readonly number: number;
  readonly rows: readonly number[];
}

export interface RefitAnswer {
  readonly number: number;
  /** Absent where the model cannot be fitted on the resample. */
  readonly state?: Json;
  /** A programming mistake. */
  readonly error?: Error;
}

/** Fits the pipeline on the rows of one resample. */
export function refitTask({ frame, refits }: RefitWorkerData, { number, rows }: RefitTask): RefitAnswer {
  try {
    return { number, state: refit(refits, frame, rows, number).state() };
  } catch (error) {
    if (error instanceof StatisticsError) return { number };
    throw error;
  }
}

// A thread: one message in, one out.
if (parentPort !== null && workerData !== null && 'refits' in (workerData as object)) {
  parentPort.on('message', (task: RefitTask) => {
    try {
      parentPort!.postMessage(refitTask(workerData as RefitWorkerData, task));
    } catch (error) {
      parentPort!.postMessage({ number: task.number, error });
    }
  });
}
