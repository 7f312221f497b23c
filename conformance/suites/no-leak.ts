import { steps } from '@rachis/learning';
import type { Comparison } from '../report.ts';
import type { Judged } from './no-leak/judge.ts';
import { stepsUsed } from './no-leak/pipelines.ts';
import { overThreads } from './over-threads.ts';

const tables = 200;

async function judgeAll(): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  await overThreads<Judged>(new URL('./no-leak/worker.ts', import.meta.url), { tables }, (one) => {
    judged.push(one);
    if (judged.length % 20 === 0) console.error(`no-leak: ${judged.length} of ${tables} tables`);
  });
  return judged.sort((a, b) => a.table - b.table);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Tables without signal: the mean AUC of the whole nested pipeline is one half. The same data with columns chosen outside
 * the folds show what is prevented: that must be seen too, or the tables could not have shown a leak.
 */
export async function compareNoLeak(): Promise<Comparison[]> {
  const judged = await judgeAll();
  const inside = mean(judged.map((one) => one.inside));
  const outside = mean(judged.map((one) => one.outside));
  const spread = Math.sqrt(mean(judged.map((one) => (one.inside - inside) ** 2)));
  console.log(
    `${judged.length} tables, 80 subjects, 1,000 columns, no signal. Mean AUC ${inside.toFixed(4)} ` +
      `(standard error ${(spread / Math.sqrt(judged.length)).toFixed(4)}); ` +
      `with columns chosen on all rows ${outside.toFixed(4)}.`,
  );
  const row = (tag: string, ours: number, expected: number, tolerance: number): Comparison => ({
    group: 'no signal',
    family: tag,
    tag,
    ours,
    expected,
    tolerance,
  });
  const used = stepsUsed();
  return [
    row('tables judged', judged.length, tables, 0),
    row('mean AUC, everything inside the folds', inside, 0.5, 0.02),
    row('optimism of selection outside the folds, at least 0.2', Math.min(outside - inside, 0.2), 0.2, 0),
    ...[...steps.keys()].map((id) => row(`step ${id} was on`, Number(used.has(id)), 1, 0)),
  ];
}
