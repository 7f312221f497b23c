import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawTable } from '../conformance/coverage/draw.ts';
import { oneThread, peerProgram } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime } from './timing.ts';

/** Tables of radiomic-like columns: subjects, columns, repeats of five folds. */
const tables = [
  [93, 105, 2],
  [150, 1500, 2],
  [200, 20_000, 1],
  [2000, 5000, 1],
] as const;

const command = join(import.meta.dirname, '../packages/cli/bin/rachis.js');
/** Seconds after which a peer is ended. */
const patience = Number(process.env.RACHIS_BENCH_PATIENCE ?? 3600);

/** A process with its wall time, and the most memory that one process of it held where GNU time is there, MB. */
function timed(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', program, ...args], {
    encoding: 'utf8',
    timeout: 1000 * patience,
    env: { ...process.env, ...environment },
  });
  const seconds = (performance.now() - started) / 1000;
  const memory = Number(stderr.trim().split('\n').at(-1)) / 1024;
  return { ended: status === 0, seconds, memory, stdout, stderr };
}

function writeTable(path: string, rows: number, columns: number): void {
  const frame = drawTable(
    { name: 'bench', outcome: 'classes', subjects: rows, columns, signal: 0.9, events: 0.4 },
    rows,
    'bench learn',
  );
  const outcome = frame.outcome!;
  const codes = outcome.kind === 'classes' ? outcome.codes : [];
  const lines = Array.from({ length: rows }, (_, row) =>
    [
      `P${(row * 7919) % rows}`,
      codes[row],
      ...frame.columns.map(({ values }) => values[row]!.toPrecision(8)),
    ].join(','),
  );
  const names = ['subject', 'outcome', ...frame.columns.map(({ name }) => name)];
  writeFileSync(path, `${[names.join(','), ...lines].join('\n')}\n`);
}

/**
 * Whole processes: `rachis learn` with a lasso (50 penalties by 5 folds, threshold by 5 more), figures and explanation
 * with it, beside scikit-learn reading the same table and doing the same fits on the same outer splits.
 * RACHIS_BENCH_ROWS takes the tables up to so many subjects or columns, RACHIS_BENCH_PATIENCE ends a peer (seconds).
 */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench-learn');
  mkdirSync(folder, { recursive: true });
  const python = peerProgram('learning');
  if (python === undefined)
    console.log('scikit-learn: not timed, not set up (conformance/peers.sh learning)');
  const workers = availableParallelism();
  const settings = join(folder, 'lasso.json');
  const most = Number(process.env.RACHIS_BENCH_ROWS ?? Infinity);
  const printed: string[][] = [];
  for (const [rows, columns, repeats] of tables.filter(([n, p]) => Math.max(n, p) <= most)) {
    const table = join(folder, `${rows}x${columns}.csv`);
    writeTable(table, rows, columns);
    writeFileSync(
      settings,
      JSON.stringify({
        outer: { kind: 'folds', folds: 5, repeats },
        pipelines: [
          {
            name: 'Lasso',
            steps: [{ step: 'scale' }],
            model: { estimator: 'logistic-regression', settings: { alpha: 1, folds: 5, lambdas: 50 } },
          },
        ],
      }),
    );
    const output = join(folder, 'out');
    const asked = ['learn', table, '--outcome', 'outcome', '--subject', 'subject', '--settings', settings];
    const ours = timed(process.execPath, [command, ...asked, '--output', output]);
    if (!ours.ended) throw new Error(ours.stderr);
    const result: { pipelines: { measures: { id: string; value: number }[] }[] } = JSON.parse(
      readFileSync(join(output, 'result.json'), 'utf8'),
    );
    const auc = result.pipelines[0]!.measures.find(({ id }) => id === 'auc')!.value;
    const script = join(import.meta.dirname, 'peers', 'sklearn_learn.py');
    const theirs =
      python === undefined
        ? undefined
        : timed(python, [script, table, join(output, 'predictions.csv'), String(workers)], oneThread);
    // Ended by itself, that is: its own message.
    if (theirs !== undefined && !theirs.ended && theirs.seconds < patience) throw new Error(theirs.stderr);
    const size = (rows * columns * 8) / 2 ** 20;
    printed.push([
      `${rows} x ${columns}, ${repeats} x 5`,
      formatTime(ours.seconds),
      theirs === undefined ? '-' : `${theirs.ended ? '' : 'ended after '}${formatTime(theirs.seconds)}`,
      theirs === undefined
        ? '-'
        : `${theirs.ended ? '' : 'more than '}${formatRatio(theirs.seconds, ours.seconds)}`,
      `${ours.memory.toFixed(0)} MB`,
      theirs?.ended ? `${theirs.memory.toFixed(0)} MB` : '-',
      `${size.toFixed(1)} MB`,
      auc.toFixed(3),
      theirs?.ended ? Number(theirs.stdout).toFixed(3) : '-',
    ]);
    rmSync(output, { recursive: true, force: true });
  }
  console.log(`Lasso by nested validation, whole processes, ${workers} processors.`);
  printTable(
    ['table', 'ours', 'scikit-learn', 'ratio', 'our memory', 'theirs', 'table', 'our AUC', 'their AUC'],
    printed,
  );
}
