import {
  type AlignedGrid,
  alignByCentre,
  type Box,
  boundingBox,
  boxOnto,
  checkGrid,
  cropGrid,
  type Grid,
  gridOf,
  growBox,
  indexToPatient,
  type InterpolationMethod,
  type Mask,
  type Outside,
  patientToIndex,
  RachisError,
  resample,
  rotateGrid,
  sampleOnto,
  type Vector3,
  type Volume,
  type VoxelArray,
} from '@rachis/volume';
import type { Interpolation, Perturbation, Rotation } from './perturbation.ts';

/** The grid that an image and a region are sampled on, once. */
export interface PerturbedGrid {
  /** Boxes below are in its voxels; they may reach beyond its size. */
  readonly grid: Grid;
  /** Whether values are interpolated: not where the grid is the image's own. */
  readonly interpolated: boolean;
  /** Values at a box, of data on the image's grid or on a block of it. */
  sample(
    data: VoxelArray,
    source: Grid,
    box: Box,
    method: InterpolationMethod,
    outside: Outside,
  ): Float64Array;
}

/** Voxels of a spline's filter beyond what is asked for, and one for rounding. */
const reachOf = { nearest: 1, linear: 2, 'cubic-spline': 48 } as const;

/** Most that spacings within the turned plane may differ where it is not that of the slices. */
const mostUneven = 2;

/** The patient direction of an index axis, turned to the side where its largest component is positive. */
function directionOf({ direction }: Grid, axis: 0 | 1 | 2): Vector3 {
  const v: Vector3 = [direction[axis]!, direction[3 + axis]!, direction[6 + axis]!];
  const largest = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-9 ? value : best), 0);
  return largest < 0 ? (v.map((value) => -value) as unknown as Vector3) : v;
}

function axisOf(image: Grid, { axis, degrees }: Rotation, slicewise: boolean): 0 | 1 | 2 {
  if (axis === 'slice') return 2;
  const along = [6, 7, 8].map((k) => Math.abs(image.direction[k]!));
  const found = along.indexOf(Math.max(...along)) as 0 | 1 | 2;
  const [a, b] = image.spacing.filter((_, k) => k !== found) as [number, number];
  if (found !== 2 && (slicewise || Math.max(a, b) > mostUneven * Math.min(a, b))) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `Turning by ${degrees} degrees about the patient's long axis would mix slices, which ${slicewise ? 'are processed one by one' : `are ${image.spacing[2]} mm apart with voxels of ${Math.min(a, b)} mm`}.`,
      { remedy: 'Set rotation.axis to slice, which turns within the slices.' },
    );
  }
  return found;
}

/** Middle of a region's voxels, in patient space. */
function middleOf(mask: Mask): Vector3 {
  const box = boundingBox(mask);
  if (box === null) return indexToPatient(mask, mask.size.map((n) => (n - 1) / 2) as unknown as Vector3);
  const [nx, ny] = mask.size;
  const sums = [0, 0, 0];
  let count = 0;
  for (let z = box.start[2]; z < box.start[2] + box.size[2]; z++) {
    for (let y = box.start[1]; y < box.start[1] + box.size[1]; y++) {
      for (let x = box.start[0]; x < box.start[0] + box.size[0]; x++) {
        if (mask.data[x + nx * (y + ny * z)] === 0) continue;
        count++;
        sums[0]! += x;
        sums[1]! += y;
        sums[2]! += z;
      }
    }
  }
  return indexToPatient(mask, sums.map((sum) => sum / count) as unknown as Vector3);
}

/** The aligned grid with its samples moved by fractions of its voxels. */
function shifted(aligned: AlignedGrid, [x, y, z]: Vector3): AlignedGrid {
  const [ax, ay, az] = aligned.axes;
  return {
    source: aligned.source,
    axes: [
      { start: ax.start + x * ax.step, step: ax.step },
      { start: ay.start + y * ay.step, step: ay.step },
      { start: az.start + z * az.step, step: az.step },
    ],
    grid: { ...aligned.grid, origin: indexToPatient(aligned.grid, [x, y, z]) },
  };
}

/** An aligned grid over a block of its source. */
function overBlock(aligned: AlignedGrid, block: Grid): AlignedGrid {
  const at = patientToIndex(aligned.source, block.origin).map(Math.round);
  const [x, y, z] = aligned.axes.map(({ start, step }, a) => ({ start: start - at[a]!, step })) as [
    AlignedGrid['axes'][0],
    AlignedGrid['axes'][1],
    AlignedGrid['axes'][2],
  ];
  return { source: block, grid: aligned.grid, axes: [x, y, z] };
}

/**
 * The grid of the interpolation (IBSI 1 manual, section 2.4: aligned by centre), its samples shifted by fractions of
 * its voxels along its axes and turned about a centre: what moves is the sampling, of image and region alike.
 * `SETTINGS_INVALID` for a turn that would mix slices which are thick, or are processed one by one.
 */
export function perturbedGrid(
  image: Volume,
  mask: Mask,
  { rotation, translation }: Pick<Perturbation, 'rotation' | 'translation'>,
  interpolation: Interpolation | null,
  slicewise = false,
): PerturbedGrid {
  checkGrid(image);
  const turned = rotation !== null && rotation.degrees % 360 !== 0;
  const shift = translation ?? [0, 0, 0];
  const moved = shift.some((s) => s !== 0);
  const source = gridOf(image);
  if (!turned && !moved && !interpolation?.spacing) {
    return {
      grid: source,
      interpolated: false,
      sample: () => {
        throw new Error('Nothing is interpolated on the grid of the image.');
      },
    };
  }
  const aligned = shifted(alignByCentre(source, interpolation?.spacing ?? image.spacing), shift);
  if (!turned) {
    return {
      grid: aligned.grid,
      interpolated: true,
      sample: (data, block, box, method, outside) => {
        const whole = block.size.every((n, a) => n === source.size[a]);
        return resample(data, whole ? aligned : overBlock(aligned, block), box, method, outside);
      },
    };
  }
  const axis = directionOf(source, axisOf(source, rotation, slicewise));
  const middle =
    rotation.centre === 'region'
      ? middleOf(mask)
      : indexToPatient(source, source.size.map((n) => (n - 1) / 2) as unknown as Vector3);
  // The centre moves with the samples: the shift is along the axes of the image, not of the turned grid.
  const unmoved = alignByCentre(source, interpolation?.spacing ?? image.spacing).grid;
  const step = indexToPatient(unmoved, shift).map((p, a) => p - unmoved.origin[a]!);
  const centre = middle.map((p, a) => p + step[a]!) as unknown as Vector3;
  const grid = rotateGrid(aligned.grid, axis, rotation.degrees, centre);
  return {
    grid,
    interpolated: true,
    sample: (data, block, box, method, outside) => sampleOnto(data, block, grid, box, method, outside),
  };
}

/** The block of the image that the samples of a box need, for a method. */
export function sourceBox(image: Grid, { grid }: PerturbedGrid, box: Box, method: InterpolationMethod): Box {
  const found = boxOnto(cropGrid(grid, box), { start: [0, 0, 0], size: box.size }, image);
  const start = found.start.map((s, a) => Math.min(image.size[a]! - 1, Math.max(0, s))) as unknown as Vector3;
  const end = found.start.map((s, a) => Math.min(image.size[a]!, Math.max(1, s + found.size[a]!)));
  const within: Box = { start, size: end.map((e, a) => Math.max(1, e - start[a]!)) as unknown as Vector3 };
  const reach = reachOf[method];
  return growBox(within, [reach, reach, reach], image);
}
