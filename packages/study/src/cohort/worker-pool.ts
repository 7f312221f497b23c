import { totalmem } from 'node:os';
import { type ResourceLimits, Worker } from 'node:worker_threads';

/** A task with the memory that it is expected to take. */
export interface SizedTask<Task> {
  readonly task: Task;
  readonly bytes: number;
}

export interface WorkerPoolOptions<Task, Answer> {
  /** File of the worker: one task in, one answer out. */
  readonly script: URL;
  /** What every worker is started with. */
  readonly workerData: unknown;
  /** Bounds of every worker's heap. */
  readonly resourceLimits?: ResourceLimits;
  readonly workers: number;
  /** Bytes that the tasks under way may take together; a larger task runs alone. */
  readonly memory: number;
  readonly onAnswer: (answer: Answer) => void;
  /** The answer for a task whose thread died (of memory, mostly). */
  readonly onLost: (task: Task, cause: unknown) => Answer;
  /** Asked before each task is given out. */
  readonly stopped: () => boolean;
}

/** What a worker answers: `error` is a programming mistake, which ends the pool. */
export interface WorkerAnswer {
  readonly error?: Error;
}

/**
 * Does tasks in worker threads, in their order as memory allows; answers come in any order. A thread that dies makes its
 * task a lost one and is replaced.
 */
export async function runWorkers<Task, Answer extends WorkerAnswer>(
  tasks: Iterator<SizedTask<Task>>,
  options: WorkerPoolOptions<Task, Answer>,
): Promise<void> {
  const {
    script,
    workerData,
    resourceLimits = {},
    workers: count,
    memory,
    onAnswer,
    onLost,
    stopped,
  } = options;
  const workers = new Set<Worker>();
  let taken = 0;
  let underWay = 0;
  let waiting: SizedTask<Task> | null = null;
  let exhausted = false;

  const nextTask = (): SizedTask<Task> | null => {
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
    const idle = new Set<Worker>();
    /** What each thread is on. */
    const current = new Map<Worker, SizedTask<Task>>();
    const hand = () => {
      if (failed) return;
      for (const worker of [...idle]) {
        let next: SizedTask<Task> | null;
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
    const finish = (worker: Worker, answer: Answer) => {
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
      const worker = new Worker(script, { workerData, resourceLimits });
      workers.add(worker);
      idle.add(worker);
      worker.on('message', (answer: Answer) => {
        finish(worker, answer);
        idle.add(worker);
        hand();
      });
      worker.on('error', (cause) => {
        workers.delete(worker);
        idle.delete(worker);
        const lost = current.get(worker);
        if (lost === undefined) return fail(cause);
        finish(worker, onLost(lost.task, cause));
        start();
        hand();
      });
    };
    for (let i = 0; i < count; i++) start();
    hand();
  }).finally(() => Promise.all([...workers].map((worker) => worker.terminate())));
}

/** What is said of a task whose thread died. */
export const lostThread = (cause: unknown) => ({
  region: '',
  code: 'OUT_OF_MEMORY',
  message: `The thread that worked on it ended: ${cause instanceof Error ? cause.message : cause}.`,
  remedy: 'Run with fewer --workers, or on a machine with more memory.',
});

/** Memory that a run may use unless it is told otherwise, bytes: of the machine, or of the container that it is in. */
export function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  return 0.75 * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem());
}
