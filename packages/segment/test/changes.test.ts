import {
  boundingBox,
  connectedComponents,
  dilate,
  erode,
  maskCount,
  type Mask,
  type Vector3,
} from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomiseContour } from '../src/contour-randomisation.ts';
import { margin, ring } from '../src/margin.ts';
import { addNoise, estimateNoise } from '../src/noise.ts';
import { createRandom } from '../src/random.ts';
import { supervoxels } from '../src/supervoxels.ts';
import { changeVolumeByDistance, changeVolumeByFraction } from '../src/volume-change.ts';
import { ball, fixture, gridOf, maskOf, study } from './studies.ts';

const holds = (outer: Mask, inner: Mask) => inner.data.every((v, i) => v === 0 || outer.data[i] !== 0);
const size: Vector3 = [21, 19, 15];
const { image, mask } = study(size, [1, 1, 2], ball(size, 6, [1, 1, 2]));

describe.each(fixture.noise.map((found, i) => [i, found] as const))('noise level (%i)', (_, found) => {
  it('is the median of the coif1 response that SciPy and PyWavelets give', () => {
    const noisy = { ...gridOf(found.size), data: Float64Array.from(found.image), unit: 'arbitrary' as const };
    expect(estimateNoise(noisy)).toBeCloseTo(found.median / 0.6745, 9);
    expect(estimateNoise(noisy, 0.6754)).toBeCloseTo(found.median / 0.6754, 9);
  });
});

describe('noise', () => {
  const flat = { ...gridOf([40, 40, 8]), data: new Float64Array(12800).fill(5), unit: 'arbitrary' as const };
  const whole = { start: [0, 0, 0] as const, size: flat.size };

  it('is normal with the level asked for, and estimated back from the image', () => {
    const data = addNoise(flat, whole, 3, createRandom(1));
    const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
    const variance = data.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (data.length - 1);
    // Four standard errors.
    expect(Math.abs(mean - 5)).toBeLessThan((4 * 3) / Math.sqrt(data.length));
    expect(Math.abs(Math.sqrt(variance) / 3 - 1)).toBeLessThan(4 / Math.sqrt(2 * data.length));
    expect(Math.abs(estimateNoise({ ...flat, data }) / 3 - 1)).toBeLessThan(0.05);
  });

  it("is a voxel's own, whatever part of the image is asked for", () => {
    const data = addNoise(flat, whole, 1, createRandom(1));
    const part = addNoise(flat, { start: [7, 5, 2], size: [3, 2, 2] }, 1, createRandom(1));
    const expected = [2, 3].flatMap((z) =>
      [5, 6].flatMap((y) => [7, 8, 9].map((x) => data[x + 40 * (y + 40 * z)])),
    );
    expect([...part]).toEqual(expected);
    expect(addNoise(flat, whole, 1, createRandom(2))).not.toEqual(data);
  });

  it('cannot be estimated where voxels are no numbers', () => {
    const holed = { ...flat, data: flat.data.map((v, i) => (i === 99 ? Number.NaN : v)) };
    expect(() => estimateNoise(holed)).toThrow(expect.objectContaining({ code: 'INTENSITY_INVALID' }));
  });

  it('of an image without noise is none', () => {
    expect(estimateNoise(flat)).toBeCloseTo(0, 12);
  });
});

