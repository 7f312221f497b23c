import { extractFeatures, resolveSettings } from '@rachis/features';
import { identityDirection, type Mask, type Volume } from '@rachis/volume';
import { sphereCase } from './sphere.ts';
import { printTable } from './table.ts';
import { formatTime, measure } from './timing.ts';

const families = [
  'morphology',
  'local-intensity',
  'statistics',
  'histogram',
  'volume-histogram',
  'glcm',
  'glrlm',
  'glszm',
  'gldzm',
  'ngtdm',
  'ngldm',
];

/** A row is left out where the size before already took this long. */
const patience = 10;

function subjectOf(voxels: number): { volume: Volume; mask: Mask; count: number } {
  const sphere = sphereCase(Math.cbrt((3 * voxels) / (4 * Math.PI)), 21);
  const grid = {
    size: sphere.size,
    spacing: [1, 1, 1] as const,
    origin: [0, 0, 0] as const,
    direction: identityDirection,
  };
  return {
    volume: { ...grid, unit: 'HU', data: sphere.image },
    mask: { ...grid, data: sphere.mask },
    count: sphere.voxels,
  };
}

/** Our time for each family as the region grows from 1,000 to 10,000,000 voxels, whole call and per voxel. */
export async function run(): Promise<void> {
  console.log('One thread; spheres in smoothed noise, 1 mm, bins of 25; each row a call of extractFeatures');
  console.log(
    'with one family: cutting out and discretising are inside. In brackets: nanoseconds a voxel.\n',
  );
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7];
  const cells = new Map(families.map((family) => [family, [family] as string[]]));
  const slowest = new Map<string, number>();
  for (const size of sizes) {
    const { volume, mask, count } = subjectOf(size);
    for (const family of families) {
      if ((slowest.get(family) ?? 0) > patience) {
        cells.get(family)!.push('not run');
        continue;
      }
      const settings = resolveSettings({
        discretisation: { method: 'fixed-bin-size', size: 25 },
        families: [family],
        aggregations: ['3D_comb'],
      });
      const { minimum } = measure(() => extractFeatures(volume, mask, settings), 0.5, 0.1);
      slowest.set(family, minimum);
      cells.get(family)!.push(`${formatTime(minimum)} (${((minimum * 1e9) / count).toPrecision(3)})`);
    }
  }
  printTable(['family', ...sizes.map((size) => size.toLocaleString('en'))], [...cells.values()]);
}
