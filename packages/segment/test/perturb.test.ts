import {
  alignByCentre,
  indexToPatient,
  type Mask,
  maskCount,
  patientToIndex,
  resample,
  rotateGrid,
  type Vector3,
  type Volume,
} from '@rachis/volume';
import { describe, expect, it } from 'vitest';
import { type PerturbOptions, perturb } from '../src/perturb.ts';
import type { Interpolation, Perturbation } from '../src/perturbation.ts';
import { ball, study } from './studies.ts';

const nothing: Perturbation = {
  id: 'x',
  seed: '1',
  noise: null,
  rotation: null,
  translation: null,
  volume: null,
  contour: null,
};
const turn = (degrees: number, centre: 'region' | 'image' = 'region') => ({
  ...nothing,
  rotation: { degrees, axis: 'slice' as const, centre },
});
const finer: Interpolation = {
  spacing: [0.8, 0.8, 1.7],
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
  roundIntensities: false,
};
const size: Vector3 = [15, 15, 7];
const { image, mask } = study(
  size,
  [1, 1, 2],
  (x, y, z) => x > 3 && x < 9 && y > 5 && y < 13 && z > 1 && z < 5,
);

/** The middle of a region in patient space. */
function middleOf(region: Mask): number[] {
  const sums = [0, 0, 0];
  region.data.forEach((v, i) => {
    if (v === 0) return;
    const x = i % region.size[0];
    const y = Math.floor(i / region.size[0]) % region.size[1];
    const z = Math.floor(i / (region.size[0] * region.size[1]));
    indexToPatient(region, [x, y, z]).forEach((p, a) => {
      sums[a]! += p;
    });
  });
  return sums.map((s) => s / maskCount(region));
}

describe('a perturbation that changes nothing', () => {
  it.each([
    ['nothing', nothing],
    ['a turn by 0', turn(0)],
    ['a turn by 360', turn(360)],
    ['a shift by 0', { ...nothing, translation: [0, 0, 0] as const }],
    ['a volume change by 0', { ...nothing, volume: { by: 'fraction' as const, amount: 0 } }],
    ['noise of level 0', { ...nothing, noise: { level: 0 } }],
  ])('%s: gives image and region as they are, and as resampled', (_, perturbation) => {
    const same = perturb(image, mask, perturbation);
    expect(same.image).toEqual(image);
    expect(same.mask).toEqual(mask);
    const aligned = alignByCentre(image, finer.spacing!);
    const whole = { start: [0, 0, 0] as const, size: aligned.grid.size };
    const found = perturb(image, mask, perturbation, { interpolation: finer });
    expect(found.image.data).toEqual(resample(image.data, aligned, whole, 'linear'));
    expect({ ...found.mask, data: 0 }).toEqual({ ...aligned.grid, data: 0 });
    const partial = resample(mask.data, aligned, whole, 'linear', 'zero');
    expect([...found.mask.data]).toEqual([...partial].map((p) => (p >= 0.5 - 5e-7 ? 1 : 0)));
  });
});

