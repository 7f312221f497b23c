import { line } from '@observablehq/plot';
import type { Frame, Outcome, PipelineSummary, Split } from '@rachis/learning';
import { cumulativeIncidence, grayTest } from '@rachis/statistics';
import { svgOf } from '../figures/plot.ts';
import { type Figure, legend, riskColour } from './figure.ts';
import { riskGroups } from './risk-groups.ts';

const pWords = (p: number) => (Number.isNaN(p) ? 'n/a' : p < 0.001 ? '< 0.001' : p.toFixed(3));

/**
 * Cumulative incidence (Aalen and Johansen) of the event and of all competing ones together, of those above and below the
 * median predicted risk, with Gray's test of the event. A Kaplan-Meier curve would take competing events for censoring, and
 * show more events than there are.
 */
export function incidenceFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): Figure[] {
  const outcome = frame.outcome as Extract<Outcome, { kind: 'survival' }>;
  return summaries.flatMap((summary, at) => {
    const groups = riskGroups(frame, summary, splits);
    if (groups.length === 0) return [];
    const dataOf = (rows: readonly number[]) => ({
      times: rows.map((row) => outcome.times[row]!),
      events: rows.map((row) => Math.min(2, outcome.events[row]!)),
    });
    const curves = groups.flatMap(({ rows }, group) =>
      [1, 2].map((cause) => {
        const { times, incidence } = cumulativeIncidence(dataOf(rows), { cause });
        return {
          group,
          cause,
          steps: [{ time: 0, share: 0 }, ...Array.from(times, (time, k) => ({ time, share: incidence[k]! }))],
        };
      }),
    );
    const all = groups.flatMap(({ rows }) => rows);
    const labels = groups.flatMap(({ name, rows }) => rows.map(() => name));
    const { p } = grayTest(dataOf(all), labels);
    const names = groups.map(({ name, rows }) => `${name}, ${rows.length} subjects' rows`);
    return [
      {
        name: `cumulative-incidence-${at + 1}.svg`,
        caption: `${summary.name}: cumulative incidence of the event (lines) and of competing events (dashed) of those above and below the median predicted risk, each predicted while left out. Gray's test of the event: p ${pWords(p)}.`,
        svg: svgOf(`Cumulative incidence by predicted risk, ${summary.name}`, {
          width: 560,
          height: 400,
          marginTop: 56,
          marginLeft: 56,
          marginBottom: 44,
          x: { label: 'time', grid: true },
          y: { label: 'cumulative incidence', domain: [0, 1], grid: true },
          marks: [
            ...curves.map(({ group, cause, steps }) =>
              line(steps, {
                x: 'time',
                y: 'share',
                stroke: riskColour(group),
                strokeWidth: cause === 1 ? 2 : 1.25,
                ...(cause === 1 ? {} : { strokeDasharray: '5 4' }),
                curve: 'step-after',
              }),
            ),
            ...legend(names, riskColour),
          ],
        }),
      },
    ];
  });
}
