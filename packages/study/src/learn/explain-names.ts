import type { ImportanceSummary } from '@rachis/learning';

/** A name that fits beside a plot: the middle of long ones left out. */
export const shortName = (name: string, most = 34): string =>
  name.length <= most ? name : `${name.slice(0, most - 16)}…${name.slice(-15)}`;

/** Names that differ, so that each has a place of its own on an axis. */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A group by its first column. */
export const groupName = (columns: readonly string[]): string =>
  columns.length === 1
    ? shortName(columns[0]!)
    : `${shortName(columns[0]!, 26)} and ${columns.length - 1} more`;

/** Groups that a model uses and that count in at least half of the splits: a mean over few splits is chance. */
export function oftenJudged(groups: readonly ImportanceSummary[]): ImportanceSummary[] {
  const most = groups.reduce((top, { splits }) => Math.max(top, splits), 0);
  return groups.filter(({ used, splits }) => used > 0 && 2 * splits >= most);
}
