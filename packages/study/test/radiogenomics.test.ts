import { readFileSync } from 'node:fs';
import type { FrameColumn } from '@rachis/learning';
import { describe, expect, it } from 'vitest';
import { radiogenomicAssociations } from '../src/radiogenomics/associations.ts';
import { heatMap } from '../src/radiogenomics/heat-map.ts';
import { radiogenomicSection } from '../src/radiogenomics/section.ts';

interface Fixture {
  readonly features: Readonly<Record<string, (number | null)[]>>;
  readonly EGFR: (number | null)[];
  readonly TP53: (number | null)[];
  readonly subtype: (string | null)[];
  readonly expected: { feature: string; gene: string; p: number; effect: number; adjusted: number }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../../../conformance/fixtures/radiogenomics.json', import.meta.url), 'utf8'),
) as Fixture;

const numbers = (name: string, values: (number | null)[], domain: FrameColumn['domain']): FrameColumn => ({
  name,
  kind: 'numeric',
  domain: domain!,
  values: Float64Array.from(values, (value) => value ?? NaN),
});
const subtypes = ['basal', 'luminal', 'other'];
const columns: FrameColumn[] = [
  ...Object.entries(fixture.features).map(([name, values]) => numbers(name, values, 'radiomic')),
  numbers('EGFR', fixture.EGFR, 'genomic'),
  numbers('TP53', fixture.TP53, 'genomic'),
  {
    name: 'subtype',
    kind: 'category',
    domain: 'genomic',
    categories: subtypes,
    values: Float64Array.from(fixture.subtype, (one) => (one === null ? NaN : subtypes.indexOf(one))),
  },
  numbers('age', fixture.TP53, 'clinical'),
];

describe('associations of features with genes', () => {
  const found = radiogenomicAssociations({ columns })!;

  it("are those of R's tests, with its correction over all pairs", () => {
    expect(found.pairs).toHaveLength(fixture.expected.length);
    for (const { feature, gene, p, effect, adjusted } of fixture.expected) {
      const own = found.pairs.find((one) => one.feature === feature && one.gene === gene)!;
      expect(own.p, `${feature} ${gene}`).toBeCloseTo(p, 10);
      expect(own.effect, `${feature} ${gene}`).toBeCloseTo(effect, 10);
      expect(own.adjusted, `${feature} ${gene}`).toBeCloseTo(adjusted, 10);
    }
  });

  it('name the group that a positive effect is higher in', () => {
    expect(found.pairs.find(({ gene }) => gene === 'EGFR')!.contrast).toBe('1 against 0');
    const words = {
      name: 'KRAS',
      kind: 'category' as const,
      domain: 'genomic' as const,
      categories: ['mutant', 'wild type'],
      values: Float64Array.from(fixture.EGFR, (one) => (one === null ? NaN : 1 - one)),
    };
    const kras = radiogenomicAssociations({ columns: [columns[0]!, words] })!.pairs[0]!;
    expect(kras.contrast).toBe('wild type against mutant');
    const egfr = found.pairs.find(({ gene, feature }) => gene === 'EGFR' && feature === columns[0]!.name)!;
    expect(kras.effect).toBeCloseTo(-egfr.effect, 12);
  });

  it('take the test that the gene asks for', () => {
    const test = (gene: string) =>
      new Set(found.pairs.filter((one) => one.gene === gene).map((one) => one.test));
    expect([...test('EGFR')]).toEqual(['Mann-Whitney']);
    expect([...test('subtype')]).toEqual(['Kruskal-Wallis']);
    expect([...test('TP53')]).toEqual(['Spearman']);
  });

  it('look at features and genes alone, smallest p first', () => {
    expect(found.pairs.some(({ gene }) => gene === 'age')).toBe(false);
    const p = found.pairs.map((one) => one.p);
    expect(p).toEqual([...p].sort((a, b) => a - b));
  });

  it('are none without genes, or without features', () => {
    expect(
      radiogenomicAssociations({ columns: columns.filter(({ domain }) => domain !== 'genomic') }),
    ).toBeUndefined();
    expect(
      radiogenomicAssociations({ columns: columns.filter(({ domain }) => domain !== 'radiomic') }),
    ).toBeUndefined();
  });

  it('have a reason where a mutation is too rare, and do not count in the correction', () => {
    const rare = fixture.EGFR.map((_, row) => (row < 2 ? 1 : 0));
    const more = radiogenomicAssociations({ columns: [...columns, numbers('ALK', rare, 'genomic')] })!;
    const alk = more.pairs.filter(({ gene }) => gene === 'ALK');
    for (const { p, reason } of alk) {
      expect(p).toBeNaN();
      expect(reason).toContain('at least 3 rows');
    }
    expect(more.tested).toBe(found.tested);
    expect(more.pairs[0]!.adjusted).toBe(found.pairs[0]!.adjusted);
    expect(more.pairs.slice(-4).every(({ gene }) => gene === 'ALK')).toBe(true);
  });

  it('of a gene that never changes have no p', () => {
    const constant = fixture.EGFR.map(() => 0);
    const more = radiogenomicAssociations({ columns: [columns[0]!, numbers('KRAS', constant, 'genomic')] })!;
    expect(more.tested).toBe(0);
    expect(radiogenomicSection(more, undefined, false)).toContain('no pair could be tested');
  });

  it('become a heat map and a table that say that no model was fed', () => {
    const figure = heatMap(found);
    expect(figure.svg).toMatch(/^<svg/);
    expect(figure.svg.match(/<rect/g)!.length).toBeGreaterThanOrEqual(12);
    expect(heatMap(found)).toEqual(figure);
    const html = radiogenomicSection(found, figure, true);
    expect(html).toContain('nothing of it went into a model');
    expect(html).toContain('Rows of a group are not independent');
    expect(radiogenomicSection(found, figure, false)).not.toContain('not independent');
  });
});
