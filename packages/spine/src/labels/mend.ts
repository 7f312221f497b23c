import { boundingBox, cropGrid, cropMask, type Grid, growBox, type Mask, type Vector3 } from '@rachis/volume';
import { axialAxis, offsetIn } from '../section/section.ts';
import { unionOf } from '../section/union.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { gapBetween, piecesOf } from './pieces.ts';

/** A label of a vertebra as whole as it can safely be made, with what was done to it. */
export interface MendedLabel {
  readonly crop: LabelCrop;
  /** Voxels that were filled in holes that it encloses, or that are missing here and there. */
  readonly filled: number;
  /** Empty slices within it that were filled. */
  readonly slices: number;
  /** Voxels apart from it that were left out. */
  readonly stray: number;
  /** Voxels under another name that lie against it and were given back to it. */
  readonly back: number;
  /** Why it cannot be measured; '' where it can. */
  readonly refusal: string;
}

/** Voxels missing here and there: below this share of those inside, it is anatomy or the edge. */
const leastMissing = 0.002;
/** Above this share what is left does not tell where the bone was. */
const mostMissing = 0.15;
/**
 * A voxel is inside by its neighbours: five of the six faces, as of a pit in a flat surface, or four and most of all 26. Concave edges
 * (two faces) stay.
 */
const inside = { faces: 5, fewerFaces: 4, around: 15 } as const;
/** Pieces of less than this share are no part of the body: fragments, stray voxels, blobs. */
const strayPart = 0.1;
/** A piece that is larger, further than this (mm) from the rest: the posterior elements of few sagittal slices lie nearer. */
const farthest = 30;
/** Of fewer voxels nothing can be told. */
const leastVoxels = 200;
/**
 * A slice is missing where those beside it have this share of the largest; it is filled with what both have in common where that is
 * this share of either: between body and disc it is not known.
 */
const slicePart = { ofLargest: 0.04, ofEither: 0.6 } as const;

/** Counts of a mask's voxels by slice along an axis. */
function slicesOf({ data, size: [nx, ny, nz] }: Mask): readonly [Int32Array, Int32Array, Int32Array] {
  const counts = [new Int32Array(nx), new Int32Array(ny), new Int32Array(nz)] as const;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] === 0) continue;
        counts[0][x]!++;
        counts[1][y]!++;
        counts[2][z]!++;
      }
  return counts;
}

/** Fills single empty slices between full ones with what both have; how many, and the most that lie side by side unfilled. */
function fillSlices(mask: Mask): { readonly slices: number; readonly broken: number } {
  const counts = slicesOf(mask);
  const [nx, ny] = mask.size;
  const steps = [1, nx, nx * ny] as const;
  // Bodies and spinous processes of few sagittal slices lie apart from front to back, never from top to bottom.
  const axial = axialAxis(mask);
  let [slices, broken] = [0, 0];
  for (const axis of [0, 1, 2] as const) {
    const own = counts[axis];
    const enough = slicePart.ofLargest * own.reduce((most, count) => Math.max(most, count), 0);
    for (let at = 1; at < own.length - 1; at++) {
      if (own[at] !== 0 || own[at - 1]! < enough) continue;
      let end = at;
      while (end < own.length && own[end] === 0) end++;
      if (end === own.length || own[end]! < enough) continue;
      if (end - at > 1) {
        if (axis === axial) broken = Math.max(broken, end - at);
        continue;
      }
      const common: number[] = [];
      for (let i = 0; i < mask.data.length; i++) {
        const index = axis === 0 ? i % nx : axis === 1 ? Math.floor(i / nx) % ny : Math.floor(i / (nx * ny));
        if (index !== at) continue;
        if (mask.data[i - steps[axis]] !== 0 && mask.data[i + steps[axis]] !== 0) common.push(i);
      }
      if (common.length < slicePart.ofEither * Math.max(own[at - 1]!, own[at + 1]!)) {
        if (axis === axial) broken = Math.max(broken, 1);
        continue;
      }
      for (const i of common) mask.data[i] = 1;
      slices++;
    }
  }
  return { slices, broken };
}

/** Share of voxels within the bone that are missing by themselves: all six neighbours are there. */
function missingShare({ data, size: [nx, ny, nz] }: Mask): number {
  let [missing, there] = [0, 0];
  const slice = nx * ny;
  for (let z = 1; z < nz - 1; z++)
    for (let y = 1; y < ny - 1; y++) {
      const row = nx * (y + ny * z);
      for (let i = row + 1; i < row + nx - 1; i++) {
        if (data[i - 1] === 0 || data[i + 1] === 0 || data[i - nx] === 0 || data[i + nx] === 0) continue;
        if (data[i - slice] === 0 || data[i + slice] === 0) continue;
        if (data[i] === 0) missing++;
        else there++;
      }
    }
  return missing === 0 ? 0 : missing / (missing + there);
}

