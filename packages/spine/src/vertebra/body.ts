import { distanceTransform, indexToPatient, type Mask, type Vector3 } from '@rachis/volume';
import type { LabelCrop } from './label-crops.ts';
import { exitDistance, type Occupancy, occupancyOf } from './occupancy.ts';
import {
  add,
  axesFrom,
  type BodyAxes,
  cross,
  dot,
  median,
  norm,
  perpendicularTo,
  scale,
  subtract,
  unit,
} from './vector.ts';

/** A vertebral body as a box that it about fills: centre (LPS, mm), axes, half its sizes along them (mm). */
export interface BodyBox {
  readonly centre: Vector3;
  readonly axes: BodyAxes;
  readonly halfWidth: number;
  readonly halfDepth: number;
  readonly halfHeight: number;
}

/** The thickest part of a vertebra, which lies in its body: pedicles and laminae are thin. */
function thickestPart(mask: Mask): { readonly core: Vector3; readonly all: Vector3 } {
  const coarse = coarsened(mask);
  const depth = distanceTransform(coarse, 0);
  const [nx, ny] = coarse.size;
  let deepest = 0;
  for (let i = 0; i < depth.length; i++) if (depth[i]! > deepest) deepest = depth[i]!;
  const core = [0, 0, 0, 0];
  const all = [0, 0, 0, 0];
  for (let i = 0; i < depth.length; i++) {
    const d = depth[i]!;
    if (!(d > 0)) continue;
    const index = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    for (const [sum, counts] of [
      [all, true],
      [core, d >= 0.6 * deepest],
    ] as const) {
      if (!counts) continue;
      for (let axis = 0; axis < 3; axis++) sum[axis]! += index[axis]!;
      sum[3]!++;
    }
  }
  const centre = (sum: readonly number[]) =>
    indexToPatient(coarse, [sum[0]! / sum[3]!, sum[1]! / sum[3]!, sum[2]! / sum[3]!]);
  return { core: centre(core), all: centre(all) };
}

/** Voxels of about 1.5 mm, which is enough to find a thick part: every n-th, in a frame of empty ones. */
export function coarsened(mask: Mask): Mask {
  const every = mask.spacing.map((s) => Math.max(1, Math.round(1.5 / s)));
  const inner = mask.size.map((n, axis) => Math.ceil(n / every[axis]!));
  const size = inner.map((n) => n + 2) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  for (let z = 0; z < inner[2]!; z++)
    for (let y = 0; y < inner[1]!; y++) {
      const row = mask.size[0] * (y * every[1]! + mask.size[1] * z * every[2]!);
      const to = 1 + size[0] * (y + 1 + size[1] * (z + 1));
      for (let x = 0; x < inner[0]!; x++) data[to + x] = mask.data[row + x * every[0]!]!;
    }
  const spacing = mask.spacing.map((s, axis) => s * every[axis]!) as unknown as Vector3;
  const corner = { ...mask, spacing };
  return { ...mask, size, spacing, data, origin: indexToPatient(corner, [-1, -1, -1]) };
}

/** Left and right of a body without posterior elements: the longer axis of its cross-section, where it is clearly longer. */
function wideAxis(occupancy: Occupancy, centre: Vector3, axes: BodyAxes): Vector3 | null {
  let [aa, ll, al, n] = [0, 0, 0, 0];
  for (let a = -30; a <= 30; a += 1.5)
    for (let l = -36; l <= 36; l += 1.5) {
      const p = add(add(centre, scale(axes.anterior, a)), scale(axes.left, l));
      if (occupancy.at(p[0], p[1], p[2]) < 0.5) continue;
      aa += a * a;
      ll += l * l;
      al += a * l;
      n++;
    }
  // Of the section's own axes, whichever way the patient lies; one that is longer from front to back tells nothing.
  const [half, apart] = [(ll + aa) / 2, Math.hypot((ll - aa) / 2, al)];
  const angle = 0.5 * Math.atan2(2 * al, ll - aa);
  if (n === 0 || half + apart < 1.25 * (half - apart) || Math.abs(angle) > Math.PI / 4) return null;
  return add(scale(axes.left, Math.cos(angle)), scale(axes.anterior, Math.sin(angle)));
}

/** Median distance to the exit over a patch of rays, along `direction`, spread over two other axes by offsets in mm. */
function patchExit(
  occupancy: Occupancy,
  centre: Vector3,
  direction: Vector3,
  spread: readonly (readonly [axis: Vector3, offsets: readonly number[]])[],
  gap: number,
): number {
  let starts: Vector3[] = [centre];
  for (const [axis, offsets] of spread)
    starts = starts.flatMap((start) => offsets.map((offset) => add(start, scale(axis, offset))));
  return median(starts.flatMap((start) => exitDistance(occupancy, start, direction, gap, 80) ?? []));
}

