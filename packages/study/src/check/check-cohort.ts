import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { writeTogether } from '@rachis/formats';
import { RachisError } from '@rachis/volume';
import { measureCase } from '../cohort/case-size.ts';
import { type Manifest, readManifest, resolvePath } from '../cohort/manifest.ts';
import { defaultMemory, lostThread, runWorkers, type SizedTask } from '../cohort/worker-pool.ts';
import { checkOutput } from '../tables/check-output.ts';
import { csvParts } from '../tables/csv.ts';
import { type Cell, linesAsParts, type Table } from '../tables/table.ts';
import { type CheckedCase, failedCheck } from './check-case.ts';
import { type CheckSettings, loadCheckSettings } from './check-settings.ts';
import type { CheckAnswer, CheckTask } from './check-worker.ts';
import { cohortFindings } from './cohort-findings.ts';
import { duplicateFindings } from './duplicates.ts';
import { findingKinds, type GradedFinding, gradeFindings } from './finding.ts';
import { pageParts } from './page.ts';
import { lineOf, modalityOf } from './page-card.ts';
import type { CheckedRow } from './peers.ts';
import { protocolFindings, protocolTables } from './protocol.ts';
import { caseFindings } from './region-findings.ts';

export interface CheckOptions {
  /** Page to write: .html. The findings are written beside it. */
  readonly output: string;
  /** Settings file of the check. */
  readonly settings?: string;
  /** Default: one for each processor. */
  readonly workers?: number;
  /** Bytes that the cases under way may take together; default: three quarters of the machine's memory. */
  readonly memory?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What came of a check. */
export interface CheckOutcome {
  readonly rows: number;
  readonly problems: number;
  readonly warnings: number;
  /** Number of findings by the title of their kind, most first. */
  readonly kinds: readonly (readonly [title: string, count: number])[];
  readonly page: string;
  readonly table: string;
}

/** Everything that is found in rows of a manifest, in their order. */
export function findAll(rows: readonly CheckedRow[], settings: CheckSettings): GradedFinding[] {
  const findings = [
    ...rows.flatMap(({ checked }, row) => [
      ...checked.findings.map((finding) => ({ ...finding, row })),
      ...caseFindings(checked, row, settings),
    ]),
    ...cohortFindings(rows, settings),
    ...protocolFindings(rows, settings),
    ...duplicateFindings(rows),
  ];
  return gradeFindings(findings, settings.severities);
}

/**
 * Looks at every image and region of a manifest before features are computed, and writes a page with a picture of each
 * and a table of what was found. The files are the same bytes whatever the number of workers. Errors: those of the
 * manifest and the settings, `ARGUMENT_INVALID` for a page that is not .html, `FILE_NOT_WRITABLE`; what is wrong with a
 * row is a finding.
 */
export async function checkCohort(manifestPath: string, options: CheckOptions): Promise<CheckOutcome> {
  const { output } = options;
  if (!/\.html?$/i.test(output))
    throw new RachisError('ARGUMENT_INVALID', `${output}: the page's ending must be .html.`, {
      file: output,
    });
  const table = output.replace(/\.html?$/i, '.findings.csv');
  await checkOutput(table);
  const settings = await loadCheckSettings(options.settings);
  const manifest = await readManifest(manifestPath);
  const seen = await lookAtAll(manifest, options);
  const rows = manifest.rows.map((row, i): CheckedRow => {
    const checked = seen[i]!;
    // Manifests by hand may leave it to the image to say whose it is.
    return { row: { ...row, subject: row.subject || checked.image?.patient || '' }, checked };
  });
  const findings = findAll(rows, settings);
  const name = basename(manifestPath);
  const protocols = protocolTables(rows, settings);
  await writeTogether([
    { path: output, parts: linesAsParts(pageParts({ name, rows, findings, protocols })) },
    { path: table, parts: csvParts(findingsTable(rows, findings)) },
  ]);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const counts = new Map<string, number>();
  for (const { code } of findings) {
    const title = findingKinds[code][0];
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return {
    rows: rows.length,
    problems: count('problem'),
    warnings: count('warning'),
    kinds: [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)),
    page: output,
    table,
  };
}

async function lookAtAll(manifest: Manifest, options: CheckOptions): Promise<CheckedCase[]> {
  const { rows, path } = manifest;
  const seen: CheckedCase[] = [];
  function* tasks(): Generator<SizedTask<CheckTask>> {
    for (const [number, row] of rows.entries()) {
      const { bytes } = measureCase(resolvePath(path, row.image), resolvePath(path, row.mask));
      yield { task: { number, row }, bytes };
    }
  }
  let done = 0;
  await runWorkers<CheckTask, CheckAnswer>(tasks(), {
    script: new URL('./check-worker.js', import.meta.url),
    workerData: path,
    workers: Math.min(options.workers ?? availableParallelism(), rows.length),
    memory: options.memory ?? defaultMemory(),
    stopped: () => false,
    onAnswer({ number, checked }) {
      seen[number] = checked!;
      options.onProgress?.(++done, rows.length);
    },
    onLost: ({ number }, cause) => ({ number, checked: failedCheck(lostThread(cause)) }),
  });
  return seen;
}

function findingsTable(rows: readonly CheckedRow[], findings: readonly GradedFinding[]): Table {
  const columns = [
    'line',
    'subject',
    'session',
    'site',
    'modality',
    'region',
    'label',
    'severity',
    'code',
    'message',
    'image',
    'mask',
  ];
  return {
    columns,
    rows: findings.map(({ row: number, region, severity, code, message }): Cell[] => {
      const { row, checked } = rows[number]!;
      const own = region === null ? undefined : checked.regions[region];
      return [
        lineOf(number),
        row.subject,
        row.session,
        row.site,
        modalityOf(rows[number]!),
        own?.name ?? row.region,
        own?.label ?? row.label,
        severity,
        code,
        message,
        row.image,
        row.mask,
      ];
    }),
  };
}
