import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage } from '@rachis/formats';
import { count, writeAllSeries } from '../dicom-files/write-series.ts';
import type { Comparison } from '../report.ts';

interface FixtureSeries {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  /** Row, then column. */
  readonly direction: readonly number[];
  readonly sum: number;
  readonly weighted: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What may be taken off a product before it is a value, so that its rounding is of more than the value. */
const largestIntercept = 1100;

/** Random DICOM series: bits, rescale, orientation and order, beside what pydicom reads from the same bytes; one of `every` so many. */
export async function compareDicomFiles(every = 1): Promise<Comparison[]> {
  const path = join(import.meta.dirname, '../fixtures/dicom-files.json');
  const { series }: { series: FixtureSeries[] } = JSON.parse(readFileSync(path, 'utf8'));
  if (series.length !== count) throw new Error(`${path} has ${series.length} series, not ${count}`);
  const folder = mkdtempSync(join(tmpdir(), 'rachis-dicom-files-'));
  try {
    writeAllSeries(folder);
    const comparisons: Comparison[] = [];
    for (const [i, expected] of series.entries())
      if (i % every === 0) comparisons.push(...(await compareSeries(join(folder, String(i)), i, expected)));
    return comparisons;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareSeries(folder: string, index: number, expected: FixtureSeries): Promise<Comparison[]> {
  const { volume } = await readImage(folder);
  const { data, direction } = volume;
  let [sum, weighted, magnitude, lowest, highest] = [0, 0, 0, Infinity, -Infinity];
  data.forEach((value, i) => {
    sum += value;
    weighted += value * (1 + (i % 97));
    magnitude += Math.abs(value) + largestIntercept;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  });
  const compare = (family: string, tag: string, ours: number, reference: number, tolerance: number) => ({
    group: 'random series',
    family,
    tag: `${index} ${tag}`,
    ours,
    expected: reference,
    tolerance,
  });
  // Fractional rescales are done in single precision.
  const rounding = 3e-7;
  const largest = Math.max(Math.abs(expected.lowest), Math.abs(expected.highest)) + largestIntercept;
  const axes = [0, 3, 6, 1, 4, 7].map((at) => direction[at]!);
  return [
    compare('values', 'sum', sum, expected.sum, rounding * magnitude),
    compare('values', 'weighted', weighted, expected.weighted, 97 * rounding * magnitude),
    compare('values', 'lowest', lowest, expected.lowest, rounding * largest),
    compare('values', 'highest', highest, expected.highest, rounding * largest),
    ...expected.size.map((value, i) => compare('geometry', `size ${i}`, volume.size[i]!, value, 0)),
    ...expected.spacing.map((value, i) =>
      compare('geometry', `spacing ${i}`, volume.spacing[i]!, value, 2e-6),
    ),
    ...expected.origin.map((value, i) => compare('geometry', `origin ${i}`, volume.origin[i]!, value, 1e-9)),
    ...expected.direction.map((value, i) => compare('geometry', `direction ${i}`, axes[i]!, value, 2e-6)),
  ];
}
