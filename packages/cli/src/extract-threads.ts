import { Worker } from 'node:worker_threads';
import {
  type ExtractionOptions,
  type ExtractionResult,
  type ExtractionSettings,
  extractFeatures,
  imageGroups,
  columns,
} from '@rachis/features';
import { type Mask, RachisError, type RachisErrorDetails, type Volume } from '@rachis/volume';

/** What a thread is asked to do. */
export interface ExtractionTask {
  readonly image: Volume;
  readonly mask: Mask;
  readonly settings: ExtractionSettings;
  /** One number a group of images, shared by all threads: 0 until a thread claims it. */
  readonly claims: Int32Array;
}

interface Answer {
  readonly result?: ExtractionResult;
  readonly error?: {
    readonly message: string;
    readonly stack?: string;
    readonly code?: string;
    readonly details?: RachisErrorDetails;
  };
}

/** Takes groups that no other thread has taken. */
export function claimer(claims: Int32Array): (group: number) => boolean {
  return (group) => Atomics.compareExchange(claims, group, 0, 1) === 0;
}

/** An array that threads read without a copy each. */
function shareArray<T extends Volume['data']>(data: T): T {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const Type = data.constructor as new (buffer: SharedArrayBuffer) => T;
  const shared = new Type(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return shared;
}

/** Threads that compute an image and its filtered images together. */
export interface ExtractionThreads {
  extract(
    image: Volume,
    mask: Mask,
    settings: ExtractionSettings,
    options?: Pick<ExtractionOptions, 'onFamily'>,
  ): Promise<ExtractionResult>;
  close(): Promise<void>;
}

function answerOf(worker: Worker, task: ExtractionTask): Promise<ExtractionResult> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      settle();
    };
    const onMessage = ({ result, error }: Answer) => {
      if (error === undefined) return done(() => resolve(result!));
      const { message, stack, code, details } = error;
      const known =
        code === undefined ? new Error(message) : new RachisError(code as never, message, details);
      if (stack !== undefined) known.stack = stack;
      done(() => reject(known));
    };
    const onError = (error: Error) => done(() => reject(error));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(task);
  });
}

/** The values of all threads in the order of the columns: the same however the work was shared out. */
function join(results: readonly ExtractionResult[], settings: ExtractionSettings): ExtractionResult {
  const values = new Map<string, number>();
  for (const { column } of columns(settings)) {
    const found = results.find((result) => result.values.has(column));
    if (found !== undefined) values.set(column, found.values.get(column)!);
  }
  const reasons = new Map(
    results.flatMap(({ undefinedValues }) => undefinedValues.map((one) => [one.column, one] as const)),
  );
  const undefinedValues = [...values.keys()].flatMap((column) => reasons.get(column) ?? []);
  const notes = [...new Set(results.flatMap((result) => result.notes))];
  return { values, undefinedValues, voxels: results[0]!.voxels, notes };
}

/**
 * Threads for extraction: this one and `count - 1` workers, which start when first needed and wait for the next region
 * afterwards. The bytes of a result do not depend on their number.
 */
export function extractionThreads(count: number): ExtractionThreads {
  const workers: Worker[] = [];
  return {
    async extract(image, mask, settings, options = {}) {
      const groups = imageGroups(settings).length;
      const needed = Math.min(count, groups) - 1;
      if (needed < 1) return extractFeatures(image, mask, settings, options);
      while (workers.length < needed) {
        const worker = new Worker(new URL('./extract-worker.js', import.meta.url));
        worker.unref();
        workers.push(worker);
      }
      const claims = new Int32Array(new SharedArrayBuffer(4 * groups));
      const task: ExtractionTask = {
        image: { ...image, data: shareArray(image.data) },
        mask: { ...mask, data: shareArray(mask.data) },
        settings,
        claims,
      };
      const answers = workers.slice(0, needed).map((worker) => answerOf(worker, task));
      // Also after a failure here: a worker's answer must neither go unheard nor be taken for that of the next region.
      const theirs = Promise.allSettled(answers);
      let mine: ExtractionResult;
      try {
        mine = extractFeatures(image, mask, settings, { ...options, claim: claimer(claims) });
      } finally {
        await theirs;
      }
      return join([mine, ...(await Promise.all(answers))], settings);
    },
    async close() {
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
    },
  };
}
