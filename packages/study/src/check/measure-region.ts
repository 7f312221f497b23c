import {
  type Box,
  boundingBox,
  cropMask,
  type Mask,
  maskCount,
  orientationOf,
  sides,
  voxelVolume,
  type Volume,
} from '@rachis/volume';
import { countPieces } from './pieces.ts';
import { quantile } from './quantile.ts';
import { hashMask } from './voxel-hash.ts';

/** What a region is, as far as the check compares it. */
export interface RegionMeasures {
  readonly voxels: number;
  /** mm3. */
  readonly volume: number;
  readonly box: Box;
  /** Voxels of each slice across each index axis, over the box. */
  readonly areas: readonly [readonly number[], readonly number[], readonly number[]];
  /** Mean position in the image, as a share of its extent along left, posterior and superior. */
  readonly position: readonly [number, number, number];
  /** Sides of the image that it touches. */
  readonly touching: readonly string[];
  /** Connected parts, through faces, edges and corners. */
  readonly pieces: number;
  /** Share of the largest of them. */
  readonly largestShare: number;
  /** Voxels that are closed in by the region. */
  readonly holes: number;
  readonly median: number;
  /** Distance between the quartiles. */
  readonly spread: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Voxels that are NaN or infinite; the others are described by the four above. */
  readonly notFinite: number;
  readonly hash: string;
}

/** Measures a region of an image that it has the grid of; null for an empty one. */
export function measureRegion(image: Volume, mask: Mask): RegionMeasures | null {
  const box = boundingBox(mask);
  if (box === null) return null;
  const cut = cropMask(mask, box);
  const voxels = maskCount(cut);
  const { areas, position } = placeOf(cut, mask, box, voxels);
  const { count, largest, holes } = countPieces(cut);
  return {
    voxels,
    volume: voxels * voxelVolume(mask),
    box,
    areas,
    position,
    touching: touchedSides(mask, box),
    pieces: count,
    largestShare: largest / voxels,
    holes,
    ...intensitiesOf(image, cut, box, voxels),
    hash: hashMask(mask, box),
  };
}

function placeOf(cut: Mask, mask: Mask, box: Box, voxels: number) {
  const [nx, ny, nz] = cut.size;
  const areas: [number[], number[], number[]] = [
    Array(nx).fill(0) as number[],
    Array(ny).fill(0) as number[],
    Array(nz).fill(0) as number[],
  ];
  let at = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, at++) {
        if (cut.data[at] === 0) continue;
        areas[0][x]!++;
        areas[1][y]!++;
        areas[2][z]!++;
      }
  const { patientAxis, sign } = orientationOf(mask);
  const position: [number, number, number] = [0.5, 0.5, 0.5];
  for (const axis of [0, 1, 2] as const) {
    const mean = areas[axis].reduce((sum, count, i) => sum + count * (i + box.start[axis]), 0) / voxels;
    const along = (mean + 0.5) / mask.size[axis];
    position[patientAxis[axis] as 0 | 1 | 2] = sign[axis] > 0 ? along : 1 - along;
  }
  return { areas, position };
}

/** An axis with one slice has no border. */
function touchedSides(mask: Mask, box: Box): string[] {
  const { patientAxis, sign } = orientationOf(mask);
  return [0, 1, 2].flatMap((axis) => {
    if (mask.size[axis]! === 1) return [];
    const [low, high] = sides[patientAxis[axis]!]!;
    const first = box.start[axis]! === 0;
    const last = box.start[axis]! + box.size[axis]! === mask.size[axis]!;
    const [from, to] = sign[axis]! > 0 ? [low, high] : [high, low];
    return [...(first ? [from] : []), ...(last ? [to] : [])];
  });
}

function intensitiesOf(image: Volume, cut: Mask, box: Box, voxels: number) {
  const [bx, by, bz] = box.size;
  const [nx, ny] = image.size;
  const { data } = image;
  const values = new Float64Array(voxels);
  let count = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (let z = 0; z < bz; z++)
    for (let y = 0; y < by; y++) {
      const row = box.start[0] + nx * (box.start[1] + y + ny * (box.start[2] + z));
      for (let x = 0; x < bx; x++, at++) {
        if (cut.data[at] === 0) continue;
        const value = data[row + x]!;
        if (!Number.isFinite(value)) continue;
        values[count++] = value;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
    }
  const finite = values.subarray(0, count);
  return {
    median: quantile(finite, 0.5),
    spread: quantile(finite, 0.75) - quantile(finite, 0.25),
    minimum,
    maximum,
    notFinite: voxels - count,
  };
}
