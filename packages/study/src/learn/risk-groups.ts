import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { median } from '@rachis/statistics';
import { meanSaid, pooledOf } from './curves.ts';

/** Rows on one side of the median predicted risk. */
export interface RiskGroup {
  readonly name: 'higher risk' | 'lower risk';
  readonly rows: readonly number[];
}

/** Rows above and below the median of the risk that each was predicted while left out; none where nothing was. */
export function riskGroups(frame: Frame, summary: PipelineSummary, splits: readonly Split[]): RiskGroup[] {
  const pooled = pooledOf(summary, splits);
  if (pooled.length === 0) return [];
  const risk = meanSaid(frame, pooled, ({ rows, scores, survival }, place) => {
    if (survival === undefined) return scores[place]!;
    const own = survival.length / rows.length;
    return 1 - survival[place * own + (own >> 1)]!;
  });
  const known = Array.from(risk.keys()).filter((row) => !Number.isNaN(risk[row]!));
  const cut = median(known.map((row) => risk[row]!));
  const groups: RiskGroup[] = [
    { name: 'higher risk', rows: known.filter((row) => risk[row]! > cut) },
    { name: 'lower risk', rows: known.filter((row) => risk[row]! <= cut) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}
