import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readImage, readRegions, writeNrrd } from '@rachis/formats';
import type { Matrix3, Vector3 } from '@rachis/volume';
import type { Comparison } from '../report.ts';

interface FixtureCase {
  readonly type: string;
  readonly tags: readonly string[];
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly origin: Vector3;
  /** Row, then column. */
  readonly orientation: readonly number[];
  /** The SEG file, zlib in base64. */
  readonly file: string;
  /** A bit a voxel of each segment, in hexadecimal digits. */
  readonly masks: readonly string[];
}

/** Random DICOM SEG files of highdicom: every voxel of every segment on the image's grid. */
export async function compareSegmentations(every = 1): Promise<Comparison[]> {
  const path = join(import.meta.dirname, '../fixtures/segmentations.json');
  const { cases }: { cases: FixtureCase[] } = JSON.parse(readFileSync(path, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'rachis-segmentations-'));
  try {
    const comparisons: Comparison[] = [];
    for (const [index, one] of cases.entries()) {
      if (index % every > 0) continue;
      const masks = await masksOf(folder, one);
      for (const [segment, digits] of one.masks.entries()) {
        const expected = bitsOf(digits).slice(0, one.size[0] * one.size[1] * one.size[2]);
        const tag = `${index} [${one.tags.join(', ')}] segment ${segment + 1}`;
        comparisons.push({
          ...{ group: 'random SEG', family: one.type, tag: `${tag}: equal voxels` },
          ours: expected.filter((value, voxel) => masks.get(segment + 1)?.[voxel] === value).length,
          ...{ expected: expected.length, tolerance: 0 },
        });
      }
    }
    return comparisons;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Masks by the numbers of their segments, on the grid of the image that they were drawn on. */
async function masksOf(folder: string, one: FixtureCase): Promise<ReadonlyMap<number, Uint8Array>> {
  const { size, spacing, origin, orientation } = one;
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
  const direction: Matrix3 = [a, d, normal[0], b, e, normal[1], c, f, normal[2]];
  const imagePath = join(folder, 'image.nrrd');
  const data = new Int16Array(size[0] * size[1] * size[2]);
  await writeNrrd(imagePath, { size, spacing, origin, direction, data, unit: 'HU' });
  const path = join(folder, 'seg.dcm');
  writeFileSync(path, inflateSync(Buffer.from(one.file, 'base64')));
  const { regions } = await readRegions(path, { image: await readImage(imagePath) });
  return new Map(regions.map((region) => [region.label!, region.mask().data]));
}

const bitsOf = (digits: string): number[] =>
  [...digits].flatMap((digit) => [8, 4, 2, 1].map((bit) => (Number.parseInt(digit, 16) & bit ? 1 : 0)));
