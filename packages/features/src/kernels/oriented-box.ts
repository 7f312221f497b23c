import type { Vector3 } from '@rachis/volume';
import { withKernels } from './webassembly.ts';

/** A convex hull as the search for boxes needs it; see `HullMeasures`. */
export interface BoxedHull {
  readonly corners: Float64Array;
  readonly triangles: Int32Array;
  readonly neighbours: Int32Array;
  readonly facets: Int32Array;
  readonly normals: Float64Array;
  readonly facetLengths: Float64Array;
}

const round8 = (bytes: number) => Math.ceil(bytes / 8) * 8;

/**
 * Edge lengths (mm) of the smallest box around a convex hull with a side across one of the unit vectors `tries` (three
 * numbers each), turned about each of its axes in turn until that no longer makes it smaller.
 */
export function smallestBox(hull: BoxedHull, tries: Float64Array): Vector3 {
  return withKernels((kernels) => {
    const put = (values: Float64Array) => {
      const at = kernels.reserve(8 * values.length, false);
      kernels.numbers(at, values.length).set(values);
      return at;
    };
    const putIntegers = (values: Int32Array) => {
      const at = kernels.reserve(4 * values.length, false);
      kernels.integers(at, values.length).set(values);
      return at;
    };
    const corners = hull.corners.length / 3;
    const faces = hull.triangles.length / 3;
    const facets = hull.facetLengths.length;
    const extentAt = kernels.reserve(24 + 4 * 80, false);
    const scratchAt = kernels.reserve(round8(facets) + round8(4 * corners) + 48 * faces, false);
    kernels.run.orientedBox(
      put(hull.corners),
      corners,
      putIntegers(hull.triangles),
      putIntegers(hull.neighbours),
      putIntegers(hull.facets),
      faces,
      put(hull.normals),
      put(hull.facetLengths),
      facets,
      put(tries),
      tries.length / 3,
      scratchAt,
      extentAt,
    );
    const [x, y, z] = kernels.numbers(extentAt, 3);
    return [x!, y!, z!];
  });
}
