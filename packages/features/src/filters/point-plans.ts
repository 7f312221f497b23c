import type { Box } from '@rachis/volume';
import { exponential } from './exponential.ts';
import type { FilterOf } from './filter-settings.ts';
import { type FilterPlan, imageId, planOf } from './filtered-image.ts';
import { gradientMagnitude } from './gradient-magnitude.ts';
import { growFreely, type ImageSource, readBeyond, voxelsOf } from './image-source.ts';
import { localBinaryPattern2D } from './local-binary-pattern-2d.ts';
import { localBinaryPattern3D } from './local-binary-pattern-3d.ts';
import { logarithm } from './logarithm.ts';
import type { ScalarField } from './scalar-field.ts';
import { square } from './square.ts';
import { squareRoot } from './square-root.ts';

type PointFilter = FilterOf<
  | 'gradient-magnitude'
  | 'square'
  | 'square-root'
  | 'logarithm'
  | 'exponential'
  | 'local-binary-pattern-2d'
  | 'local-binary-pattern-3d'
>;

/** The image as a field: all of it, for filters whose scale its largest magnitude sets. */
function wholeField(source: ImageSource): ScalarField {
  const data = source.read({ start: [0, 0, 0], size: source.size });
  return { size: source.size, spacing: source.spacing, data };
}

/** The part of a field that lies in a box. */
function cut({ size }: ScalarField, values: Float64Array, box: Box): Float64Array {
  const result = new Float64Array(voxelsOf(box.size));
  const [nx, ny, nz] = box.size;
  for (let z = 0, to = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++, to += nx) {
      const from = box.start[0] + size[0] * (box.start[1] + y + size[1] * (box.start[2] + z));
      result.set(values.subarray(from, from + nx), to);
    }
  }
  return result;
}

/** A filter of single voxels, scaled over the whole image. */
function scaledPlan(id: string, filter: (field: ScalarField) => Float64Array): FilterPlan {
  const respond = (source: ImageSource, box: Box) => {
    const field = wholeField(source);
    return cut(field, filter(field), box);
  };
  return planOf([{ id, respond }], () => 'image');
}

function gradientPlan(id: string): FilterPlan {
  const respond = (source: ImageSource, box: Box) => {
    const grown = growFreely(box, [1, 1, 1]);
    const data = new Float64Array(voxelsOf(grown.size));
    readBeyond(source, grown, 'nearest', () => data);
    const field = { size: grown.size, spacing: source.spacing, data };
    return cut(field, gradientMagnitude(field), { start: [1, 1, 1], size: box.size });
  };
  return planOf([{ id, respond }], () => [1, 1, 1]);
}

function patternPlan2D(filter: FilterOf<'local-binary-pattern-2d'>): FilterPlan {
  const { radius, samples, method } = filter;
  const id = imageId(filter.name ?? 'lbp2d', `radius_${radius}`, `samples_${samples}`, method);
  const respond = (source: ImageSource, box: Box) => {
    const field = wholeField(source);
    return cut(field, localBinaryPattern2D(field, { radius, samples, method, axis: 2 }), box);
  };
  return planOf([{ id, respond }], () => 'image');
}

function patternPlan3D(filter: FilterOf<'local-binary-pattern-3d'>): FilterPlan {
  const { levels, radius, subdivision } = filter;
  const base = imageId(filter.name ?? 'lbp3d', `radius_${radius}`, `subdivision_${subdivision}`);
  const ids = [...Array.from({ length: levels }, (_, l) => `${base}_m${l + 1}`), `${base}_kurtosis`];
  return {
    images: ids,
    groups: [ids],
    margin: () => 'image',
    run(source, box, wanted, take) {
      const field = wholeField(source);
      const mask = new Uint8Array(field.data.length);
      const [nx, ny] = field.size;
      for (let z = 0; z < box.size[2]; z++) {
        for (let y = 0; y < box.size[1]; y++) {
          const from = box.start[0] + nx * (box.start[1] + y + ny * (box.start[2] + z));
          mask.fill(1, from, from + box.size[0]);
        }
      }
      const made = localBinaryPattern3D(field, mask, { levels, radius, subdivision });
      [...made.levels, made.kurtosis].forEach((values, i) => {
        if (wanted.has(ids[i]!)) take(ids[i]!, cut(field, values, box));
      });
    },
  };
}

/** The filters that users of PyRadiomics know, ready to run. */
export function planPointFilter(filter: PointFilter): FilterPlan {
  switch (filter.type) {
    case 'gradient-magnitude':
      return gradientPlan(filter.name ?? 'gradient_magnitude');
    case 'square':
      return scaledPlan(filter.name ?? 'square', square);
    case 'square-root':
      return scaledPlan(filter.name ?? 'square_root', squareRoot);
    case 'logarithm':
      return scaledPlan(filter.name ?? 'logarithm', logarithm);
    case 'exponential':
      return scaledPlan(filter.name ?? 'exponential', exponential);
    case 'local-binary-pattern-2d':
      return patternPlan2D(filter);
    default:
      return patternPlan3D(filter);
  }
}
