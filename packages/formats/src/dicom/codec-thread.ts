import type { Worker } from 'node:worker_threads';
import { type DecodedFrame, decoderFor, type FrameCodec } from './codecs.ts';

/** A compressed frame, as the thread gets it. */
export interface CodecTask {
  readonly codec: FrameCodec;
  readonly bytes: Uint8Array;
}

/** What the thread says: that it begins (its codec is loaded), and how it ended. */
export type CodecReply =
  | { readonly kind: 'begins' }
  | { readonly kind: 'frame'; readonly frame: DecodedFrame }
  | { readonly kind: 'fault'; readonly reason: string };

/** Milliseconds that a frame may take, and more for each pixel; codecs take a thousandth of it. */
const patience = 6000;
const patienceAPixel = 0.004;

let worker: Worker | null = null;
let before: Promise<unknown> = Promise.resolve();

/**
 * Opens a compressed frame, on a thread of its own where there are threads (Node): damaged data keep some codecs for hours,
 * and nothing but the end of their thread stops them. An `Error` whose message says what is known of the cause, maybe nothing.
 */
export async function decodeOnThread(task: CodecTask, pixels: number): Promise<DecodedFrame> {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (!threads) return (await decoderFor(task.codec))(task.bytes);
  const frame = before.then(() => ask(threads.Worker, task, patience + patienceAPixel * pixels));
  before = frame.catch(() => {});
  return frame;
}

function started(Thread: typeof Worker): Worker {
  // In the sources the thread's file has their ending.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const thread = new Thread(new URL(`./codec-worker.${ending}`, import.meta.url));
  // A failure is the business of whoever waits; without a listener it would end the process.
  thread.on('error', () => {});
  return thread;
}

function ask(Thread: typeof Worker, task: CodecTask, limit: number): Promise<DecodedFrame> {
  worker ??= started(Thread);
  const thread = worker;
  thread.ref();
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (stops: boolean): void => {
      clearTimeout(timer);
      thread.off('message', hear);
      thread.off('error', fail);
      thread.off('exit', fail);
      // It must not keep the process.
      thread.unref();
      if (!stops) return;
      worker = null;
      void thread.terminate();
    };
    const fail = (): void => {
      finish(true);
      reject(new Error(''));
    };
    const late = (): void => {
      finish(true);
      reject(new Error(`its codec had no end within ${Math.round(limit / 1000)} s`));
    };
    const hear = (reply: CodecReply): void => {
      if (reply.kind === 'begins') {
        timer = setTimeout(late, limit);
        return;
      }
      finish(false);
      if (reply.kind === 'fault') reject(new Error(reply.reason));
      else resolve(reply.frame);
    };
    thread.on('message', hear);
    thread.on('error', fail);
    thread.on('exit', fail);
    // A part of a file would be sent with all of the file.
    const bytes = task.bytes.slice();
    thread.postMessage({ ...task, bytes }, [bytes.buffer]);
  });
}
