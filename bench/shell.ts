import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCases } from './cases.ts';
import { runExtract, runProgram } from './command-line.ts';
import { oneThread, peerProgram } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime } from './timing.ts';

const runs = 5;

/** Fastest of several whole processes. */
function fastest(work: () => { seconds: number }): number {
  return Math.min(...Array.from({ length: runs }, () => work().seconds));
}

/** Fails where a program said that it was done and left no table. */
function written(path: string): void {
  if (!existsSync(path)) throw new Error(`${path} was not written.`);
  rmSync(path);
}

/** Whole processes from the shell on case b: NIfTI files to a CSV table, start of the interpreter included. */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench');
  const { image, mask } = prepareCases(folder).find(({ name }) => name === 'b')!;
  const output = join(folder, 'features.csv');
  const timeOurs = (name: string, chosen: Record<string, unknown>): number => {
    const settings = join(folder, `${name}.json`);
    writeFileSync(
      settings,
      JSON.stringify({ discretisation: { method: 'fixed-bin-size', size: 25 }, ...chosen }),
    );
    return fastest(() => {
      rmSync(output, { force: true });
      const finished = runExtract(image, mask, settings, output);
      written(output);
      return finished;
    });
  };
  const ours = timeOurs('every', { aggregations: ['3D_comb'] });
  const likePyradiomics = timeOurs('like-pyradiomics', {
    aggregations: ['3D_avg'],
    families: ['morphology', 'statistics', 'histogram', 'glcm', 'glrlm', 'glszm', 'ngtdm', 'ngldm'],
    morphology: { spatialCorrelation: false },
  });
  const rows = [
    ['rachis extract, every family', formatTime(ours), '-', '-'],
    ["rachis extract, the families of pyradiomics' classes", formatTime(likePyradiomics), '-', '-'],
  ];

  const pyradiomics = peerProgram('pyradiomics', 'pyradiomics');
  if (pyradiomics === undefined) console.log('pyradiomics: not timed, not set up (conformance/peers.sh)');
  else {
    const theirs = fastest(() => {
      rmSync(output, { force: true });
      const theirArguments = [image, mask, '-o', output, '-f', 'csv', '-s', 'binWidth:25', '-j', '1'];
      const finished = runProgram(pyradiomics, theirArguments, oneThread);
      written(output);
      return finished;
    });
    rows.push([
      'pyradiomics, its original 107 features',
      formatTime(theirs),
      formatRatio(theirs, ours),
      formatRatio(theirs, likePyradiomics),
    ]);
  }

  const python = peerProgram('pictologics');
  if (python === undefined) console.log('pictologics: not timed, not set up (conformance/peers.sh)');
  else {
    const script = join(import.meta.dirname, 'peers', 'pictologics_once.py');
    const theirs = fastest(() => {
      rmSync(output, { force: true });
      const finished = runProgram(python, [script, image, mask, output], oneThread);
      written(output);
      return finished;
    });
    rows.push(['pictologics in a script, every family', formatTime(theirs), formatRatio(theirs, ours), '-']);
  }
  console.log(`Sphere of 57,856 voxels, NIfTI to CSV, whole process, fastest of ${runs}.\n`);
  printTable(['program', 'time', 'ratio to our every', 'ratio to our like'], rows);
}
