import { maskCount } from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { overlap } from '../src/overlap.ts';
import { compareReaders, consensus } from '../src/readers.ts';
import { staple, stapleMask } from '../src/staple.ts';
import { surfaceDistances } from '../src/surface-distances.ts';
import { fixture, maskOf } from './studies.ts';

const empty = maskOf([3, 2, 2], '0'.repeat(12));
const full = maskOf([3, 2, 2], '1'.repeat(12));
const single = maskOf([3, 2, 2], `1${'0'.repeat(11)}`);
const last = maskOf([3, 2, 2], `${'0'.repeat(11)}1`);

describe.each(fixture.pairs.map((pair, i) => [i, pair] as const))('two regions (%i)', (_, pair) => {
  const first = maskOf(pair.size, pair.first, pair.spacing);
  const second = maskOf(pair.size, pair.second, pair.spacing);

  it('overlap as SimpleITK measures it', () => {
    const found = overlap(first, second);
    expect(found.dice).toBeCloseTo(pair.dice, 12);
    expect(found.jaccard).toBeCloseTo(pair.jaccard, 12);
    const voxel = pair.spacing[0] * pair.spacing[1] * pair.spacing[2];
    expect(found.volumes[0]).toBeCloseTo(maskCount(first) * voxel, 9);
    expect(found.volumeDifference).toBeCloseTo((maskCount(second) - maskCount(first)) * voxel, 9);
  });

  it('surface distances as every pair of surface voxels gives them, Hausdorff as SimpleITK', () => {
    const found = surfaceDistances(first, second, pair.tolerance);
    expect(found.hausdorff).toBeCloseTo(pair.hausdorff, 5);
    expect(found.mean).toBeCloseTo(pair.mean, 12);
    expect(found.percentile95).toBeCloseTo(pair.percentile95, 12);
    expect(found.surfaceDice).toBeCloseTo(pair.surface_dice, 12);
  });

  it('does not depend on which comes first, but for the sign of the difference', () => {
    const [forth, back] = [overlap(first, second), overlap(second, first)];
    expect(back.dice).toBe(forth.dice);
    expect(back.volumeDifference + forth.volumeDifference).toBe(0);
    const [there, again] = [surfaceDistances(first, second), surfaceDistances(second, first)];
    expect(again.mean).toBeCloseTo(there.mean, 12);
    expect(again.hausdorff).toBe(there.hausdorff);
  });
});

describe('regions that are nothing, everything or one voxel', () => {
  it('overlap', () => {
    expect(overlap(empty, empty).dice).toBeNaN();
    expect(overlap(empty, full)).toMatchObject({ dice: 0, jaccard: 0, volumeDifference: 12 });
    expect(overlap(full, full)).toMatchObject({ dice: 1, jaccard: 1, relativeVolumeDifference: 0 });
  });

  it('surface distances', () => {
    expect(surfaceDistances(empty, full).hausdorff).toBeNaN();
    expect(surfaceDistances(full, full)).toEqual({ mean: 0, percentile95: 0, hausdorff: 0, surfaceDice: 1 });
    expect(surfaceDistances(single, last)).toMatchObject({
      mean: Math.sqrt(6),
      hausdorff: Math.sqrt(6),
      surfaceDice: 0,
    });
  });

  it('refuses masks on other grids and tolerances that are none', () => {
    const other = maskOf([3, 2, 2], '0'.repeat(12), [1, 1, 2]);
    expect(() => overlap(full, other)).toThrow(expect.objectContaining({ code: 'GRID_MISMATCH' }));
    expect(() => surfaceDistances(full, full, -1)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});

describe.each(fixture.staple.map((reading, i) => [i, reading] as const))(
  'STAPLE, as SimpleITK (%i)',
  (_, reading) => {
    const masks = reading.masks.map((text) => maskOf(reading.size, text));
    it('readers and probabilities', () => {
      // ITK ends where no value changes by more than the root of 1e-14.
      const found = staple(masks, 1e-7);
      found.sensitivity.forEach((p, j) => {
        expect(p).toBeCloseTo(reading.sensitivity[j]!, 12);
      });
      found.specificity.forEach((q, j) => {
        expect(q).toBeCloseTo(reading.specificity[j]!, 12);
      });
      found.probability.forEach((p, i) => {
        expect(p).toBeCloseTo(reading.probability[i]!, 12);
      });
      expect([...stapleMask(masks).data]).toEqual(reading.probability.map((p) => (p >= 0.5 ? 1 : 0)));
    });
  },
);

describe('consensus of readers', () => {
  const a = maskOf([4, 1, 1], '1100');
  const b = maskOf([4, 1, 1], '1010');
  const c = maskOf([4, 1, 1], '1110');
  const d = maskOf([4, 1, 1], '1001');

  it('majority, intersection, union', () => {
    expect([...consensus([a, b, c], 'majority').data]).toEqual([1, 1, 1, 0]);
    // Half is no majority.
    expect([...consensus([a, b, c, d], 'majority').data]).toEqual([1, 0, 0, 0]);
    expect([...consensus([a, b, c, d], 'intersection').data]).toEqual([1, 0, 0, 0]);
    expect([...consensus([a, b, c, d], 'union').data]).toEqual([1, 1, 1, 1]);
  });

  it('is the mask itself where all readers agree', () => {
    for (const method of ['majority', 'intersection', 'union', 'staple'] as const) {
      expect(consensus([a, a, a], method).data).toEqual(a.data);
    }
  });

  it('refuses no mask, and one for STAPLE', () => {
    expect(() => consensus([], 'union')).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
    expect(() => staple([a])).toThrow(/2 to 31 masks, not 1/);
  });

  it('stays with nothing and everything', () => {
    expect(maskCount(stapleMask([empty, empty]))).toBe(0);
    expect(maskCount(stapleMask([full, full]))).toBe(12);
  });

  it('compares every pair of readers', () => {
    const table = compareReaders([
      { reader: 'first', mask: a },
      { reader: 'second', mask: b },
      { reader: 'third', mask: c },
    ]);
    expect(table.map(({ first, second }) => `${first}-${second}`)).toEqual([
      'first-second',
      'first-third',
      'second-third',
    ]);
    expect(table[1]).toMatchObject({ ...overlap(a, c), ...surfaceDistances(a, c) });
  });
});
