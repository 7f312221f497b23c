import type { Vector3 } from '@rachis/volume';
import {
  type CountMatrix,
  countFeatures,
  fromObservations,
  fromTable,
  mergeCounts,
} from '../families/count-matrix.ts';
import { countRuns } from '../kernels/run-lengths.ts';
import { findZones } from '../kernels/zones.ts';
import { anglesOf, componentsOf } from './angles.ts';
import { dependencesOf } from './dependences.ts';
import { epsilon, type ClassInput, type FeatureClass } from './feature-class.ts';
import { meanOverAngles } from './mean-over-angles.ts';
import type { ClassSettings } from './parameters.ts';
import { zonesInPlanes } from './planes.ts';

/** Order of the shared quantities (families/count-matrix.ts), by the words of PyRadiomics for its columns. */
function namesOf(small: string, large: string, thing: string, column: string): readonly string[] {
  const grey = thing === '' ? 'GrayLevelEmphasis' : `GrayLevel${thing}Emphasis`;
  return [
    `${small}Emphasis`,
    `${large}Emphasis`,
    `Low${grey}`,
    `High${grey}`,
    `${small}LowGrayLevelEmphasis`,
    `${small}HighGrayLevelEmphasis`,
    `${large}LowGrayLevelEmphasis`,
    `${large}HighGrayLevelEmphasis`,
    'GrayLevelNonUniformity',
    'GrayLevelNonUniformityNormalized',
    `${column}NonUniformity`,
    `${column}NonUniformityNormalized`,
  ];
}

/** Entropy with the small number that PyRadiomics adds inside the logarithm. */
function entropyOf({ count }: CountMatrix): number {
  let total = 0;
  for (const n of count) total += n;
  let entropy = 0;
  for (const n of count) entropy -= (n / total) * Math.log2(n / total + epsilon);
  return entropy;
}

function vectorOf(matrix: CountMatrix): Float64Array | null {
  const values = countFeatures(matrix);
  if (values !== null) values[15] = entropyOf(matrix);
  return values;
}

/** What the levels of a matrix's rows are. */
const levelsOf = ({ binned }: ClassInput) => Float64Array.from(binned().levels);

function voxelsOf({ mask }: ClassInput): number {
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) count += mask.data[i]!;
  return count;
}

/** PyRadiomics lists features by the names of its methods, which end in FeatureValue. */
const byMethodName = (a: string, b: string) => (`${a}FeatureValue` < `${b}FeatureValue` ? -1 : 1);

function classOf(
  names: readonly string[],
  others: readonly (readonly [string, number])[],
  deprecated: readonly string[],
  compute: (input: ClassInput) => Float64Array,
): FeatureClass {
  const places = new Map<string, number>([...names.map((name, f) => [name, f] as const), ...others]);
  for (const name of deprecated) places.delete(name);
  return {
    features: [...places.keys(), ...deprecated].sort(byMethodName),
    deprecated,
    compute(input) {
      const values = compute(input);
      return new Map([...places].map(([name, place]) => [name, values[place]!]));
    },
  };
}

/** Weight of a direction of runs: its length, as the names of the norms say. */
function runWeight(step: Vector3, spacing: Vector3, norm: ClassSettings['weightingNorm']): number {
  const lengths = componentsOf(step, spacing);
  if (norm === 'infinity') return Math.max(...lengths);
  if (norm === 'euclidean') return Math.sqrt(lengths.reduce((sum, d) => sum + d * d, 0));
  if (norm === 'manhattan') return lengths.reduce((sum, d) => sum + d, 0);
  return 1;
}

/** Whether any line of voxels along a step holds two voxels of the region: else the direction is left out. */
function hasNeighbours({ mask: { data, size } }: ClassInput, step: Vector3): boolean {
  const [nx, ny, nz] = size;
  const flat = step.findIndex((s) => s !== 0);
  const seen = new Set<number>();
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] === 0) continue;
        // The place where the voxel's line crosses the plane at 0 of its first moving axis.
        const place = [x, y, z] as const;
        const back = place[flat]! * step[flat]!;
        const [a, b, c] = place.map((p, axis) => p - back * step[axis]! + 4096) as [number, number, number];
        const line = a + 16384 * (b + 16384 * c);
        if (seen.has(line)) return true;
        seen.add(line);
      }
    }
  }
  return false;
}

/** Class `glrlm`. */
export const glrlm = classOf(
  namesOf('ShortRun', 'LongRun', 'Run', 'RunLength'),
  [
    ['RunPercentage', 12],
    ['GrayLevelVariance', 13],
    ['RunVariance', 14],
    ['RunEntropy', 15],
  ],
  [],
  (input) => {
    const { image, settings, grid } = input;
    const voxels = voxelsOf(input);
    const levels = levelsOf(input);
    const angles = anglesOf(image.size, [1], settings, false).filter((step) => hasNeighbours(input, step));
    const matrices = angles.map((step) => {
      const { counts, longest } = countRuns(grid(), step);
      return fromTable(counts, longest, levels, 1, voxels);
    });
    const { weightingNorm } = settings;
    const merged =
      weightingNorm === null
        ? matrices
        : [
            mergeCounts(
              matrices,
              angles.map((step) => runWeight(step, image.spacing, weightingNorm)),
            ),
          ];
    const vectors = merged.flatMap((matrix) => vectorOf(matrix) ?? []);
    const means = meanOverAngles(vectors, 17);
    // Of a merged matrix without runs PyRadiomics sums nothing: 0 where the sum is not divided by their number.
    if (weightingNorm !== null && vectors.length === 0) means.fill(0, 14, 16);
    return means;
  },
);

/** Class `glszm`. */
export const glszm = classOf(
  namesOf('SmallArea', 'LargeArea', 'Zone', 'SizeZone'),
  [
    ['ZonePercentage', 12],
    ['GrayLevelVariance', 13],
    ['ZoneVariance', 14],
    ['ZoneEntropy', 15],
  ],
  [],
  (input) => {
    const { mask, settings, grid } = input;
    const zones = settings.force2D ? zonesInPlanes(input) : findZones(grid(), mask.data, true)[0]!;
    const matrix = fromObservations(zones.level, zones.size, levelsOf(input), voxelsOf(input));
    return vectorOf(matrix) ?? new Float64Array(17).fill(Number.NaN);
  },
);

/** Class `gldm`. */
export const gldm = classOf(
  namesOf('SmallDependence', 'LargeDependence', '', 'Dependence'),
  [
    ['GrayLevelVariance', 13],
    ['DependenceVariance', 14],
    ['DependenceEntropy', 15],
  ],
  ['DependencePercentage', 'GrayLevelNonUniformityNormalized'],
  (input) => {
    const { levelOfVoxel, dependence } = dependencesOf(input);
    const matrix = fromObservations(levelOfVoxel, dependence, levelsOf(input), levelOfVoxel.length);
    return vectorOf(matrix) ?? new Float64Array(17).fill(Number.NaN);
  },
);
