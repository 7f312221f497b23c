import {
  clusterTree,
  createRandom,
  euclideanDistances,
  quantile,
  standardDeviation,
} from '@rachis/statistics';
import type { Measurements } from './measurements.ts';

/** A feature's spread over scanners against its spread over patients (Mackin et al. 2015). */
export interface FeatureNoise {
  readonly feature: string;
  /** Mean over phantom parts of the standard deviation over scanners. */
  readonly scannerDeviation: number;
  readonly patientDeviation: number;
  /** Their ratio: below 1, patients differ more than scanners. */
  readonly noise: number;
  /** 95% bootstrap interval over parts and patients. */
  readonly lower: number;
  readonly upper: number;
}

const resamples = 1000;

function deviationOverScanners(parts: readonly (readonly number[])[]): number {
  const own = parts.filter((part) => part.length > 1).map((part) => standardDeviation(part));
  return own.length === 0 ? Number.NaN : own.reduce((sum, value) => sum + value, 0) / own.length;
}

/**
 * Feature noise of scanners: phantom parts (targets) on several scanners (conditions), against patients. Features that one
 * of the two tables lacks are left out.
 */
export function scannerNoise(phantom: Measurements, patients: Measurements, seed: number): FeatureNoise[] {
  const random = createRandom(seed);
  return [...phantom.features].flatMap(([feature, rows]) => {
    const ofPatients = patients.features
      .get(feature)
      ?.flatMap((row) => [...row].filter(Number.isFinite).slice(0, 1));
    if (ofPatients === undefined || ofPatients.length < 2) return [];
    const parts = rows.map((row) => [...row].filter(Number.isFinite));
    const scannerDeviation = deviationOverScanners(parts);
    const patientDeviation = standardDeviation(ofPatients);
    const own = random.split(feature);
    const draw = <T>(from: readonly T[]): T[] => from.map(() => from[own.integer(from.length)]!);
    const ratios: number[] = [];
    for (let i = 0; i < resamples; i++) {
      const ratio = deviationOverScanners(draw(parts)) / standardDeviation(draw(ofPatients));
      if (Number.isFinite(ratio)) ratios.push(ratio);
    }
    const bound = (p: number) => (ratios.length === 0 ? Number.NaN : quantile(ratios, p));
    return [
      {
        feature,
        scannerDeviation,
        patientDeviation,
        noise: scannerDeviation / patientDeviation,
        lower: bound(0.025),
        upper: bound(0.975),
      },
    ];
  });
}

/** A join of scanners that look alike: numbers below 0 are scanners (-1 the first), others earlier joins from 1. */
export interface ScannerJoin {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** Scanners by how alike their features are: average linkage over features scaled to unit spread. */
export function scannerTree({ conditions, features }: Measurements): ScannerJoin[] {
  const columns: number[][] = conditions.map(() => []);
  for (const rows of features.values()) {
    for (const row of rows) {
      const spread = standardDeviation([...row]);
      if (!(spread > 0)) continue;
      const middle = row.reduce((sum, value) => sum + value, 0) / row.length;
      row.forEach((value, c) => {
        columns[c]!.push((value - middle) / spread);
      });
    }
  }
  if (conditions.length < 2 || columns[0]!.length === 0) return [];
  const tree = clusterTree(euclideanDistances(columns), 'average');
  return tree.merges.map(([left, right], i) => ({ left, right, height: tree.heights[i]! }));
}
