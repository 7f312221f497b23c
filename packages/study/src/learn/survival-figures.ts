import { areaY, line } from '@observablehq/plot';
import type { Frame, Outcome, PipelineSummary, Split } from '@rachis/learning';
import { kaplanMeier } from '@rachis/statistics';
import { svgOf } from '../figures/plot.ts';
import { type Figure, legend, riskColour, unit } from './figure.ts';
import { riskGroups } from './risk-groups.ts';
import { incidenceFigures } from './incidence-figure.ts';

/** Survival of those above and below the median predicted risk. */
export function survivalFigures(
  frame: Frame,
  summaries: readonly PipelineSummary[],
  splits: readonly Split[],
): Figure[] {
  const outcome = frame.outcome as Extract<Outcome, { kind: 'survival' }>;
  if (outcome.events.some((event) => event > 1)) return incidenceFigures(frame, summaries, splits);
  return summaries.flatMap((summary, at) => {
    const groups = riskGroups(frame, summary, splits);
    if (groups.length === 0) return [];
    const curves = groups.map(({ rows }) =>
      kaplanMeier({
        times: rows.map((row) => outcome.times[row]!),
        events: rows.map((row) => (outcome.events[row] === 1 ? 1 : 0)),
      }),
    );
    const stepped = curves.map((curve) => [
      { time: 0, survival: 1, lower: 1, upper: 1 },
      ...Array.from(curve.times, (time, step) => ({
        time,
        survival: curve.survival[step]!,
        lower: curve.lower[step]!,
        upper: curve.upper[step]!,
      })),
    ]);
    const names = groups.map(({ name, rows }) => `${name}, ${rows.length} subjects' rows`);
    return [
      {
        name: `kaplan-meier-${at + 1}.svg`,
        caption: `${summary.name}: Kaplan-Meier curves of those above and below the median predicted risk, each predicted while left out.`,
        svg: svgOf(`Survival by predicted risk, ${summary.name}`, {
          width: 560,
          height: 400,
          marginTop: 56,
          marginLeft: 56,
          marginBottom: 44,
          x: { label: 'time', grid: true },
          y: unit('free of the event'),
          marks: [
            ...stepped.map((steps, group) =>
              areaY(
                steps.filter(({ lower, upper }) => Number.isFinite(lower) && Number.isFinite(upper)),
                {
                  x: 'time',
                  y1: 'lower',
                  y2: 'upper',
                  fill: riskColour(group),
                  fillOpacity: 0.12,
                  curve: 'step-after',
                },
              ),
            ),
            ...stepped.map((steps, group) =>
              line(steps, {
                x: 'time',
                y: 'survival',
                stroke: riskColour(group),
                strokeWidth: 2,
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
