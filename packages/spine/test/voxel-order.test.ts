import { gridOf, inOrderOf, type Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { thorough } from '../../../test/support/thorough.ts';
import { everyOrder, stored } from '../../volume/test/orders.ts';
import { cropLabels, measureSpine, schemeFromText } from '../src/index.ts';
import { rasterise, type SyntheticVertebra, turn } from './anatomy.ts';

const vertebrae = (['L5', 'L4', 'L3'] as const).map(
  (level, i): SyntheticVertebra => ({
    ...{ level, label: 24 - i, depth: 34, width: 46, posteriorHeight: 27 },
    anteriorHeight: level === 'L4' ? 20 : 27,
    lean: 0,
    place: [i === 0 ? 0 : 6, 38 * i],
  }),
);
const { labels: bones } = rasterise(vertebrae, turn(4, 3, -2), [2.5, 2.5, 2.5], true);
const [nx, ny] = bones.size;

/** A psoas on each side of the bodies: the left one is twice as wide as the right one. */
const labels: Volume<Uint8Array> = {
  ...bones,
  data: bones.data.map((label, i) => {
    const left = bones.origin[0] + 2.5 * (i % nx);
    const posterior = bones.origin[1] + 2.5 * (Math.floor(i / nx) % ny);
    if (label !== 0 || Math.abs(posterior) > 15) return label;
    if (left > 34 && left < 54) return 1;
    return left < -34 && left > -44 ? 2 : 0;
  }),
};
/** Brighter to the left: mirrored, its muscles would swap their intensities. */
const image: Volume = {
  ...labels,
  data: Float32Array.from(labels.data, (_, i) => bones.origin[0] + 2.5 * (i % nx)),
  unit: 'HU',
};
const structures = schemeFromText('1=psoas_major_left,2=psoas_major_right,22=L3,23=L4,24=L5');

const measure = (map: Volume, on: Volume) =>
  measureSpine({
    ...{ crops: cropLabels(map), structures, scan: map, image: on, posture: 'supine' },
    composition: { method: 'ct', image: on },
  }).measurements;

const first = measure(labels, image);
const known = (level: string, id: string) => first.find((m) => m.level === level && m.id === id)!.value!;

describe('a spine stored in each of the 48 orders of voxels', () => {
  test('is the one that was made: L4 wedged, slipped forwards on L5, left muscle twice the right one', () => {
    const made = [
      ['L4', 'height_anterior', 20],
      ['L4', 'height_posterior', 27],
      ['L4-L5', 'slip', 6],
    ] as const;
    for (const [level, id, wanted] of made)
      expect(Math.abs(known(level, id) - wanted), id).toBeLessThan(1.25);
    const csa = (side: string) => known('L4', `psoas_major_${side}_csa_mid_body_scanner`);
    expect(csa('left') / csa('right')).toBeCloseTo(2, 9);
  });

  test('labels in another order than the image: the same measurements to the last bit', () => {
    for (const order of everyOrder) {
      const moved = inOrderOf(stored(labels, order), image)!;
      expect(moved.data).toEqual(labels.data);
      expect(gridOf(moved)).toEqual(gridOf(image));
    }
  });

  // Of each of the six orders of axes two, one of them mirrored an odd number of times; all where there is time.
  const orders = everyOrder.filter(
    (_, i) => thorough(1, 0) === 1 || [Math.floor(i / 8), 7 - Math.floor(i / 8)].includes(i % 8),
  );
  test(`image and labels in another order, ${orders.length} of them: the same measurements`, () => {
    for (const order of orders) {
      const found = measure(stored(labels, order), stored(image, order));
      expect(found.length).toBe(first.length);
      for (const [i, one] of found.entries()) {
        const { value, lower, upper, ...rest } = first[i]!;
        const { lower: least, upper: most, ...other } = one;
        const what = `${one.level} ${one.id} in ${JSON.stringify(order)}`;
        expect({ ...other, value: null }, what).toEqual({ ...rest, value: null });
        for (const [end, expected] of [
          [least, lower],
          [most, upper],
        ] as const) {
          if (expected === undefined) expect(end, what).toBeUndefined();
          else expect(Math.abs(end! - expected), what).toBeLessThan(1e-6);
        }
        if (value === null) expect(one.value, what).toBeNull();
        else expect(Math.abs(one.value! - value), what).toBeLessThan(1e-9);
      }
    }
  }, 120_000);
});
