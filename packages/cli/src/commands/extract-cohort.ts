import {
  type CohortOutcome,
  type CohortProgress,
  extractCohort,
  loadPerturbations,
  parseShard,
  type RegionChoice,
} from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { keepHeapsSmall } from '../small-heaps.ts';

/** Options of `rachis extract MANIFEST`. */
export interface CohortFlags {
  readonly output: string;
  readonly settings?: readonly string[];
  readonly align?: 'mask';
  readonly diagnostics?: boolean;
  readonly workers?: number;
  readonly memory?: number;
  readonly shard?: string;
  readonly shape?: 'wide' | 'long';
  /** File of perturbations. */
  readonly perturb?: string;
}

/** A time in words: 45 s, 3 min, 2 h 5 min. */
function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The progress line is not written more often than this, ms. */
const progressEvery = 200;

function progressLine({ done, total, failed, rate, secondsLeft }: CohortProgress): string {
  return `${done} of ${total} cases done, ${failed} failed, ${rate.toPrecision(3)} a second, ${duration(secondsLeft)} left`;
}

function conclude(console: Console, outcome: CohortOutcome, output: string): number {
  const { cases, failed, resumed, finished, journal, written, notes } = outcome;
  for (const note of notes) console.note(`Note: ${note}`);
  const taken = resumed > 0 ? ` (${resumed} of them by an earlier run)` : '';
  if (!finished) {
    console.note(`Stopped. What is done is kept in ${journal}: run the same command again to go on.`);
    return exitCodes.stopped;
  }
  console.note(`${cases} cases${taken}, ${failed} with problems.`);
  if (written.length === 0) console.note(`This shard is done. When all are: rachis merge --output ${output}`);
  else console.note(`Written: ${written.join(', ')}`);
  if (failed > 0 && written.length > 0) console.note(`What could not be used and why: ${written[1]}`);
  if (failed === cases) return exitCodes.input;
  return failed > 0 ? exitCodes.partial : exitCodes.ok;
}

/**
 * Runs work whose results are kept as they come: Ctrl-C ends it at once and says so. Elsewhere no signal has a handler, nor
 * has SIGTERM here: a handler waits for the loop that is running, the system does not.
 */
async function kept<T>(console: Console, work: () => Promise<T>): Promise<T> {
  const onSignal = () => {
    // The journal is whole at any moment.
    console.note('Stopped. What is done is kept: run the same command again to go on.');
    process.exit(exitCodes.stopped);
  };
  process.on('SIGINT', onSignal);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onSignal);
  }
}

/** Shows progress as a line, not more often than a person can read. */
export function progressReporter(console: Console): (progress: CohortProgress) => void {
  let shown = 0;
  return (progress) => {
    if (performance.now() - shown < progressEvery && progress.done < progress.total) return;
    shown = performance.now();
    console.progress(progressLine(progress));
  };
}

/** `rachis extract MANIFEST --output TABLE`: every case of a manifest; a run that was ended is gone on with. */
export async function extractManifest(
  console: Console,
  manifest: string,
  { align, shard, labels, names, perturb, ...flags }: CohortFlags & RegionChoice,
): Promise<number> {
  keepHeapsSmall();
  const perturbations = perturb === undefined ? {} : { perturbations: await loadPerturbations(perturb) };
  const outcome = await kept(console, () =>
    extractCohort(manifest, {
      ...flags,
      ...perturbations,
      align: align === 'mask',
      ...(shard === undefined ? {} : { shard: parseShard(shard) }),
      regions: { ...(labels === undefined ? {} : { labels }), ...(names === undefined ? {} : { names }) },
      onProgress: progressReporter(console),
    }),
  );
  console.progress('');
  return conclude(console, outcome, flags.output);
}
