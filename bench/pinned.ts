import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Runs this very command again with the process, and so every peer that it starts, bound to one processor:
 * Pictologics moves work to a second thread on its own, and V8 collects garbage beside the program.
 * Returns the exit code of that run, or undefined where there is no `taskset` (or this is that run already).
 */
export function runPinned(): number | undefined {
  if (process.env.RACHIS_BENCH_PINNED !== undefined) return undefined;
  const processor = String(availableParallelism() - 1);
  const { status, error } = spawnSync(
    'taskset',
    ['-c', processor, process.execPath, ...process.argv.slice(1)],
    {
      stdio: 'inherit',
      env: { ...process.env, RACHIS_BENCH_PINNED: processor },
    },
  );
  if (error !== undefined) {
    console.log('taskset is not there: nothing is bound to one processor');
    return undefined;
  }
  return status ?? 1;
}