/** Fills voxels that most of their 26 neighbours are inside around; how many. */
function fillMissing(mask: Mask): number {
  const { data, size } = mask;
  const [nx, ny, nz] = size;
  const slice = nx * ny;
  let filled = 0;
  for (let pass = 0; pass < 2; pass++) {
    const full: number[] = [];
    for (let z = 1; z < nz - 1; z++)
      for (let y = 1; y < ny - 1; y++)
        for (let x = 1; x < nx - 1; x++) {
          const i = x + nx * (y + ny * z);
          if (data[i] !== 0) continue;
          const faces =
            data[i - 1]! + data[i + 1]! + data[i - nx]! + data[i + nx]! + data[i - slice]! + data[i + slice]!;
          if (faces < inside.fewerFaces) continue;
          let around = 0;
          for (let dz = -1; dz <= 1; dz++)
            for (let dy = -1; dy <= 1; dy++) {
              const j = i + nx * (dy + ny * dz);
              around += data[j - 1]! + data[j]! + data[j + 1]!;
            }
          if (faces >= inside.faces || around >= inside.around) full.push(i);
        }
    for (const i of full) data[i] = 1;
    filled += full.length;
  }
  return filled;
}

/** Fills what the bone encloses; how many voxels. */
function fillEnclosed(mask: Mask): number {
  let filled = 0;
  for (const { outermost, voxels, runs } of piecesOf(mask, false)) {
    if (outermost) continue;
    for (let r = 0; r < runs.length; r += 2) mask.data.fill(1, runs[r]!, runs[r + 1]! + 1);
    filled += voxels;
  }
  return filled;
}

/** Takes out pieces that are no part of the bone; their voxels, or why it cannot be told which piece is the bone. */
function takeOutStray(mask: Mask): { readonly stray: readonly number[]; readonly refusal: string } {
  const pieces = piecesOf(mask, true);
  const [main, ...others] = pieces;
  const stray: number[] = [];
  if (main === undefined || others.length === 0) return { stray, refusal: '' };
  const all = pieces.reduce((sum, { voxels }) => sum + voxels, 0);
  for (const piece of others) {
    if (piece.voxels >= strayPart * all) {
      const gap = gapBetween(mask, piece, main);
      if (gap <= farthest) continue;
      // The larger one says where about the level lies.
      for (const { runs } of others)
        for (let r = 0; r < runs.length; r += 2) mask.data.fill(0, runs[r]!, runs[r + 1]! + 1);
      return { stray: [], refusal: `its label is at two places ${gap.toFixed(0)} mm apart` };
    }
    for (let r = 0; r < piece.runs.length; r += 2)
      for (let i = piece.runs[r]!; i <= piece.runs[r + 1]!; i++) {
        mask.data[i] = 0;
        stray.push(i);
      }
  }
  return { stray, refusal: '' };
}

/** A mask with a frame of a voxel where the scan has room for it. */
function framed(mask: Mask, scan: Grid): Mask {
  const offset = offsetIn(scan, mask);
  const start = offset.map((o) => Math.max(0, o - 1)) as unknown as Vector3;
  const size = offset.map(
    (o, axis) => Math.min(scan.size[axis]!, o + mask.size[axis]! + 1) - start[axis]!,
  ) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const [nx, ny, nz] = mask.size;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        data[
          x +
            offset[0] -
            start[0] +
            size[0] * (y + offset[1] - start[1] + size[1] * (z + offset[2] - start[2]))
        ] = mask.data[i]!;
  return { ...cropGrid(scan, { start, size }), data };
}

/** The crop that just holds what is left of a mask, with a frame of a voxel where the grid has room for it. */
function tightened(label: number, mask: Mask): LabelCrop | null {
  const box = boundingBox(mask);
  if (box === null) return null;
  const cropped = cropMask(mask, growBox(box, [1, 1, 1], mask));
  return { label, mask: cropped, voxels: cropped.data.reduce((sum, v) => sum + v, 0) };
}

/** Labels of vertebrae on the way: what has been mended so far, and the voxels (index in the scan) that are not of it. */
interface Mending {
  readonly crop: LabelCrop;
  readonly mask: Mask;
  readonly offset: Vector3;
  readonly slices: number;
  readonly stray: readonly Vector3[];
  readonly refusal: string;
}

