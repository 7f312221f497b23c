import type { Comparison } from '../report.ts';
import { agreement } from './statistics/agreement.ts';
import { compareFixture } from './statistics/fixture.ts';
import { compareGolden } from './statistics/golden.ts';

/** Fixtures that travel with the repository: what R and Python packages gave for random data sets. */
export function compareStatisticsFixtures(): Comparison[] {
  return [...compareFixture('statistics-agreement', agreement)];
}

/** Statistics beside the golden values of the data folder and beside R and Python. */
export async function compareStatistics(): Promise<Comparison[]> {
  return [...compareGolden(), ...compareStatisticsFixtures()];
}
