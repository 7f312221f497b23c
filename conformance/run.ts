import { DataMissingError } from './data.ts';
import { type Comparison, printReport } from './report.ts';
import { compareCoverage } from './suites/coverage.ts';
import { compareDicomFiles } from './suites/dicom-files.ts';
import { compareForests } from './suites/forests.ts';
import { compareIbsi1 } from './suites/ibsi1.ts';
import { compareIbsi2Phase1 } from './suites/ibsi2-phase1.ts';
import { compareIbsi2Phase2 } from './suites/ibsi2-phase2.ts';
import { compareLeaks } from './suites/leaks.ts';
import { compareLearning } from './suites/learning.ts';
import { compareMirp } from './suites/mirp.ts';
import { compareNoLeak } from './suites/no-leak.ts';
import { compareNoSignal } from './suites/no-signal.ts';
import { comparePerturbations } from './suites/perturbations.ts';
import { comparePyradiomics } from './suites/pyradiomics.ts';
import { comparePyradiomicsLive } from './suites/pyradiomics-live.ts';
import { compareRealTables } from './suites/real-tables.ts';
import { compareSegmentations } from './suites/segmentations.ts';
import { compareShards } from './suites/shards.ts';
import { compareSpine } from './suites/spine.ts';
import { compareSpineIntervals } from './suites/spine-intervals.ts';
import { compareSpineRobustness } from './suites/spine-robustness.ts';
import { compareStatistics } from './suites/statistics.ts';
import { compareStructures } from './suites/structures.ts';
import { compareVoxelFiles } from './suites/voxel-files.ts';

const suites: Readonly<Record<string, () => Promise<Comparison[]>>> = {
  coverage: async () => compareCoverage(),
  'dicom-files': () => compareDicomFiles(),
  forests: async () => compareForests(),
  ibsi1: () => compareIbsi1('dicom'),
  'ibsi1-nifti': () => compareIbsi1('nifti'),
  'ibsi2-phase1': compareIbsi2Phase1,
  'ibsi2-phase2': compareIbsi2Phase2,
  leaks: compareLeaks,
  learning: async () => compareLearning(),
  mirp: compareMirp,
  'no-leak': compareNoLeak,
  'no-signal': async () => compareNoSignal(),
  perturbations: comparePerturbations,
  pyradiomics: comparePyradiomics,
  'pyradiomics-live': comparePyradiomicsLive,
  'real-tables': compareRealTables,
  segmentations: () => compareSegmentations(),
  shards: compareShards,
  spine: async () => compareSpine(),
  'spine-intervals': compareSpineIntervals,
  'spine-robustness': compareSpineRobustness,
  statistics: compareStatistics,
  structures: () => compareStructures(),
  'voxel-files': () => compareVoxelFiles(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => suites[name] === undefined);
if (wanted.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`No suite is called ${unknown.join(', ')}.`);
  console.error(`node conformance/run.ts SUITE...   suites: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

let allComply = true;
for (const name of wanted) {
  try {
    allComply = printReport(name, await suites[name]!()) && allComply;
  } catch (error) {
    if (!(error instanceof DataMissingError)) throw error;
    console.error(`${name}: not run. ${error.message}`);
    allComply = false;
  }
}
process.exitCode = allComply ? 0 : 1;
