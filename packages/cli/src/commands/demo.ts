import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import type { Console } from '../console.ts';
import { sampleStudy } from '../sample.ts';
import { extract } from './extract.ts';
import { inspect } from './inspect.ts';

const shown = [
  'region',
  'voxels',
  'morphology_volume',
  'morphology_sphericity',
  'statistics_mean',
  'glcm_contrast_3D_comb',
];

/** `rachis demo`: makes a sample CT with labels, says what the folder holds, and extracts its features. */
export async function demo(console: Console, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { image, labels } = sampleStudy();
  const [imagePath, labelPath, output] = ['ct.nii.gz', 'labels.nii.gz', 'features.json'].map((name) =>
    join(folder, name),
  );
  await writeNifti(imagePath!, image);
  await writeNifti(labelPath!, labels);
  console.out(`$ rachis inspect ${folder}`);
  await inspect(console, folder, {});
  console.out(`\n$ rachis extract ${imagePath} ${labelPath} --settings CT --output ${output}`);
  const code = await extract(console, imagePath!, labelPath!, { settings: 'CT', output: output! });
  const rows = JSON.parse(await readFile(output!, 'utf8')) as Record<string, string | number | null>[];
  const cell = (value: string | number | null | undefined) =>
    typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value ?? '');
  console.out('');
  for (const line of [shown, ...rows.map((row) => shown.map((column) => cell(row[column])))]) {
    console.out(
      line
        .map((text, c) => text.padEnd(shown[c]!.length + 2))
        .join('')
        .trimEnd(),
    );
  }
  console.out(`\n${rows.length} regions, ${Object.keys(rows[0]!).length} columns: ${output}`);
  return code;
}
