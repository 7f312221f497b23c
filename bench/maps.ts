import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureMaps, resolveSettings } from '@rachis/features';
import { readSubject } from '../conformance/extract.ts';
import { writeNifti } from './nifti.ts';
import { oneThread, peerProgram } from './peers.ts';
import { randomStream } from './random.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime, measure } from './timing.ts';

const side = 64;
const binWidth = 25;
/** Voxels that PyRadiomics computes of the region; its time is scaled to all. */
const peerVoxels = { 2: 4000, 5: 1000 } as const;

interface PeerMaps {
  readonly name: string;
  readonly region: number;
  readonly voxels: number;
  readonly setup: number;
  readonly seconds: number;
  readonly at: readonly (readonly [number, number, number])[];
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** A cube of smoothed noise, all of it the region; its smallest value a multiple of the bins' width. */
function writeCube(folder: string): { image: string; mask: string } {
  const [image, mask] = [join(folder, 'cube_image.nii'), join(folder, 'cube_mask.nii')];
  if (existsSync(mask)) return { image, mask };
  const random = randomStream(17);
  let noise = Float64Array.from({ length: side ** 3 }, () => 2000 * random.uniform());
  for (const step of [1, side, side * side]) {
    noise = noise.map(
      (value, i) =>
        (noise[Math.max(0, i - step)]! + 2 * value + noise[Math.min(side ** 3 - 1, i + step)]!) / 4,
    );
  }
  const low = noise.reduce((a, b) => Math.min(a, b));
  writeNifti(
    image,
    [side, side, side],
    1,
    Int16Array.from(noise, (value) => Math.round(value - low)),
  );
  writeNifti(mask, [side, side, side], 1, new Uint8Array(side ** 3).fill(1));
  return { image, mask };
}

/** Maps of GLCM contrast and joint entropy over a box, beside PyRadiomics' voxel-based extraction. */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench');
  mkdirSync(folder, { recursive: true });
  const { image, mask } = writeCube(folder);
  const radii = [2, 5] as const;
  const cases = radii.map((radius) => ({
    name: String(radius),
    image,
    mask,
    binWidth,
    radius,
    class: 'glcm',
    features: ['Contrast', 'JointEntropy'],
    voxels: peerVoxels[radius],
  }));
  const file = join(folder, 'maps.json');
  writeFileSync(file, JSON.stringify(cases));
  const python = peerProgram('pyradiomics');
  if (python === undefined)
    console.log('pyradiomics: not timed, not set up (conformance/peers.sh pyradiomics)');
  const peer =
    python === undefined
      ? []
      : (
          JSON.parse(
            execFileSync(python, [join(import.meta.dirname, 'peers', 'pyradiomics_maps.py'), file], {
              encoding: 'utf8',
              env: { ...process.env, ...oneThread },
              stdio: ['ignore', 'pipe', 'ignore'],
              maxBuffer: 1 << 26,
            })
              .trim()
              .split('\n')
              .at(-1)!,
          ) as { rows: PeerMaps[] }
        ).rows;
  const { volume, mask: region } = await readSubject(image, mask, { label: 1 });
  const settings = resolveSettings({
    aggregations: ['3D_avg'],
    families: ['glcm'],
    discretisation: { method: 'fixed-bin-size', size: binWidth, start: 0 },
  });
  const rows = radii.map((radius) => {
    const make = () =>
      featureMaps(
        volume,
        region,
        {
          features: ['glcm_contrast', 'glcm_joint_entropy'],
          neighbourhood: { shape: 'box', radius, unit: 'voxel' },
        },
        settings,
      );
    const maps = make().map((map) => map.toVolume().data);
    const { minimum } = measure(make, 1, 0);
    const theirs = peer.find(({ name }) => name === String(radius));
    if (theirs === undefined) return [`radius ${radius}`, formatTime(minimum), '-', '-', '-', '-'];
    let off = 0;
    ['Contrast', 'JointEntropy'].forEach((name, f) => {
      theirs.at.forEach(([x, y, z], k) => {
        const expected = theirs.values[name]![k]!;
        off = Math.max(off, Math.abs(maps[f]![x + side * (y + side * z)]! - expected) / Math.abs(expected));
      });
    });
    const all = theirs.setup + (theirs.seconds * theirs.region) / theirs.voxels;
    return [
      `radius ${radius}`,
      formatTime(minimum),
      formatTime(all),
      `${theirs.voxels} of ${theirs.region}`,
      formatRatio(all, minimum),
      off.toExponential(1),
    ];
  });
  console.log(`GLCM contrast and joint entropy, 13 directions averaged, over boxes around every voxel of a cube of ${side}^3, one thread.
PyRadiomics computes as many voxels as stand there; its time is scaled to all. off: largest relative difference at them.
`);
  printTable(['maps', 'ours', 'pyradiomics', 'voxels', 'ratio', 'off'], rows);
}
