import type { Outcome } from '@rachis/learning';
import type { Comparison } from '../../report.ts';
import { type Case, readFixture } from '../statistics/fixture.ts';
import { classOutcome, dataSets } from './data.ts';
import { fitStep, frameOf, rowsOf } from './frames.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
const data: any = dataSets('learning-steps').get('sampling');
const rows: readonly number[][] = data.x;

const outcomeOf = (name: string): Outcome & { kind: 'classes' } =>
  classOutcome(data[name]) as Outcome & { kind: 'classes' };

/** Training rows after a sampling: their numbers, class and parent (of a new row the one that it came from). */
function sampled({ step, outcome, ratio }: Case['input'], seed: number) {
  const { training } = fitStep(step, frameOf(rows, outcomeOf(outcome)), { ratio }, seed);
  const { codes } = training.outcome as Outcome & { kind: 'classes' };
  return { numbers: rowsOf(training), codes, parents: training.groups };
}

/** The rows of one class (or of any) nearest to a row, without it. */
function nearest(row: number, count: number, own?: readonly number[]): number[] {
  const far = (other: number) => rows[other]!.reduce((sum, v, j) => sum + (v - rows[row]![j]!) ** 2, 0);
  return rows
    .map((_, other) => other)
    .filter((other) => other !== row && (own === undefined || own.includes(other)))
    .sort((a, b) => far(a) - far(b))
    .slice(0, count);
}

/** Whether a point is between two rows. */
function isBetween(point: readonly number[], first: number, second: number): boolean {
  const [a, b] = [rows[first]!, rows[second]!];
  const place =
    a.reduce((sum, v, j) => sum + (point[j]! - v) * (b[j]! - v), 0) /
    a.reduce((sum, v, j) => sum + (b[j]! - v) ** 2, 0);
  return (
    place >= -1e-12 &&
    place <= 1 + 1e-12 &&
    point.every((v, j) => Math.abs(a[j]! + place * (b[j]! - a[j]!) - v) < 1e-9)
  );
}

/** New rows that lie between their parent and one of its five nearest of its class: all should. */
function between(input: Case['input'], seed: number): number {
  const { numbers, codes, parents } = sampled(input, seed);
  const given = data[input.outcome] as number[];
  return numbers.slice(rows.length).filter((point, at) => {
    const parent = parents[rows.length + at]!;
    const code = codes[rows.length + at]!;
    const own = given.flatMap((other, row) => (other === code ? [row] : []));
    return code === given[parent] && nearest(parent, 5, own).some((other) => isBetween(point, parent, other));
  }).length;
}

/** Different parents of the new rows of many seeds. */
function parentsOf(step: string, seeds: number): number[] {
  const found = new Set<number>();
  for (let seed = 0; seed < seeds; seed++) {
    const { parents } = sampled({ step, outcome: 'rare', ratio: 1 }, seed);
    for (const parent of parents.slice(rows.length)) found.add(parent);
  }
  return [...found].sort((a, b) => a - b);
}

const exact = (group: string, id: string, ours: ArrayLike<number>, expected: ArrayLike<number>) =>
  Array.from(
    { length: Math.max(ours.length, expected.length) },
    (_, at): Comparison => ({
      group: `${group} (imblearn)`,
      family: '',
      tag: `${id} ${at}`,
      ours: ours[at],
      expected: expected[at] ?? NaN,
      tolerance: 0,
    }),
  );

function means({ id, input, expected }: Case): Comparison[] {
  const found = Array.from({ length: 50 }, (_, seed) => {
    const added = sampled(input, seed).numbers.slice(rows.length);
    return added[0]!.map((_v, j) => added.reduce((sum, row) => sum + row[j]!, 0) / added.length);
  });
  const { mean } = expected.imblearn as { mean: number[] };
  return mean.map((theirs, j): Comparison => {
    const ours = found.reduce((sum, row) => sum + row[j]!, 0) / found.length;
    const variance = found.reduce((sum, row) => sum + (row[j]! - ours) ** 2, 0) / (found.length - 1);
    return {
      group: 'new rows on the mean (over 50 seeds)',
      family: '',
      tag: `${id} ${j}`,
      ours,
      expected: theirs,
      tolerance: 4 * Math.sqrt((variance + input.spread[j] ** 2) / 50) + 1e-12,
    };
  });
}

/** Sampling beside imbalanced-learn: counts, borders and shares exact, new rows by where they lie and on the mean. */
export function compareSampling(): Comparison[] {
  return readFixture('learning-steps').flatMap((one) => {
    const { id, kind, input, expected } = one;
    const theirs = expected.imblearn as { counts: number[]; rows: number[] };
    switch (kind) {
      case 'sampling': {
        const { codes } = sampled(input, 1);
        const counts = theirs.counts.map((_, code) => codes.filter((own) => own === code).length);
        const added = codes.length - rows.length;
        if (added <= 0 || input.step === 'oversample')
          return exact('sampled rows', id, counts, theirs.counts);
        return [
          ...exact('sampled rows', id, counts, theirs.counts),
          ...exact('new rows between neighbours', id, [between(input, 1)], [added]),
        ];
      }
      case 'sampling_means':
        return means(one);
      case 'border':
        return exact('rows at the border', id, parentsOf('borderline-smote', 50), theirs.rows);
      case 'adasyn_rows': {
        const { parents } = sampled({ step: 'adasyn', outcome: 'rare', ratio: 1 }, 1);
        return exact('new rows of each row', id, parents.slice(rows.length), theirs.rows);
      }
      default:
        return [];
    }
  });
}
