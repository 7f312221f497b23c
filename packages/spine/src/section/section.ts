import { type Grid, indexToPatient, patientToIndex, type Vector3 } from '@rachis/volume';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import { add, dot, scale, subtract } from '../vertebra/vector.ts';
import type { CutPlane } from './plane.ts';

/** Whose axes a section follows: the scan's own slice nearest to the plane, or the plane itself. */
export type SectionAxes = 'scanner' | 'vertebra';

/** A label where a plane cuts it: the voxels that it meets, each with the area that it has there. */
export interface Section {
  /** Offsets of the voxels in the data of the whole scan. */
  readonly voxels: readonly number[];
  /** mm2. */
  readonly weights: readonly number[];
  /** mm2. */
  readonly area: number;
  /** It reaches the edge of the scan within the plane. */
  readonly cut: boolean;
}

/** The index axis of a grid that is nearest to superior. */
export function axialAxis({ direction: d }: Grid): 0 | 1 | 2 {
  const [x, y, z] = [Math.abs(d[6]), Math.abs(d[7]), Math.abs(d[8])];
  return x > y && x > z ? 0 : y > z ? 1 : 2;
}

/** Index of a crop's first voxel in the whole scan. */
export function offsetIn(scan: Grid, mask: Grid): Vector3 {
  return patientToIndex(scan, indexToPatient(mask, [0, 0, 0])).map(Math.round) as unknown as Vector3;
}

/** Sums up the voxels of a section; `inPlane` are the index axes at whose ends the scan cuts it. */
function collector(scan: Grid, offset: Vector3, inPlane: readonly number[]) {
  const areas = new Map<number, number>();
  let cut = false;
  return {
    add: (x: number, y: number, z: number, area: number): void => {
      const index = [x + offset[0], y + offset[1], z + offset[2]] as const;
      if (inPlane.some((axis) => index[axis] === 0 || index[axis] === scan.size[axis]! - 1)) cut = true;
      const at = index[0] + scan.size[0] * (index[1] + scan.size[1] * index[2]);
      areas.set(at, (areas.get(at) ?? 0) + area);
    },
    done: (): Section => {
      const weights = [...areas.values()];
      return { voxels: [...areas.keys()], weights, area: weights.reduce((sum, w) => sum + w, 0), cut };
    },
  };
}

/** Voxels of the scan's slice, nearest to axial, that holds the plane's centre. */
function sliceOf({ mask }: LabelCrop, plane: CutPlane, scan: Grid): Section | null {
  const axis = axialAxis(scan);
  const slice = Math.round(patientToIndex(scan, plane.centre)[axis]);
  if (slice < 0 || slice >= scan.size[axis]) return null;
  const offset = offsetIn(scan, mask);
  const [u, v] = [0, 1, 2].filter((one) => one !== axis) as [0 | 1 | 2, 0 | 1 | 2];
  const found = collector(
    scan,
    offset,
    [u, v].filter((one) => scan.size[one] > 1),
  );
  const own = slice - offset[axis];
  if (own < 0 || own >= mask.size[axis]) return found.done();
  const area = mask.spacing[u] * mask.spacing[v];
  const index: [number, number, number] = [0, 0, 0];
  index[axis] = own;
  for (index[v] = 0; index[v] < mask.size[v]; index[v]++)
    for (index[u] = 0; index[u] < mask.size[u]; index[u]++) {
      const [x, y, z] = index;
      if (mask.data[x + mask.size[0] * (y + mask.size[1] * z)] !== 0) found.add(x, y, z, area);
    }
  return found.done();
}

/** Voxels that an oblique plane meets, sampled at half the smallest spacing. */
function obliqueOf({ mask }: LabelCrop, plane: CutPlane, scan: Grid): Section | null {
  const { left, anterior } = plane.axes;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) =>
    subtract(
      indexToPatient(
        mask,
        [0, 1, 2].map((axis) => ((c >> axis) & 1) * (mask.size[axis]! - 1)) as unknown as Vector3,
      ),
      plane.centre,
    ),
  );
  const heights = corners.map((c) => dot(c, plane.axes.superior));
  const found = collector(
    scan,
    offsetIn(scan, mask),
    [0, 1, 2].filter((axis) => scan.size[axis]! > 1),
  );
  if (Math.min(...heights) > 0 || Math.max(...heights) < 0) return found.done();
  const range = (axis: Vector3) => {
    const along = corners.map((c) => dot(c, axis));
    return [Math.min(...along), Math.max(...along)] as const;
  };
  const pitch = Math.min(...mask.spacing) / 2;
  const [[l0, l1], [a0, a1]] = [range(left), range(anterior)];
  const [nx, ny, nz] = mask.size;
  const origin = patientToIndex(mask, plane.centre);
  const step = (axis: Vector3) =>
    subtract(patientToIndex(mask, add(plane.centre, scale(axis, pitch))), origin);
  const [stepL, stepA] = [step(left), step(anterior)];
  for (let i = Math.floor(l0 / pitch); i <= l1 / pitch; i++)
    for (let j = Math.floor(a0 / pitch); j <= a1 / pitch; j++) {
      const x = Math.round(origin[0] + i * stepL[0] + j * stepA[0]);
      const y = Math.round(origin[1] + i * stepL[1] + j * stepA[1]);
      const z = Math.round(origin[2] + i * stepL[2] + j * stepA[2]);
      if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz) continue;
      if (mask.data[x + nx * (y + ny * z)] !== 0) found.add(x, y, z, pitch * pitch);
    }
  return found.done();
}

/**
 * Where a plane cuts a label: in the scan's slice nearest to axial through the plane's centre (`scanner`), or in the
 * plane itself (`vertebra`). Null where the plane's centre is outside the scan; without voxels where it misses the label.
 */
export function sectionOf(crop: LabelCrop, plane: CutPlane, scan: Grid, axes: SectionAxes): Section | null {
  return axes === 'scanner' ? sliceOf(crop, plane, scan) : obliqueOf(crop, plane, scan);
}

/** Sum of the areas of the voxels for which a test holds. */
export function areaWhere(section: Section, test: (voxel: number) => boolean): number {
  let area = 0;
  for (const [i, voxel] of section.voxels.entries()) if (test(voxel)) area += section.weights[i]!;
  return area;
}

/** Mean of a function over a section, weighed by area; voxels where it is null do not count. NaN where none does. */
export function meanOver(section: Section, of: (voxel: number) => number | null): number {
  let [sum, area] = [0, 0];
  for (const [i, voxel] of section.voxels.entries()) {
    const value = of(voxel);
    if (value === null) continue;
    sum += value * section.weights[i]!;
    area += section.weights[i]!;
  }
  return sum / area;
}
