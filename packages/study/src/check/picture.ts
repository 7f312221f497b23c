import { type Mask, orientationOf, type Volume } from '@rachis/volume';
import type { RegionMeasures } from './measure-region.ts';
import { planeAcross, sliceAxis } from './orientation.ts';
import { outlinePath } from './outline.ts';
import { encodePng } from './png.ts';
import { type Window, windowFor } from './window.ts';

/** A slice through a region with its outline, to be shown `width` by `height` millimetres large. */
export interface Picture {
  readonly plane: 'sagittal' | 'coronal' | 'axial';
  /** Slice from 1, of how many. */
  readonly slice: number;
  readonly slices: number;
  /** mm. */
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly [across: number, down: number];
  /** PNG, base64. */
  readonly png: string;
  /** SVG path in pixels. */
  readonly outline: string;
}

/** What is seen of an image: how often the region's length, at least how many millimetres, on at most how many pixels. */
interface Cut {
  readonly lengths: number;
  readonly least: number;
  readonly pixels: number;
}

/** The region with what is around it; and, smaller, where in the body it is. */
const nearCut: Cut = { lengths: 2, least: 60, pixels: 144 };
const farCut: Cut = { lengths: 4, least: 240, pixels: 96 };

/** Grey levels of a picture: more are not seen, fewer make a smaller page. */
const levels = 64;

/** How an index axis is shown: which, and whether its end comes first. */
interface ShownAxis {
  readonly axis: number;
  readonly reversed: boolean;
}

interface View {
  readonly across: ShownAxis;
  readonly down: ShownAxis;
  readonly normal: number;
  readonly plane: Picture['plane'];
}

/** As radiologists look at it: the patient's left on the right, front up; seen from the left, front on the left. */
function viewAcross(mask: Mask, normal: number): View {
  const { patientAxis, sign } = orientationOf(mask);
  const indexOf = (patient: number) => patientAxis.indexOf(patient);
  const shown = (patient: number, backwards = false): ShownAxis => {
    const axis = indexOf(patient);
    return { axis, reversed: sign[axis]! < 0 !== backwards };
  };
  const patientNormal = patientAxis[normal]!;
  const plane = planeAcross(patientNormal);
  if (plane === 'axial') return { across: shown(0), down: shown(1), normal, plane };
  if (plane === 'coronal') return { across: shown(0), down: shown(2, true), normal, plane };
  return { across: shown(1), down: shown(2, true), normal, plane };
}

/** The plane that was acquired where voxels are not cubes, axial else. */
function bestNormal(mask: Mask): number {
  const single = mask.size.indexOf(1);
  if (single >= 0) return single;
  const axis = sliceAxis(mask);
  const anisotropic = mask.spacing[axis] > 1.2 * Math.min(...mask.spacing);
  return anisotropic ? axis : orientationOf(mask).patientAxis.indexOf(2);
}

/** The slice of the largest cross-section; of equals the one in the middle. */
function largestSlice(areas: readonly number[], start: number): number {
  const most = areas.reduce((a, b) => Math.max(a, b), 0);
  const equals = areas.flatMap((area, i) => (area === most ? [i] : []));
  return start + equals[(equals.length - 1) >> 1]!;
}

interface Range {
  readonly from: number;
  readonly count: number;
}

/** A slice of image and mask, averaged down where it has more voxels than the picture pixels. */
export interface Raster {
  readonly view: View;
  readonly slice: number;
  readonly across: Range;
  readonly down: Range;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  readonly inside: Uint8Array;
}

function rangeAlong(mask: Mask, axis: number, measures: RegionMeasures, length: number): Range {
  const { box } = measures;
  const half = length / mask.spacing[axis]! / 2;
  const centre = box.start[axis]! + box.size[axis]! / 2;
  const from = Math.max(0, Math.floor(centre - half));
  const to = Math.min(mask.size[axis]!, Math.ceil(centre + half));
  return { from, count: to - from };
}

