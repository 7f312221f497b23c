import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { readFileSync, rmSync } from 'node:fs';
import type { PerturbationSettings } from '@rachis/segment';
import type { RegionChoice } from '../choose-regions.ts';
import { checkOutput } from '../tables/check-output.ts';
import { version } from '../version.ts';
import { type CohortRun, type TableShape, writeCohort } from './assemble.ts';
import type { CaseOptions } from './case.ts';
import { runCases } from './case-pool.ts';
import type { CaseTask } from './case-worker.ts';
import { measureCase } from './case-size.ts';
import { journalLine, openJournal } from './journal.ts';
import { journalIndex } from './journal-index.ts';
import { type ManifestList, type ManifestRow, openManifest, resolvePath } from './manifest.ts';
import { loadRunSettings } from './run-settings.ts';
import { defaultMemory, type SizedTask } from './worker-pool.ts';
import { headerKey, inShard, journalPath, type RunHeader, type Shard } from './shard.ts';

/** How a run goes on. */
export interface CohortProgress {
  readonly total: number;
  /** Cases that are finished, with those of an earlier run. */
  readonly done: number;
  /** Those of them with a problem. */
  readonly failed: number;
  /** Cases finished by this run, a second. */
  readonly rate: number;
  readonly secondsLeft: number;
}

export interface CohortOptions {
  readonly output: string;
  /** What `--settings` was given. */
  readonly settings?: readonly string[];
  readonly align?: boolean;
  readonly diagnostics?: boolean;
  /** Extract under each of these perturbations; the table has a column for their ids. */
  readonly perturbations?: PerturbationSettings;
  /** Default: one for each processor. */
  readonly workers?: number;
  /** Bytes that the cases under way may take together; default: three quarters of the machine's memory. */
  readonly memory?: number;
  readonly shard?: Shard;
  readonly shape?: TableShape;
  /** Regions to take from every case, in place of what the manifest says. */
  readonly regions?: RegionChoice;
  readonly onProgress?: (progress: CohortProgress) => void;
  /** Ends the run after the cases under way; a later run goes on. */
  readonly signal?: AbortSignal;
}

