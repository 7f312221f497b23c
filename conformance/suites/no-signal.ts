import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@rachis/statistics';
import { repositoryRoot } from '../data.ts';
import type { Comparison } from '../report.ts';

/** Tables without signal; RACHIS_NO_SIGNAL_COUNT takes fewer. */
const tables = Number(process.env.RACHIS_NO_SIGNAL_COUNT ?? 200);
const columns = 10;

/** A table of noise: every other subject has the event. */
function noise(table: number, subjects: number): string {
  const random = createRandom(`no signal ${table}`);
  const names = Array.from({ length: columns }, (_, column) => `f${column}`);
  const rows = Array.from({ length: subjects }, (_, row) =>
    [`s${row}`, row % 2, ...names.map(() => random.normal().toFixed(4))].join(','),
  );
  return [['id', 'outcome', ...names].join(','), ...rows, ''].join('\n');
}

interface Judged {
  readonly code: number | null;
  readonly words: string;
  readonly aucs: readonly number[];
}

/** Runs a command with default settings in a process of its own, as people do. */
function judge(table: number, subjects: number, how: 'learn' | 'study'): Judged {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-no-signal-'));
  try {
    writeFileSync(join(folder, 't.csv'), noise(table, subjects));
    writeFileSync(
      join(folder, 's.yaml'),
      'name: noise\ntables: [{file: t.csv, subject: id}]\noutcome: {column: outcome, event: 1}\n',
    );
    const script = join(repositoryRoot, 'packages/cli/bin/rachis.js');
    const args =
      how === 'learn'
        ? ['learn', 't.csv', '--outcome', 'outcome', '--subject', 'id', '--output', 'out']
        : ['study', 'run', 's.yaml', '--output', 'out'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    if (status !== 0) return { code: status, words: `${stdout}${stderr}`, aucs: [] };
    const path = how === 'learn' ? 'out/result.json' : 'out/report/result.json';
    const { pipelines } = JSON.parse(readFileSync(join(folder, path), 'utf8')) as {
      readonly pipelines: readonly {
        readonly measures: readonly { readonly id: string; readonly value: number }[];
      }[];
    };
    return {
      code: status,
      words: '',
      aucs: pipelines.map(({ measures }) => measures.find(({ id }) => id === 'auc')!.value),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** `rachis learn` and `rachis study run` with default settings on tables without signal: all end, and the mean AUC is one half. */
export function compareNoSignal(): Comparison[] {
  const rows: Comparison[] = [];
  for (const subjects of [24, 60]) {
    for (const how of ['learn', 'study'] as const) {
      const own = Array.from({ length: tables / 4 }, (_, i) => {
        const judged = judge(i + 1000 * subjects, subjects, how);
        if (judged.code !== 0)
          console.error(`${how}, ${subjects} subjects, table ${i}: ${judged.words.slice(0, 500)}`);
        return judged;
      });
      const aucs = own.flatMap((one) => one.aucs);
      const spread = Math.sqrt(mean(aucs.map((auc) => (auc - mean(aucs)) ** 2)) / own.length);
      console.log(
        `${how}, ${subjects} subjects: ${own.filter(({ code }) => code === 0).length} of ${own.length} ended; mean AUC ${mean(aucs).toFixed(3)} (standard error ${spread.toFixed(3)})`,
      );
      const row = (tag: string, ours: number, expected: number, tolerance: number): Comparison => ({
        group: `${how}, ${subjects} subjects`,
        family: tag,
        tag,
        ours,
        expected,
        tolerance,
      });
      rows.push(
        row('runs that ended', own.filter(({ code }) => code === 0).length, own.length, 0),
        row('AUCs that are no numbers', aucs.filter((auc) => !Number.isFinite(auc)).length, 0, 0),
        row('mean AUC', mean(aucs), 0.5, 0.1),
      );
    }
  }
  return rows;
}
