import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../data.ts';
import { grouped, judgeTable, tally } from '../coverage/simulate.ts';
import type { Comparison } from '../report.ts';

const folder = join(repositoryRoot, 'conformance/coverage');
/** Where nominal 95% intervals must hold the truth. */
const bar = { low: 0.93, high: 0.98 };
/** Tables that a run draws anew, of scenarios that take seconds. */
const tables = Number(process.env.RACHIS_COVERAGE_COUNT ?? 40);
const anew = [
  'classes-40-20-0.5-0.5',
  'classes-60-20-0.75-0.5',
  'continuous-60-20-0.75',
  'survival-60-20-0.75',
];

function stored(file: string): Record<string, string>[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])));
}

/** A share that must lie between two bounds, as the distance from their middle. */
const within = (group: string, tag: string, share: number, low: number, high: number): Comparison => ({
  group,
  family: group,
  tag,
  ours: share,
  expected: (low + high) / 2,
  tolerance: (high - low) / 2 + 1e-9,
});

/**
 * Coverage of intervals: of the stored simulations every row against 93 to 98%, and some tables drawn anew against what
 * so few can tell (three standard errors below 93%).
 */
export function compareCoverage(): Comparison[] {
  const rule = stored('rule.csv').map((row) =>
    within(
      `rule, ${row.learner}`,
      `${row.subjects} subjects, ${row.columns} columns, AUC ${row.signal}, events ${row.events}, ${row.repeats} repeats`,
      Number(row.coverage),
      bar.low,
      bar.high,
    ),
  );
  const own = stored('coverage.csv')
    .filter(({ measure }) => ['auc', 'concordance', 'r2', 'brier'].includes(measure!))
    .map((row) =>
      within(
        `${row.pipeline}, ${row.measure}`,
        `${row.scenario}, ${row.repeats} repeats`,
        Number(row.coverage),
        bar.low,
        bar.high,
      ),
    );
  const least = bar.low - 3 * Math.sqrt((bar.low * (1 - bar.low)) / tables);
  const drawn = anew.flatMap((name) =>
    Array.from(
      grouped(Array.from({ length: tables }, (_, number) => judgeTable(name, number, [0], [1, 5])).flat()),
      ([key, judgements]) => ({ key, ...tally(judgements) }),
    )
      .filter(({ key }) => /,(auc|concordance|r2|brier|sensitivity|specificity)$/.test(key))
      .map(({ key, coverage }) => within(`drawn anew, ${name}`, key, coverage, least, 1)),
  );
  return [...rule, ...own, ...drawn];
}
