import { discretise, type GreyLevels } from './discretise.ts';
import { createLevelGrid, type LevelGrid } from './kernels/level-grid.ts';
import { countNeighbourhoods, type NeighbourhoodCounts } from './kernels/neighbourhood.ts';
import { findZones, type Zones } from './kernels/zones.ts';
import type { PreparedRegion } from './prepare.ts';
import { type Allocate, freshArrays } from './scratch.ts';
import type { ExtractionSettings } from './settings.ts';
import {
  type SpatialCorrelation,
  type StartPairSums,
  spatialCorrelation,
} from './shape/spatial-correlation.ts';
import { sortValues } from './sort-values.ts';

/** One region on its way through the families: what several of them need is made once. */
export interface RegionContext {
  readonly region: PreparedRegion;
  /** Intensities in ascending order. */
  sorted(): Float64Array;
  greyLevels(): GreyLevels;
  /** Grey levels in kernel memory as they are. */
  levelGrid(): LevelGrid;
  /** Grey levels in kernel memory where only equality counts: numbered densely when there are many. */
  identityGrid(): { readonly grid: LevelGrid; readonly levelOf: Float64Array };
  /** Zones of equal level, with their distance to the border. */
  zones(volumetric: boolean): Zones[];
  /** Neighbourhoods of the volume, or of the slices from `first` up to `end`; tone and dependence share a sweep. */
  neighbourhoods(
    volumetric: boolean,
    distance: number,
    coarseness: number,
    first?: number,
    end?: number,
  ): NeighbourhoodCounts;
  /** Voxels inside the intensity mask in each slice. */
  sliceCounts(): Float64Array;
  /** Begins with the sums over pairs of voxels where another thread takes them; gives what waits for them. */
  spatialCorrelation(): () => SpatialCorrelation;
  /** Why values of a family are NaN, or what they were replaced by. */
  note(family: string, reason: string): void;
  readonly notes: ReadonlyMap<string, string>;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Renumbers levels that occur from 1 without gaps; `levelOf[k]` is the grey level of number k + 1. */
function renumber({ levels, largest }: GreyLevels): { numbers: Uint16Array; levelOf: Float64Array } {
  const seen = new Uint16Array(largest + 1);
  for (let i = 0; i < levels.length; i++) seen[levels[i]!] = 1;
  const levelOf: number[] = [];
  for (let level = 1; level <= largest; level++) {
    if (seen[level] === 0) continue;
    levelOf.push(level);
    seen[level] = levelOf.length;
  }
  seen[0] = 0;
  const numbers = new Uint16Array(levels.length);
  for (let i = 0; i < levels.length; i++) numbers[i] = seen[levels[i]!]!;
  return { numbers, levelOf: Float64Array.from(levelOf) };
}

/** Grey levels up to here are used as they are; beyond, matrices over levels are made dense first. */
const denseLevels = 255;

export interface ContextOptions {
  readonly allocate?: Allocate;
  /** Grey levels of the region where they come from a larger one. */
  readonly known?: GreyLevels;
  /** Where another thread can begin with the pairs of voxels. */
  readonly startPairSums?: StartPairSums;
}

/** Voxels of the intensity mask in each slice. */
function voxelsOfSlices({
  size: [nx, ny, nz],
  rows,
  intensityMask,
  morphological,
}: PreparedRegion): Float64Array {
  const whole = intensityMask === morphological;
  const counts = new Float64Array(nz);
  for (let row = 0; row < ny * nz; row++) {
    const [first, end] = [rows.first[row]!, rows.end[row]!];
    let count = end - first;
    if (!whole || rows.solid[row] === 0) {
      count = 0;
      for (let i = nx * row + first; i < nx * row + end; i++) count += intensityMask[i]!;
    }
    counts[Math.floor(row / ny)]! += count;
  }
  return counts;
}

/** Prepares the shared parts of a region lazily. */
export function createContext(
  region: PreparedRegion,
  settings: ExtractionSettings,
  { allocate = freshArrays, known, startPairSums }: ContextOptions = {},
): RegionContext {
  const notes = new Map<string, string>();
  const greyLevels = once(() => known ?? discretise(region, settings.discretisation, allocate));
  const frame = Math.max(1, settings.glcm.distance, settings.ngtdm.distance, settings.ngldm.distance);
  const levelGrid = once(() =>
    createLevelGrid(greyLevels().levels, region.size, greyLevels().largest, frame),
  );
  const identityGrid = once(() => {
    const { largest } = greyLevels();
    if (largest <= denseLevels) {
      return { grid: levelGrid(), levelOf: Float64Array.from({ length: largest }, (_, i) => i + 1) };
    }
    const { numbers, levelOf } = renumber(greyLevels());
    return { grid: createLevelGrid(numbers, region.size, levelOf.length, frame), levelOf };
  });
  const volumeZones = once(() => findZones(identityGrid().grid, region.morphological, true));
  const sliceZones = once(() => findZones(identityGrid().grid, region.morphological, false));
  const neighbourhoods = new Map<string, NeighbourhoodCounts>();
  return {
    region,
    notes,
    neighbourhoods(volumetric, distance, coarseness, first, end) {
      const key = [volumetric, distance, coarseness, first, end].join();
      const counts =
        neighbourhoods.get(key) ??
        countNeighbourhoods(levelGrid(), volumetric, distance, coarseness, first, end);
      neighbourhoods.set(key, counts);
      return counts;
    },
    note: (family, reason) => void notes.set(family, reason),
    spatialCorrelation: once(() => spatialCorrelation(region, startPairSums)),
    sorted: once(() => sortValues(region.values, allocate)),
    greyLevels,
    levelGrid,
    identityGrid,
    zones: (volumetric) => (volumetric ? volumeZones() : sliceZones()),
    sliceCounts: once(() => voxelsOfSlices(region)),
  };
}
