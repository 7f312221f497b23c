import { dot, line, text, tickX } from '@observablehq/plot';
import { colours, svgOf } from '../figures/plot.ts';
import type { ColumnEffect } from './explain.ts';
import { shortName } from './explain-names.ts';
import { extentOf } from './extent.ts';
import type { Figure } from './figure.ts';

/** The height of a line between its points; of its ends beyond them. */
function heightAt(grid: Float64Array, heights: Float64Array, value: number): number {
  const above = grid.findIndex((one) => one >= value);
  if (above < 0) return heights.at(-1)!;
  if (above === 0) return heights[0]!;
  const part = (value - grid[above - 1]!) / (grid[above]! - grid[above - 1]!);
  return heights[above - 1]! + part * (heights[above]! - heights[above - 1]!);
}

/**
 * What the final model says by the values of a column: partial dependence, accumulated local effects, and where the
 * rows are.
 */
export function effectFigure(name: string, effect: ColumnEffect, file: string): Figure {
  const { column, response, dependence, accumulated, values } = effect;
  const { categories, grid, mean } = dependence;
  const shared = { width: 320, height: 280, marginLeft: 52, marginBottom: 44, marginTop: 44 };
  const said = {
    name: file,
    caption: `${name}: ${response} by ${column}, final model.`,
  };
  const title = (of: string) => `Effect of ${of}, ${name}`;
  if (categories !== undefined) {
    const points = Array.from(grid, (code, at) => ({ category: categories[code]!, mean: mean[at]! }));
    return {
      ...said,
      svg: svgOf(title(column), {
        ...shared,
        // Names of categories may look like numbers: they are names all the same.
        x: { label: shortName(column), type: 'point' },
        y: { label: response, grid: true },
        marks: [dot(points, { x: 'category', y: 'mean', r: 5, fill: colours.blue })],
      }),
    };
  }
  // Accumulated effects are about 0 over the rows: drawn about what partial dependence is over them.
  const own = Array.from(values).filter((value) => !Number.isNaN(value));
  const level = own.reduce((sum, value) => sum + heightAt(grid, mean, value), 0) / own.length;
  const dependent = Array.from(grid, (x, at) => ({ x, y: mean[at]! }));
  const edges =
    accumulated === undefined
      ? []
      : Array.from(accumulated.edges, (x, at) => ({ x, y: level + accumulated.effects[at]! }));
  const [from, to] = [grid[0]!, grid.at(-1)!];
  const inside = edges.filter(({ x }) => x >= from && x <= to);
  const heights = [...dependent, ...inside].map(({ y }) => y);
  const [low, high] = extentOf(heights);
  // A column without a part in the model: its line is flat, and its rounding is no scale.
  const flat = high - low <= 1e-6 * Math.max(Math.abs(low), Math.abs(high));
  const room = 0.05 * Math.abs(low) || 0.05;
  const large = Math.max(Math.abs(from), Math.abs(to)) >= 10_000;
  const label = (words: string, fill: string, dy: number) =>
    text([words], { frameAnchor: 'top-left', dy, fill, fontWeight: 'bold' });
  return {
    ...said,
    svg: svgOf(title(column), {
      ...shared,
      x: { label: shortName(column, 36), ticks: 5, ...(large ? { tickFormat: '~s' } : {}) },
      y: { label: null, grid: true, ...(flat ? { domain: [low - room, high + room] } : {}) },
      marks: [
        line(dependent, { x: 'x', y: 'y', stroke: colours.blue, strokeWidth: 2 }),
        line(inside, { x: 'x', y: 'y', stroke: colours.red, strokeWidth: 2, strokeDasharray: '5 3' }),
        tickX(
          Array.from(values).filter((value) => value >= from && value <= to),
          { x: (value: number) => value, strokeOpacity: 0.35, inset: 0, insetTop: 184 },
        ),
        label('— partial dependence', colours.blue, -34),
        label('- - accumulated local effect', colours.red, -18),
      ],
    }),
  };
}
