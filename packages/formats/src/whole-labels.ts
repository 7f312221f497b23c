import { RachisError, type VoxelArray } from '@rachis/volume';
import { largestLabelCount } from './label-map.ts';
import type { Scale } from './voxel-type.ts';

/** How far a label may be from its whole number where the file has no scale: what single precision and decimals leave. */
const rounding = 1e-4;
/** And where it has one, at most: a scale of larger steps is one of intensities. */
const mostOfScale = 0.05;

/**
 * The voxels of a label map as whole numbers, with 0 outside. Some programs save labels with a scale (nibabel where it is
 * given floating-point numbers), of which 3 comes back as 3.00005: what is within a step of the scale of a whole number is
 * that number. NaN and -1 are taken as outside. Both are said in the warnings. Voxels that are whole already are given back as
 * they are. `REGION_NOT_FOUND`, with the values, where there are others.
 */
export function wholeLabels(source: string, data: VoxelArray, warnings: string[], scale?: Scale): VoxelArray {
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) return data;
  const counts = valuesOf(data);
  if (counts === null) throw noLabels(source, [], scale);
  const tolerance = scale ? Math.min(Math.abs(scale.slope) * 1.001, mostOfScale) : 0;
  const labels = new Map<number, number>();
  const others: number[] = [];
  const rounded: number[] = [];
  const outside: string[] = [];
  for (const [value, count] of counts) {
    const label = Math.round(value) + 0;
    if (Number.isNaN(value) || value === -1) {
      labels.set(value, 0);
      outside.push(`${count} of ${value}`);
    } else if (label >= 0 && Math.abs(value - label) <= Math.max(tolerance, rounding) + 1e-6 * label) {
      labels.set(value, label);
      if (value !== label) rounded.push(value);
    } else others.push(value);
  }
  if (others.length > 0) throw noLabels(source, others, scale);
  if (outside.length > 0) warnings.push(`${source}: voxels (${outside.join(', ')}) were taken as outside.`);
  if (rounded.length > 0)
    warnings.push(
      `${source}: labels ${listed(rounded)} were taken as the whole numbers next to them${scale ? ` (${scale.field} ${scale.slope})` : ''}.`,
    );
  if (outside.length + rounded.length === 0) return data;
  const out = new Int32Array(data.length);
  let last = Number.NaN;
  let label = labels.get(last) ?? 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Object.is(value, last)) {
      last = value;
      label = labels.get(value)!;
    }
    out[i] = label;
  }
  return out;
}

/** The different values with their counts, or null where they are too many. */
function valuesOf(data: VoxelArray): Map<number, number> | null {
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; ) {
    const value = data[i]!;
    let end = i + 1;
    while (end < data.length && Object.is(data[end], value)) end++;
    counts.set(value, (counts.get(value) ?? 0) + end - i);
    if (counts.size > largestLabelCount + 3) return null;
    i = end;
  }
  return counts;
}

const listed = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const few = sorted.slice(0, 6).map((value) => Number(value.toPrecision(7)));
  return few.join(', ') + (sorted.length > few.length ? ' ...' : '');
};

/** The error of a file whose values are no labels. */
export function noLabels(source: string, values: readonly number[], scale?: Scale): RachisError {
  const which = values.length > 0 ? `: ${listed(values)}` : '';
  const how = scale ? `; they are stored numbers x ${scale.field} ${scale.slope} + ${scale.intercept}` : '';
  return new RachisError(
    'REGION_NOT_FOUND',
    `${source} is not a label map: it has fractional, negative or more than ${largestLabelCount} different values${which}${how}.`,
    {
      file: source,
      remedy: 'Give a mask or label map, where 0 is outside and each whole number is a region.',
    },
  );
}