function rasterOf(image: Volume, mask: Mask, measures: RegionMeasures, view: View, cut: Cut): Raster {
  const { box, areas } = measures;
  const extent = (axis: number) => box.size[axis]! * mask.spacing[axis]!;
  const { axis: u } = view.across;
  const { axis: v } = view.down;
  const length = Math.max(cut.least, cut.lengths * Math.max(extent(u), extent(v)));
  const across = rangeAlong(mask, u, measures, length);
  const down = rangeAlong(mask, v, measures, length);
  const width = Math.min(across.count, cut.pixels);
  const height = Math.min(down.count, cut.pixels);
  const slice = largestSlice(areas[view.normal as 0 | 1 | 2], box.start[view.normal]!);
  const stride = [1, mask.size[0], mask.size[0] * mask.size[1]] as const;
  const base = slice * stride[view.normal as 0 | 1 | 2];
  const [strideU, strideV] = [stride[u as 0 | 1 | 2], stride[v as 0 | 1 | 2]];
  const values = new Float32Array(width * height);
  const covered = new Float32Array(width * height);
  /** First voxel of a pixel, and the one after its last. */
  const span = (pixel: number, count: number, pixels: number, { from }: Range, reversed: boolean) => {
    const place = reversed ? pixels - 1 - pixel : pixel;
    const first = Math.floor((place * count) / pixels);
    return [from + first, from + Math.max(first + 1, Math.floor(((place + 1) * count) / pixels))] as const;
  };
  for (let y = 0; y < height; y++) {
    const [v0, v1] = span(y, down.count, height, down, view.down.reversed);
    for (let x = 0; x < width; x++) {
      const [u0, u1] = span(x, across.count, width, across, view.across.reversed);
      let sum = 0;
      let count = 0;
      for (let j = v0; j < v1; j++)
        for (let i = u0; i < u1; i++) {
          const at = base + i * strideU + j * strideV;
          sum += image.data[at]!;
          if (mask.data[at] !== 0) count++;
        }
      const voxels = (u1 - u0) * (v1 - v0);
      values[x + width * y] = sum / voxels;
      covered[x + width * y] = count / voxels;
    }
  }
  // What is thinner than half a pixel must be seen too.
  const half = covered.some((share) => share >= 0.5);
  const inside = Uint8Array.from(covered, (share) => ((half ? share >= 0.5 : share > 0) ? 1 : 0));
  return { view, slice, across, down, width, height, values, inside };
}

function pictureOf(mask: Mask, raster: Raster, { black, white }: Window): Picture {
  const { view, slice, across, down, width, height, values, inside } = raster;
  const step = 255 / (levels - 1);
  const grey = Uint8Array.from(values, (value) => {
    const share = (value - black) / (white - black);
    return share > 0 ? Math.round(Math.round(Math.min(1, share) * (levels - 1)) * step) : 0;
  });
  const millimetres = (range: Range, axis: number) => range.count * mask.spacing[axis]!;
  return {
    plane: view.plane,
    slice: slice + 1,
    slices: mask.size[view.normal]!,
    width: millimetres(across, view.across.axis),
    height: millimetres(down, view.down.axis),
    pixels: [width, height],
    png: Buffer.from(encodePng(grey, width, height)).toString('base64'),
    outline: outlinePath(inside, width, height),
  };
}

/**
 * The pictures of a region: its largest cross-section in the plane that the image is finest in, and a smaller one
 * across it that shows more of the body. Images of one slice have one.
 */
export function regionPictures(
  image: Volume,
  mask: Mask,
  measures: RegionMeasures,
  modality: string,
): Picture[] {
  const normal = bestNormal(mask);
  const near = rasterOf(image, mask, measures, viewAcross(mask, normal), nearCut);
  const drawn = (raster: Raster) =>
    pictureOf(mask, raster, windowFor(modality, measures.median, raster.values));
  const area = (axis: number) => {
    const [a, b] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
    const most = measures.areas[axis as 0 | 1 | 2].reduce((x, y) => Math.max(x, y), 0);
    return most * mask.spacing[a]! * mask.spacing[b]!;
  };
  const [first, second] = [0, 1, 2].filter((axis) => axis !== normal) as [number, number];
  const other = area(second) > area(first) ? second : first;
  if (mask.size.includes(1)) return [drawn(near)];
  const far = rasterOf(image, mask, measures, viewAcross(mask, other), farCut);
  return [drawn(near), drawn(far)];
}

/** The largest cross-section of a region, as `regionPictures` shows it first, of any image on the mask's grid. */
export function nearRaster(image: Volume, mask: Mask, measures: RegionMeasures): Raster {
  return rasterOf(image, mask, measures, viewAcross(mask, bestNormal(mask)), nearCut);
}

/** A raster as a picture in a window. */
export const drawRaster = pictureOf;
