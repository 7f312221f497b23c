import type { FrameColumn } from '@rachis/learning';
import { quantileOfSorted } from '@rachis/statistics';
import type { DesignCheck } from '../context.ts';
import { listed } from '../words.ts';

/** Means and spreads are read from rounded numbers. */
const tolerance = 2e-3;

/** Fewer columns than this, or a smaller part of the continuous ones, are scaled by accident. */
const fewest = 4;
const leastPart = 0.3;

type Scaling = 'standardised' | 'by range' | 'by quartiles';

const words: Readonly<Record<Scaling, string>> = {
  standardised: 'mean 0 and standard deviation 1',
  'by range': 'run from 0 to 1 exactly (or from -1 to 1)',
  'by quartiles': 'have median 0 and quartile range 1',
};

/** Whether a column has as many values as rows, as far as its first known ones say. */
function isContinuous(values: Float64Array): boolean {
  const some = new Set<number>();
  let known = 0;
  for (let row = 0; row < values.length && known < 100; row++) {
    if (!Number.isFinite(values[row]!)) continue;
    some.add(values[row]!);
    known++;
  }
  return known >= 10 && some.size >= known / 2;
}

function scalingOf(values: Float64Array): Scaling | undefined {
  let known = 0;
  let sum = 0;
  let squares = 0;
  let below = 0;
  let within = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isFinite(value)) continue;
    known++;
    sum += value;
    squares += value * value;
    if (value < 0) below++;
    if (value > -1 && value < 1) within++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if ((least === 0 || least === -1) && most === 1) return 'by range';
  const mean = sum / known;
  const square = Math.max(0, squares - known * mean * mean);
  const spreads = [Math.sqrt(square / known), Math.sqrt(square / (known - 1))];
  if (Math.abs(mean) < tolerance && spreads.some((spread) => Math.abs(spread - 1) < tolerance)) {
    return 'standardised';
  }
  // With median 0 and quartile range 1, half of the values are below 0 but for equal ones, and half within 1 of it.
  if (Math.abs(below / known - 0.5) > 0.1 || within < 0.4 * known) return undefined;
  const ascending = values.filter((value) => Number.isFinite(value)).sort();
  const quartiles = quantileOfSorted(ascending, 0.75) - quantileOfSorted(ascending, 0.25);
  if (Math.abs(quartiles - 1) > tolerance) return undefined;
  return Math.abs(quantileOfSorted(ascending, 0.5)) < tolerance ? 'by quartiles' : undefined;
}

function scaledColumns(
  columns: readonly FrameColumn[],
): { kind: Scaling; names: string[]; of: number } | undefined {
  const continuous = columns.filter(({ kind, values }) => kind === 'numeric' && isContinuous(values));
  const kinds = new Map<Scaling, string[]>();
  for (const { name, values } of continuous) {
    const kind = scalingOf(values);
    if (kind !== undefined) kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  const [most] = [...kinds].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined || most[1].length < Math.max(fewest, leastPart * continuous.length))
    return undefined;
  return { kind: most[0], names: most[1], of: continuous.length };
}

/** Both tables one under the other, in the columns that both have. */
function together(one: readonly FrameColumn[], other: readonly FrameColumn[]): FrameColumn[] {
  const byName = new Map(other.map((column) => [column.name, column]));
  return one.flatMap((column) => {
    const second = byName.get(column.name);
    if (column.kind !== 'numeric' || second?.kind !== 'numeric') return [];
    const values = new Float64Array(column.values.length + second.values.length);
    values.set(column.values);
    values.set(second.values, column.values.length);
    return [{ ...column, values }];
  });
}

/** Columns that were scaled over all rows, so that test rows had a part in how training rows look. */
export const scaledBeforehand: DesignCheck = ({ design }) => {
  const { frame, whole, external, file } = design;
  const predictors = new Set(frame.columns.map(({ name }) => name));
  const own = whole.filter(({ name }) => predictors.has(name));
  const alone = scaledColumns(own) ?? scaledColumns(frame.columns);
  const both =
    alone !== undefined || external === undefined
      ? undefined
      : scaledColumns(together(frame.columns, external.frame.columns));
  const found = alone ?? both;
  if (found === undefined) return [];
  return [
    {
      code: 'SCALED_BEFOREHAND',
      severity: 'warning',
      message: `${found.names.length} of ${found.of} columns ${found.kind === 'standardised' ? 'have ' : ''}${words[found.kind]} over all rows of ${both === undefined ? file : `${file} and ${external!.file} together`}: ${listed(found.names, 4)}. They were scaled before the split, by test rows too; a new patient cannot be scaled like that.`,
      remedy:
        'Give the numbers as they were measured. Pipelines scale by training rows alone (the step "scale"), and keep how.',
      columns: found.names,
      subjects: [],
    },
  ];
};
