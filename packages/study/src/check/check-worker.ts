import { parentPort, workerData } from 'node:worker_threads';
import type { ManifestRow } from '../cohort/manifest.ts';
import type { WorkerAnswer } from '../cohort/worker-pool.ts';
import { type CheckedCase, checkCase } from './check-case.ts';

export interface CheckTask {
  readonly number: number;
  readonly row: ManifestRow;
}

export interface CheckAnswer extends WorkerAnswer {
  readonly number: number;
  readonly checked?: CheckedCase;
}

// A thread that looks at rows of a manifest, whose path it is started with; one message in, one out.
const manifest = workerData as string;
parentPort?.on('message', async ({ number, row }: CheckTask) => {
  try {
    parentPort!.postMessage({ number, checked: await checkCase(row, manifest) } satisfies CheckAnswer);
  } catch (error) {
    parentPort!.postMessage({ number, error: error as Error } satisfies CheckAnswer);
  }
});
