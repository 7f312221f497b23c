import type { Outcome } from '@rachis/learning';
import type { Cell } from '../tables/table.ts';

/** Truth of a row as a cell. */
export function truthOf(outcome: Outcome): (row: number) => Cell {
  switch (outcome.kind) {
    case 'continuous':
      return (row) => outcome.values[row]!;
    case 'survival':
      return (row) =>
        `${outcome.times[row]}${outcome.events[row] === 0 ? '+' : outcome.events[row] === 1 ? '' : ` (${outcome.events[row]})`}`;
    default:
      return (row) => outcome.classes[outcome.codes[row]!]!;
  }
}
