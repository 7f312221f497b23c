import { runStability } from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { progressReporter } from './extract-cohort.ts';

export interface StabilityFlags {
  readonly output: string;
  readonly workers?: number;
  readonly memory?: number;
}

/** `rachis stability SETTINGS --output FOLDER`: which features stay the same. */
export async function stability(
  console: Console,
  settings: string,
  { output, ...flags }: StabilityFlags,
): Promise<number> {
  const outcome = await runStability(settings, output, {
    ...flags,
    onProgress: progressReporter(console),
  });
  console.progress('');
  const { all, families } = outcome.summary;
  const share = (value: number) => (Number.isFinite(value) ? `${value.toFixed(1)}%` : 'n/a');
  console.note(`${outcome.targets} targets under ${outcome.conditions} conditions.`);
  console.note(`${all.stable} of ${all.measured} features are stable (${share(all.stablePercent)}).`);
  for (const { group, stable, measured, stablePercent } of families)
    console.note(`  ${group.padEnd(18)} ${stable} of ${measured} (${share(stablePercent)})`);
  if (outcome.problems !== null)
    console.note(`${outcome.failedCases} cases had problems: ${outcome.problems}`);
  console.note(`Written: ${outcome.written.join(', ')}`);
  return outcome.failedCases > 0 ? exitCodes.partial : exitCodes.ok;
}
