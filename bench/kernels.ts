import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCooccurrences } from '../packages/features/dist/kernels/cooccurrence.js';
import { directions3D } from '../packages/features/dist/kernels/directions.js';
import { createLevelGrid, type LevelGrid } from '../packages/features/dist/kernels/level-grid.js';
import { countNeighbourhoods } from '../packages/features/dist/kernels/neighbourhood.js';
import { countRuns } from '../packages/features/dist/kernels/run-lengths.js';
import { withKernels } from '../packages/features/dist/kernels/webassembly.js';
import { findZones } from '../packages/features/dist/kernels/zones.js';
import { type NativeLoop, type PaddedLevels, paddedLevels, timeNativeLoops } from './native.ts';
import { sphereCase } from './sphere.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime, measure } from './timing.ts';

/** What our kernels are given: levels without the frame, which they add themselves. */
function unpadded({ size, data }: PaddedLevels) {
  const inner = size.map((n) => n - 2) as [number, number, number];
  const levels = new Uint16Array(inner[0] * inner[1] * inner[2]);
  for (let z = 0, to = 0; z < inner[2]; z++) {
    for (let y = 0; y < inner[1]; y++, to += inner[0]) {
      const from = 1 + size[0] * (y + 1 + size[1] * (z + 1));
      levels.set(data.subarray(from, from + inner[0]), to);
    }
  }
  return { levels, size: inner };
}

const works: readonly {
  loop: NativeLoop;
  name: string;
  run: (grid: LevelGrid, mask: Uint8Array) => unknown;
}[] = [
  {
    loop: 'glcm',
    name: 'co-occurrence, 13 directions',
    run: (grid) => directions3D.map((d) => countCooccurrences(grid, d)),
  },
  {
    loop: 'glrlm',
    name: 'run lengths, 13 directions',
    run: (grid) => directions3D.map((d) => countRuns(grid, d)),
  },
  {
    loop: 'glszm',
    name: 'zones (ours with their distance to the border)',
    run: (grid, mask) => findZones(grid, mask, true),
  },
  {
    loop: 'neighbourhood',
    name: 'tone differences and dependences',
    run: (grid) => countNeighbourhoods(grid, true, 1, 0),
  },
];

/** The counting loops beside the same loops in C, on the sphere of 998,592 voxels. */
export async function run(): Promise<void> {
  const sphere = sphereCase(62, 12, 998_592);
  console.log(
    'One thread; sphere of 998,592 voxels in smoothed noise, bins of 25. C: gcc -O3 -march=native, bench/c.',
  );
  console.log(
    'Times are the fastest of several runs. Ours: the WebAssembly kernel with its tables and results in JavaScript.\n',
  );
  const padded = paddedLevels(sphere, 25, 1);
  const native = new Map(
    timeNativeLoops(join(tmpdir(), 'rachis-bench', 'c'), padded).map((timing) => [timing.loop, timing]),
  );
  const { levels, size } = unpadded(padded);
  const mask = Uint8Array.from(levels, (level) => (level > 0 ? 1 : 0));
  const rows = withKernels(() => {
    const grid = createLevelGrid(levels, size, padded.levels);
    return works.map(({ loop, name, run: work }) => {
      const ours = measure(() => work(grid, mask), 1).minimum;
      const c = native.get(loop)!.minimum;
      const perVoxel = ((ours * 1e9) / native.get(loop)!.voxels).toPrecision(3);
      return [name, formatTime(ours), `${perVoxel} ns`, formatTime(c), formatRatio(ours, c)];
    });
  });
  printTable(['loop', 'ours', 'a voxel', 'C', 'ours / C'], rows);
}
