import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { PairSumsProblem, StartPairSums } from '@rachis/features/pair-sums';

/** What is asked of the thread; all arrays are shared. */
export interface PairSumsTask extends PairSumsProblem {
  /** One number: how far it is. */
  readonly state: Int32Array;
  /** Sums of weights, products and squares. */
  readonly sums: Float64Array;
}

/** How far a task is. Whoever takes a task that waits does it. */
export const taskStates = { waiting: 0, taken: 1, done: 2, failed: 3 } as const;

function shareBytes<T extends Float64Array | Uint8Array>(values: T): T {
  const Type = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const shared = new Type(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

/**
 * Whether settings may ask for the sums, by the words of their file: the thread must start before they are checked. Where the
 * guess is wrong it costs time, and no number changes.
 */
export function mayNeedPairSums(settings: string | undefined): boolean {
  if (settings === undefined) return true;
  let text: string;
  try {
    text = readFileSync(settings, 'utf8');
  } catch {
    return true;
  }
  if (/spatialCorrelation["']?\s*:\s*false/.test(text)) return false;
  return !/families/.test(text) || /morphology/.test(text);
}

/** A thread for the sums over pairs of voxels, which are half of the work on a large region. */
export interface PairSumsThread {
  readonly start: StartPairSums;
  close(): Promise<unknown>;
}

/**
 * Starts the thread. It loads and compiles while this one still reads its files; where it has not come to a task by the
 * time that its sums are asked for, or fails, they are made by `here`. The same bits either way.
 */
export function startPairSumsThread(): PairSumsThread {
  const worker = new Worker(new URL('./pair-sums-worker.js', import.meta.url));
  // It must not keep the process, nor end it.
  worker.unref();
  worker.on('error', () => {});
  return {
    start(problem) {
      const task: PairSumsTask = {
        ...problem,
        intensities: shareBytes(problem.intensities),
        mask: shareBytes(problem.mask),
        state: new Int32Array(new SharedArrayBuffer(4)),
        sums: new Float64Array(new SharedArrayBuffer(24)),
      };
      worker.postMessage(task);
      return () => {
        const { state, sums } = task;
        const { waiting, taken, done } = taskStates;
        if (Atomics.compareExchange(state, 0, waiting, taken) !== waiting) {
          Atomics.wait(state, 0, taken);
          if (Atomics.load(state, 0) === done)
            return { weights: sums[0]!, products: sums[1]!, squares: sums[2]! };
        }
        return null;
      };
    },
    close: () => worker.terminate(),
  };
}
