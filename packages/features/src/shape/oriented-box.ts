import type { Vector3 } from '@rachis/volume';
import { smallestBox } from '../kernels/oriented-box.ts';
import type { HullMeasures } from './solid.ts';

/** Triangles that are looked at in all: every facet of a small hull is tried as a side, the largest of a large one. */
const mostWork = 80_000;
const fewestFaces = 32;

/** Facets to try: the largest, with every facet as large as the last one taken. */
function candidateFacets({ facetLengths, triangles }: HullMeasures): number[] {
  const mostFaces = Math.max(fewestFaces, Math.floor((3 * mostWork) / triangles.length));
  const all = Array.from(facetLengths, (_, facet) => facet);
  if (all.length <= mostFaces) return all;
  all.sort((a, b) => facetLengths[b]! - facetLengths[a]!);
  const last = facetLengths[all[mostFaces - 1]!]! * (1 - 1e-9);
  const end = all.findIndex((facet) => facetLengths[facet]! < last);
  all.length = end < 0 || end > 4 * mostFaces ? mostFaces : end;
  return all;
}

/**
 * Edge lengths (mm) of an oriented box of smallest volume around a convex hull.
 *
 * Boxes with a side on a facet of the hull are searched by rotating calipers, and the best is turned about each of
 * its axes in turn until that no longer makes it smaller (after Chan and Tan 2001, which the IBSI 1 manual,
 * section 3.1, cites). Boxes along the grid's axes are tried as well, so that none is larger than the
 * axis-aligned one.
 */
export function orientedBox(hull: HullMeasures): Vector3 {
  const facets = candidateFacets(hull);
  const tries = new Float64Array(9 + 3 * facets.length);
  tries.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  facets.forEach((facet, i) => {
    for (let k = 0; k < 3; k++)
      tries[9 + 3 * i + k] = hull.normals[3 * facet + k]! / hull.facetLengths[facet]!;
  });
  return smallestBox(hull, tries);
}
