import { availableParallelism } from 'node:os';
import { measureCase } from '../cohort/case-size.ts';
import { type ManifestRow, resolvePath } from '../cohort/manifest.ts';
import { defaultMemory, lostThread, runWorkers, type SizedTask } from '../cohort/worker-pool.ts';
import type { SpineSettings } from './measure-files.ts';
import { type MeasuredRow, nothingMeasured } from './measure-row.ts';
import type { SpineAnswer, SpineTask, SpineWorkerData } from './spine-worker.ts';

export interface MeasureRowsOptions {
  /** Threads; by default one a processor. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Hears of each row when it is done, in any order; `at` is its place. */
  readonly onRow: (at: number, measured: MeasuredRow) => void;
}

function* tasksOf(manifest: string, rows: readonly ManifestRow[]): Generator<SizedTask<SpineTask>> {
  for (const [number, row] of rows.entries()) {
    const { bytes } = measureCase(resolvePath(manifest, row.image), resolvePath(manifest, row.mask));
    yield { task: { number, row }, bytes };
  }
}

/** Measures the spines of rows of a manifest in threads, as memory allows. */
export async function measureRows(
  manifest: string,
  rows: readonly ManifestRow[],
  settings: SpineSettings,
  { workers = availableParallelism(), signal, onRow }: MeasureRowsOptions,
): Promise<void> {
  if (rows.length === 0) return;
  const workerData: SpineWorkerData = { manifest, settings };
  await runWorkers<SpineTask, SpineAnswer>(tasksOf(manifest, rows), {
    script: new URL('./spine-worker.js', import.meta.url),
    workerData,
    workers: Math.min(workers, rows.length),
    memory: defaultMemory(),
    stopped: () => signal?.aborted === true,
    onAnswer: ({ number, measured }) => onRow(number, measured),
    onLost: ({ number }, cause) => ({
      number,
      measured: { ...nothingMeasured, problem: lostThread(cause) },
    }),
  });
}