describe('rotation', () => {
  it.each([90, 180, 270])('by %i degrees of even voxels permutes them', (degrees) => {
    const { image: turned, mask: region } = perturb(image, mask, turn(degrees, 'image'));
    expect([...turned.data].sort()).toEqual([...image.data].sort());
    expect(maskCount(region)).toBe(maskCount(mask));
    // Where a voxel now lies in the patient, the image has the same value.
    for (let i = 0; i < turned.data.length; i++) {
      const at = [i % 15, Math.floor(i / 15) % 15, Math.floor(i / 225)] as unknown as Vector3;
      const [x, y, z] = patientToIndex(image, indexToPatient(turned, at)).map(Math.round) as [
        number,
        number,
        number,
      ];
      expect(turned.data[i]).toBe(image.data[x + 15 * (y + 15 * z)]);
      expect(region.data[i]).toBe(mask.data[x + 15 * (y + 15 * z)]);
    }
  });

  it('leaves the middle of the region where it is in the patient, and its volume about as it was', () => {
    const big = study([41, 37, 9], [1, 1, 3], ball([41, 37, 9], 9, [1, 1, 3]));
    for (const degrees of [-13, 6, 45]) {
      const found = perturb(big.image, big.mask, turn(degrees), {
        interpolation: { ...finer, spacing: [1, 1, 3] },
      });
      middleOf(found.mask).forEach((p, a) => {
        expect(p).toBeCloseTo(middleOf(big.mask)[a]!, 0);
      });
      expect(Math.abs(maskCount(found.mask) / maskCount(big.mask) - 1)).toBeLessThan(0.05);
    }
  });

  it('turns about the axis across the slices, however they lie, the same for files stored the other way', () => {
    const sagittal: Volume<Float64Array> = { ...image, direction: [0, 0, 1, 1, 0, 0, 0, -1, 0] };
    const region: Mask = { ...mask, direction: sagittal.direction };
    const found = perturb(sagittal, region, turn(10));
    // The axis across the slices is the patient's left: its components stay.
    [2, 5, 8].forEach((k) => {
      expect(found.image.direction[k]).toBeCloseTo(sagittal.direction[k]!, 12);
    });
    // The same scan with its slices in the opposite order.
    const order = (data: Float64Array | Uint8Array) =>
      data.map((_, i) => data[(i % 225) + 225 * (6 - Math.floor(i / 225))]!);
    const back = {
      ...sagittal,
      origin: indexToPatient(sagittal, [0, 0, 6]),
      direction: [0, 0, -1, 1, 0, 0, 0, -1, 0] as const,
    };
    const other = perturb(
      { ...back, data: order(image.data) as Float64Array },
      { ...back, data: order(mask.data) as Uint8Array },
      turn(10),
    );
    const again = order(other.image.data as Float64Array);
    again.forEach((v, i) => {
      expect(v).toBeCloseTo(found.image.data[i]!, 9);
    });
    expect(order(other.mask.data)).toEqual(found.mask.data);
  });

  it('refuses to mix thick slices about the long axis of the patient', () => {
    const coronal = { spacing: [1, 1, 5] as const, direction: [1, 0, 0, 0, 0, 1, 0, -1, 0] as const };
    const perturbation = {
      ...nothing,
      rotation: { degrees: 5, axis: 'axial' as const, centre: 'image' as const },
    };
    expect(() => perturb({ ...image, ...coronal }, { ...mask, ...coronal }, perturbation)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
    const even = { spacing: [1, 1, 1] as const, direction: coronal.direction };
    const [plain, region] = [
      { ...image, ...even },
      { ...mask, ...even },
    ];
    expect(perturb(plain, region, perturbation).voxels.interpolated).toBeGreaterThan(0);
    expect(() => perturb(plain, region, perturbation, { slicewise: true })).toThrow(/processed one by one/);
    expect(perturb(image, mask, perturbation).image.data).toEqual(
      perturb(image, mask, turn(5, 'image')).image.data,
    );
  });

  it('keeps a region at the edge of the image whole', () => {
    const bar = study([30, 30, 3], [1, 1, 1], (x, y) => x < 3 && y > 2 && y < 28);
    const found = perturb(bar.image, bar.mask, turn(90));
    expect(found.voxels.interpolated).toBe(maskCount(bar.mask));
    expect(found.mask.size[1]).toBe(30);
  });
});

describe('translation', () => {
  it('moves the samples, not the labels: by whole voxels it reads their neighbours', () => {
    const found = perturb(image, mask, { ...nothing, translation: [1, 0, -1] });
    indexToPatient(image, [1, 0, -1]).forEach((p, a) => {
      expect(found.image.origin[a]).toBe(p);
    });
    for (let z = 1; z < 7; z++)
      for (let y = 0; y < 15; y++)
        for (let x = 0; x < 14; x++) {
          const [to, from] = [x + 15 * (y + 15 * z), x + 1 + 15 * (y + 15 * (z - 1))];
          expect(found.image.data[to]).toBe(image.data[from]);
          expect(found.mask.data[to]).toBe(mask.data[from]);
        }
  });

  it('by a fraction of the voxel of the interpolation grid', () => {
    const ramp = { ...image, data: image.data.map((_, i) => i % 15) };
    const found = perturb(ramp, mask, { ...nothing, translation: [0.25, 0, 0] }, { interpolation: finer });
    const plain = perturb(ramp, mask, nothing, { interpolation: finer });
    const at = 5 + found.image.size[0] * 8;
    expect(found.image.data[at]! - plain.image.data[at]!).toBeCloseTo(0.25 * 0.8, 9);
  });

  it('stays within slices where told', () => {
    const perturbation = { ...nothing, translation: [0.5, 0.5, 0.5] as const };
    expect(perturb(image, mask, perturbation, { slicewise: true }).image.data).toEqual(
      perturb(image, mask, { ...nothing, translation: [0.5, 0.5, 0] }).image.data,
    );
  });
});

describe('turn, shift and spline together', () => {
  it.each(['linear', 'cubic-spline'] as const)(
    '%s: the noisy image is read alike in part and in whole',
    (method) => {
      const wide = study([70, 64, 9], [1, 1, 2], ball([70, 64, 9], 6, [1, 1, 2]));
      const perturbation: Perturbation = {
        ...turn(11),
        translation: [0.25, 0.5, 0.75],
        noise: { level: 4 },
      };
      const options: PerturbOptions = { interpolation: { ...finer, image: method } };
      const whole = perturb(wide.image, wide.mask, perturbation, options);
      const part = perturb(wide.image, wide.mask, perturbation, { ...options, margin: [2, 2, 1] });
      const start = patientToIndex(whole.image, part.image.origin).map(Math.round) as [
        number,
        number,
        number,
      ];
      const [nx, ny, nz] = part.image.size;
      let i = 0;
      for (let z = 0; z < nz; z++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++, i++) {
            const at =
              x + start[0] + whole.image.size[0] * (y + start[1] + whole.image.size[1] * (z + start[2]));
            expect(part.image.data[i]).toBeCloseTo(whole.image.data[at]!, 9);
            expect(part.mask.data[i]).toBe(whole.mask.data[at]);
          }
      expect(maskCount(part.mask)).toBe(maskCount(whole.mask));
    },
  );

  it('shifts along the axes of the image, whatever the turn', () => {
    const both = perturb(image, mask, { ...turn(20, 'image'), translation: [0.5, 0, 0] });
    const turned = perturb(image, mask, turn(20, 'image'));
    both.image.origin.forEach((p, a) => {
      expect(p - turned.image.origin[a]!).toBeCloseTo(a === 0 ? 0.5 : 0, 12);
    });
    const expected = rotateGrid(image, [0, 0, 1], 20, indexToPatient(image, [7, 7, 3]));
    turned.image.direction.forEach((d, k) => {
      expect(d).toBeCloseTo(expected.direction[k]!, 12);
    });
  });
});

describe('the whole chain', () => {
  const perturbation: Perturbation = {
    ...turn(7),
    translation: [0.25, 0.75, 0.25],
    noise: { level: 'estimate' },
    volume: { by: 'fraction', amount: 0.2 },
    contour: { volume: 30, compactness: 0.05, margin: 5 },
  };

  it('is the same from the same seed and name', () => {
    const once = perturb(image, mask, perturbation, { name: 'STS_001' });
    expect(perturb(image, mask, perturbation, { name: 'STS_001' })).toEqual(once);
    expect(perturb(image, mask, perturbation, { name: 'STS_002' }).image.data).not.toEqual(once.image.data);
    expect(perturb(image, mask, { ...perturbation, seed: '2' }, { name: 'STS_001' }).image.data).not.toEqual(
      once.image.data,
    );
    expect(once.noiseLevel).toBeGreaterThan(0);
  });

  it('changes volume on the interpolated grid, to the voxel', () => {
    const { voxels } = perturb(image, mask, { ...perturbation, contour: null }, { interpolation: finer });
    expect(voxels.perturbed).toBe(Math.floor((voxels.interpolated * 12) / 10));
  });

  it('keeps out of the neighbour, turned with it', () => {
    const neighbour: Mask = { ...mask, data: mask.data.map((v, i) => (v === 0 && i % 15 >= 9 ? 1 : 0)) };
    const options = { interpolation: finer, keepOut: neighbour };
    const free = perturb(image, mask, perturbation, { interpolation: finer });
    const kept = perturb(image, mask, { ...perturbation, contour: null }, options);
    const other = perturb(
      image,
      neighbour,
      { ...turn(7), translation: perturbation.translation },
      {
        interpolation: finer,
      },
    );
    // Both regions on the grid of the first; turned about another point, the neighbour's own grid differs.
    expect(free.image.size).toEqual(kept.image.size);
    expect(other.voxels.interpolated).toBeGreaterThan(0);
    const plain = perturb(
      image,
      mask,
      { ...turn(7), translation: perturbation.translation },
      { interpolation: finer },
    );
    kept.mask.data.forEach((v, i) => {
      if (v === 0 || plain.mask.data[i] !== 0) return;
      const at = [
        i % kept.mask.size[0],
        Math.floor(i / kept.mask.size[0]) % kept.mask.size[1],
        Math.floor(i / (kept.mask.size[0] * kept.mask.size[1])),
      ];
      // A voxel that was added lies, in the patient, on the near side of the neighbour's border.
      const [x] = patientToIndex(mask, indexToPatient(kept.mask, at as unknown as Vector3));
      expect(x).toBeLessThan(8.5 + 1e-6);
    });
  });

  it('says what is wrong', () => {
    const empty = { ...mask, data: new Uint8Array(mask.data.length) };
    const code = (what: string) => expect.objectContaining({ code: what });
    expect(() => perturb(image, empty, perturbation)).toThrow(code('REGION_EMPTY'));
    expect(() => perturb(image, mask, perturbation, { leastVoxels: 10_000 })).toThrow(
      code('REGION_TOO_SMALL'),
    );
    expect(() => perturb(image, { ...mask, spacing: [1, 1, 3] }, perturbation)).toThrow(
      code('GRID_MISMATCH'),
    );
    const coarse = { ...finer, spacing: [9, 9, 9] as const };
    const single = { ...mask, data: mask.data.map((_, i) => (i === 300 ? 1 : 0)) };
    expect(() => perturb(image, single, nothing, { interpolation: coarse })).toThrow(code('REGION_EMPTY'));
  });

  it('takes a region of one voxel and one that fills the image', () => {
    const single = { ...mask, data: mask.data.map((_, i) => (i === 7 + 15 * (7 + 15 * 3) ? 1 : 0)) };
    expect(perturb(image, single, turn(30)).voxels.interpolated).toBe(1);
    const full = { ...mask, data: mask.data.map(() => 1) };
    const found = perturb(image, full, { ...turn(30), volume: { by: 'fraction', amount: -0.1 } });
    expect(found.voxels.perturbed).toBe(Math.floor((found.voxels.interpolated * 9) / 10));
  });
});
