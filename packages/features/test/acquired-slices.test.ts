import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { inOrderOf, type Mask, type Matrix3, type Vector3, type Volume } from '@rachis/volume';
import { defaultSettings, extractFeatures, resolveSettings, sliceAxisOf } from '../src/index.ts';

const size: Vector3 = [14, 12, 5];
const spacing: Vector3 = [1, 1, 4];

/** Noise that is smooth from slice to slice and rough within one, with a region that is no box. */
function scan(): { image: Volume; mask: Mask } {
  const random = createRandom('slices');
  const grid = {
    size,
    spacing,
    origin: [0, 0, 0] as Vector3,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as Matrix3,
  };
  const count = size[0] * size[1] * size[2];
  const data = Float32Array.from({ length: count }, () => Math.round(40 * random.normal()));
  const inside = Uint8Array.from({ length: count }, (_, i) => ((i % size[0]) + (i % 3) > 3 ? 1 : 0));
  return { image: { ...grid, data, unit: 'arbitrary' }, mask: { ...grid, data: inside } };
}

const turn = <T extends Volume | Mask>(from: T, order: readonly number[]): T => {
  const pick = (of: Vector3) => order.map((axis) => of[axis]!) as unknown as Vector3;
  const direction = [0, 1, 2].flatMap((row) => order.map((axis) => from.direction[3 * row + axis]!));
  return inOrderOf(from, {
    size: pick(from.size),
    spacing: pick(from.spacing),
    origin: from.origin,
    direction: direction as unknown as Matrix3,
  })!;
};

const slicewise = resolveSettings({ ...defaultSettings('MR'), slicewise: true, resampling: null });

describe('slices that lie along another axis', () => {
  const { image, mask } = scan();
  const asAcquired = extractFeatures(image, mask, slicewise);

  it.each([
    ['x', [2, 0, 1]],
    ['y', [0, 2, 1]],
  ])('along %s: the features are those of the slices as acquired, and it is said', (name, order) => {
    const { values, notes } = extractFeatures(turn(image, order), turn(mask, order), slicewise);
    expect([...values]).toEqual([...asAcquired.values]);
    expect(notes.join()).toContain(`which lie along ${name}`);
  });
  it('along z: nothing is said, nor where all is done in 3D', () => {
    expect(asAcquired.notes).toEqual([]);
    const whole = resolveSettings({ ...defaultSettings('MR'), slicewise: false, resampling: null });
    expect(extractFeatures(turn(image, [2, 0, 1]), turn(mask, [2, 0, 1]), whole).notes).toEqual([]);
  });
  it('are known by spacing that stands out, doubted where it hardly does', () => {
    expect(sliceAxisOf({ spacing: [4, 1, 1] })).toEqual({ axis: 0 });
    expect(sliceAxisOf({ spacing: [1, 4, 1] })).toEqual({ axis: 1 });
    expect(sliceAxisOf({ spacing: [1, 1, 4] })).toEqual({ axis: 2 });
    expect(sliceAxisOf({ spacing: [5.5, 5.5, 3.3] })).toEqual({ axis: 2 });
    expect(sliceAxisOf({ spacing: [1.2, 1, 1] })).toEqual({ axis: 2, doubtful: 0 });
    const near = { ...image, spacing: [1.2, 1, 1] as Vector3 };
    expect(extractFeatures(near, { ...mask, spacing: near.spacing }, slicewise).notes.join()).toContain(
      'reorder its axes',
    );
  });
});

describe('a region of one grey level', () => {
  const { image, mask } = scan();
  const settings = (given: object) =>
    resolveSettings({
      discretisation: { method: 'fixed-bin-size', size: 25 },
      families: ['statistics', 'glcm'],
      ...given,
    });
  const fractions = { ...image, data: image.data.map((value) => 0.5 + value / 1000) };

  it('by bins that its intensities do not reach is said, with a width that they do', () => {
    const { notes } = extractFeatures(fractions, mask, settings({}));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/one grey level.*bins 25 wide.*such as 0\.00\d+/);
  });
  it('is said of filtered images by name', () => {
    const { notes } = extractFeatures(
      image,
      mask,
      settings({
        filters: [{ type: 'square-root' }],
        filteredImages: { discretisation: { method: 'fixed-bin-size', size: 1e6 }, families: ['glcm'] },
      }),
    );
    expect(notes.join()).toContain('square_root');
  });
  it('because it has one intensity is said', () => {
    const flat = { ...image, data: image.data.map(() => 7) };
    expect(extractFeatures(flat, mask, settings({})).notes.join()).toContain('one intensity, 7');
  });
  it('is not said where levels differ, nor where no feature looks at levels', () => {
    expect(extractFeatures(image, mask, settings({})).notes).toEqual([]);
    expect(extractFeatures(fractions, mask, settings({ families: ['statistics'] })).notes).toEqual([]);
    // The bins begin far below, but the levels differ.
    const low = settings({ discretisation: { method: 'fixed-bin-size', size: 25, start: -1000 } });
    expect(extractFeatures(image, mask, low).notes).toEqual([]);
  });
});
