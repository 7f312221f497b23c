import { parentPort } from 'node:worker_threads';
import type { CodecReply, CodecTask } from './codec-thread.ts';
import { decoderFor, reasonOf } from './codecs.ts';

// A thread that opens compressed frames, one after the other: whoever asked can end it.
parentPort!.on('message', async ({ codec, bytes }: CodecTask) => {
  const reply = (message: CodecReply, transfer: ArrayBuffer[] = []) =>
    parentPort!.postMessage(message, transfer);
  try {
    const decode = await decoderFor(codec);
    reply({ kind: 'begins' });
    const frame = decode(bytes);
    reply({ kind: 'frame', frame }, [frame.bytes.buffer as ArrayBuffer]);
  } catch (cause) {
    reply({ kind: 'fault', reason: reasonOf(cause) });
  }
});
