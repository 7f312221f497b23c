import { kernelModule } from './module.generated.ts';

/** The compiled counting loops (kernels/assembly); all pointers are byte offsets into `memory`. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  cooccurrence8: CooccurrenceKernel;
  cooccurrence16: CooccurrenceKernel;
  cooccurrenceMap: CooccurrenceMapKernel<[], []>;
  cooccurrenceFeatureMap: CooccurrenceMapKernel<
    [
      cells: number,
      marginals: number,
      largest: number,
      equalCodes: number,
      greyLevels: number,
      slots: number,
    ],
    [logs: number]
  >;
  pairCodes(
    levels: number,
    rowFirst: number,
    rowLast: number,
    rowStride: number,
    margin: number,
    offset: number,
    numbers: number,
    stride: number,
    codes: number,
  ): void;
  longRuns8: RunLengthKernel;
  longRuns16: RunLengthKernel;
  levelCounts8: LevelCountKernel;
  levelCounts16: LevelCountKernel;
  runsAlongRows8: RowRunKernel;
  runsAlongRows16: RowRunKernel;
  zones8: ZoneKernel;
  zones16: ZoneKernel;
  cityblockDistance(
    mask: number,
    distances: number,
    rows: number,
    rowStride: number,
    rowsPerSlice: number,
    depth: number,
  ): void;
  neighbourhood8(
    levels: number,
    spans: number,
    rowFirst: number,
    rowLast: number,
    rowStride: number,
    rowsPerSlice: number,
    depth: number,
    coarseness: number,
    tone: number,
    occur: number,
    depend: number,
    scratch: number,
  ): void;
  neighbourhoodGeneral8: NeighbourhoodKernel;
  neighbourhoodGeneral16: NeighbourhoodKernel;
  weightSpectrum(
    values: number,
    hx: number,
    hy: number,
    hz: number,
    px: number,
    py: number,
    pz: number,
    planX: number,
    planY: number,
    planZ: number,
    sx: number,
    sy: number,
    sz: number,
    scratch: number,
    longest: number,
  ): void;
  pairSums(
    deviations: number,
    mask: number,
    nx: number,
    ny: number,
    nz: number,
    px: number,
    py: number,
    pz: number,
    planX: number,
    planY: number,
    planZ: number,
    weights: number,
    hy: number,
    hz: number,
    first: number,
    end: number,
    fields: number,
    scratch: number,
    longest: number,
    sums: number,
  ): void;
  addSphereSlice(
    image: number,
    rowStride: number,
    rows: number,
    frame: number,
    source: number,
    slices: number,
    offsets: number,
    offsetCount: number,
    widest: number,
    windows: number,
    spans: number,
    output: number,
  ): void;
  fourier(
    real: number,
    imaginary: number,
    workReal: number,
    workImaginary: number,
    n: number,
    plan: number,
  ): number;
  convolveRows(
    input: number,
    output: number,
    outer: number,
    inputOuter: number,
    outputOuter: number,
    inner: number,
    inputInner: number,
    outputInner: number,
    length: number,
    weights: number,
    taps: number,
    step: number,
    add: number,
  ): void;
  largestSquaredDistance(points: number, count: number): number;
  hullPoints(
    rows: number,
    nx: number,
    ny: number,
    nz: number,
    lines: number,
    scratch: number,
    found: number,
  ): number;
  convexHull(points: number, count: number, faces: number, room: number, scratch: number): number;
  hullFaces(
    faces: number,
    made: number,
    triangles: number,
    neighbours: number,
    normals: number,
    numbers: number,
  ): number;
  orientedBox(
    corners: number,
    cornerCount: number,
    triangles: number,
    neighbours: number,
    facets: number,
    faceCount: number,
    normals: number,
    lengths: number,
    facetCount: number,
    tries: number,
    tryCount: number,
    scratch: number,
    extent: number,
  ): void;
  inverseMoment(
    points: number,
    set: number,
    weights: number,
    count: number,
    inverse: number,
    room: number,
  ): void;
  ellipsoidDistances(points: number, count: number, inverse: number, distances: number): number;
  improveWeights(
    points: number,
    set: number,
    weights: number,
    count: number,
    accuracy: number,
    scratch: number,
  ): void;
  meshPatterns(
    mask: number,
    rowStride: number,
    rowsPerSlice: number,
    slices: number,
    counts: number,
    positions: number,
  ): void;
}

/** Where a co-occurrence map's sweep reads and writes; see `kernels/assembly/cooccurrence-map.ts`. */
type CooccurrenceMapKernel<More extends readonly number[], Logs extends readonly number[]> = (
  ...addresses: readonly [
    codes: number,
    centres: number,
    spans: number,
    rowFirst: number,
    rowLast: number,
    rowStride: number,
    operations: number,
    operationCount: number,
    pairs: number,
    table: number,
    tableCells: number,
    steps: number,
    whole: number,
    ...logs: Logs,
    weights: number,
    fraction: number,
    out: number,
    valid: number,
    count: number,
    first: number,
    ...more: More,
  ]
) => number;

type CooccurrenceKernel = (
  levels: number,
  spans: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
  offset: number,
  shift: number,
  tableA: number,
  tableB: number,
) => void;
type RunLengthKernel = (
  levels: number,
  spans: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
  offset: number,
  width: number,
  table: number,
) => void;
type LevelCountKernel = (
  levels: number,
  spans: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
  table: number,
) => void;
type RowRunKernel = (
  levels: number,
  spans: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
) => number;
type ZoneKernel = (
  levels: number,
  spans: number,
  distances: number,
  labels: number,
  parents: number,
  runs: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
  rowsPerSlice: number,
  depth: number,
) => number;
type NeighbourhoodKernel = (
  levels: number,
  spans: number,
  rowFirst: number,
  rowLast: number,
  rowStride: number,
  offsets: number,
  offsetCount: number,
  coarseness: number,
  width: number,
  tone: number,
  occur: number,
  depend: number,
) => void;

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
