import { Worker } from 'node:worker_threads';
import { type CaseOptions, failedCase } from './case.ts';
import type { CaseAnswer, CaseTask } from './case-worker.ts';
import { journalLine } from './journal.ts';

/** A task with the memory that it is expected to take. */
export interface SizedTask {
  readonly task: CaseTask;
  readonly bytes: number;
}

export interface CasePoolOptions {
  readonly workers: number;
  /** Bytes that the cases under way may take together; a larger case runs alone. */
  readonly memory: number;
  readonly onAnswer: (answer: CaseAnswer) => void;
  /** Asked before each case is given out. */
  readonly stopped: () => boolean;
}

/**
 * Extracts cases in worker threads. Each thread has its next case before it is done with one, memory allowing, so that none
 * waits. A thread that dies (of memory, mostly) makes its case a problem and is replaced.
 */
export async function runCases(
  tasks: Iterator<SizedTask>,
  options: CaseOptions,
  { workers: count, memory, onAnswer, stopped }: CasePoolOptions,
): Promise<void> {
  const workers = new Set<Worker>();
  let taken = 0;
  let underWay = 0;
  let waiting: SizedTask | null = null;
  let exhausted = false;

  const nextTask = (): SizedTask | null => {
    if (stopped() || exhausted) return null;
    if (waiting === null) {
      const next = tasks.next();
      if (next.done) {
        exhausted = true;
        return null;
      }
      waiting = next.value;
    }
    if (underWay > 0 && taken + waiting.bytes > memory) return null;
    const found = waiting;
    waiting = null;
    return found;
  };

  await new Promise<void>((resolve, reject) => {
    let failed = false;
    const fail = (error: unknown) => {
      failed = true;
      reject(error);
    };
    /** What each thread is on. */
    const idle = new Set<Worker>();
    const hand = () => {
      if (failed) return;
      for (const worker of [...idle]) {
        let next: SizedTask | null;
        try {
          next = nextTask();
        } catch (error) {
          return fail(error);
        }
        if (next === null) break;
        idle.delete(worker);
        underWay++;
        taken += next.bytes;
        current.set(worker, next);
        worker.postMessage(next.task);
      }
      if (underWay === 0 && (exhausted || stopped())) resolve();
    };
    const current = new Map<Worker, SizedTask>();
    const finish = (worker: Worker, answer: CaseAnswer) => {
      const { bytes } = current.get(worker)!;
      current.delete(worker);
      underWay--;
      taken -= bytes;
      if (answer.error !== undefined) return fail(answer.error);
      try {
        onAnswer(answer);
      } catch (error) {
        fail(error);
      }
    };
    const start = () => {
      const worker = new Worker(new URL('./case-worker.js', import.meta.url), { workerData: options });
      workers.add(worker);
      idle.add(worker);
      worker.on('message', (answer: CaseAnswer) => {
        finish(worker, answer);
        idle.add(worker);
        hand();
      });
      worker.on('error', (cause) => {
        workers.delete(worker);
        idle.delete(worker);
        const lost = current.get(worker);
        if (lost === undefined) return fail(cause);
        const { task } = lost;
        const result = failedCase({
          region: '',
          code: 'OUT_OF_MEMORY',
          message: `The thread that worked on it ended: ${cause instanceof Error ? cause.message : cause}.`,
          remedy: 'Run with fewer --workers, or on a machine with more memory.',
        });
        finish(worker, {
          number: task.number,
          line: journalLine({ ...task, failed: true }, { result }),
          rows: 0,
          problems: 1,
        });
        start();
        hand();
      });
    };
    for (let i = 0; i < count; i++) start();
    hand();
  }).finally(() => Promise.all([...workers].map((worker) => worker.terminate())));
}
