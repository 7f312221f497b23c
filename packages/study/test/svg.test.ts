import { barX, dot, text } from '@observablehq/plot';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { svgOf } from '../src/figures/plot.ts';

const nasty = [
  'age<60',
  'a & b',
  'x > 1 "quoted" \'single\'',
  ']]>',
  '<script>alert(1)</script>',
  '&amp; already',
  'bell \u0007 and nul \u0000',
  'half a pair \ud83d',
  'Müller 漢字 😀',
  '__proto__',
  'constructor',
  '',
];

/** Throws where a text is not well-formed XML; gives the texts that it holds. */
function textsOf(xml: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (one) => found.push(one));
  parser.write(xml).close();
  return found;
}

describe('figures', () => {
  it('are well-formed XML whatever columns are called, and say the names as they are', () => {
    const rows = nasty.map((name, value) => ({ name, value }));
    const svg = svgOf(nasty.join(' '), {
      marks: [
        barX(rows, { x: 'value', y: 'name', title: 'name' }),
        text(rows, { x: 'value', y: 'name', text: 'name' }),
      ],
      x: { label: 'age<60 & more' },
      title: undefined as never,
    });
    const texts = textsOf(svg).join('\n');
    for (const name of nasty.slice(0, 6)) expect(texts).toContain(name);
    expect(texts).toContain('bell \ufffd and nul \ufffd');
  });
  it('are what the document writes itself where nothing needs an escape', () => {
    const svg = svgOf('plain', { marks: [dot([{ x: 1, y: 2 }], { x: 'x', y: 'y' })] });
    expect(svg).toMatch(/^<svg aria-label="plain" role="img" xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(svg).toMatch(/<circle r="3" cy="[\d.]+" cx="[\d.]+" \/>/);
  });
});
