import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoldTask, outerSplits } from '@rachis/learning';
import { runTasks } from '../packages/study/dist/learn/run-tasks.js';
import { costs, lambdas, leaves, studyPlan, studySplits, studyTable, trees } from './learning-study.ts';
import { oneThread, peerProgram } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime } from './timing.ts';

interface PeerPipeline {
  readonly name: string;
  readonly seconds: number;
  readonly auc: number;
}

/**
 * Nested validation of lasso, random forest and support vectors on 150 subjects and 1,500 columns, 10 x 5 folds outside
 * and 5 inside, beside scikit-learn with the same splits and grids, both on all processors. RACHIS_BENCH_REPEATS sets
 * fewer repeats.
 */
export async function run(): Promise<void> {
  const workers = availableParallelism();
  const repeats = Number(process.env.RACHIS_BENCH_REPEATS ?? 10);
  const frame = studyTable();
  const whole = studyPlan(repeats);
  const ours = [];
  for (const pipeline of whole.pipelines) {
    const plan = { ...whole, pipelines: [pipeline] };
    const tasks = outerSplits(frame, plan).map((_, split): FoldTask => ({ pipeline: 0, split }));
    const started = performance.now();
    const { folds } = await runTasks({ frame, plan }, tasks, { workers });
    const seconds = (performance.now() - started) / 1000;
    const problem = folds.find((fold) => fold.problem !== undefined)?.problem;
    if (problem !== undefined) throw new Error(problem);
    ours.push({
      name: pipeline.name,
      seconds,
      auc: folds.reduce((sum, { score }) => sum + score / folds.length, 0),
    });
  }

  const folder = join(tmpdir(), 'rachis-bench');
  mkdirSync(folder, { recursive: true });
  const python = peerProgram('learning');
  let theirs: readonly PeerPipeline[] = [];
  let version = '';
  if (python === undefined)
    console.log('scikit-learn: not timed, not set up (conformance/peers.sh learning)');
  else {
    const input = join(folder, 'learning.json');
    const output = join(folder, 'learning-sklearn.json');
    writeFileSync(
      input,
      JSON.stringify({
        columns: frame.columns.map(({ values }) => [...values]),
        codes: frame.outcome?.kind === 'classes' ? [...frame.outcome.codes] : [],
        splits: studySplits(frame, whole),
        lambdas,
        leaves,
        costs,
        trees,
        workers,
      }),
    );
    const script = join(import.meta.dirname, 'peers', 'sklearn_nested.py');
    execFileSync(python, [script, input, output], {
      stdio: 'inherit',
      env: { ...process.env, ...oneThread },
    });
    const report = JSON.parse(readFileSync(output, 'utf8'));
    theirs = report.pipelines;
    version = report.version;
  }
  const total = (rows: readonly PeerPipeline[]) => ({
    name: 'all three',
    seconds: rows.reduce((sum, { seconds }) => sum + seconds, 0),
    auc: NaN,
  });
  const rows = [...ours, total(ours)].map(({ name, seconds, auc }) => {
    const peer = [...theirs, total(theirs)].find((one) => one.name === name);
    const auroc = (value: number | undefined) =>
      value === undefined || Number.isNaN(value) ? '' : value.toFixed(4);
    return theirs.length === 0 || peer === undefined
      ? [name, formatTime(seconds), '-', '-', auroc(auc), '-']
      : [
          name,
          formatTime(seconds),
          formatTime(peer.seconds),
          formatRatio(peer.seconds, seconds),
          auroc(auc),
          auroc(peer.auc),
        ];
  });
  console.log(
    `150 subjects, 1,500 columns, ${repeats} x 5 folds, 5 inside, ${workers} processors; threads' start and the fit on all rows are in our times.`,
  );
  printTable(
    ['pipeline', 'ours', `scikit-learn ${version}`, 'ratio', 'our mean AUC', 'their mean AUC'],
    rows,
  );
}
