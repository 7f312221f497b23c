import { areaY, dot, line } from '@observablehq/plot';
import type { LearningCurve } from '@rachis/learning';
import { svgOf } from '../figures/plot.ts';
import { colourOf, type Figure, legend, square } from './figure.ts';

/** The criterion on left-out rows by the number of training subjects. */
export function learningCurveFigure(curves: readonly LearningCurve[], word: string): Figure {
  const names = curves.map(({ pipeline }) => pipeline);
  return {
    name: 'learning-curve.svg',
    caption: `${word} on the same left-out rows by the number of training subjects, with intervals. The curve ends with the subjects there are: it is not carried on.`,
    svg: svgOf('Learning curves', {
      ...square(names),
      x: { label: 'training subjects', grid: true },
      y: { label: word, grid: true },
      marks: [
        ...curves.map(({ points }, at) =>
          areaY(
            points.filter(({ lower }) => Number.isFinite(lower)),
            { x: 'subjects', y1: 'lower', y2: 'upper', fill: colourOf(at), fillOpacity: 0.12 },
          ),
        ),
        ...curves.map(({ points }, at) =>
          line(points, { x: 'subjects', y: 'value', stroke: colourOf(at), strokeWidth: 2 }),
        ),
        ...curves.map(({ points }, at) =>
          dot(points, { x: 'subjects', y: 'value', fill: colourOf(at), r: 3 }),
        ),
        ...legend(names),
      ],
    }),
  };
}
