import type { Vector3 } from '@rachis/volume';
import { createContext } from '../context.ts';
import type { GreyLevels } from '../discretise.ts';
import { withKernels } from '../kernels/webassembly.ts';
import type { PreparedRegion } from '../prepare.ts';
import { regionRows } from '../region-rows.ts';
import type { ExtractionSettings } from '../settings.ts';
import type { MappedFeature } from './choose-features.ts';
import type { MapDomain } from './domain.ts';
import type { NeighbourhoodRows } from './neighbourhood.ts';

/**
 * Features of the neighbourhood of every centre, cut out and given to their families as a region of its own whose grey levels are
 * those of the whole: the way for what has no sweep. One array a feature, in the order of the centres.
 */
export function computeLocally(
  domain: MapDomain,
  rows: NeighbourhoodRows,
  settings: ExtractionSettings,
  features: readonly MappedFeature[],
  onProgress: (share: number) => void,
): Float64Array[] {
  const { region, centres, centreCount } = domain;
  const [nx, ny, nz] = region.size;
  const outputs = features.map(() => new Float64Array(centreCount));
  // One run of a family gives all of its features of an aggregation.
  const runs = new Map<
    string,
    { feature: MappedFeature; wanted: { index: number; output: Float64Array }[] }
  >();
  features.forEach((feature, f) => {
    const key = `${feature.family.id} ${feature.aggregation}`;
    const run = runs.get(key) ?? { feature, wanted: [] };
    run.wanted.push({ index: feature.index, output: outputs[f]! });
    runs.set(key, run);
  });
  const families = [...runs.values()].map(({ feature, wanted }) => ({
    family: feature.family,
    settings: { ...settings, aggregations: [aggregationFor(feature.aggregation)] },
    wanted,
  }));
  const cut = cutter(domain, rows);
  let k = 0;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (centres[i] === 0) continue;
        withKernels(() => {
          const { local, greyLevels } = cut(x, y, z);
          const context = createContext(local, settings, { known: greyLevels });
          for (const { family, settings: own, wanted } of families) {
            const [found] = family.compute(context, own);
            for (const { index, output } of wanted) output[k] = found!.values[index]!;
          }
        });
        k++;
      }
    }
    onProgress((z + 1) / nz);
  }
  return outputs;
}

/** An aggregation that gives a family's part: slices and volumes (2D, 2_5D, 3D) stand for their averages. */
function aggregationFor(part: string): ExtractionSettings['aggregations'][number] {
  if (part === '') return '3D_avg';
  return (/_(avg|comb)$/.test(part) ? part : `${part}_avg`) as ExtractionSettings['aggregations'][number];
}

/** Cuts neighbourhoods out of the domain, into arrays that the next one uses again. */
function cutter(
  { region, greyLevels }: MapDomain,
  { reach, halfWidth }: NeighbourhoodRows,
): (x: number, y: number, z: number) => { local: PreparedRegion; greyLevels: GreyLevels } {
  const [rx, ry, rz] = reach;
  const [nx, ny, nz] = region.size;
  const most = (2 * rx + 1) * (2 * ry + 1) * (2 * rz + 1);
  const allIntensities = new Float64Array(most);
  const allMask = new Uint8Array(most);
  const allLevels = new Uint16Array(most);
  const allValues = new Float64Array(most);
  return (x, y, z) => {
    const x0 = Math.max(0, x - rx);
    const x1 = Math.min(nx - 1, x + rx);
    const y0 = Math.max(0, y - ry);
    const y1 = Math.min(ny - 1, y + ry);
    const z0 = Math.max(0, z - rz);
    const z1 = Math.min(nz - 1, z + rz);
    const size: Vector3 = [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1];
    const count = size[0] * size[1] * size[2];
    const mask = allMask.subarray(0, count).fill(0);
    const levels = allLevels.subarray(0, count).fill(0);
    const intensities = allIntensities.subarray(0, count);
    let voxels = 0;
    let largest = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let v = z0, row = 0; v <= z1; v++) {
      for (let u = y0; u <= y1; u++, row++) {
        const half = halfWidth[u - y + ry + (2 * ry + 1) * (v - z + rz)]!;
        const to = row * size[0] - x0;
        const from = nx * (u + ny * v);
        const end = Math.min(x1, x + half);
        for (let t = Math.max(x0, x - half); t <= end; t++) {
          if (region.intensityMask[from + t] === 0) continue;
          const value = region.intensities[from + t]!;
          const level = greyLevels.levels[from + t]!;
          mask[to + t] = 1;
          intensities[to + t] = value;
          levels[to + t] = level;
          allValues[voxels++] = value;
          if (level > largest) largest = level;
          if (value < low) low = value;
          if (value > high) high = value;
        }
      }
    }
    return {
      local: {
        ...region,
        size,
        intensities,
        morphological: mask,
        intensityMask: mask,
        rows: regionRows(mask, size),
        morphologicalCount: voxels,
        values: allValues.subarray(0, voxels),
        extent: [low, high],
      },
      greyLevels: { levels, largest, count: greyLevels.count },
    };
  };
}
