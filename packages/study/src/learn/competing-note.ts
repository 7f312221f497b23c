import type { Frame } from '@rachis/learning';

/** What a reader must know of measures where events compete. */
export function competingNote({ outcome }: Frame): string[] {
  if (outcome?.kind !== 'survival') return [];
  const competing = outcome.events.filter((event) => event > 1).length;
  if (competing === 0) return [];
  const own = outcome.events.filter((event) => event === 1).length;
  return [
    `${competing} competing events beside ${own} events of interest: Harrell's and Uno's concordance take competing events for the end of follow-up, Wolbers' counts who had one among those who will never have the event; AUC and Brier score at a time count who had one by then among those without the event; the curves are cumulative incidence.`,
  ];
}
