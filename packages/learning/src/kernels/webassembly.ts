import { kernelModule } from './module.generated.ts';

type GiniCutKernel = (
  place: number,
  rowAt: number,
  ranks: number,
  samples: number,
  count: number,
  mask: number,
  words: number,
  pairs: number,
  minimumLeaf: number,
  weight: number,
  events: number,
  beside: number,
) => number;

/** The compiled loops (kernels/assembly); all pointers are byte offsets into `memory`. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  giniCut16: GiniCutKernel;
  giniCut32: GiniCutKernel;
  columnProducts(
    data: number,
    stride: number,
    list: number,
    count: number,
    vector: number,
    out: number,
  ): void;
  columnProductsSingle(
    data: number,
    stride: number,
    list: number,
    count: number,
    vector: number,
    out: number,
  ): void;
  columnSquares(data: number, stride: number, list: number, count: number, weight: number, out: number): void;
  addMovedColumns(
    data: number,
    stride: number,
    list: number,
    count: number,
    values: number,
    before: number,
    target: number,
  ): void;
  descentPass(
    data: number,
    stride: number,
    list: number,
    count: number,
    curvature: number,
    residual: number,
    beta: number,
    size: number,
    factors: number,
    lasso: number,
    ridge: number,
  ): number;
}

/** The compiled loops with their memory. */
export interface Kernels {
  readonly run: KernelExports;
  /** Addresses, aligned to 16, of zeroed stretches of so many bytes; what was reserved before is given up. */
  readonly reserve: (...bytes: readonly number[]) => number[];
  readonly memory: () => ArrayBuffer;
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

const pageSize = 65_536;
/** The most that one memory may hold: what 32 bits address, less a little. */
const limit = 2 ** 32 - 2 ** 20;
/** Memory that is kept for the next fit; a larger one is given back. */
const keptBytes = 2 ** 26;

function createKernels(): Kernels {
  const abort = () => {
    throw new Error('kernel aborted');
  };
  const instance = new WebAssembly.Instance(compile(), { env: { abort } });
  const run = instance.exports as unknown as KernelExports;
  const start = (run.heapBase() + 15) & ~15;
  let dirty = start;
  const memory = (): ArrayBuffer => run.memory.buffer;
  return {
    run,
    memory,
    reserve(...bytes) {
      let next = start;
      const places = bytes.map((size) => {
        const at = next;
        next += Math.ceil((size + 16) / 16) * 16;
        return at;
      });
      const missing = next - memory().byteLength;
      if (missing > 0) run.memory.grow(Math.ceil(missing / pageSize));
      new Uint8Array(memory(), start, Math.min(dirty, next) - start).fill(0);
      dirty = Math.max(dirty, next);
      return places;
    },
  };
}

let idle: Kernels | undefined;

/** Whether so many bytes fit into a kernel's memory. */
export const fitsKernels = (bytes: number): boolean => bytes < limit;

/** Gives the compiled loops to `work`; one instance serves call after call. */
export function withKernels<T>(work: (kernels: Kernels) => T): T {
  const kernels = idle ?? createKernels();
  // Work inside this work takes another.
  idle = undefined;
  try {
    return work(kernels);
  } finally {
    if (kernels.memory().byteLength <= keptBytes) idle = kernels;
  }
}