/** Moves the centre to the middle of the body, and measures half its sizes. */
export function fitBox(occupancy: Occupancy, start: Vector3, axes: BodyAxes): BodyBox | null {
  let centre = start;
  let half = { height: 6, depth: 8, width: 8 };
  for (let pass = 0; pass < 3; pass++) {
    const offsets = (size: number, part: number) => [-part * size, 0, part * size];
    const extent = (direction: Vector3, spread: Parameters<typeof patchExit>[3]): number | null => {
      const there = patchExit(occupancy, centre, direction, spread, 2.5);
      const back = patchExit(occupancy, centre, scale(direction, -1), spread, 2.5);
      if (!Number.isFinite(there) || !Number.isFinite(back)) return null;
      centre = add(centre, scale(direction, (there - back) / 2));
      return (there + back) / 2;
    };
    // Back to the canal only near the midline: the pedicles are on both sides of it.
    const depth = extent(axes.anterior, [
      [axes.left, [-3, 0, 3]],
      [axes.superior, offsets(half.height, 0.4)],
    ]);
    const height = extent(axes.superior, [
      [axes.left, offsets(half.width, 0.4)],
      [axes.anterior, offsets(half.depth, 0.5)],
    ]);
    // The sides in front of the middle, clear of the pedicles.
    const width = extent(axes.left, [
      [axes.anterior, [0.15 * half.depth, 0.4 * half.depth]],
      [axes.superior, offsets(half.height, 0.4)],
    ]);
    if (depth === null || height === null || width === null) return null;
    half = { height, depth, width };
  }
  return { centre, axes, halfWidth: half.width, halfDepth: half.depth, halfHeight: half.height };
}

/** A body with its mask, or why there is none. */
export type BodyOrReason =
  | {
      readonly box: BodyBox;
      readonly occupancy: Occupancy;
      readonly hasPosterior: boolean;
      readonly facesByItself: boolean;
    }
  | { readonly box: null; readonly reason: string; readonly shapeless?: true };

/**
 * The body of a vertebra, apart from its posterior elements: about its thickest part, from there to where rays leave it
 * (to the back: into the canal). `upwards` is about where superior is (LPS; along the line of neighbouring vertebrae).
 * Front and back come from where the posterior elements lie, or of a body alone from its longer axis; where none is clearly longer, `front` says it (as its neighbours face). The reason where no
 * body is found, or where the posterior elements lie in front of it.
 */
export function locateBody(crop: LabelCrop, upwards: Vector3, front: Vector3 = [0, -1, 0]): BodyOrReason {
  const occupancy = occupancyOf(crop.mask);
  const { core, all } = thickestPart(crop.mask);
  const patient = axesFrom(unit(upwards), front);
  const none = { box: null, reason: 'no vertebral body is found in the mask', shapeless: true } as const;
  const first = fitBox(occupancy, core, patient);
  if (first === null) return none;
  const behind = subtract(all, core);
  const sideways = subtract(behind, scale(patient.superior, dot(behind, patient.superior)));
  const forwards = dot(sideways, patient.anterior);
  const hasPosterior = norm(sideways) > 0.25 * first.halfDepth;
  if (hasPosterior && forwards > 0.7 * norm(sideways))
    return {
      box: null,
      reason: 'its posterior elements lie in front of its body: the orientation in the file is wrong',
    };
  const behindIt = hasPosterior && forwards < 0;
  const wide = behindIt ? null : wideAxis(occupancy, first.centre, patient);
  const anterior = behindIt
    ? perpendicularTo(scale(sideways, -1), patient.superior)
    : cross(wide ?? patient.left, patient.superior);
  const box = fitBox(occupancy, first.centre, axesFrom(patient.superior, anterior));
  return box === null ? none : { box, occupancy, hasPosterior, facesByItself: behindIt || wide !== null };
}

/** The voxels of a vertebra that are of its body: in front of the back wall, and within its width. */
export function bodyMask({ mask }: LabelCrop, box: BodyBox): Mask {
  const { left, anterior } = box.axes;
  const data = new Uint8Array(mask.data.length);
  const [nx, ny, nz] = mask.size;
  const { spacing, origin, direction: d } = mask;
  const [cx, cy, cz] = box.centre;
  const most = 1.1 * box.halfWidth;
  // As `indexToPatient` and the products of vectors have it, term by term, without a vector for each voxel.
  for (let k = 0, i = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let h = 0; h < nx; h++, i++) {
        if (mask.data[i] === 0) continue;
        const [x, y, z] = [h * spacing[0], j * spacing[1], k * spacing[2]];
        const px = origin[0] + d[0] * x + d[1] * y + d[2] * z - cx;
        const py = origin[1] + d[3] * x + d[4] * y + d[5] * z - cy;
        const pz = origin[2] + d[6] * x + d[7] * y + d[8] * z - cz;
        if (px * anterior[0] + py * anterior[1] + pz * anterior[2] < -box.halfDepth) continue;
        if (Math.abs(px * left[0] + py * left[1] + pz * left[2]) <= most) data[i] = 1;
      }
  return { ...mask, data };
}
