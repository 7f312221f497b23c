import { spawnSync } from 'node:child_process';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCases } from './cases.ts';
import { type PeerName, peerProgram } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime } from './timing.ts';

interface Timed {
  readonly case: string;
  readonly features: number;
  readonly minimum: number;
}

/** Runs a timing program bound to as many processors as it may use threads; its last line is JSON. */
function timed(program: string, args: readonly string[], threads: number): readonly Timed[] {
  const processors = Array.from({ length: threads }, (_, i) => availableParallelism() - 1 - i).join();
  const { stdout, status, stderr } = spawnSync('taskset', ['-c', processors, program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, RACHIS_BENCH_THREADS: String(threads) },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { rows: Timed[] }).rows;
}

const heading = `Original, Laplacian of Gaussian at 1, 3 and 5 mm, the eight bands of Coiflet 1: twelve images, every
family but Moran's I, Geary's C and local peaks, shape once; from images in memory to values, preparation included.
The fastest of several runs after a warm-up, bound to one processor and to two. ratio: peer / ours.
PyRadiomics has no volume histogram and no distance zones; its bins are 25 wide in every image.`;

/** Filtered features beside the peers, on one thread and on two. */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench');
  const cases = prepareCases(folder);
  const file = join(folder, 'cases.json');
  console.log(`${heading}\n`);
  const rows: string[][] = [];
  /** Our times on one thread. */
  const alone = new Map<string, number>();
  for (const threads of [1, 2].filter((n) => n <= availableParallelism())) {
    const ours = timed(
      process.execPath,
      [join(import.meta.dirname, 'filters-ours.ts'), file, String(threads), '2'],
      threads,
    );
    const add = (name: string, peer: readonly Timed[]) => {
      for (const { name: caseName } of cases) {
        const find = (list: readonly Timed[]) => list.find((row) => row.case === caseName);
        const [mine, theirs] = [find(ours), find(peer)];
        rows.push([
          caseName,
          String(threads),
          name,
          formatTime(mine?.minimum),
          formatTime(theirs?.minimum),
          formatRatio(theirs?.minimum, mine?.minimum),
        ]);
      }
    };
    if (threads > 1) {
      for (const { case: caseName, minimum } of ours) {
        const one = alone.get(caseName)!;
        rows.push([
          caseName,
          String(threads),
          'ours on one thread',
          formatTime(minimum),
          formatTime(one),
          formatRatio(one, minimum),
        ]);
      }
    } else for (const { case: caseName, minimum } of ours) alone.set(caseName, minimum);
    for (const peer of ['pictologics', 'pyradiomics'] as const satisfies readonly PeerName[]) {
      const python = peerProgram(peer);
      // PyRadiomics has no threads of its own but those of ITK: once is enough.
      if (python === undefined) console.log(`${peer}: not timed, not set up (conformance/peers.sh ${peer})`);
      else if (peer !== 'pyradiomics' || threads === 1)
        add(
          peer,
          timed(python, [join(import.meta.dirname, 'peers', `${peer}_filters.py`), file, '2'], threads),
        );
    }
  }
  printTable(['case', 'threads', 'beside', 'ours', 'peer', 'ratio'], rows);
}
