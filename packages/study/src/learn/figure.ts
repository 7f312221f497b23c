import { line, text } from '@observablehq/plot';
import { colours } from '../figures/plot.ts';
import type { Point } from './curves.ts';

/** A figure with its file's name and its caption. */
export interface Figure {
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

const palette = [colours.blue, colours.red, colours.green, colours.orange, colours.sky, colours.grey];
/** Colour of line `at`. */
export const colourOf = (at: number) => palette[at % palette.length]!;

/** Names with the colour of their line, above the plot. */
export const legend = (names: readonly string[], colour: (at: number) => string = colourOf) =>
  names.map((name, at) =>
    text([name], {
      frameAnchor: 'top-left',
      text: () => `■ ${name}`,
      fill: colour(at),
      fontWeight: 'bold',
      dy: -16 * (names.length - at) - 4,
    }),
  );

/** Size of a square plot with a legend of these names; a long name makes it wider on the right. */
export const square = (names: readonly string[]) => {
  const longest = Math.max(0, ...names.map((name) => name.length));
  const width = Math.max(480, 76 + Math.ceil(7.6 * (longest + 2)));
  return {
    width,
    height: 440 + 16 * names.length,
    marginTop: 24 + 16 * names.length,
    marginLeft: 56,
    marginRight: 20 + width - 480,
    marginBottom: 44,
  };
};

/** Three digits behind the point, or n/a. */
export const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** Colours of subjects of high and of low risk. */
export const riskColour = (group: number) => (group === 0 ? colours.red : colours.blue);

/** Curves in their colours. */
export function lines(curves: readonly (readonly Point[])[]) {
  return curves.map((curve, at) => line(curve, { x: 'x', y: 'y', stroke: colourOf(at), strokeWidth: 2 }));
}

/** An axis from 0 to 1. */
export const unit = (label: string) => ({ label, domain: [0, 1], grid: true });
