import { parentPort, workerData } from 'node:worker_threads';
import { type CaseOptions, extractCase } from './case.ts';
import { type JournalEntry, journalLine } from './journal.ts';
import type { ManifestRow } from './manifest.ts';

/** What a thread is asked to do. */
export interface CaseTask extends Pick<JournalEntry, 'key' | 'stamp'> {
  readonly number: number;
  readonly row: ManifestRow;
}

/** What it says of it: the line for the journal, made here, since it is long. */
export interface CaseAnswer {
  readonly number: number;
  readonly line: string;
  readonly rows: number;
  readonly problems: number;
  /** A programming mistake. */
  readonly error?: Error;
}

// A thread that extracts whole cases; one message in, one out.
const options = workerData as CaseOptions;
parentPort?.on('message', async (task: CaseTask) => {
  const { number, row } = task;
  try {
    const result = await extractCase(row, options);
    const line = journalLine({ ...task, failed: result.problems.length > 0 }, { result });
    const answer: CaseAnswer = {
      number,
      line,
      rows: result.rows.length,
      problems: result.problems.length,
    };
    parentPort!.postMessage(answer);
  } catch (error) {
    parentPort!.postMessage({ number, line: '', rows: 0, problems: 0, error });
  }
});
