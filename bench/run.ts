/** Each benchmark is a file that exports `run`; kernels belongs to those who write them. */
const benchmarks: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  features: () => import('./features.ts'),
  shell: () => import('./shell.ts'),
  growth: () => import('./growth.ts'),
  memory: () => import('./memory.ts'),
};

const name = process.argv[2] ?? '';
const load = benchmarks[name];
if (load === undefined) {
  if (name !== '') console.error(`No benchmark is called ${name}.`);
  console.error(`node bench/run.ts NAME   names: ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
await (await load()).run();
