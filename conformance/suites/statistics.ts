import type { Comparison } from '../report.ts';
import { agreement } from './statistics/agreement.ts';
import { combat, compareCombat } from './statistics/combat.ts';
import { distributions } from './statistics/distributions.ts';
import { compareFixture } from './statistics/fixture.ts';
import { compareGolden } from './statistics/golden.ts';
import { measures } from './statistics/measures.ts';
import { survival } from './statistics/survival.ts';
import { tables } from './statistics/tables.ts';
import { tests } from './statistics/tests.ts';

/** Fixtures that travel with the repository: what R and Python packages gave for random data sets. */
export function compareStatisticsFixtures(): Comparison[] {
  return [
    // A million degrees of freedom cost five of the fifteen digits that R prints.
    ...compareFixture('statistics-distributions', distributions, 1e-10),
    ...compareFixture('statistics-agreement', agreement),
    ...compareFixture('statistics-tests', { ...tests, ...survival }),
    ...compareFixture('statistics-measures', measures),
    ...compareFixture('statistics-tables', tables),
    ...compareFixture('statistics-combat', combat),
  ];
}

/** Statistics beside the golden values of the data folder and beside R and Python. */
export async function compareStatistics(): Promise<Comparison[]> {
  return [...compareGolden(), ...compareCombat(), ...compareStatisticsFixtures()];
}
