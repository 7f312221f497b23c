import type { KernelExports } from './kernel-exports.ts';
import { kernelModule } from './module.generated.ts';

/** The counting loops with their memory, handed out from the front like a stack. */
export interface Kernels {
  readonly run: KernelExports;
  /** Reserves bytes, aligned to 16: zeroed unless the caller fills them itself. */
  reserve(bytes: number, zeroed?: boolean): number;
  /** The next address that `reserve` would give, to be passed to `release`. */
  mark(): number;
  /** Gives back everything reserved since `mark`. */
  release(mark: number): void;
  bytes(at: number, length: number): Uint8Array;
  words(at: number, length: number): Uint16Array;
  integers(at: number, length: number): Int32Array;
  counts(at: number, length: number): Uint32Array;
  sums(at: number, length: number): BigUint64Array;
  numbers(at: number, length: number): Float64Array;
}

let compiled: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module {
  if (compiled === undefined) {
    const text = atob(kernelModule);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    compiled = new WebAssembly.Module(bytes);
  }
  return compiled;
}

const pageSize = 65536;

/** Memory that is kept for the next region; what a larger region needed beyond is given back. */
const keptBytes = 256 * 2 ** 20;

function createKernels(): Kernels {
  const abort = () => {
    throw new Error('kernel aborted');
  };
  const instance = new WebAssembly.Instance(compile(), { env: { abort } });
  const run = instance.exports as unknown as KernelExports;
  const start = (run.heapBase() + 15) & ~15;
  let next = start;
  // Everything from here on was never written to.
  let clean = start;
  const buffer = () => run.memory.buffer;
  return {
    run,
    reserve(bytes, zeroed = true) {
      const at = next;
      next += Math.ceil((bytes + 64) / 16) * 16;
      const missing = next - buffer().byteLength;
      if (missing > 0) run.memory.grow(Math.ceil(missing / pageSize));
      if (zeroed && at < clean) new Uint8Array(buffer(), at, Math.min(clean, next) - at).fill(0);
      clean = Math.max(clean, next);
      return at;
    },
    mark: () => next,
    release(mark) {
      next = mark;
      if (mark === start && buffer().byteLength > keptBytes) shared = undefined;
    },
    bytes: (at, length) => new Uint8Array(buffer(), at, length),
    words: (at, length) => new Uint16Array(buffer(), at, length),
    integers: (at, length) => new Int32Array(buffer(), at, length),
    counts: (at, length) => new Uint32Array(buffer(), at, length),
    sums: (at, length) => new BigUint64Array(buffer(), at, length),
    numbers: (at, length) => new Float64Array(buffer(), at, length),
  };
}

let shared: Kernels | undefined;

/** The counting loops: one instance, since fresh memory costs more than most of the loops. */
export function sharedKernels(): Kernels {
  shared ??= createKernels();
  return shared;
}

/** Runs `work` and gives back all the kernel memory that it reserved. */
export function withKernels<T>(work: (kernels: Kernels) => T): T {
  const kernels = sharedKernels();
  const mark = kernels.mark();
  try {
    return work(kernels);
  } finally {
    kernels.release(mark);
  }
}
