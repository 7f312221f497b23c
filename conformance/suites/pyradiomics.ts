import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractPyradiomics, resolveParameters } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { dataPath, repositoryRoot } from '../data.ts';
import { parseCsv, parsePythonLiteral } from '../python-text.ts';
import type { Comparison } from '../report.ts';

/** Subjects whose images are among the data. */
const subjects = ['brain1', 'brain2', 'breast1'];

/** Settings of versions of PyRadiomics before the parameter file, without a meaning today. */
const retired = new Set(['enableCExtensions', 'verbose', 'padFillValue']);

const tolerance = (expected: number) => Math.max(1e-6 * Math.abs(expected), 1e-12);

/** What PyRadiomics 3.1.4 gives for the shape of brain1 (conformance/pyradiomics/make_fixture.py). */
const shapeToday = (
  JSON.parse(readFileSync(join(repositoryRoot, 'conformance/fixtures/pyradiomics.json'), 'utf8')) as {
    brain1: Readonly<Record<string, number>>;
  }
).brain1;

const outdatedReason =
  'The table was made by 2.0.1, whose triangles differ where corners of a face alternate: PyRadiomics 3.1.4 itself is further than 1e-6 from it, and gives our number to 1e-6.';

/** Whether PyRadiomics has left its own table, and we are where it is now. */
const outdated = (table: number, today: number | undefined, ours: unknown) =>
  today !== undefined &&
  typeof ours === 'number' &&
  Math.abs(today - table) > tolerance(table) &&
  Math.abs(ours - today) <= tolerance(today);

async function readSubject(name: string) {
  const geometry = 'as-written';
  const image = await readImage(dataPath(`pyradiomics/${name}_image.nrrd`), { geometry });
  const { regions } = await readRegions(dataPath(`pyradiomics/${name}_label.nrrd`), { geometry, image });
  const region = regions.find(({ label }) => label === 1)!;
  return { volume: image.volume, mask: region.mask() };
}

/** One test case of a baseline table. */
interface BaselineCase {
  readonly test: string;
  readonly subject: string;
  readonly settings: Record<string, unknown>;
  readonly imageTypes: Record<string, unknown>;
  /** Rows of numbers by column name. */
  readonly values: ReadonlyMap<string, number>;
}

function casesOf(path: string): BaselineCase[] {
  const [head, ...rows] = parseCsv(readFileSync(path, 'utf8'));
  return head!.slice(1).map((test, i) => {
    const cell = (name: string) => rows.find((row) => row[0] === name)?.[i + 1] ?? '';
    const settings = parsePythonLiteral(cell('diagnostics_Configuration_Settings')) as Record<
      string,
      unknown
    >;
    return {
      test,
      subject: cell('diagnostics_Configuration_TestCase'),
      settings: Object.fromEntries(
        Object.entries(settings).filter(([key, value]) => !retired.has(key) && value !== undefined),
      ),
      imageTypes: parsePythonLiteral(cell('diagnostics_Configuration_EnabledImageTypes')) as Record<
        string,
        unknown
      >,
      values: new Map(
        rows
          .filter((row) => !row[0]!.startsWith('diagnostics_') && row[i + 1] !== '')
          .map((row) => [row[0]!, Number(row[i + 1])]),
      ),
    };
  });
}

/** Rows of the baseline tables of PyRadiomics (its own tests), for the subjects whose images are there. */
async function compareTables(): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  const images = new Map<string, Awaited<ReturnType<typeof readSubject>>>();
  for (const name of subjects) images.set(name, await readSubject(name));
  for (const file of readdirSync(dataPath('pyradiomics/baseline')).sort()) {
    if (!file.endsWith('.csv')) continue;
    const className = /baseline_(\w+)\.csv/.exec(file)![1]!;
    for (const { test, subject, settings, imageTypes, values } of casesOf(
      dataPath(`pyradiomics/baseline/${file}`),
    )) {
      const image = images.get(subject);
      if (image === undefined) continue;
      const parameters = resolveParameters({
        setting: settings,
        imageType: imageTypes,
        featureClass: { [className]: [...values.keys()].map((name) => name.split('_')[2]!) },
      });
      const { columns } = extractPyradiomics(image.volume, image.mask, parameters);
      const ours = new Map(columns);
      for (const [tag, expected] of values) {
        const value = ours.get(tag);
        const today = test === 'brain1' && className === 'shape' ? shapeToday[tag] : undefined;
        comparisons.push({
          group: `${className} ${test}`,
          tag,
          ours: typeof value === 'number' ? value : undefined,
          expected,
          tolerance: tolerance(expected),
          ...(outdated(expected, today, value) ? { exception: outdatedReason } : {}),
        });
      }
    }
  }
  return comparisons;
}

/** Says what `wavelet.npy` holds: eight bands that are one and the same, the image's own voxels. */
function describeWaveletFile(): string {
  const bytes = readFileSync(dataPath('pyradiomics/baseline/wavelet.npy'));
  const header = 10 + bytes.readUInt16LE(8);
  const rows = (bytes.length - header) / 8;
  const row = (band: number) => bytes.subarray(header + band * rows, header + (band + 1) * rows);
  const alike = Array.from({ length: 8 }, (_, band) => row(band).equals(row(0))).every(Boolean);
  const values = [...new Set(row(0))].sort((a, b) => a - b);
  return alike
    ? `wavelet.npy is not compared: its eight bands of ${rows} voxels are the same, whole numbers ${values.join(' and ')}, so they are an image's own voxels and not a wavelet's (its image is not among the data). Wavelets are held by pyradiomics-live.`
    : 'wavelet.npy holds bands that differ, but its image is not among the data.';
}

/** The baseline tables, and what can be said of `wavelet.npy`. */
export async function comparePyradiomics(): Promise<Comparison[]> {
  const comparisons = await compareTables();
  console.log(describeWaveletFile());
  return comparisons;
}
