import { clusterTree, cutTree } from '@rachis/statistics';
import { learningError } from '../error.ts';
import type { Frame, FrameColumn } from '../frame/frame.ts';
import { isConstantColumn } from '../steps/columns.ts';
import { correlationOfUnits, unitRanks } from '../steps/select/ranked-columns.ts';

/** Columns that say much the same: names in the order of the frame. */
export type ColumnGroup = readonly string[];

/** Ranks of a column with the missing values in the middle, where they tell nothing. */
function middleRanks(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const middle = known[known.length >> 1];
  return unitRanks(values.map((value) => (Number.isNaN(value) ? middle : value)));
}

/** How groups are found. */
export interface GroupOptions {
  /** Absolute Spearman correlation above which clusters are joined. */
  readonly threshold?: number;
  /** The columns to group; all unless told. */
  readonly columns?: readonly string[];
}

/**
 * Groups of columns that go together: clusters by average linkage over 1 - |Spearman's correlation| of training rows,
 * joined while the mean correlation between them is `threshold` (default 0.7) or more. Missing values count as the
 * median. Columns of categories and constant ones stand alone. Groups in the order of their first column.
 * `SETTINGS_INVALID` for a threshold that is not from 0 to 1 or a name that is not there.
 */
export function correlatedGroups(
  frame: Frame,
  { threshold = 0.7, columns: wanted }: GroupOptions = {},
): ColumnGroup[] {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw learningError('SETTINGS_INVALID', `The threshold of correlation is ${threshold}.`, {
      remedy: 'Give a number from 0 to 1.',
    });
  }
  const kept = new Set(wanted);
  const columns = frame.columns.filter(({ name }) => wanted === undefined || kept.delete(name));
  for (const name of kept) {
    throw learningError('SETTINGS_INVALID', `There is no column ${name} to group.`, {
      column: name,
      remedy: 'Correct the name.',
    });
  }
  const groupable = ({ kind, values }: FrameColumn) => kind === 'numeric' && !isConstantColumn(values);
  const numeric = columns.filter(groupable);
  const units = numeric.map(({ values }) => middleRanks(values));
  const label = new Map<string, number>();
  if (numeric.length > 1) {
    const tree = clusterTree(
      units.map((own, at) =>
        Float64Array.from({ length: at }, (_, other) => 1 - Math.abs(correlationOfUnits(own, units[other]))),
      ),
      'average',
    );
    const joined = tree.heights.filter((height) => height <= 1 - threshold + 1e-12).length;
    cutTree(tree, numeric.length - joined).forEach((cluster, at) => {
      label.set(numeric[at].name, cluster);
    });
  }
  const groups = new Map<number | string, string[]>();
  for (const { name } of columns) {
    const key = label.get(name) ?? name;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return [...groups.values()];
}
