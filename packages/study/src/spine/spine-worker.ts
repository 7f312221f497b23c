import { parentPort, workerData } from 'node:worker_threads';
import type { ManifestRow } from '../cohort/manifest.ts';
import type { SpineSettings } from './measure-files.ts';
import { type MeasuredRow, measureRow, nothingMeasured } from './measure-row.ts';

/** What every thread knows. */
export interface SpineWorkerData {
  /** Path of the manifest, which paths in it are relative to. */
  readonly manifest: string;
  readonly settings: SpineSettings;
}

/** What a thread is asked to do. */
export interface SpineTask {
  readonly number: number;
  readonly row: ManifestRow;
}

export interface SpineAnswer {
  readonly number: number;
  readonly measured: MeasuredRow;
  /** A programming mistake. */
  readonly error?: Error;
}

// A thread that measures whole spines; one message in, one out.
const { manifest, settings } = (workerData ?? {}) as SpineWorkerData;
parentPort?.on('message', async ({ number, row }: SpineTask) => {
  try {
    const answer: SpineAnswer = { number, measured: await measureRow(manifest, row, settings) };
    parentPort!.postMessage(answer);
  } catch (error) {
    parentPort!.postMessage({ number, measured: nothingMeasured, error });
  }
});
