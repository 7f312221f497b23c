import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectFolder, readImage, readRegions } from '../src/index.ts';
import { dataFolder, type ExpectedImage, expected, hasData } from './support.ts';

type Read = Awaited<ReturnType<typeof readImage>>;

function compare({ volume }: Read, known: ExpectedImage): void {
  expect(volume.size).toEqual(known.size);
  for (const key of ['spacing', 'origin', 'direction'] as const) {
    for (const [i, value] of volume[key].entries())
      expect(Math.abs(value - known[key][i]!), `${key} ${i}`).toBeLessThan(2e-4);
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of volume.data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const near = (found: number, wanted: number): void =>
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(2e-6 * Math.abs(wanted) + 1e-9);
  near(low, known.min);
  near(high, known.max);
  near(sum, known.sum);
  for (const [index, value] of known.voxels) near(volume.data[index]!, value);
}

describe.skipIf(!hasData)('real data, against SimpleITK, nibabel, pydicom and highdicom', () => {
  test.each(Object.keys(expected.voxelFiles))('%s', async (name) => {
    const path = join(dataFolder, name);
    const known = expected.voxelFiles[name]!;
    compare(await readImage(path), known);
    if (!known.labels) return;
    const { regions, kind } = await readRegions(path);
    expect(kind).toBe('label-map');
    const found = Object.fromEntries(
      regions.map((region) => [region.label, region.mask().data.reduce((a, b) => a + b, 0)]),
    );
    expect(found).toEqual(known.labels);
  });

  test.each(Object.keys(expected.series))('series %s', async (name) => {
    const image = await readImage(join(dataFolder, name));
    compare(image, expected.series[name]!);
    expect(image.volume.unit).toBe(
      image.modality === 'CT' ? 'HU' : image.modality === 'PT' ? 'SUV' : 'arbitrary',
    );
  });

  test.each(Object.keys(expected.segmentations))('SEG %s', async (name) => {
    const { regions, kind } = await readRegions(join(dataFolder, name));
    expect(kind).toBe('seg');
    expect(
      Object.fromEntries(
        regions.map((region) => [region.name, region.mask().data.reduce((a, b) => a + b, 0)]),
      ),
    ).toEqual(expected.segmentations[name]);
  });

  test.each([
    [
      'ibsi1/ct_phantom/dicom/',
      'ibsi1/ct_phantom/nifti/image/phantom.nii.gz',
      'ibsi1/ct_phantom/nifti/mask/mask.nii.gz',
    ],
    ...['STS_008', 'STS_025'].flatMap((patient) =>
      ['PET', 'MR_T1'].map((kind) => [
        `sts/dicom/${patient}/${kind}/`,
        `sts/nifti/${patient}/${kind}_image.nii.gz`,
        `sts/nifti/${patient}/${kind}_mask.nii.gz`,
      ]),
    ),
  ])('RTSTRUCT %s fills to the published mask, voxel for voxel', async (folder, imageName, maskName) => {
    const image = await readImage(join(dataFolder, folder!, 'image'));
    const published = await readImage(join(dataFolder, imageName!));
    let largest = 0;
    image.volume.data.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - published.volume.data[i]!));
    });
    expect(largest).toBeLessThan(1e-5);
    const drawn = (await readRegions(join(dataFolder, folder!, 'mask'), { image })).regions[0]!.mask();
    const known = (await readRegions(join(dataFolder, maskName!))).regions[0]!.mask();
    expect(Buffer.compare(drawn.data, known.data)).toBe(0);
  });

  test('a SEG comes on the image grid where its slices are the image slices', async () => {
    const image = await readImage(join(dataFolder, 'dicom/dcmqi'));
    const { regions } = await readRegions(join(dataFolder, 'dicom/dcmqi/liver.dcm'), { image });
    const labels = (await readRegions(join(dataFolder, 'dicom/dcmqi/liver_seg.nrrd'))).regions[0]!.mask();
    expect(regions[0]!.grid.origin).toEqual(image.volume.origin);
    expect(Buffer.compare(regions[0]!.mask().data, labels.data)).toBe(0);
  });

  test('the folder of a patient is listed with what fits what', async () => {
    const found = await inspectFolder(join(dataFolder, 'sts/dicom/STS_008'));
    expect(found.patients).toHaveLength(1);
    const series = found.patients[0]!.studies.flatMap((study) => study.series);
    expect(series.map(({ modality, files }) => `${modality} ${files}`).sort()).toEqual([
      'CT 51',
      'MR 28',
      'PT 51',
    ]);
    expect(found.regionFiles).toHaveLength(3);
    expect(found.problems).toEqual([]);
    for (const file of found.regionFiles)
      expect(found.fits.some((fit) => fit.regionFile === file.path && fit.fits)).toBe(true);
  });
});
