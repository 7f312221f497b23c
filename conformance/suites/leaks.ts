import type { Comparison } from '../report.ts';
import type { CleanJudged } from './leaks/clean.ts';
import { judgeLeak, leaks } from './leaks/leaking.ts';
import { overThreads } from './over-threads.ts';

/** Clean tables; RACHIS_LEAKS_COUNT takes others. */
const tables = Number(process.env.RACHIS_LEAKS_COUNT ?? 1000);

/** Tables of each kind of leak. */
const draws = 5;

/** Clean tables in a hundred that may have any finding at all. */
const mostPerHundred = 2;

async function judgeClean(): Promise<readonly CleanJudged[]> {
  const judged: CleanJudged[] = [];
  await overThreads<CleanJudged>(new URL('./leaks/worker.ts', import.meta.url), { tables }, (one) => {
    judged.push(one);
  });
  return judged.sort((a, b) => a.table - b.table);
}

/**
 * Tables with a leak that was put in, five of each kind: all are found by the name of the leak, with columns and subjects
 * that it is about. Clean tables (40 to 300 rows, 10 to 300 correlated columns, some with clinical columns, signal, missing values,
 * outliers, an external table): fewer than two in a hundred have any finding.
 */
export async function compareLeaks(): Promise<Comparison[]> {
  const rows: Comparison[] = [];
  for (const leak of Object.keys(leaks)) {
    const judged = Array.from({ length: draws }, (_, draw) => judgeLeak(leak, draw));
    console.log(`${leak}: ${judged[0]!.message.slice(0, 160)} ...`);
    rows.push({
      group: 'leaks',
      family: 'found by name',
      tag: leak,
      ours: judged.filter(({ found }) => found).length,
      expected: draws,
      tolerance: 0,
    });
  }
  const clean = await judgeClean();
  const alarmed = clean.filter(({ findings }) => findings.length > 0);
  for (const { table, words, findings } of alarmed) {
    console.log(`clean table ${table} ${words}`);
    for (const { severity, code, message } of findings)
      console.log(`  ${severity} ${code} ${message.slice(0, 200)}`);
  }
  const codes = new Map<string, number>();
  for (const { findings } of alarmed) {
    for (const code of new Set(findings.map((one) => one.code))) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const by = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
  console.log(
    `${alarmed.length} of ${clean.length} clean tables have a finding${by === '' ? '' : ` (${by})`}; ${clean.filter(({ external }) => external).length} with an external table.`,
  );
  const perHundred = (100 * alarmed.length) / clean.length;
  rows.push(
    {
      group: 'clean',
      family: 'tables judged',
      tag: 'tables',
      ours: clean.length,
      expected: tables,
      tolerance: 0,
    },
    {
      group: 'clean',
      family: 'false alarms',
      tag: `in a hundred, above ${mostPerHundred}`,
      ours: Math.max(perHundred, mostPerHundred),
      expected: mostPerHundred,
      tolerance: 0,
    },
  );
  return rows;
}
