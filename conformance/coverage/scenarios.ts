import type { Scenario } from './draw.ts';

const classes = (subjects: number, columns: number, signal: number, events = 0.5): Scenario => ({
  name: `classes-${subjects}-${columns}-${signal}-${events}`,
  outcome: 'classes',
  subjects,
  columns,
  signal,
  events,
});

const others = (
  outcome: 'survival' | 'continuous',
  subjects: number,
  columns: number,
  signal: number,
): Scenario => ({
  name: `${outcome}-${subjects}-${columns}-${signal}`,
  outcome,
  subjects,
  columns,
  signal,
  events: 0.6,
});

const sizes = [40, 60, 120, 300];
const widths = [20, 300, 2000];
const signals = [0.5, 0.65, 0.75, 0.9];

/** Every scenario: sizes, widths, signals and shares of events of issue-sized tables, and the same for times and numbers. */
export const scenarios: readonly Scenario[] = [
  ...sizes.flatMap((n) =>
    widths.flatMap((p) => signals.flatMap((s) => [classes(n, p, s), classes(n, p, s, 0.15)])),
  ),
  ...(['survival', 'continuous'] as const).flatMap((outcome) =>
    sizes.flatMap((n) => widths.flatMap((p) => signals.map((s) => others(outcome, n, p, s)))),
  ),
];
