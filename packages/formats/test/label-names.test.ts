import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeLabelNames, labelNamesPath, readRegions, writeNifti } from '../src/index.ts';
import { errorOf, temporaryFolder } from './support.ts';
import { image, nifti } from './voxel-files.ts';

const folder = temporaryFolder();

test('an image of intensities is no label map', async () => {
  expect((await errorOf(readRegions(nifti(folder, () => {})))).code).toBe('REGION_NOT_FOUND');
});

describe('names of labels in the JSON file beside a label map', () => {
  const labels = {
    ...image,
    data: Uint16Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : 2303 + (i % 2))),
  };
  const read = async (name: string, beside: string) => {
    const path = join(folder, name);
    await writeNifti(path, labels);
    writeFileSync(labelNamesPath(path), beside);
    return readRegions(path);
  };

  test('written and read', async () => {
    const names = new Map([
      [2304, 'L3_shell'],
      [2303, 'L3_core'],
    ]);
    const { regions, warnings } = await read(
      'named.nii.gz',
      new TextDecoder().decode(encodeLabelNames(names)),
    );
    expect(regions.map(({ name, label }) => [name, label])).toEqual([
      ['L3_core', 2303],
      ['L3_shell', 2304],
    ]);
    expect(warnings).toEqual([]);
  });

  test('files of other programs say nothing; entries that are no names are told', async () => {
    for (const text of ['{"EchoTime": 0.1}', 'no JSON', 'null'])
      expect(await read('other.nii', text)).toMatchObject({
        regions: [{ name: 'label 2303' }, { name: 'label 2304' }],
        warnings: [],
      });
    const { regions, warnings } = await read('half.nii', '{"label_names": {"2303": "core", "-1": "x"}}');
    expect(regions.map(({ name }) => name)).toEqual(['core', 'label 2304']);
    expect(warnings).toEqual([expect.stringContaining('not every entry of label_names')]);
  });
});
