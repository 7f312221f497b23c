import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Runs a script of this folder in as many threads as there are processors, each started with `first` and `step` beside
 * `data`: the pieces of work it takes. What the threads send, in no certain order.
 */
export async function overThreads<Answer>(
  script: URL,
  data: object,
  onAnswer: (answer: Answer) => void,
): Promise<void> {
  const step = availableParallelism();
  await Promise.all(
    Array.from(
      { length: step },
      (_, first) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(script, { workerData: { ...data, first, step } });
          worker.on('message', onAnswer);
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
}
