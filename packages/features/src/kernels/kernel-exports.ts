/** The compiled counting loops (kernels/assembly); all pointers are byte offsets into `memory`. */
export interface KernelExports {
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
  runEnds8(...args: [...Parameters<RunLengthKernel>, lengths: number]): void;
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
  fillGrid8: FillGridKernel;
  fillGrid16: FillGridKernel;
  subtractMean(intensities: number, mask: number, count: number, mean: number, state: number): void;
  squaresInUnits(values: number, count: number, unit: number): number;
  divideBy(values: number, count: number, unit: number): void;
  addExtent(values: number, count: number, state: number): void;
  addSums(values: number, count: number, state: number, kept: number, stretch: number): void;
  addCentralSums(values: number, count: number, mean: number, state: number): void;
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
  frameSlice(
    from: number,
    fromStride: number,
    length: number,
    count: number,
    slice: number,
    total: number,
    to: number,
    toStride: number,
  ): void;
  sphereSumsStrange(
    sums: number,
    rowStride: number,
    rows: number,
    frame: number,
    spans: number,
    rowCount: number,
  ): number;
  largestSphere(
    sums: number,
    counts: number,
    rowStride: number,
    rows: number,
    frame: number,
    spans: number,
    rowCount: number,
    mask: number,
    width: number,
  ): number;
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
type FillGridKernel = (
  levels: number,
  nx: number,
  ny: number,
  nz: number,
  frame: number,
  grid: number,
  rowStride: number,
  rowsPerSlice: number,
  spans: number,
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
