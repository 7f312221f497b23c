import { writeFileSync } from 'node:fs';
import { planFor, splitsFor } from '../suites/real-tables/plan.ts';
import { realTables } from '../suites/real-tables/tables.ts';

// Writes the real tables with their splits as JSON, for nested.py to run other programs on: export.ts FILE.
writeFileSync(
  process.argv[2]!,
  JSON.stringify(
    realTables().map((table) => {
      const { frame, name } = table;
      const outcome = frame.outcome!;
      return {
        name,
        columns: frame.columns.map(({ values }) =>
          Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
        ),
        ...(outcome.kind === 'survival'
          ? { times: [...outcome.times], events: [...outcome.events] }
          : outcome.kind === 'continuous'
            ? { values: [...outcome.values] }
            : { codes: [...outcome.codes], ordinal: outcome.kind === 'ordinal' }),
        splits: splitsFor(table, planFor(table)),
      };
    }),
  ),
);
