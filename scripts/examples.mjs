// Runs every example: tables of examples/made and of the data under RACHIS_DATA (default ../shared) into a temporary folder,
// then examples/variability (rachis stability), examples/studies (rachis study run) and examples/programs. Ends with 0 only
// if every one of them ends with a report. `npm run examples -- NAME ...` runs those alone; `--folder FOLDER` puts the
// results there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as atHand from '../examples/made/at-hand.mjs';
import { makePhantom, makeReconstructions } from '../examples/made/conditions.mjs';
import { makeFracture } from '../examples/made/fracture.mjs';
import { makeMetastases } from '../examples/made/metastases.mjs';
import { makeOsteoporosis } from '../examples/made/osteoporosis.mjs';
import { makeSpines } from '../examples/made/spines.mjs';
import { makePrograms, makeReaders } from '../examples/made/tumours.mjs';

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const rachis = join(root, 'packages/cli/bin/rachis.js');
const data = resolve(process.env.RACHIS_DATA ?? join(root, '../shared'), 'data');
if (!existsSync(join(data, 'tables'))) {
  console.error(`The examples need the data that RACHIS_DATA names: there is no ${join(data, 'tables')}.`);
  process.exit(2);
}
const folder =
  flags.folder === undefined ? mkdtempSync(join(tmpdir(), 'rachis-examples-')) : resolve(flags.folder);
mkdirSync(folder, { recursive: true });

atHand.writeVertebralColumn(data, folder);
atHand.writeMakers(data, folder);
atHand.writePublishedStable(data, folder);
atHand.writeMuscles(data, folder);
atHand.writeGenes(data, folder);
atHand.writeSpondylometValidation(data, folder);
for (const name of ['WORC-Lipo', 'NSCLC-Radiogenomics']) atHand.writeBenchmark(data, folder, name);
for (const make of [
  makeOsteoporosis,
  makeReaders,
  makePrograms,
  makeFracture,
  makeMetastases,
  makeReconstructions,
  makePhantom,
]) {
  make(folder);
}
// Images take longer to make than tables.
if (wanted.length === 0 || wanted.includes('spine-measurements')) await makeSpines(folder);

/** Examples of a kind, with where each one's report is and how it is run. */
const examplesIn = (kind, ending) =>
  readdirSync(join(root, 'examples', kind))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((file) => ({ kind, file: join(root, 'examples', kind, file), name: basename(file, extname(file)) }));

/** The example with the folders in it filled in, beside its result. */
function placed({ file, name }) {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const path = join(own, basename(file));
  const text = readFileSync(file, 'utf8').replaceAll('{data}', data).replaceAll('{made}', folder);
  writeFileSync(path, text);
  return { path, result: join(own, 'result') };
}

function wordsOfStudy(report) {
  const result = JSON.parse(readFileSync(join(report, '../result.json'), 'utf8'));
  const measures = result.pipelines.map((one) => {
    const { value, lower, upper } = one.measures.find(({ id }) => id === result.main);
    const [v, l, u] = [value, lower, upper].map((number) => (number === null ? 'n/a' : number.toFixed(3)));
    return `${one.name} ${v} (${l} to ${u})`;
  });
  return `${result.subjects} subjects  ${result.main}: ${measures.join('; ')}`;
}

function wordsOfStability(report) {
  const { all } = JSON.parse(readFileSync(join(report, '../summary.json'), 'utf8'));
  return `${all.stable} of ${all.measured} features stable`;
}

const kinds = {
  variability: {
    ending: '.yaml',
    command: ({ path, result }) => [rachis, 'stability', path, '--output', result],
    report: 'index.html',
    words: wordsOfStability,
  },
  studies: {
    ending: '.yaml',
    command: ({ path, result }) => [rachis, 'study', 'run', path, '--output', result],
    report: 'report/index.html',
    words: wordsOfStudy,
  },
  programs: {
    ending: '.mjs',
    // A program stands where its imports are found.
    command: ({ result }, { file }) => [file, result],
    report: 'index.html',
    words: () => 'a page',
  },
};

/** Examples that others take something from. */
const needs = { 'tumour-stability': 'tumour-readers' };
const asked = new Set(wanted.flatMap((name) => [name, ...(needs[name] === undefined ? [] : [needs[name]])]));

let failed = 0;
let ran = 0;
for (const [kind, { ending, command, report: page, words }] of Object.entries(kinds)) {
  for (const example of examplesIn(kind, ending)) {
    if (asked.size > 0 && !asked.has(example.name)) continue;
    ran++;
    const place = placed(example);
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, command(place, example), { encoding: 'utf8' });
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const report = join(place.result, page);
    // 5: some subjects were left out, which the report says.
    if (!existsSync(report) || (status !== 0 && status !== 5)) {
      failed++;
      const why = stderr.trim().split('\n').slice(-3).join(' ');
      console.log(`${example.name}  FAILED (${status}) after ${seconds} s: ${why}`);
      continue;
    }
    console.log(`${example.name}  ${words(report)}  ${seconds} s  ${report}`);
  }
}
if (ran === 0) console.log(`No example is called ${wanted.join(', ')}.`);
process.exitCode = failed === 0 && ran > 0 ? 0 : 1;
