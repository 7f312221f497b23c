import { parentPort } from 'node:worker_threads';
import { claimer, type ExtractionTask } from './extract-threads.ts';
import { extractFeatures } from '@rachis/features';
import { isRachisError } from '@rachis/volume';

// A thread that computes what no other thread of the run has claimed; one message in, one out.
parentPort?.on('message', ({ image, mask, settings, claims }: ExtractionTask) => {
  try {
    const result = extractFeatures(image, mask, settings, { claim: claimer(claims) });
    parentPort!.postMessage({ result });
  } catch (error) {
    // Errors lose what they are on the way to another thread.
    const known = isRachisError(error)
      ? { code: error.code, details: { ...error.details, cause: undefined } }
      : {};
    const { message, stack } = error as Error;
    parentPort!.postMessage({ error: { message, stack, ...known } });
  }
});
