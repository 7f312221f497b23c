import { performance } from 'node:perf_hooks';
import { extractCohort } from '@rachis/study';
import { keepHeapsSmall } from '../packages/cli/src/small-heaps.ts';

/** What one cohort costs, measured in a process of its own: scale-run.ts MANIFEST OUTPUT SETTINGS prints it as JSON. */
export interface ScaleRun {
  readonly seconds: number;
  /** Seconds that the main thread, which schedules and writes, was busy. */
  readonly busy: number;
  /** Peak resident memory, bytes, with all threads. */
  readonly peak: number;
}

const [manifest, output, settings] = process.argv.slice(2) as [string, string, string];
// As the command line does.
keepHeapsSmall();
const before = performance.eventLoopUtilization();
const started = performance.now();
const { failed, finished } = await extractCohort(manifest, { output, settings: [settings] });
if (!finished || failed > 0) throw new Error(`${failed} cases failed`);
const run: ScaleRun = {
  seconds: (performance.now() - started) / 1000,
  busy: performance.eventLoopUtilization(before).active / 1000,
  peak: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(run));
