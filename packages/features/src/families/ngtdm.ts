import { defineFeatures, type FeatureFamily } from './family.ts';
import { gatherSpace } from './gather.ts';

const features = defineFeatures('ngtdm', 'ngt', [
  [
    'coarseness',
    'QCDE',
    'coarseness',
    'Coarseness',
    '',
    'Inverse of the sum of p(i) s(i), s(i) being the summed difference between level i and its neighbours; at most 10^6.',
  ],
  [
    'contrast',
    '65HE',
    'contrast',
    'Contrast',
    '',
    'Spread of the levels times the mean difference from the neighbourhood; 0 where there is one level.',
  ],
  [
    'busyness',
    'NQ30',
    'busyness',
    'Busyness',
    '',
    'Sum of p(i) s(i) over the summed |i p(i) - j p(j)|; 0 where there is one level.',
  ],
  [
    'complexity',
    'HDEZ',
    'complexity',
    'Complexity',
    '',
    'Mean of |i - j| (p(i) s(i) + p(j) s(j)) / (p(i) + p(j)) over level pairs.',
  ],
  [
    'strength',
    '1X9X',
    'strength',
    'Strength',
    '',
    'Sum of (p(i) + p(j)) (i - j)^2 over the summed s(i); 0 where that sum is 0.',
  ],
]);

/** Tone differences by level: s_i and n_i (index level - 1). */
interface ToneDifferences {
  readonly difference: Float64Array;
  readonly occurrence: Float64Array;
}

const largestCoarseness = 1e6;

/** The five features (IBSI 1 manual, section 3.10); null when no voxel has a neighbour. */
export function toneDifferenceFeatures({ difference, occurrence }: ToneDifferences): Float64Array | null {
  let total = 0;
  for (let i = 0; i < occurrence.length; i++) total += occurrence[i]!;
  if (total === 0) return null;
  const levels: number[] = [];
  for (let i = 0; i < occurrence.length; i++) if (occurrence[i]! > 0) levels.push(i);
  let weighted = 0;
  let summed = 0;
  for (const i of levels) {
    weighted += (occurrence[i]! / total) * difference[i]!;
    summed += difference[i]!;
  }
  let spread = 0;
  let imbalance = 0;
  let complexity = 0;
  let strength = 0;
  for (const i of levels) {
    const pi = occurrence[i]! / total;
    for (const j of levels) {
      const pj = occurrence[j]! / total;
      const gap = i - j;
      spread += pi * pj * gap * gap;
      imbalance += Math.abs((i + 1) * pi - (j + 1) * pj);
      complexity += (Math.abs(gap) * (pi * difference[i]! + pj * difference[j]!)) / (pi + pj);
      strength += (pi + pj) * gap * gap;
    }
  }
  const n = levels.length;
  return Float64Array.of(
    weighted < 1 / largestCoarseness ? largestCoarseness : 1 / weighted,
    n > 1 ? ((spread / (n * (n - 1))) * summed) / total : 0,
    n > 1 && imbalance > 0 ? weighted / imbalance : 0,
    complexity / total,
    summed > 0 ? strength / summed : 0,
  );
}

export const ngtdm: FeatureFamily = {
  id: 'ngtdm',
  name: 'Neighbourhood grey tone difference matrix',
  source: 'IBSI 1 manual, section 3.10',
  code: 'IPET',
  aggregation: 'space',
  features,
  compute(context, settings) {
    const grid = context.levelGrid();
    const { distance } = settings.ngtdm;
    const count = (volumetric: boolean, first?: number, end?: number): ToneDifferences => {
      const { coarseness } = settings.ngldm;
      const { toneDifference, occurrence } = context.neighbourhoods(
        volumetric,
        distance,
        coarseness,
        first,
        end,
      );
      return { difference: toneDifference, occurrence };
    };
    return gatherSpace<ToneDifferences>(settings, features.length, {
      slices: () => Array.from({ length: grid.size[2] }, (_, z) => count(false, z, z + 1)),
      volume: () => count(true),
      merge(matrices) {
        const difference = new Float64Array(grid.largest);
        const occurrence = new Float64Array(grid.largest);
        for (const matrix of matrices) {
          for (let i = 0; i < grid.largest; i++) {
            difference[i]! += matrix.difference[i]!;
            occurrence[i]! += matrix.occurrence[i]!;
          }
        }
        return { difference, occurrence };
      },
      read: toneDifferenceFeatures,
    });
  },
};
