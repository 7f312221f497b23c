import { type CaseOptions, failedCase } from './case.ts';
import type { CaseAnswer, CaseTask } from './case-worker.ts';
import { journalLine } from './journal.ts';
import { lostThread, runWorkers, type SizedTask, type WorkerPoolOptions } from './worker-pool.ts';

/** Extracts cases in worker threads; a thread that dies makes its case a problem. */
export function runCases(
  tasks: Iterator<SizedTask<CaseTask>>,
  options: CaseOptions,
  pool: Pick<WorkerPoolOptions<CaseTask, CaseAnswer>, 'workers' | 'memory' | 'onAnswer' | 'stopped'>,
): Promise<void> {
  return runWorkers<CaseTask, CaseAnswer>(tasks, {
    ...pool,
    script: new URL('./case-worker.js', import.meta.url),
    workerData: options,
    // What lives long is outside these heaps, and what does not need not fill the 48 MB that V8 would let it.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
    onLost: (task, cause) => ({
      number: task.number,
      line: journalLine({ ...task, failed: true }, { result: failedCase(lostThread(cause)) }),
      rows: 0,
      problems: 1,
    }),
  });
}
