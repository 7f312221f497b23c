/** A name that fits beside a plot: the middle of long ones left out. */
export const shortName = (name: string, most = 40): string =>
  name.length <= most ? name : `${name.slice(0, most - 16)}…${name.slice(-15)}`;

/** A group by its first column. */
export const groupName = (columns: readonly string[]): string =>
  columns.length === 1
    ? shortName(columns[0]!)
    : `${shortName(columns[0]!, 30)} and ${columns.length - 1} more`;