function begin(crop: LabelCrop, scan: Grid): Mending {
  const mask: Mask = { ...crop.mask, data: Uint8Array.from(crop.mask.data) };
  const offset = offsetIn(scan, mask);
  if (crop.voxels < leastVoxels) return { crop, mask, offset, slices: 0, stray: [], refusal: '' };
  const { slices, broken } = fillSlices(mask);
  const { stray, refusal } = takeOutStray(mask);
  const [nx, ny] = mask.size;
  return {
    ...{ crop, mask, offset, slices },
    stray: stray.map((i) => [
      offset[0] + (i % nx),
      offset[1] + (Math.floor(i / nx) % ny),
      offset[2] + Math.floor(i / (nx * ny)),
    ]),
    refusal:
      broken === 0
        ? refusal
        : broken === 1
          ? 'a slice within it is empty'
          : `${broken} slices within it are empty`,
  };
}

const faces: readonly Vector3[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];

const isInside = ({ mask, offset }: Mending, index: Vector3): boolean => {
  const [x, y, z] = [index[0] - offset[0], index[1] - offset[1], index[2] - offset[2]];
  const [nx, ny, nz] = mask.size;
  return x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < nz && mask.data[x + nx * (y + ny * z)] !== 0;
};

/**
 * Which other label each stray voxel lies against: those that touch none take that of the stray neighbours that do, from voxel to
 * voxel.
 */
function ownersOf(stray: readonly Vector3[], others: readonly Mending[]): Map<Mending, Vector3[]> {
  const owned = new Map<Mending, Vector3[]>();
  const waiting = new Map(stray.map((index) => [index.join(), index]));
  let front: (readonly [Vector3, Mending])[] = stray.flatMap((index) => {
    const owner = others.find((other) =>
      faces.some((face) => isInside(other, index.map((v, axis) => v + face[axis]!) as unknown as Vector3)),
    );
    return owner === undefined ? [] : [[index, owner] as const];
  });
  while (front.length > 0) {
    const next: (readonly [Vector3, Mending])[] = [];
    for (const [index, owner] of front) {
      if (!waiting.delete(index.join())) continue;
      owned.set(owner, [...(owned.get(owner) ?? []), index]);
      for (const face of faces) {
        const beside = waiting.get(index.map((v, axis) => v + face[axis]!).join());
        if (beside !== undefined) next.push([beside, owner]);
      }
    }
    front = next;
  }
  return owned;
}

/** Voxels of the scan as a mask that just holds them. */
function maskOf(label: number, voxels: readonly Vector3[], scan: Grid): LabelCrop {
  const low = [0, 1, 2].map((axis) => voxels.reduce((least, v) => Math.min(least, v[axis]!), Infinity));
  const size = [0, 1, 2].map(
    (axis) => voxels.reduce((most, v) => Math.max(most, v[axis]!), 0) - low[axis]! + 1,
  ) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  for (const v of voxels) data[v[0] - low[0]! + size[0] * (v[1] - low[1]! + size[1] * (v[2] - low[2]!))] = 1;
  const mask = { ...cropGrid(scan, { start: low as unknown as Vector3, size }), data };
  return { label, mask, voxels: voxels.length };
}

function finish(
  { crop, mask, slices, stray, refusal }: Mending,
  back: LabelCrop | null,
  scan: Grid,
): MendedLabel {
  if (crop.voxels < leastVoxels) return { crop, filled: 0, slices, stray: 0, back: 0, refusal };
  const own = back === null ? mask : framed(unionOf([{ ...crop, mask }, back], scan)!.mask, scan);
  const share = missingShare(own);
  const missing = share > leastMissing && share <= mostMissing ? fillMissing(own) : 0;
  const filled = missing + fillEnclosed(own);
  const tooMany = `${(100 * share).toFixed(0)}% of the voxels within it are missing`;
  const done = {
    ...{ filled, slices, stray: stray.length, back: back?.voxels ?? 0 },
    refusal: share > mostMissing ? tooMany : refusal,
  };
  if (filled + slices + stray.length + done.back === 0 && refusal === '') return { crop, ...done };
  return { crop: tightened(crop.label, own) ?? crop, ...done };
}

/**
 * Labels of vertebrae, mended where it is safe: single empty slices are filled, pieces of less than a tenth that lie apart are left
 * out, or given back to the vertebra that they lie against, and enclosed holes and voxels missing here and there (up to 15%) are filled.
 * Refused, with the reason, where more is missing, or where large pieces lie far apart. A label that needs nothing comes back as
 * it is.
 */
export function mendLabels(crops: readonly LabelCrop[], scan: Grid): MendedLabel[] {
  const all = crops.map((crop) => begin(crop, scan));
  const back = new Map<Mending, Vector3[]>();
  for (const one of all) {
    if (one.stray.length === 0) continue;
    const others = all.filter((other) => other !== one && other.crop.voxels >= leastVoxels);
    for (const [owner, voxels] of ownersOf(one.stray, others))
      back.set(owner, [...(back.get(owner) ?? []), ...voxels]);
  }
  return all.map((one) => {
    const voxels = back.get(one);
    return finish(one, voxels === undefined ? null : maskOf(one.crop.label, voxels, scan), scan);
  });
}
