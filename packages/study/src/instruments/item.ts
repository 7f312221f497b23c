/** One answer that an item can have, and what it gives; `null` leaves the item out of the score. */
export interface Option {
  readonly label: string;
  readonly points: number | null;
}

/** A question of an instrument. */
export interface Item {
  readonly id: string;
  readonly section: string;
  readonly question: string;
  /** Whether one answer holds, or the points of several are added up. */
  readonly combine: 'one' | 'sum';
  readonly options: readonly Option[];
  /** When it applies; '' where always. */
  readonly condition: string;
}

/** The items of a table: a line each, `id | section | question | how options combine | option=points; ... | condition`. */
export function itemsOf(table: string): Item[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', section = '', question = '', combine, options = '', condition = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      return {
        id,
        section,
        question,
        combine: combine === 'sum' ? 'sum' : 'one',
        options: options.split(';').map((option) => {
          const at = option.lastIndexOf('=');
          const points = option.slice(at + 1).trim();
          return { label: option.slice(0, at).trim(), points: points === '-' ? null : Number(points) };
        }),
        condition,
      };
    });
}

/** The least and the most points that an item can give. */
export function pointRange({ combine, options }: Item): readonly [least: number, most: number] {
  const points = options.map((option) => option.points ?? 0);
  return combine === 'sum'
    ? [0, points.reduce((sum, value) => sum + Math.max(0, value), 0)]
    : [Math.min(...points), Math.max(...points)];
}
