import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExtract } from './command-line.ts';
import { writeNifti } from './nifti.ts';
import { smoothedNoise } from './sphere.ts';
import { formatTime } from './timing.ts';

const size = [512, 512, 400] as const;
const spacing = 0.7;
const wantedVoxels = 1e7;

/** A block of noise repeated over the whole grid: as much texture, without an hour of random numbers. */
function tiledImage(): Int16Array {
  const block = 64;
  const tile = smoothedNoise([block, block, block], 31);
  const image = new Int16Array(size[0] * size[1] * size[2]);
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const row = block * ((y % block) + block * (z % block));
      for (let x = 0; x < size[0]; x++, i++) image[i] = tile[row + (x % block)]!;
    }
  }
  return image;
}

function sphereInMiddle(): { mask: Uint8Array; voxels: number } {
  const squaredRadius = ((3 * wantedVoxels) / (4 * Math.PI)) ** (2 / 3);
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  let voxels = 0;
  for (let z = 0, i = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const partial = (z - (size[2] - 1) / 2) ** 2 + (y - (size[1] - 1) / 2) ** 2;
      for (let x = 0; x < size[0]; x++, i++) {
        if (partial + (x - (size[0] - 1) / 2) ** 2 > squaredRadius) continue;
        mask[i] = 1;
        voxels++;
      }
    }
  }
  return { mask, voxels };
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Peak memory of `rachis extract` on a large CT and a large region, every family. */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench');
  mkdirSync(folder, { recursive: true });
  const image = join(folder, 'large_image.nii');
  const mask = join(folder, 'large_mask.nii');
  const settings = join(folder, 'large_settings.json');
  const output = join(folder, 'large.csv');
  const peakFile = join(folder, 'peak');
  if (!existsSync(mask)) {
    writeNifti(image, size, spacing, tiledImage());
    writeNifti(mask, size, spacing, sphereInMiddle().mask);
  }
  writeFileSync(
    settings,
    JSON.stringify({ discretisation: { method: 'fixed-bin-size', size: 25 }, aggregations: ['3D_comb'] }),
  );
  const { seconds } = runExtract(
    image,
    mask,
    settings,
    output,
    ['--import', join(import.meta.dirname, 'report-peak.ts')],
    { RACHIS_PEAK_FILE: peakFile },
  );
  const peak = 1024 * Number(readFileSync(peakFile, 'utf8'));
  const voxels = size[0] * size[1] * size[2];
  console.log(
    `rachis extract, every family, ${size.join(' x ')} int16 CT, region of about 10,000,000 voxels`,
  );
  console.log(`peak resident memory   ${mebibytes(peak)}`);
  console.log(`image in float32       ${mebibytes(4 * voxels)}`);
  console.log(`peak / float32 image   ${(peak / (4 * voxels)).toFixed(2)}`);
  console.log(`whole process          ${formatTime(seconds)}`);
}
