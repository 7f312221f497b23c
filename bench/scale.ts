import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { writeNifti } from '@rachis/formats';
import type { ScaleRun } from './scale-run.ts';
import { printTable } from './table.ts';
import { formatTime } from './timing.ts';

const grid = {
  size: [8, 8, 8],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;

/** Cases that all have files of their own (links to an image and mask of 8^3 voxels), listed in a manifest. */
async function makeCohort(folder: string, cases: number): Promise<string> {
  mkdirSync(folder);
  const data = Int16Array.from({ length: 512 }, (_, i) => (i * 7919) % 101);
  const mask = new Uint8Array(512).fill(1, 100, 400);
  const manifest = createWriteStream(join(folder, 'manifest.csv'));
  manifest.write('subject,image,mask\n');
  for (let i = 0; i < cases; i++) {
    const thousand = join(folder, String(Math.floor(i / 1000)));
    if (i % 1000 === 0) {
      // File systems bound the links to one file.
      mkdirSync(thousand);
      await writeNifti(join(thousand, 'image.nii'), { ...grid, data, unit: 'arbitrary' });
      await writeNifti(join(thousand, 'mask.nii'), { ...grid, data: mask });
    }
    const own = `${Math.floor(i / 1000)}/${i}`;
    mkdirSync(join(folder, own));
    linkSync(join(thousand, 'image.nii'), join(folder, own, 'image.nii'));
    linkSync(join(thousand, 'mask.nii'), join(folder, own, 'mask.nii'));
    if (!manifest.write(`S${i},${own}/image.nii,${own}/mask.nii\n`)) await once(manifest, 'drain');
  }
  manifest.end();
  await once(manifest, 'finish');
  return manifest.path as string;
}

/**
 * Manifests of up to 100,000 tiny cases (RACHIS_BENCH_CASES for another number): what the run itself costs beside the
 * work on the cases, as the time that the main thread, which schedules and writes, is busy; and memory.
 */
export async function run(): Promise<void> {
  const largest = Number(process.env.RACHIS_BENCH_CASES ?? 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'rachis-scale-'));
  const rows: string[][] = [];
  try {
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ families: ['statistics'] }));
    for (const cases of [largest / 100, largest / 10, largest]) {
      const manifest = await makeCohort(join(folder, String(cases)), cases);
      const output = join(folder, `${cases}.csv`);
      const script = join(import.meta.dirname, 'scale-run.ts');
      const report = execFileSync(process.execPath, [script, manifest, output, settings], {
        encoding: 'utf8',
      });
      const { seconds, busy, peak }: ScaleRun = JSON.parse(report);
      rows.push([
        String(cases),
        formatTime(seconds),
        formatTime(seconds / cases),
        formatTime(busy / cases),
        `${Math.round(peak / 2 ** 20)} MiB`,
        `${(statSync(output).size / 2 ** 20).toPrecision(3)} MiB`,
      ]);
      rmSync(join(folder, String(cases)), { recursive: true });
    }
    console.log('Cases of 8^3 voxels, statistics; all threads of the machine.\n');
    printTable(['cases', 'whole run', 'a case', 'main thread busy, a case', 'peak memory', 'table'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
