import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractPyradiomics, resolveParameters } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { isRachisError } from '@rachis/volume';
import { DataMissingError, dataRoot, repositoryRoot } from '../data.ts';
import { type Comparison, complies } from '../report.ts';
import { exceptionOf } from './pyradiomics-exceptions.ts';

interface LiveCase {
  readonly image: string;
  readonly mask: string;
  readonly parameters: string;
  readonly source: string;
}

/** What PyRadiomics gave for a case: values by column, or what it refused it with. */
interface LiveAnswer {
  readonly version: string;
  readonly values?: Readonly<Record<string, number | string | null>>;
  readonly error?: string;
}

const environment = (name: string) =>
  join(process.env.RACHIS_PEERS ?? join(homedir(), '.rachis-peers'), name, 'bin', 'python');

const toleranceOf = (tag: string, expected: number) =>
  Math.max((tag.startsWith('lbp') ? 1e-4 : 1e-6) * Math.abs(expected), 1e-9);

const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** Numbers of a column's text: a tuple has several. */
const numbersIn = (value: number | string) =>
  typeof value === 'number' ? [value] : (value.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/g) ?? []).map(Number);

async function ours(one: LiveCase): Promise<ReadonlyMap<string, number | string>> {
  const geometry = 'as-written';
  const image = await readImage(one.image, { geometry });
  const { regions } = await readRegions(one.mask, { geometry, image });
  const parameters = resolveParameters(JSON.parse(readFileSync(one.parameters, 'utf8')));
  return new Map(extractPyradiomics(image.volume, regions[0]!.mask(), parameters, { sha1 }).columns);
}

function compareCase(
  number: number,
  one: LiveCase,
  found: ReadonlyMap<string, number | string>,
  values: NonNullable<LiveAnswer['values']>,
): Comparison[] {
  const { setting } = JSON.parse(readFileSync(one.parameters, 'utf8')) as {
    setting: { normalize?: boolean; interpolator?: string };
  };
  const type = /type: (\w+)/.exec(readFileSync(one.image, 'latin1').slice(0, 600))?.[1];
  const fractional = setting.normalize === true || type === 'float' || type === 'double';
  const single = setting.normalize !== true && type === 'float';
  const { interpolator } = setting;
  const group = `case ${number}`;
  const comparisons: Comparison[] = [];
  const extra = [...found.keys()].filter((name) => !(name in values) && !/Configuration|Versions/.test(name));
  for (const tag of extra)
    comparisons.push({ group, tag, ours: Number.NaN, expected: Number.POSITIVE_INFINITY, tolerance: 0 });
  for (const [tag, expected] of Object.entries(values)) {
    const value = found.get(tag);
    const say = (comparison: Comparison): Comparison => {
      const exception = complies(comparison)
        ? undefined
        : exceptionOf({ tag, theirs: expected, ours: value, fractional, single, interpolator });
      return exception === undefined ? comparison : { ...comparison, exception };
    };
    if (expected === null) {
      // PyRadiomics has no number: neither may we.
      const both = typeof value === 'number' && !Number.isFinite(value);
      comparisons.push(say({ group, tag, ours: both ? 0 : 1, expected: 0, tolerance: 0 }));
      continue;
    }
    if (typeof expected === 'string' && /Hash|Dimensionality/.test(tag)) {
      comparisons.push(say({ group, tag, ours: value === expected ? 0 : 1, expected: 0, tolerance: 0 }));
      continue;
    }
    const [theirs, mine] = [numbersIn(expected), value === undefined ? [] : numbersIn(value)];
    theirs.forEach((number_, i) => {
      comparisons.push(
        say({ group, tag, ours: mine[i], expected: number_, tolerance: toleranceOf(tag, number_) }),
      );
    });
  }
  return comparisons;
}

/**
 * Random parameter files on images of the data, PyRadiomics beside ours, every column. RACHIS_LIVE_COUNT and
 * RACHIS_LIVE_SEED draw others than the 500 of the suite.
 */
export async function comparePyradiomicsLive(): Promise<Comparison[]> {
  const python = environment('pyradiomics-live');
  if (!existsSync(python))
    throw new DataMissingError(`${python} (conformance/peers.sh pyradiomics-live makes it)`);
  const count = process.env.RACHIS_LIVE_COUNT ?? '500';
  const seed = process.env.RACHIS_LIVE_SEED ?? '20261124';
  const folder = mkdtempSync(join(tmpdir(), 'rachis-live-'));
  const script = join(repositoryRoot, 'conformance/pyradiomics/live.py');
  const call = (...args: string[]) =>
    execFileSync(python, ['-W', 'ignore', script, ...args], { stdio: ['ignore', 'ignore', 'ignore'] });
  const cases = join(folder, 'cases.json');
  const answers = join(folder, 'answers.jsonl');
  call('--draw', count, seed, join(dataRoot, 'data'), cases, folder);
  call(cases, answers);
  const list = JSON.parse(readFileSync(cases, 'utf8')) as LiveCase[];
  const lines = readFileSync(answers, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LiveAnswer);
  const comparisons: Comparison[] = [];
  let refused = 0;
  for (const [i, one] of list.entries()) {
    const { values, error } = lines[i]!;
    try {
      const found = await ours(one);
      if (values !== undefined) comparisons.push(...compareCase(i, one, found, values));
      else {
        refused++;
        console.log(`case ${i}: PyRadiomics refuses it (${error?.split('\n')[0]?.slice(0, 90)}), we do not`);
      }
    } catch (thrown) {
      if (!isRachisError(thrown)) throw thrown;
      if (values === undefined) refused++;
      else
        comparisons.push({
          group: `case ${i}`,
          tag: `error ${thrown.message.slice(0, 80)}`,
          ours: undefined,
          expected: 0,
          tolerance: 0,
        });
    }
  }
  console.log(
    `PyRadiomics ${lines[0]?.version}, seed ${seed}: ${list.length} parameter files, of which it refuses ${refused} (region too small and the like).`,
  );
  if (process.env.RACHIS_LIVE_KEEP === undefined) rmSync(folder, { recursive: true });
  else console.log(folder);
  return summarise(comparisons);
}

/** One group for all cases of a kind, so that the report has a row for each class and not for each case. */
function summarise(comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.map((comparison) => {
    const [image, kind] = comparison.tag.split('_');
    const name = image === 'diagnostics' ? 'diagnostics' : `${image!.split('-')[0]} ${kind}`;
    return { ...comparison, group: name, tag: `${comparison.group}: ${comparison.tag}` };
  });
}
