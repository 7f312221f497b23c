import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import type { Volume } from '@rachis/volume';
import { beforeAll } from 'vitest';
import { rasterise, type SyntheticVertebra, turn } from '../../spine/test/anatomy.ts';

/** Files of one drawn spine. */
export interface SpineTestFiles {
  readonly image: string;
  /** L2 to L5 by the numbers of VerSe, 21 to 24; L3 is wedged. */
  readonly labels: string;
  /** The same labels on another grid. */
  readonly other: string;
}

/** A lumbar spine with image and labels, written to a folder before the tests of a file. */
export function spineFiles(folder: string): SpineTestFiles {
  const [image, labels, other] = ['ct', 'labels', 'other'].map((name) => join(folder, `${name}.nii.gz`)) as [
    string,
    string,
    string,
  ];
  beforeAll(async () => {
    const vertebrae = (['L5', 'L4', 'L3', 'L2'] as const).map(
      (level, i): SyntheticVertebra => ({
        level,
        label: 24 - i,
        depth: 34,
        width: 46,
        anteriorHeight: level === 'L3' ? 11 : 27,
        posteriorHeight: 27,
        lean: 2 - i,
        place: [0, 38 * i],
      }),
    );
    const { labels: map } = rasterise(vertebrae, turn(3, 4, -3), [2, 2, 2], true);
    const ct: Volume = { ...map, data: Int16Array.from(map.data, (v) => (v === 0 ? -50 : 180)), unit: 'HU' };
    await writeNifti(image, ct);
    await writeNifti(labels, map);
    await writeNifti(other, { ...map, origin: [50, 0, 0] });
  });
  return { image, labels, other };
}
