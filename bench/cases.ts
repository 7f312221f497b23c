import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPath } from '../conformance/data.ts';
import { writeNifti } from './nifti.ts';
import { sphereCase } from './sphere.ts';

/** A piece of work that we and the peers are given: two files and how to treat them. */
export interface BenchmarkCase {
  readonly name: string;
  readonly title: string;
  readonly image: string;
  readonly mask: string;
  /** Isotropic spacing to resample to (linear, mask linear with 0.5, rounded), mm; null for none. */
  readonly resample: number | null;
  /** Re-segmentation range; null for none. */
  readonly range: readonly [number, number] | null;
  readonly binWidth: number;
}

const spheres = [
  { name: 'b', radius: 24, voxels: 57_856, seed: 11 },
  { name: 'c', radius: 62, voxels: 998_592, seed: 12 },
];

/** Writes the sphere images into `folder` (once) and lists cases a, b and c. */
export function prepareCases(folder: string): BenchmarkCase[] {
  mkdirSync(folder, { recursive: true });
  const cases: BenchmarkCase[] = [
    {
      name: 'a',
      title: 'CT phantom, GTV-1, resampled to 2 mm',
      image: dataPath('ibsi1/ct_phantom/nifti/image/phantom.nii.gz'),
      mask: dataPath('ibsi1/ct_phantom/nifti/mask/mask.nii.gz'),
      resample: 2,
      range: [-1000, 400],
      binWidth: 25,
    },
  ];
  for (const { name, radius, voxels, seed } of spheres) {
    const image = join(folder, `${name}_image.nii`);
    const mask = join(folder, `${name}_mask.nii`);
    if (!existsSync(mask)) {
      const sphere = sphereCase(radius, seed, voxels);
      writeNifti(image, sphere.size, 1, sphere.image);
      writeNifti(mask, sphere.size, 1, sphere.mask);
    }
    cases.push({
      name,
      title: `sphere of ${voxels.toLocaleString('en')} voxels, smoothed noise, 1 mm`,
      image,
      mask,
      resample: null,
      range: null,
      binWidth: 25,
    });
  }
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases, null, 1));
  return cases;
}
