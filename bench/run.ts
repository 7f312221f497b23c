import { runPinned } from './pinned.ts';

/** Each benchmark is a file that exports `run`; `onOneProcessor` for those that compare single threads. */
const benchmarks: Readonly<
  Record<string, { load: () => Promise<{ run(): Promise<void> }>; onOneProcessor: boolean }>
> = {
  features: { load: () => import('./features.ts'), onOneProcessor: true },
  filters: { load: () => import('./filters.ts'), onOneProcessor: false },
  maps: { load: () => import('./maps.ts'), onOneProcessor: true },
  growth: { load: () => import('./growth.ts'), onOneProcessor: true },
  shell: { load: () => import('./shell.ts'), onOneProcessor: false },
  memory: { load: () => import('./memory.ts'), onOneProcessor: false },
  cohort: { load: () => import('./cohort.ts'), onOneProcessor: false },
  scale: { load: () => import('./scale.ts'), onOneProcessor: false },
  learning: { load: () => import('./learning.ts'), onOneProcessor: false },
  learn: { load: () => import('./learn.ts'), onOneProcessor: false },
  spine: { load: () => import('./spine.ts'), onOneProcessor: true },
  kernels: { load: () => import('./kernels.ts'), onOneProcessor: true },
};

const name = process.argv[2] ?? '';
const benchmark = benchmarks[name];
if (benchmark === undefined) {
  if (name !== '') console.error(`No benchmark is called ${name}.`);
  console.error(`node bench/run.ts NAME   names: ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
const status = benchmark.onOneProcessor ? runPinned() : undefined;
if (status === undefined) await (await benchmark.load()).run();
else process.exitCode = status;
