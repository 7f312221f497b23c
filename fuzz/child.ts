import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Format, Nonsense, type Seed } from './format.ts';
import { formats } from './formats.ts';
import { mutated, randomOf, shorter } from './mutate.ts';

/** Inputs that a child is asked to try. */
export interface Task {
  readonly format: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** What a child says: which input it begins, what it found, that it is done. */
export type Message =
  | { readonly kind: 'begin'; readonly index: number }
  | {
      readonly kind: 'finding';
      readonly index: number;
      readonly name: string;
      readonly what: string;
      readonly bytes: string;
    }
  | { readonly kind: 'done'; readonly refused: number; readonly read: number };

/** Memory that a reader may take for a file of a few kilobytes, beyond the bytes of its result, and of these how many times. */
const spareMemory = 192 * 2 ** 20;
const timesResult = 12;

/** The changed file of an index. */
export function inputOf(
  seeds: readonly Seed[],
  seed: number,
  index: number,
): { name: string; bytes: Buffer } {
  const random = randomOf(seed, index);
  const { name, bytes, text, packed } = seeds[Math.floor(random() * seeds.length)]!;
  if (packed && random() < 0.7)
    return { name, bytes: gzipSync(mutated(gunzipSync(bytes), text, random), { level: 1 }) };
  return { name, bytes: mutated(bytes, text, random) };
}

/** What goes wrong with a file, or null. */
async function faultOf(
  format: Format,
  path: string,
  folder: string,
): Promise<{ fault: string | null; bytes: number; refused: boolean }> {
  try {
    return { fault: null, bytes: await format.read(path, folder), refused: false };
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    if (error instanceof Nonsense)
      return { fault: `a result that is none: ${error.message}`, bytes: 0, refused: false };
    if (name === 'RachisError' || name === 'StatisticsError') {
      const { message } = error as Error;
      const unclean =
        /function |\[native code\]|\[object |undefined|Maximum call stack|Cannot read prop|is not a function/.exec(
          message,
        );
      return {
        fault: unclean ? `a sentence that is none: ${message.slice(0, 300)}` : null,
        bytes: 0,
        refused: true,
      };
    }
    const stack = error instanceof Error ? (error.stack ?? '') : String(error);
    return {
      fault: `an exception that is not ours: ${stack.split('\n').slice(0, 4).join(' | ')}`,
      bytes: 0,
      refused: true,
    };
  }
}

/** Faults of one kind begin alike. */
const kindOf = (fault: string): string => fault.replace(/\d+/g, '#').slice(0, 160);

async function run({ format: name, seed, from, to }: Task): Promise<void> {
  const format = formats.get(name)!;
  const folder = mkdtempSync(join(tmpdir(), 'rachis-fuzz-'));
  const beside = join(folder, 'beside');
  mkdirSync(beside);
  const send = (message: Message): boolean => process.send!(message);
  try {
    const seeds = await format.seeds(beside);
    for (const one of seeds) {
      writeFileSync(join(beside, `try-${one.name}`), one.bytes);
      const { fault } = await faultOf(format, join(beside, `try-${one.name}`), beside);
      if (fault !== null) throw new Error(`the seed ${one.name} of ${name} goes wrong: ${fault}`);
    }
    const counts = { refused: 0, read: 0 };
    let most = process.resourceUsage().maxRSS * 1024;
    const told = new Set<string>();
    for (let index = from; index < to; index++) {
      send({ kind: 'begin', index });
      const input = inputOf(seeds, seed, index);
      const path = join(beside, `try-${input.name}`);
      writeFileSync(path, input.bytes);
      const found = await faultOf(format, path, beside);
      counts[found.refused ? 'refused' : 'read']++;
      const peak = process.resourceUsage().maxRSS * 1024;
      const fault =
        found.fault ??
        (peak - most > spareMemory + timesResult * found.bytes
          ? `${Math.round((peak - most) / 2 ** 20)} MiB of memory for a result of ${found.bytes} bytes`
          : null);
      most = Math.max(most, peak);
      if (fault === null || told.has(kindOf(fault))) continue;
      told.add(kindOf(fault));
      let { bytes } = input;
      if (found.fault !== null) bytes = await minimised(format, bytes, path, beside, kindOf(fault));
      send({ kind: 'finding', index, name: input.name, what: fault, bytes: bytes.toString('base64') });
    }
    // Disconnecting drops what is not yet written, where the other side was slow to read.
    await new Promise((written) => process.send!({ kind: 'done', ...counts } satisfies Message, written));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A shorter file with a fault of the same kind. */
async function minimised(
  format: Format,
  bytes: Buffer,
  path: string,
  folder: string,
  kind: string,
): Promise<Buffer> {
  let best = bytes;
  let tries = 300;
  for (let again = true; again; ) {
    again = false;
    for (const candidate of shorter(best)) {
      if (--tries < 0) return best;
      writeFileSync(path, candidate);
      const { fault } = await faultOf(format, path, folder);
      if (fault === null || kindOf(fault) !== kind) continue;
      best = candidate;
      again = true;
      break;
    }
  }
  return best;
}

if (process.send)
  process.once('message', (task: Task) => {
    run(task).then(
      () => process.disconnect(),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