describe('volume by a fraction', () => {
  it('has exactly floor(V0 (1 + f)) voxels, and holds or is held by the region', () => {
    const before = maskCount(mask);
    fc.assert(
      fc.property(
        fc.integer({ min: -95, max: 150 }),
        fc.integer(),
        fc.boolean(),
        (percent, seed, slicewise) => {
          const changed = changeVolumeByFraction(mask, percent / 100, createRandom(seed), { slicewise });
          expect(maskCount(changed)).toBe(Math.floor((before * (100 + percent)) / 100));
          expect(percent > 0 ? holds(changed, mask) : holds(mask, changed)).toBe(true);
          if (slicewise)
            expect(boundingBox(changed)!.size[2]).toBeLessThanOrEqual(boundingBox(mask)!.size[2]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes whole rims first', () => {
    const rim = dilate(mask, 6);
    const further = dilate(mask, 6, 2);
    const amount = (maskCount(rim) + 5) / maskCount(mask) - 1;
    const changed = changeVolumeByFraction(mask, amount, createRandom(1));
    expect(maskCount(changed)).toBe(maskCount(rim) + 5);
    expect(holds(changed, rim) && holds(further, changed)).toBe(true);
    const inner = erode(mask, 6);
    const shrunk = changeVolumeByFraction(
      mask,
      (maskCount(inner) - 1) / maskCount(mask) - 1,
      createRandom(1),
    );
    expect(holds(inner, shrunk)).toBe(true);
  });

  it('is the same from the same seed, another from another', () => {
    const change = (seed: number) => changeVolumeByFraction(mask, 0.1, createRandom(seed)).data;
    expect(change(4)).toEqual(change(4));
    expect(change(4)).not.toEqual(change(5));
  });

  it('keeps out of its neighbour', () => {
    const keepOut = Uint8Array.from(mask.data, (v, i) => (v === 0 && i % size[0] < 8 ? 1 : 0));
    const changed = changeVolumeByFraction(mask, 0.5, createRandom(1), { keepOut });
    expect(maskCount(changed)).toBe(Math.floor(1.5 * maskCount(mask)));
    expect(changed.data.some((v, i) => v !== 0 && keepOut[i] !== 0)).toBe(false);
  });

  it('says where there is no room and where nothing would be left', () => {
    const full = maskOf([3, 3, 3], '1'.repeat(27));
    expect(() => changeVolumeByFraction(full, 0.2, createRandom(1))).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
    const single = maskOf([3, 3, 3], `${'0'.repeat(13)}1${'0'.repeat(13)}`);
    expect(() => changeVolumeByFraction(single, -0.5, createRandom(1))).toThrow(
      expect.objectContaining({ code: 'REGION_TOO_SMALL' }),
    );
    expect(maskCount(changeVolumeByFraction(single, 6, createRandom(1)))).toBe(7);
    expect(maskCount(changeVolumeByFraction(full, -0.5, createRandom(1)))).toBe(13);
  });
});

describe('volume by a distance', () => {
  it('grows by a ball', () => {
    expect(changeVolumeByDistance(mask, 2).data).toEqual(margin(mask, 2).data);
  });

  it('shrinks by a ball where enough is left, and never below 0.8 of the volume', () => {
    const big = study([60, 60, 60], [1, 1, 1], ball([60, 60, 60], 28)).mask;
    expect(changeVolumeByDistance(big, -1).data).toEqual(margin(big, -1).data);
    const shrunk = changeVolumeByDistance(mask, -3);
    expect(maskCount(shrunk)).toBeGreaterThanOrEqual(0.8 * maskCount(mask));
    expect(maskCount(margin(mask, -3))).toBeLessThan(0.8 * maskCount(mask));
    expect(holds(mask, shrunk)).toBe(true);
  });

  it('stays within slices where told', () => {
    const plate = maskOf([7, 7, 3], `${'0'.repeat(49 + 24)}1${'0'.repeat(24 + 49)}`);
    expect(maskCount(changeVolumeByDistance(plate, 1, { slicewise: true }))).toBe(5);
    expect(maskCount(changeVolumeByDistance(plate, 1))).toBe(7);
  });
});

describe('margins and rings', () => {
  it('by mm on an anisotropic grid', () => {
    const voxel = maskOf([7, 7, 5], `${'0'.repeat(2 * 49 + 24)}1${'0'.repeat(24 + 2 * 49)}`, [1, 1, 2]);
    // 1 mm: four neighbours in the plane; 2 mm: 13 in the plane and one above and below.
    expect(maskCount(margin(voxel, 1))).toBe(5);
    expect(maskCount(margin(voxel, 2))).toBe(15);
    expect(maskCount(ring(voxel, 1, 2))).toBe(10);
    expect(maskCount(margin(margin(voxel, 2), -2))).toBe(1);
  });

  it('a rim and what surrounds it are together the ring of both', () => {
    const both = ring(mask, -2, 2);
    expect(maskCount(both)).toBe(maskCount(ring(mask, -2, 0)) + maskCount(ring(mask, 0, 2)));
    expect(holds(mask, ring(mask, -2, 0))).toBe(true);
    expect(both.data.some((v, i) => v !== 0 && margin(mask, -2).data[i] !== 0)).toBe(false);
  });

  it('refuses what is no distance', () => {
    expect(() => margin(mask, Number.NaN)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
    expect(() => ring(mask, 2, 2)).toThrow(/from a smaller to a larger/);
  });
});

describe('supervoxels', () => {
  const n = 24;
  const grid: Vector3 = [n, n, n];
  const inside = new Uint8Array(n ** 3);
  const values = Float64Array.from({ length: n ** 3 }, (_, i) => {
    const [x, y, z] = [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)];
    inside[i] = (x - 12) ** 2 + (y - 11) ** 2 + (z - 12) ** 2 < 64 ? 1 : 0;
    return ((x * 7 + y * 11 + z * 5) % 13) + 100 * inside[i]! + (x > 15 ? 50 : 0);
  });
  const most = values.reduce((a, b) => Math.max(a, b));
  const scaled = values.map((v) => v / most);
  const found = supervoxels(scaled, grid, [1, 1, 1], { volume: fixture.slic.voxels });

  it('divide the image as well as those of scikit-image', () => {
    const sums = new Float64Array(found.count);
    const counts = new Float64Array(found.count);
    const shares = new Float64Array(found.count);
    found.labels.forEach((label, i) => {
      sums[label]! += scaled[i]!;
      counts[label]!++;
      shares[label]! += inside[i]!;
    });
    const mean = scaled.reduce((sum, v) => sum + v, 0) / scaled.length;
    const total = scaled.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    const rest = scaled.reduce((sum, v, i) => {
      const label = found.labels[i]!;
      return sum + (v - sums[label]! / counts[label]!) ** 2;
    }, 0);
    expect(rest / total).toBeLessThan(1.05 * fixture.slic.within);
    let [both, taken] = [0, 0];
    found.labels.forEach((label, i) => {
      if (shares[label]! / counts[label]! <= 0.5) return;
      taken++;
      both += inside[i]!;
    });
    const dice = (2 * both) / (taken + inside.reduce((sum, v) => sum + v, 0));
    expect(dice).toBeGreaterThan(fixture.slic.dice - 0.01);
  });

  it('are connected, hold every voxel, and are not small', () => {
    const sizes = new Int32Array(found.count);
    for (const label of found.labels) sizes[label]!++;
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.floor(fixture.slic.voxels / 2));
    for (let label = 0; label < found.count; label++) {
      const own = maskOf(grid, [...found.labels].map((l) => (l === label ? '1' : '0')).join(''));
      expect(connectedComponents(own, 6).sizes).toHaveLength(1);
    }
  });

  it('are the same every time, and blocks in a flat image', () => {
    expect(supervoxels(scaled, grid, [1, 1, 1], { volume: fixture.slic.voxels })).toEqual(found);
    const flat = supervoxels(new Float64Array(1000), [10, 10, 10], [1, 1, 1], { volume: 125 });
    expect(flat.count).toBe(8);
    expect(
      flat.labels.every(
        (label, i) =>
          label === (i % 10 < 5 ? 0 : 1) + (Math.floor(i / 10) % 10 < 5 ? 0 : 2) + (i < 500 ? 0 : 4),
      ),
    ).toBe(true);
  });
});

describe('contour along supervoxels', () => {
  const read = ({ start, size: n }: { start: Vector3; size: Vector3 }) => {
    const block = new Float64Array(n[0] * n[1] * n[2]);
    return block.map((_, i) => {
      const at = [i % n[0], Math.floor(i / n[0]) % n[1], Math.floor(i / (n[0] * n[1]))];
      const [x, y, z] = at.map((v, a) => v + start[a]!) as [number, number, number];
      return image.data[x + size[0] * (y + size[1] * z)]!;
    });
  };
  const options = { volume: 60, margin: 10 };

  it('follows a region that the image shows', () => {
    const changed = randomiseContour(mask, read, createRandom(3), options);
    let both = 0;
    changed.data.forEach((v, i) => {
      if (v !== 0 && mask.data[i] !== 0) both++;
    });
    expect((2 * both) / (maskCount(changed) + maskCount(mask))).toBeGreaterThan(0.8);
  });

  it('is the same from the same seed; seeds differ', () => {
    const change = (seed: number) => randomiseContour(mask, read, createRandom(seed), options).data;
    expect(change(1)).toEqual(change(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => change(seed).join(''))).size).toBeGreaterThan(1);
  });

  it('keeps at least one supervoxel of a region of one voxel, none of an empty one', () => {
    const single = { ...mask, data: mask.data.map((_, i) => (i === 10 + 21 * (9 + 19 * 7) ? 1 : 0)) };
    expect(maskCount(randomiseContour(single, read, createRandom(1), options))).toBeGreaterThanOrEqual(20);
    const empty = { ...mask, data: new Uint8Array(mask.data.length) };
    expect(maskCount(randomiseContour(empty, read, createRandom(1), options))).toBe(0);
  });

  it('keeps out of its neighbour', () => {
    const keepOut = mask.data.map((v) => 1 - v);
    const changed = randomiseContour(mask, read, createRandom(1), { ...options, keepOut });
    expect(holds(mask, changed)).toBe(true);
    expect(maskCount(changed)).toBeGreaterThan(0);
  });
});
