import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataRoot } from '../data.ts';
import { featuresByTag, readSubject } from '../extract.ts';
import { type Comparison, complies } from '../report.ts';

/** One case of `fixtures/mirp.json`. */
interface FixtureCase {
  readonly id: string;
  /** Paths inside RACHIS_DATA. */
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly settings: unknown;
  readonly values: Readonly<Record<string, number>>;
}

interface Fixture {
  readonly made_with: Readonly<Record<string, string | number>>;
  readonly cases: readonly FixtureCase[];
}

/** A difference that the standard explains: `tag` and `cases` may end in `*`. */
export interface ExceptionRule {
  readonly tag: string;
  readonly cases: readonly string[];
  /** Only tags that end in one of these. */
  readonly aggregations?: readonly string[];
  /** Only where our value is the larger one: otherwise the difference is a miss. */
  readonly onlyWhere?: 'ours-is-larger';
  readonly reason: string;
}

export const relativeTolerance = 1e-5;
/** Below this both numbers are rounding noise around an exact zero. */
const noise = 1e-9;

const here = (path: string): string => join(import.meta.dirname, '..', path);
const readJson = (path: string): unknown => JSON.parse(readFileSync(here(path), 'utf8'));

const matches = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** Why a comparison that does not comply is accepted, where a rule says so. */
function reasonFor(
  rules: readonly ExceptionRule[],
  { group, tag, ours, expected }: Comparison,
): string | undefined {
  return rules.find(
    (rule) =>
      matches(rule.tag, tag) &&
      rule.cases.some((pattern) => matches(pattern, group)) &&
      (rule.aggregations?.some((aggregation) => tag.endsWith(`_${aggregation}`)) ?? true) &&
      (rule.onlyWhere === undefined || (ours ?? Number.NEGATIVE_INFINITY) > expected),
  )?.reason;
}

/** The comparison, with the reason why it is accepted where it does not comply and a rule says so. */
export function excepted(comparison: Comparison, rules: readonly ExceptionRule[]): Comparison {
  // A value that agrees is scored, whatever the rules say of others like it.
  const reason = complies(comparison) ? undefined : reasonFor(rules, comparison);
  return reason === undefined ? comparison : { ...comparison, exception: reason };
}

/** Differences from MIRP that the standard explains. */
export const mirpExceptions = (): ExceptionRule[] => readJson('mirp/exceptions.json') as ExceptionRule[];

function compareCase(
  { id, values }: FixtureCase,
  ours: Map<string, number>,
  rules: readonly ExceptionRule[],
): Comparison[] {
  return Object.entries(values).map(([tag, expected]) => {
    const value = ours.get(tag);
    const scale = Math.max(Math.abs(expected), Math.abs(value ?? 0), noise / relativeTolerance);
    const comparison = { group: id, tag, ours: value, expected, tolerance: relativeTolerance * scale };
    return excepted(comparison, rules);
  });
}

/** Settings and images drawn at random, against the numbers that MIRP gave for them. */
export async function compareMirp(): Promise<Comparison[]> {
  const fixture = readJson('fixtures/mirp.json') as Fixture;
  const rules = mirpExceptions();
  console.log(`made with ${JSON.stringify(fixture.made_with)}`);
  const comparisons: Comparison[] = [];
  for (const fixtureCase of fixture.cases) {
    const { image, mask, label, settings } = fixtureCase;
    const subject = await readSubject(join(dataRoot, image), join(dataRoot, mask), { label });
    comparisons.push(...compareCase(fixtureCase, featuresByTag(subject, settings), rules));
  }
  return comparisons;
}
