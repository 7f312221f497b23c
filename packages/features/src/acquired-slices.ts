import {
  type Grid,
  indexToPatient,
  inOrderOf,
  type Mask,
  type Matrix3,
  type Vector3,
  type Volume,
} from '@rachis/volume';
import type { ExtractionSettings } from './settings.ts';

/** From this ratio of the largest spacing to both others on, that axis is taken as the one along which slices lie. */
const sure = 1.5;
/** Below this ratio spacings are alike but for rounding. */
const alike = 1.05;

/** Along which axis slices were acquired: the one with the largest spacing, where it stands out. */
export interface SliceAxis {
  /** 0 for x, 1 for y, 2 for z; z where no other axis stands out. */
  readonly axis: 0 | 1 | 2;
  /** An axis other than z whose spacing is larger, but not by enough to tell. */
  readonly doubtful?: 0 | 1;
}

/**
 * The axis along which the slices of a scan lie. Readers of series stack slices along z, but a program that turns a
 * sagittal scan to axial order leaves its 4 mm slices along x, and what is measured "in the plane" of z would then mix
 * slices that lie far apart.
 */
export function sliceAxisOf({ spacing }: Pick<Grid, 'spacing'>): SliceAxis {
  for (const axis of [0, 1] as const) {
    const others = Math.max(...spacing.filter((_, other) => other !== axis));
    if (spacing[axis] >= sure * others) return { axis };
    if (spacing[axis] > alike * others) return { axis: 2, doubtful: axis };
  }
  return { axis: 2 };
}

/** Whether anything in the settings is done slice by slice. */
export const looksAtSlices = ({ slicewise, aggregations, filters }: ExtractionSettings): boolean =>
  slicewise ||
  aggregations?.some((one) => !one.startsWith('3D')) === true ||
  filters.some(
    (filter) =>
      filter.type === 'local-binary-pattern-2d' || (filter.type === 'gabor' && !filter.orthogonalPlanes),
  );

/** The same voxels with the slices along z; the two other axes keep their order. */
function slicesAlongZ(grid: Grid, axis: 0 | 1): Grid {
  const order = axis === 0 ? [1, 2, 0] : [0, 2, 1];
  const pick = (of: Vector3) => order.map((one) => of[one]!) as unknown as Vector3;
  const direction = [0, 1, 2].flatMap((row) => order.map((one) => grid.direction[3 * row + one]!));
  return {
    size: pick(grid.size),
    spacing: pick(grid.spacing),
    direction: direction as unknown as Matrix3,
    origin: indexToPatient(grid, [0, 0, 0]),
  };
}

/** An image and its region as slice-by-slice processing wants them. */
export interface AlongSlices {
  readonly image: Volume;
  readonly mask: Mask;
  /** What a reader of the features should know. */
  readonly note?: string;
}

const names = ['x', 'y', 'z'];
const words = (spacing: Vector3) => spacing.map((one) => Number(one.toPrecision(4))).join(' x ');

/** The image with its acquired slices along z, where the settings look at slices and they lie along another axis. */
export function alongAcquiredSlices(image: Volume, mask: Mask, settings: ExtractionSettings): AlongSlices {
  if (!looksAtSlices(settings)) return { image, mask };
  const { axis, doubtful } = sliceAxisOf(image);
  if (axis === 2) {
    if (doubtful === undefined) return { image, mask };
    return {
      image,
      mask,
      note: `Features of slices are those of planes across z, though voxels (${words(image.spacing)} mm) are largest along ${names[doubtful]}: if the scan was acquired in slices along ${names[doubtful]}, reorder its axes.`,
    };
  }
  const grid = slicesAlongZ(image, axis);
  const turned = inOrderOf(image, grid);
  const region = inOrderOf(mask, grid);
  // Grids that do not match are refused by what comes next, with its own words.
  if (turned === null || region === null) return { image, mask };
  return {
    image: turned,
    mask: region,
    note: `Features of slices are those of the acquired slices, which lie along ${names[axis]} (voxels of ${words(image.spacing)} mm).`,
  };
}
