import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../report.ts';
import { overThreads } from './over-threads.ts';
import type { RealMeasure } from './real-tables/judge.ts';
import { realTables } from './real-tables/tables.ts';

/** What scikit-learn, scikit-survival, statsmodels and R's cmprsk give on the same splits (conformance/real-tables). */
export function peerMeasures(): readonly RealMeasure[] {
  return ['real-tables.json', 'real-tables-competing.json'].flatMap((name) => {
    const path = join(import.meta.dirname, '../fixtures', name);
    return (JSON.parse(readFileSync(path, 'utf8')) as { cases: RealMeasure[] }).cases;
  });
}

/** Ours, in the order of the peers'. */
export async function ourMeasures(): Promise<readonly RealMeasure[]> {
  const found: RealMeasure[] = [];
  // Missing data are said here rather than by a thread.
  realTables();
  await overThreads<RealMeasure>(new URL('./real-tables/worker.ts', import.meta.url), {}, (one) => {
    found.push(one);
    console.error(`real-tables: ${one.table}, ${one.model} ${one.measure.toFixed(4)}`);
  });
  return peerMeasures().map(({ table, model }) => {
    const own = found.find((one) => one.table === table && one.model === model);
    if (own === undefined) throw new Error(`${table}, ${model}: not measured`);
    return own;
  });
}

/** Every model on every real table: no more than 0.01 below the peer's mean over the same outer folds. */
export async function compareRealTables(): Promise<Comparison[]> {
  const ours = await ourMeasures();
  return peerMeasures().flatMap((peer, at): Comparison[] => {
    const own = ours[at]!;
    const row = (tag: string, mine: number, expected: number, tolerance: number): Comparison => ({
      group: peer.table,
      family: tag.startsWith(peer.model) ? 'mean measure' : 'same splits',
      tag,
      ours: mine,
      expected,
      tolerance,
    });
    return [
      // Better is no miss.
      row(`${peer.model}`, Math.min(own.measure, peer.measure), peer.measure, 0.01),
      row('test rows of the first fold', Number(String(own.firstTest) === String(peer.firstTest)), 1, 0),
    ];
  });
}
