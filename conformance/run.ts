import { DataMissingError } from './data.ts';
import { type Comparison, printReport } from './report.ts';
import { compareIbsi1 } from './suites/ibsi1.ts';
import { compareMirp } from './suites/mirp.ts';

const suites: Readonly<Record<string, () => Promise<Comparison[]>>> = {
  ibsi1: () => compareIbsi1('dicom'),
  'ibsi1-nifti': () => compareIbsi1('nifti'),
  mirp: compareMirp,
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
