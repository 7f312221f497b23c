import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage, readRegions, writeNrrd } from '@rachis/formats';
import { type Matrix3, type Vector3, voxelCount } from '@rachis/volume';
import { part10Bytes } from '../../packages/formats/src/dicom/write-part10.ts';
import type { Comparison } from '../report.ts';

interface FixtureCase {
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly origin: Vector3;
  readonly direction: Matrix3;
  readonly tags: readonly string[];
  readonly type: string;
  /** Contours by the items of the structure set that they are in: x, y, z of each corner in turn. */
  readonly items: readonly (readonly (readonly number[])[])[];
  /** A bit a voxel, in hexadecimal digits: the mask, and voxels nearly on a contour. */
  readonly mask: string;
  readonly near: string;
}

/** Random RTSTRUCT regions on images of any orientation, beside the masks of dcmrtstruct2nii: every voxel off the contours. */
export async function compareStructures(every = 1): Promise<Comparison[]> {
  const path = join(import.meta.dirname, '../fixtures/structures.json');
  const { cases }: { cases: FixtureCase[] } = JSON.parse(readFileSync(path, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'rachis-structures-'));
  try {
    const comparisons: Comparison[] = [];
    for (const [index, one] of cases.entries()) {
      if (index % every > 0) continue;
      const mask = await maskOf(folder, one);
      const [expected, near] = [bitsOf(one.mask), bitsOf(one.near)];
      const scored = Array.from(mask.keys()).filter((voxel) => near[voxel] === 0);
      const family = one.tags[0]!;
      comparisons.push({
        ...{ group: 'random contours', family, tag: `${index} [${one.tags.join(', ')}] equal voxels` },
        ours: scored.filter((voxel) => mask[voxel] === expected[voxel]).length,
        ...{ expected: scored.length, tolerance: 0 },
      });
    }
    return comparisons;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function maskOf(folder: string, one: FixtureCase): Promise<Uint8Array> {
  const { size, spacing, origin, direction, type, items } = one;
  const imagePath = join(folder, 'image.nrrd');
  const data = new Int16Array(voxelCount(one));
  await writeNrrd(imagePath, { size, spacing, origin, direction, data, unit: 'HU' });
  const path = join(folder, 'structures.dcm');
  const dataSet = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
    SOPInstanceUID: '2.25.50',
    Modality: 'RTSTRUCT',
    PatientID: 'P1',
    StructureSetROISequence: [{ ROINumber: '1', ReferencedFrameOfReferenceUID: '2.25.3', ROIName: 'one' }],
    ROIContourSequence: items.map((contours) => ({
      ReferencedROINumber: '1',
      ContourSequence: contours.map((points) => ({
        ContourGeometricType: type,
        NumberOfContourPoints: String(points.length / 3),
        ContourData: points.map(String),
      })),
    })),
  };
  writeFileSync(path, await part10Bytes(dataSet));
  const image = await readImage(imagePath);
  const { regions } = await readRegions(path, { image });
  return regions[0]!.mask().data;
}

const bitsOf = (digits: string): number[] =>
  [...digits].flatMap((digit) => [8, 4, 2, 1].map((bit) => (Number.parseInt(digit, 16) & bit ? 1 : 0)));
