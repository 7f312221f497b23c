import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingBox, cropData, cropMask, growBox, pasteData } from '../src/box.ts';
import { connectedComponents, largestComponent } from '../src/components.ts';
import { distanceTransform, squaredDistances } from '../src/distance.ts';
import { closeByRadius, dilateByRadius, erodeByRadius, openByRadius } from '../src/distance-morphology.ts';
import { fillHoles } from '../src/fill-holes.ts';
import type { Vector3 } from '../src/grid.ts';
import { close, dilate, erode, open } from '../src/morphology.ts';
import { maskCount } from '../src/volume.ts';
import { connectivities, maskOf, regionCases, textOf } from './region-fixture.ts';

const named = regionCases.map((region, i) => [`${i}: ${region.size.join('x')}`, region] as const);
const empty = maskOf([3, 4, 5], [1, 1, 1], '0'.repeat(60));
const full = maskOf([3, 4, 5], [1, 1, 2], '1'.repeat(60));

/** Random regions on small grids. */
const regions = fc
  .record({
    size: fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
    ),
    spacing: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(0.5, 0.75, 1, 2.5, 4))),
    density: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .chain(({ size, spacing, density }) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: size[0] * size[1] * size[2],
        maxLength: size[0] * size[1] * size[2],
      })
      .map((values) =>
        maskOf(size, spacing as unknown as Vector3, values.map((v) => (v < density ? '1' : '0')).join('')),
      ),
  );

describe.each(named)('morphology by neighbours, as scipy.ndimage (%s)', (_, region) => {
  const mask = maskOf(region.size, region.spacing, region.mask);
  it.each(connectivities)('of %i', (connectivity) => {
    const expected = region.neighbours[connectivity];
    expect(textOf(dilate(mask, connectivity, 2))).toBe(expected.dilated);
    expect(textOf(erode(mask, connectivity))).toBe(expected.eroded);
    expect(textOf(erode(mask, connectivity, 1, 'inside'))).toBe(expected.eroded_inside);
    expect(textOf(open(mask, connectivity))).toBe(expected.opened);
    expect(textOf(close(mask, connectivity, 2))).toBe(expected.closed);
  });
});

describe.each(named)('morphology by a ball in mm, as scipy.ndimage (%s)', (_, region) => {
  const mask = maskOf(region.size, region.spacing, region.mask);
  it('dilates, erodes, opens and closes', () => {
    expect(textOf(dilateByRadius(mask, region.radius))).toBe(region.dilated);
    expect(textOf(erodeByRadius(mask, region.radius))).toBe(region.eroded);
    expect(textOf(openByRadius(mask, region.radius))).toBe(region.opened);
    expect(textOf(closeByRadius(mask, region.radius))).toBe(region.closed);
  });
});

describe.each(named)('distance transform, as scipy.ndimage (%s)', (_, region) => {
  const mask = maskOf(region.size, region.spacing, region.mask);
  it('to the inside and the outside', () => {
    distanceTransform(mask, 1).forEach((d, i) => {
      expect(d).toBeCloseTo(region.to_inside[i]!, 12);
    });
    // SciPy has no distance where there is no outside at all.
    if (!region.mask.includes('0')) return;
    distanceTransform(mask, 0).forEach((d, i) => {
      expect(d).toBeCloseTo(region.to_outside[i]!, 12);
    });
  });
});

