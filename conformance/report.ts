import { groupBy } from './group.ts';

/** One number held against a reference. */
export interface Comparison {
  /** Configuration or case, for example `ct_C`. */
  readonly group: string;
  /** Full IBSI tag, for example `cm_contrast_3D_comb`. */
  readonly tag: string;
  /** What the row of the report is called beside its group; of IBSI tags, unless told. */
  readonly family?: string;
  /** Missing where our table has no such column. */
  readonly ours: number | undefined;
  readonly expected: number;
  /** How far `ours` may be from `expected`. */
  readonly tolerance: number;
  /** Why the difference is known and accepted; such a comparison is counted apart. */
  readonly exception?: string;
}

const familyOfPrefix: Readonly<Record<string, string>> = {
  morph: 'morphology',
  loc: 'local-intensity',
  stat: 'statistics',
  ih: 'histogram',
  ivh: 'volume-histogram',
  cm: 'glcm',
  rlm: 'glrlm',
  szm: 'glszm',
  dzm: 'gldzm',
  ngt: 'ngtdm',
  ngl: 'ngldm',
};

/** The family that an IBSI tag belongs to. */
export function familyOf(tag: string): string {
  return familyOfPrefix[tag.slice(0, tag.indexOf('_'))] ?? 'image and mask';
}

/** Whether our number complies: present, and no further off than the tolerance. */
export function complies(comparison: Comparison): boolean {
  const { ours, expected, tolerance } = comparison;
  // The tolerance's own decimals are not exact in binary: a difference of exactly 0.1 must not fail on them.
  return ours !== undefined && Math.abs(ours - expected) <= tolerance * (1 + 1e-9);
}

interface Row {
  passed: number;
  total: number;
  excepted: number;
}

function countRows(comparisons: readonly Comparison[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const comparison of comparisons) {
    const key = `${comparison.group}  ${comparison.family ?? familyOf(comparison.tag)}`;
    const row = rows.get(key) ?? { passed: 0, total: 0, excepted: 0 };
    rows.set(key, row);
    if (comparison.exception !== undefined) {
      row.excepted++;
      continue;
    }
    row.total++;
    if (complies(comparison)) row.passed++;
  }
  return rows;
}

const show = (value: number | undefined): string => (value === undefined ? 'absent' : String(value));

function describeMiss({ group, tag, ours, expected, tolerance }: Comparison): string {
  const relative =
    ours === undefined || expected === 0 ? '' : `  (${(ours / expected - 1).toExponential(1)})`;
  return `  miss  ${group}  ${tag}  ours ${show(ours)}  expected ${show(expected)}  tolerance ${show(tolerance)}${relative}`;
}

/**
 * Prints a row for each group and family, every miss, every exception with its reason, and the count.
 * Returns whether everything that is scored complies.
 */
export function printReport(suite: string, comparisons: readonly Comparison[]): boolean {
  for (const [name, row] of countRows(comparisons)) {
    const excepted = row.excepted > 0 ? `  (and ${row.excepted} listed exceptions)` : '';
    console.log(`${name.padEnd(38)} ${String(row.passed).padStart(5)} / ${row.total}${excepted}`);
  }
  const scored = comparisons.filter(({ exception }) => exception === undefined);
  const misses = scored.filter((comparison) => !complies(comparison));
  for (const miss of misses) console.log(describeMiss(miss));
  printExceptions(comparisons.filter(({ exception }) => exception !== undefined));
  console.log(`${suite}: ${scored.length - misses.length} of ${scored.length}`);
  return scored.length > 0 && misses.length === 0;
}

function printExceptions(excepted: readonly Comparison[]): void {
  if (excepted.length === 0) return;
  const byReason = groupBy(excepted, ({ exception }) => exception);
  console.log(`not scored, ${excepted.length} values:`);
  for (const [reason, list] of byReason) {
    console.log(`  ${reason}`);
    for (const { group, tag, ours, expected } of list) {
      console.log(`    ${group}  ${tag}  ours ${show(ours)}  theirs ${show(expected)}`);
    }
  }
}
