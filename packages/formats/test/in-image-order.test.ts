import { join } from 'node:path';
import { type Grid, gridOf, inOrderOf, type Mask, type Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { everyOrder, stored } from '../../volume/test/orders.ts';
import {
  inspectFolder,
  readImage,
  readRegions,
  writeDicomSeg,
  writeDicomSeries,
  writeNifti,
  writeNrrd,
} from '../src/index.ts';
import { temporaryFolder } from './support.ts';

const folder = temporaryFolder();

const [c, s] = [Math.cos(0.2), Math.sin(0.2)];
const grid: Grid = {
  size: [5, 4, 3],
  spacing: [0.7, 1.1, 3],
  origin: [-31.4, 12.7, -100.3],
  direction: [c, -s, 0, s, c, 0, 0, 0, 1],
};
const labels: Volume<Uint8Array> = {
  ...grid,
  data: Uint8Array.from({ length: 60 }, (_, i) => [0, 7, 0, 9][((i * i) % 11) % 4]!),
  unit: 'arbitrary',
};
const image: Volume = { ...grid, data: Int16Array.from({ length: 60 }, (_, i) => i), unit: 'arbitrary' };

describe('label maps with the voxels of the image in another order', () => {
  test.for(['nii.gz', 'nrrd'])('come in the order of the image, with a warning, from .%s', async (ending) => {
    const at = join(folder, `image.${ending}`);
    await (ending === 'nrrd' ? writeNrrd(at, image) : writeNifti(at, image));
    const read = await readImage(at);
    for (const [i, order] of everyOrder.entries()) {
      const path = join(folder, `labels${i}.${ending}`);
      const other = stored(labels, order);
      await (ending === 'nrrd' ? writeNrrd(path, other) : writeNifti(path, other));
      const { regions, warnings } = await readRegions(path, { image: read });
      for (const { label, mask } of regions)
        expect(mask().data).toEqual(labels.data.map((value) => (value === label ? 1 : 0)));
      if (i === 0) expect(warnings).toEqual([]);
      else {
        expect(warnings).toEqual([
          expect.stringMatching(/in another order \(its axes run to .* none is changed/),
        ]);
        expect(gridOf(regions[0]!.mask())).toEqual(gridOf(read.volume));
      }
    }
  });

  test('on another grid stay there', async () => {
    const path = join(folder, 'moved.nrrd');
    const flipped = stored(labels, everyOrder[3]!);
    await writeNrrd(path, { ...flipped, origin: [-31, 12.7, -100.3] });
    const { regions, warnings } = await readRegions(path, {
      image: { ...(await readImage(path)), volume: image },
    });
    expect(warnings).toEqual([]);
    expect(gridOf(regions[0]!.mask())).not.toEqual(gridOf(image));
  });
});

test('a SEG whose frames are cut the other way is taken in the order of the image, and fits it', async () => {
  const series = join(folder, 'both', 'series');
  await writeDicomSeries(series, image, { patient: 'P1' });
  const read = await readImage(series);
  const { volume } = read;
  const mask: Mask = { ...gridOf(volume), data: labels.data.map((value) => (value === 7 ? 1 : 0)) };
  // A series of the same patient with slices along another axis, and a SEG of that.
  const order = { axes: [2, 0, 1], reversed: [false, true, false] } as const;
  const other = join(folder, 'both', 'other');
  await writeDicomSeries(other, stored(volume, order), { patient: 'P1' });
  const path = join(folder, 'both', 'seg.dcm');
  const across = await readImage(other);
  await writeDicomSeg(path, [{ name: 'S7', mask: inOrderOf(mask, across.volume)! }], across);
  const { regions, warnings } = await readRegions(path, { image: read });
  expect(regions[0]!.mask().data).toEqual(mask.data);
  expect(warnings.join()).toContain('in another order');
  const { fits } = await inspectFolder(join(folder, 'both'));
  expect(fits.map(({ fits: one }) => one)).toEqual([true, true]);
});