describe('distance transform', () => {
  it('is the smallest of all distances', () => {
    fc.assert(
      fc.property(regions, (mask) => {
        const [nx, ny] = mask.size;
        const at = (i: number) => [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
        const found = squaredDistances(mask.data, mask.size, mask.spacing, 1);
        found.forEach((square, i) => {
          let least = Number.POSITIVE_INFINITY;
          mask.data.forEach((value, j) => {
            if (value === 0) return;
            const [p, q] = [at(i), at(j)];
            least = Math.min(
              least,
              p.reduce((sum, v, a) => sum + ((v - q[a]!) * mask.spacing[a]!) ** 2, 0),
            );
          });
          if (least === Number.POSITIVE_INFINITY) expect(square).toBe(least);
          else expect(Math.abs(square - least)).toBeLessThanOrEqual(1e-12 * least);
        });
      }),
    );
  });

  it('is infinite where there is nothing to measure to', () => {
    expect(distanceTransform(empty).every((d) => d === Number.POSITIVE_INFINITY)).toBe(true);
    expect(distanceTransform(full, 0).every((d) => d === Number.POSITIVE_INFINITY)).toBe(true);
  });
});

describe('morphology', () => {
  it('leaves an empty region empty', () => {
    for (const change of [dilate, erode, open, close, fillHoles]) expect(maskCount(change(empty))).toBe(0);
    for (const change of [dilateByRadius, erodeByRadius, openByRadius, closeByRadius])
      expect(maskCount(change(empty, 2))).toBe(0);
    expect(maskCount(largestComponent(empty))).toBe(0);
    expect(connectedComponents(empty).sizes).toEqual([]);
  });

  it('takes nothing away at the edge of the grid where it goes on there', () => {
    expect(maskCount(erode(full, 26, 2, 'inside'))).toBe(60);
    expect(maskCount(erodeByRadius(full, 3, 'inside'))).toBe(60);
    expect(maskCount(erode(full, 26, 2))).toBe(0);
  });

  it('keeps its order: erosion within opening within region within closing within dilation', () => {
    const holds = (outer: string, inner: string) => [...inner].every((v, i) => v === '0' || outer[i] === '1');
    fc.assert(
      fc.property(regions, fc.constantFrom(...connectivities), fc.constantFrom(0.5, 1, 2.6), (mask, c, r) => {
        const chains = [
          [erode(mask, c), open(mask, c), mask, close(mask, c), dilate(mask, c)],
          [
            erodeByRadius(mask, r),
            openByRadius(mask, r),
            mask,
            closeByRadius(mask, r),
            dilateByRadius(mask, r),
          ],
        ];
        for (const chain of chains) {
          chain.slice(1).forEach((outer, i) => {
            expect(holds(textOf(outer), textOf(chain[i]!))).toBe(true);
          });
        }
      }),
    );
  });

  it('refuses steps and radii that are none', () => {
    expect(() => dilate(full, 6, 0.5)).toThrow(RangeError);
    expect(() => erode(full, 6, -1)).toThrow(RangeError);
    expect(() => dilateByRadius(full, Number.NaN)).toThrow(RangeError);
    expect(() => erodeByRadius(full, -1)).toThrow(RangeError);
  });
});

describe.each(named)('connected components and holes, as scipy.ndimage (%s)', (_, region) => {
  const mask = maskOf(region.size, region.spacing, region.mask);
  it.each(connectivities)('of %i', (connectivity) => {
    const expected = region.neighbours[connectivity];
    const found = connectedComponents(mask, connectivity);
    expect(found.sizes).toEqual(expected.sizes);
    expect([...found.labels]).toEqual(expected.labels);
    expect(maskCount(largestComponent(mask, connectivity))).toBe(Math.max(...expected.sizes));
    if (expected.filled) expect(textOf(fillHoles(mask, connectivity))).toBe(expected.filled);
  });
});

describe('cropping and pasting', () => {
  it('finds the box of a region in slices of any number of voxels', () => {
    for (const nx of [1, 2, 3, 5, 6, 7]) {
      const mask = maskOf([nx, 1, 3], [1, 1, 1], '0'.repeat(2 * nx) + '1'.repeat(nx));
      expect(boundingBox(mask)).toEqual({ start: [0, 0, 2], size: [nx, 1, 1] });
    }
  });

  it('gives back what was cut out', () => {
    fc.assert(
      fc.property(regions, (mask) => {
        const drawn = boundingBox(mask);
        if (drawn === null) return;
        const box = growBox(drawn, [1, 0, 1], mask);
        const cut = cropMask(mask, box);
        expect(maskCount(cut)).toBe(maskCount(mask));
        const data = new Uint8Array(mask.data.length);
        pasteData(data, mask.size, box, cut.data);
        expect(data).toEqual(mask.data);
        expect(cropData(data, mask.size, box, new Uint8Array(cut.data.length))).toEqual(cut.data);
      }),
    );
  });
});