/** What came of a run. */
export interface CohortOutcome {
  readonly finished: boolean;
  readonly cases: number;
  /** Cases taken over from an earlier run. */
  readonly resumed: number;
  /** Cases with a problem. */
  readonly failed: number;
  readonly journal: string;
  /** What was guessed about the manifest, such as its encoding. */
  readonly notes: readonly string[];
  /** Files written; none by a run that did not finish, or that was one shard. */
  readonly written: readonly string[];
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** What decides about a case's numbers: rows that say the same have the same result. */
export function caseKey(run: CohortRun, row: ManifestRow): string {
  const { image, series, mask, region, label, modality, problems } = row;
  return sha256(JSON.stringify([run.key, image, series, mask, region, label, modality, problems])).slice(
    0,
    32,
  );
}

/** A run, with the hash of what decides about its numbers. */
export function describeRun(
  manifest: ManifestList,
  asked: Pick<CohortRun, 'settings' | 'align' | 'diagnostics' | 'perturbations' | 'shape'>,
): CohortRun {
  const { settings, align, diagnostics, perturbations } = asked;
  return {
    ...asked,
    manifest,
    key: sha256(JSON.stringify([version, settings, align, diagnostics, perturbations])),
    manifestHash: sha256(readFileSync(manifest.path)),
  };
}

/** The manifest with a choice of regions in place of its own. */
export function chosenRegions(manifest: ManifestList, choice: RegionChoice = {}): ManifestList {
  const { labels = [], names = [] } = choice;
  if (labels.length === 0 && names.length === 0) return manifest;
  const wanted = { label: labels.join(';'), region: names.join(';') };
  return { ...manifest, row: (i) => ({ ...manifest.row(i), ...wanted }) };
}

/**
 * Extracts every case of a manifest with a pool of threads, into a table with its provenance and a table of problems.
 *
 * Results are added to a journal beside the output as they come. A run that was ended in any way is gone on with by the
 * same call, and the files at the end are the same bytes as those of an undisturbed one, whatever the number of workers.
 * Cases that failed, and those whose files have changed, are tried again. Errors: those of the manifest and the settings,
 * `FILE_NOT_WRITABLE`; what is wrong with a case is a row of the problems table.
 */
export async function extractCohort(manifestPath: string, options: CohortOptions): Promise<CohortOutcome> {
  const { output, shard, align = false, diagnostics = false, shape = 'wide', perturbations = null } = options;
  await checkOutput(output);
  const manifest = chosenRegions(await openManifest(manifestPath), options.regions);
  const settings = await loadRunSettings(options.settings ?? []);
  const run = describeRun(manifest, { settings, align, diagnostics, perturbations, shape });
  const path = journalPath(output, shard);
  const known = journalIndex([path]);
  let wanted = 0;
  for (let i = 0; i < manifest.length; i++) if (inShard(i, shard)) wanted++;

  let done = 0;
  let failed = 0;
  let resumed = 0;
  const progress = reporter(wanted, options.onProgress);
  const journal = openJournal(path);
  try {
    journal.add(headerLine(run, shard, options.regions));
    const taskOf = (number: number): SizedTask<CaseTask> | null => {
      const row = manifest.row(number);
      const key = caseKey(run, row);
      const { bytes, stamp } = measureCase(
        resolvePath(manifest.path, row.image),
        resolvePath(manifest.path, row.mask),
      );
      if (known.isDone(key, stamp)) return null;
      return { task: { number, key, stamp, row }, bytes };
    };
    function* tasks(): Generator<SizedTask<CaseTask>> {
      for (let number = 0; number < manifest.length; number++) {
        if (!inShard(number, shard)) continue;
        const task = taskOf(number);
        if (task !== null) yield task;
        else {
          done++;
          resumed++;
        }
      }
    }
    const caseOptions: CaseOptions = { manifest: manifest.path, settings, align, diagnostics, perturbations };
    await runCases(tasks(), caseOptions, {
      workers: Math.min(options.workers ?? availableParallelism(), Math.max(1, wanted)),
      memory: options.memory ?? defaultMemory(),
      stopped: () => options.signal?.aborted === true,
      onAnswer(answer) {
        journal.add(answer.line);
        done++;
        if (answer.problems > 0) failed++;
        progress(done, failed, resumed);
      },
    });
  } finally {
    journal.close();
  }
  const outcome = { cases: wanted, resumed, failed, journal: path, notes: manifest.notes };
  if (done < wanted) return { ...outcome, finished: false, written: [] };
  if (shard !== undefined) return { ...outcome, finished: true, written: [] };
  const written = await writeCohort(run, output, journalIndex([path]), (row) => caseKey(run, row));
  if (failed === 0) rmSync(path);
  return { ...outcome, finished: true, written };
}

function headerLine(run: CohortRun, shard: Shard | undefined, regions: RegionChoice = {}): string {
  const header: RunHeader = {
    run: run.key,
    manifest: run.manifest.path,
    manifestHash: run.manifestHash,
    settings: run.settings,
    align: run.align,
    diagnostics: run.diagnostics,
    perturbations: run.perturbations,
    shape: run.shape,
    regions,
    shard: shard ?? { index: 1, count: 1 },
  };
  return journalLine({ key: headerKey, stamp: '', failed: false }, { header });
}

/** Turns counts into progress, with a rate over the whole run. */
function reporter(
  total: number,
  onProgress: CohortOptions['onProgress'],
): (done: number, failed: number, resumed: number) => void {
  const started = performance.now();
  return (done, failed, resumed) => {
    const rate = (done - resumed) / Math.max(1e-3, (performance.now() - started) / 1000);
    onProgress?.({ total, done, failed, rate, secondsLeft: (total - done) / rate });
  };
}
