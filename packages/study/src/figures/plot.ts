import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { svgText } from './svg-text.ts';

/** Colours that stay apart for colour-blind readers and in print (Okabe and Ito). */
export const colours = {
  blue: '#0072b2',
  orange: '#e69f00',
  green: '#009e73',
  red: '#d55e00',
  sky: '#56b4e9',
  grey: '#8a8a8a',
} as const;

/** A plot as the text of an SVG file that stands alone; `title` is read out by screen readers. */
export function svgOf(title: string, options: PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const figure = plot({
    style: { fontFamily: 'system-ui, sans-serif', fontSize: '12px', background: 'transparent' },
    // One class for all: a random one would make the bytes differ from run to run.
    className: 'rachis-plot',
    ...options,
    document,
  });
  // A legend wraps the plot in a figure: the plot is its last picture.
  const all = figure.tagName.toLowerCase() === 'svg' ? [figure] : [...figure.querySelectorAll('svg')];
  const svg = all.at(-1)!;
  // Names of marks on groups without a role say nothing, and are no valid ARIA.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  return `${svgText(svg)}\n`;
}
