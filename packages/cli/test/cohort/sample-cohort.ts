import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { grid, image, labels } from '../study.ts';

/** A cohort of small CTs, each a little different; one folder a subject. */
export async function sampleCohort(folder: string, subjects: number): Promise<string> {
  for (let i = 0; i < subjects; i++) {
    const own = join(folder, `P${String(i + 1).padStart(3, '0')}`);
    mkdirSync(own, { recursive: true });
    const volume = image();
    const data = volume.data.map((value, v) => value + ((v * (i + 3)) % 17));
    await writeNifti(join(own, 'CT_image.nii.gz'), { ...volume, data });
    await writeNifti(join(own, 'CT_mask.nii.gz'), labels());
  }
  return folder;
}

/** A mask on another grid than the images: its subject fails. */
export async function shiftedMask(path: string): Promise<void> {
  await writeNifti(path, { ...labels(), origin: [5, 0, 0], spacing: grid.spacing });
}

/** Settings with which a case takes some milliseconds. */
export function quickSettings(folder: string): string {
  const path = join(folder, 'settings.yaml');
  writeFileSync(
    path,
    'families: [statistics, glcm]\naggregations: [3D_comb]\ndiscretisation: {method: fixed-bin-number, number: 16}\n',
  );
  return path;
}
