import type { Grid, Mask, Vector3, Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { measureRegion } from '../../src/check/measure-region.ts';
import { regionPictures } from '../../src/check/picture.ts';

const size: Vector3 = [30, 26, 22];

/** Intensity and region of a body, by millimetres to the left, back and up: like no mirror image of itself. */
const intensity = ([l, p, s]: Vector3) => 10 * l + 3 * p * p + s + (l > 12 && p < 9 ? 400 : 0);
const inside = ([l, p, s]: Vector3) =>
  l >= 6 && l < 15 && p >= 4 && p < 6 + l / 2 && s >= 5 && s < 12 + l / 3;

/** The body as a file might store it: for each index axis which patient axis it is, and whether it runs against it. */
function stored(axes: Vector3, reversed: readonly boolean[]): { image: Volume; mask: Mask } {
  const direction = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const index of [0, 1, 2]) direction[3 * axes[index]! + index] = reversed[index] ? -1 : 1;
  const own = axes.map((patient) => size[patient]!) as unknown as Vector3;
  const origin = [0, 0, 0];
  for (const index of [0, 1, 2]) if (reversed[index]) origin[axes[index]!] = own[index]! - 1;
  const grid: Grid = {
    size: own,
    spacing: [1, 1, 1],
    origin: origin as unknown as Vector3,
    direction: direction as unknown as Grid['direction'],
  };
  const data = new Float32Array(own[0] * own[1] * own[2]);
  const region = new Uint8Array(data.length);
  let at = 0;
  for (let k = 0; k < own[2]; k++)
    for (let j = 0; j < own[1]; j++)
      for (let i = 0; i < own[0]; i++, at++) {
        const place = [0, 0, 0];
        for (const [index, value] of [i, j, k].entries())
          place[axes[index]!] = reversed[index] ? own[index]! - 1 - value : value;
        data[at] = intensity(place as unknown as Vector3);
        region[at] = inside(place as unknown as Vector3) ? 1 : 0;
      }
  return { image: { ...grid, data, unit: 'arbitrary' }, mask: { ...grid, data: region } };
}

const picturesOf = ({ image, mask }: { image: Volume; mask: Mask }) =>
  regionPictures(image, mask, measureRegion(image, mask)!, 'MR');

describe('pictures', () => {
  test.each([
    ['RAS', [0, 1, 2], [true, true, false]],
    ['LAS', [0, 1, 2], [false, true, false]],
    ['PSL, as sagittal slices', [1, 2, 0], [false, false, false]],
    ['LSP, as coronal slices', [0, 2, 1], [false, false, false]],
    ['ASR', [1, 2, 0], [true, false, true]],
  ] as const)('are the same for a body stored as %s', (_, axes, reversed) => {
    const lps = picturesOf(stored([0, 1, 2], [false, false, false]));
    const other = picturesOf(stored(axes, reversed));
    expect(lps.map(({ plane }) => plane)[0]).toBe('axial');
    for (const [i, picture] of other.entries()) {
      const { slice: _own, ...shown } = picture;
      const { slice: _theirs, ...expected } = lps[i]!;
      expect(shown).toEqual(expected);
    }
  });

  test('have the left on the right, the front and the head on top', () => {
    // The outline of the region's largest cross-section, from the region's own sides in millimetres.
    const [axial, other] = picturesOf(stored([0, 1, 2], [true, true, true]));
    const runs = [...axial!.outline.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [
      Number(x),
      Number(y),
      Number(length),
    ]);
    // The front side is straight, from 6 mm (right) to 15 mm (left), at 4 mm from the front.
    expect(runs[0]).toEqual([6, 4, 9]);
    // Its bottom is straight, at 5 mm above the lowest slice of 22: 17 mm down.
    const bottom = [...other!.outline.matchAll(/M\d+ (\d+)h\d+/g)].at(-1)!;
    expect(Number(bottom[1])).toBe(22 - 5);
  });

  test('of one slice are one', () => {
    const { image, mask } = stored([0, 1, 2], [false, false, false]);
    const flat = { size: [30, 26, 1] as Vector3 };
    const cut = 30 * 26 * 8;
    const one = picturesOf({
      image: { ...image, ...flat, data: image.data.slice(cut, cut + 780) as Float32Array },
      mask: { ...mask, ...flat, data: mask.data.slice(cut, cut + 780) },
    });
    expect(one.map(({ plane, slices }) => [plane, slices])).toEqual([['axial', 1]]);
  });
});
