import { createRandom } from '@rachis/statistics';
import { designOfTables, tableFindings, type DesignFinding } from '@rachis/study';
import { anyPopulation, drawSubjects } from './population.ts';
import { settingsFor } from './settings.ts';

/** What a clean table was found to have: nothing, mostly. */
export interface CleanJudged {
  readonly table: number;
  readonly external: boolean;
  readonly words: string;
  readonly findings: readonly Pick<DesignFinding, 'code' | 'severity' | 'message'>[];
}

/** One clean table; every third with an external one of the same or a shifted population. */
export function judgeClean(table: number): CleanJudged {
  const seed = `clean ${table}`;
  const population = anyPopulation(seed);
  const own = drawSubjects(population);
  const random = createRandom(`${seed} external`);
  const external = random.uniform() < 1 / 3;
  const outside = external
    ? {
        table: drawSubjects(
          population,
          'external',
          20 + random.integer(100),
          random.uniform() < 0.5 ? 0 : 0.7,
        ),
        file: 'others.csv',
      }
    : undefined;
  const design = designOfTables({ table: own, file: 't.csv' }, settingsFor(population), outside);
  return {
    table,
    external,
    words: JSON.stringify(population),
    findings: tableFindings(design).map(({ code, severity, message }) => ({ code, severity, message })),
  };
}
